use std::fmt::Write as _;

use anyhow::Result;

use super::sources::sources;
use crate::cli::CheckArgs;
use crate::exit::ExitCode;
use crate::log::{Level, Log};
use crate::machine::{self, Machine};
use crate::plan::{Executor, Plan, Scenario, format_duration, format_size};
use crate::prepare::{Prepared, prepare};
use crate::redact::Redactor;

/// Says what a run would do; finds every mistake that can be found without traffic.
pub(super) fn execute(args: CheckArgs) -> Result<ExitCode> {
    machine::raise_open_files();
    let log = |plan: &Plan| {
        let secrets = plan.secrets.iter().map(|secret| secret.value.as_str());
        Log::new(Box::new(std::io::stderr()), Level::Warn, Redactor::new(secrets))
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let prepared = runtime.block_on(async { prepare(sources(&args.plan).await?, &log).await })?;
    let mut text = report(&prepared, &Machine::read());
    if args.origins {
        text.push_str("\nsettings\n");
        for row in crate::plan::origins(&prepared.sources) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "  {:<36} {:<30} {}", row.path, row.value, row.origin);
        }
    }
    let redactor = Redactor::new(prepared.plan.secrets.iter().map(|secret| secret.value.as_str()));
    super::print(&redactor.apply(&text))?;
    Ok(ExitCode::Passed)
}

fn report(prepared: &Prepared, machine: &Machine) -> String {
    let plan = &prepared.plan;
    let program = &prepared.program;
    let mut out = String::new();
    let mut row = |label: &str, value: String| {
        let _ = writeln!(out, "{label:<12} {value}");
    };
    row("plan", plan.name.clone());
    row("journey", program.name().to_owned());
    row(
        "target",
        plan.target.as_ref().map_or_else(|| "none: only absolute URLs can be sent".to_owned(), ToString::to_string),
    );
    for scenario in &plan.scenarios {
        row("scenario", format!("{}: {}", scenario.name, workload(scenario)));
    }
    for threshold in &plan.thresholds {
        row("threshold", format!("{} {}", threshold.key, threshold.expression));
    }
    for table in &plan.data {
        row("data", format!("{}: {}, {}", table.name, table.rows.origin(), table.version));
    }
    if let Some(matrix) = &plan.matrix {
        let axes: Vec<String> =
            matrix.axes.iter().map(|axis| format!("{} = {}", axis.path, axis.values.join(", "))).collect();
        row("matrix", format!("{} rows: {}", matrix.rows().len(), axes.join("; ")));
    }
    for output in &plan.outputs {
        row("output", format!("{}: {} to {}", output.name, output.kind.word(), output.place));
    }
    let users = plan.max_vus();
    let memory = (users * machine::BYTES_PER_VU) >> 20;
    row("users", format!("{users} at most, about {memory} MiB at {} KiB each", machine::BYTES_PER_VU >> 10));
    row("memory", format!("{} at most in each user's journey", format_size(plan.limits.memory)));
    let exports = program.exports();
    let all = [
        ("run", true),
        ("plan", exports.plan),
        ("setup", exports.setup),
        ("start", exports.start),
        ("stop", exports.stop),
        ("teardown", exports.teardown),
    ];
    row("exports", all.iter().filter(|(_, has)| *has).map(|(name, _)| *name).collect::<Vec<_>>().join(", "));
    row("imports", program.imports().len().to_string());
    for import in program.imports() {
        row("", import.clone());
    }
    for warning in &prepared.warnings {
        row("warning", warning.to_string());
    }
    for advice in machine.missing(users) {
        row("warning", advice);
    }
    out
}

fn workload(scenario: &Scenario) -> String {
    let length = format_duration(scenario.executor.length());
    let what = match &scenario.executor {
        Executor::SharedIterations { vus, iterations, .. } => {
            format!("{vus} users share {iterations} iterations, at most {length}")
        }
        Executor::PerVuIterations { vus, iterations, .. } => {
            format!("{vus} users, {iterations} iterations each, at most {length}")
        }
        Executor::ConstantVus { vus, .. } => format!("{vus} users for {length}"),
        Executor::RampingVus { stages, .. } => {
            format!("{} users at most in {} stages over {length}", scenario.executor.max_vus(), stages.len())
        }
        Executor::ConstantArrivalRate { rate, time_unit, pre_vus, max_vus, .. } => {
            format!("{rate} iterations per {} for {length}, {pre_vus} to {max_vus} users", format_duration(*time_unit))
        }
        Executor::RampingArrivalRate { stages, time_unit, pre_vus, max_vus, .. } => {
            let most = stages.iter().map(|stage| stage.target).max().unwrap_or(0);
            let unit = format_duration(*time_unit);
            format!(
                "{most} iterations per {unit} at most in {} stages over {length}, {pre_vus} to {max_vus} users",
                stages.len()
            )
        }
        Executor::Replay { log, speed, copies, pre_vus, max_vus } => {
            let arrivals = log.len();
            format!(
                "{arrivals} recorded arrivals, {copies} times each, {speed} times as fast: {length}, {pre_vus} to {max_vus} users"
            )
        }
    };
    let start = match (&scenario.start_after, scenario.start_time.is_zero()) {
        (None, true) => String::new(),
        (None, false) => format!(", from {}", format_duration(scenario.start_time)),
        (Some(other), true) => format!(", after {other}"),
        (Some(other), false) => format!(", {} after {other}", format_duration(scenario.start_time)),
    };
    format!("{} ({what}{start})", scenario.executor.name())
}
