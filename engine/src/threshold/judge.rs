use super::Threshold;
use crate::aggregate::{Snapshot, Statistic, builtin::BUILTIN};
use crate::plan::MetricKind;

/// How a threshold came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// Nothing was measured that it could be held against: never a pass.
    NotMeasured,
}

/// A threshold's outcome, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The threshold.
    pub threshold: Threshold,
    /// How it came out.
    pub outcome: Outcome,
    /// The number that was compared, in the metric's unit.
    pub observed: Option<f64>,
    /// The samples that it is made of.
    pub samples: u64,
    /// Starts that were dropped: iterations that the number does not contain.
    pub censored: u64,
}

/// Holds a threshold against what was measured.
///
/// Without samples it is *not measured*, with one exception: the counters of the engine's own events count from 0 as
/// soon as scenarios run, so that `dropped_iterations: count==0` and `http_reqs{status:500}: count==0` are measured.
pub fn judge(threshold: &Threshold, snapshot: &Snapshot) -> Verdict {
    let samples = snapshot.samples(&threshold.metric, &threshold.selector);
    let observed = snapshot
        .value(&threshold.metric, &threshold.selector, threshold.statistic)
        .or_else(|| counts_from_zero(threshold, snapshot).then_some(0.0));
    let outcome = match observed {
        None => Outcome::NotMeasured,
        Some(observed) if threshold.operator.holds(observed, threshold.bound) => Outcome::Passed,
        Some(_) => Outcome::Failed,
    };
    let censored = snapshot.dropped(&threshold.selector);
    Verdict { threshold: threshold.clone(), outcome, observed, samples, censored }
}

/// All verdicts, in the order of the plan.
pub fn judge_all(thresholds: &[Threshold], snapshot: &Snapshot) -> Vec<Verdict> {
    thresholds.iter().map(|threshold| judge(threshold, snapshot)).collect()
}

/// Whether a threshold is about how fast things went: the verdict then depends on a generator that kept its schedule.
pub fn rests_on_time(threshold: &Threshold, snapshot: &Snapshot) -> bool {
    let metric = snapshot.metrics().find(|metric| metric.name == threshold.metric);
    let (kind, unit) = match metric {
        Some(metric) => (metric.kind, metric.unit.as_str()),
        None => match BUILTIN.iter().find(|b| b.name == threshold.metric) {
            Some(builtin) => (builtin.kind, builtin.unit),
            None => return false,
        },
    };
    match kind {
        MetricKind::Counter => threshold.statistic == Statistic::Rate,
        MetricKind::Trend => matches!(unit, "ms" | "s" | "us" | "ns"),
        _ => false,
    }
}

fn counts_from_zero(threshold: &Threshold, snapshot: &Snapshot) -> bool {
    let counter = BUILTIN.iter().any(|b| b.name == threshold.metric && b.kind == MetricKind::Counter);
    counter && matches!(threshold.statistic, Statistic::Count | Statistic::Rate) && !snapshot.window.is_zero()
}
