use std::time::SystemTime;

use serde_json::Value;

use crate::exit::ExitCode;
use crate::log::{Level, Log};
use crate::output::{Notice, notify};
use crate::plan::{Occasion, Plan};
use crate::report::{self, Summary};

/// Tells who is to be told that a run begins; who cannot be is named in the log.
pub(super) async fn started(plan: &Plan, began: SystemTime, log: &Log) {
    let target = plan.target.as_ref().map_or(String::new(), |target| format!(" against {target}"));
    let text = format!("{}: the run begins{target}", plan.name);
    let notice = Notice { occasion: Occasion::Start, text: &text, plan: &plan.name, began, summary: Value::Null };
    for lost in notify(&plan.notify, &notice, log.redactor()).await {
        log.line(Level::Warn, "engine", &lost);
    }
}

/// Tells who is to be told how it ended; who could not be makes the run's results incomplete.
pub(super) async fn ended(plan: &Plan, began: SystemTime, log: &Log, summary: &mut Summary) {
    let occasion = occasion(summary.exit_code);
    let text = sentence(summary);
    let document = serde_json::from_slice(&report::json(summary)).unwrap_or(Value::Null);
    let notice = Notice { occasion, text: &text, plan: &summary.plan, began, summary: document };
    for lost in notify(&plan.notify, &notice, log.redactor()).await {
        summary.applies(ExitCode::Incomplete, &lost);
        summary.warnings.push(lost);
    }
}

/// What an exit code says to somebody who was not there.
fn occasion(code: ExitCode) -> Occasion {
    match code {
        ExitCode::Passed => Occasion::Passed,
        ExitCode::Interrupted
        | ExitCode::SetupTimeout
        | ExitCode::TeardownTimeout
        | ExitCode::Timeout
        | ExitCode::JourneyError
        | ExitCode::Aborted
        | ExitCode::EngineBug => Occasion::Aborted,
        _ => Occasion::Failed,
    }
}

/// `shop: threshold failed (exit code 99): checks rate == 1. 1200 requests, 3 failed. Result: reports/shop-…`
fn sentence(summary: &Summary) -> String {
    let requests: u64 = summary.requests.iter().map(|row| row.count).sum();
    let failed: u64 = summary.requests.iter().map(|row| row.failed).sum();
    let reason = summary.exit.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
    let folder = summary.folder.as_ref().map_or(String::new(), |folder| format!(" Result: {folder}"));
    let (plan, exit) = (&summary.plan, &summary.exit);
    format!("{plan}: {} (exit code {}){reason}. {requests} requests, {failed} failed.{folder}", exit.name, exit.code)
}
