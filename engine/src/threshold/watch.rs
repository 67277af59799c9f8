use std::time::Duration;

use super::judge::{Outcome, judge};
use super::{Threshold, Verdict};
use crate::aggregate::Snapshot;

/// Thresholds that may stop the run are judged so often.
pub const INTERVAL: Duration = Duration::from_secs(2);

/// The first threshold that stops the run now: one that has `abort_on_fail`, fails, and whose delay is over.
/// `elapsed` is the time since the run began, setup included. A metric without a sample is skipped; a threshold without
/// `abort_on_fail` that fails now has until the end to recover.
pub fn abort(thresholds: &[Threshold], snapshot: &Snapshot, elapsed: Duration) -> Option<Verdict> {
    let due = |threshold: &&Threshold| threshold.abort_on_fail && threshold.delay_abort <= elapsed;
    let verdicts = thresholds.iter().filter(due).map(|threshold| judge(threshold, snapshot));
    verdicts.into_iter().find(|verdict| verdict.outcome == Outcome::Failed && verdict.samples > 0)
}
