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

/// Holds a threshold against what was measured. What was watched and fell silent is not measured, whatever it said before.
///
/// Without samples it is *not measured*, with one exception: the counters of the engine's own events count from 0 as
/// soon as scenarios run, so that `dropped_iterations: count==0` and `http_reqs{status:500}: count==0` are measured.
pub fn judge(threshold: &Threshold, snapshot: &Snapshot) -> Verdict {
    let samples = snapshot.samples(&threshold.metric, &threshold.selector);
    let observed =
        observed(threshold, snapshot).filter(|_| !snapshot.is_silent(&threshold.metric, &threshold.selector));
    let outcome = match observed {
        None => Outcome::NotMeasured,
        // The baseline has no such number.
        Some(_) if threshold.bound.is_nan() => Outcome::NotMeasured,
        Some(observed) if threshold.operator.holds(observed, threshold.bound) => Outcome::Passed,
        Some(_) => Outcome::Failed,
    };
    let censored = snapshot.dropped(&threshold.selector);
    Verdict { threshold: threshold.clone(), outcome, observed, samples, censored }
}

/// The number that a threshold is about.
fn observed(threshold: &Threshold, snapshot: &Snapshot) -> Option<f64> {
    snapshot
        .value(&threshold.metric, &threshold.selector, threshold.statistic)
        .or_else(|| counts_from_zero(threshold, snapshot).then_some(0.0))
}

impl Threshold {
    /// Sets the bound that follows from a baseline, where the threshold names it and the baseline has the number.
    pub fn hold_against(&mut self, baseline: &Snapshot) {
        if let Some(relative) = self.relative
            && let Some(number) = observed(self, baseline)
        {
            self.bound = number * relative.factor + relative.offset;
        }
    }
}

/// All verdicts, in the order of the plan.
pub fn judge_all(thresholds: &[Threshold], snapshot: &Snapshot) -> Vec<Verdict> {
    thresholds.iter().map(|threshold| judge(threshold, snapshot)).collect()
}

/// Waits for the generator in one request: to send, for the head and for the body of the answer.
const WAITS_OF_A_REQUEST: f64 = 3.0;
/// Waits in a time that spans several requests: an iteration, a step, a journey's own trend.
const WAITS: f64 = 10.0;

/// Whether a generator that was up to `delay_ms` late (p99) can have turned a verdict: rates of counters it always can,
/// times where the bound is within so many delays of what was measured as it holds waits.
pub fn may_turn(verdict: &Verdict, snapshot: &Snapshot, delay_ms: f64) -> bool {
    let threshold = &verdict.threshold;
    let custom = || snapshot.metrics().find(|metric| metric.name == threshold.metric);
    let builtin = BUILTIN.iter().find(|builtin| builtin.name == threshold.metric);
    let meaning = builtin.map(|b| (b.kind, b.unit)).or_else(|| custom().map(|m| (m.kind, m.unit.as_str())));
    let (Some((kind, unit)), Some(observed)) = (meaning, verdict.observed) else { return false };
    let waits = if threshold.metric.starts_with("http_req_") { WAITS_OF_A_REQUEST } else { WAITS };
    match kind {
        MetricKind::Counter => threshold.statistic == Statistic::Rate,
        MetricKind::Trend => ms(unit).is_some_and(|ms| (observed - threshold.bound).abs() * ms <= waits * delay_ms),
        _ => false,
    }
}

/// How many ms a unit of time is.
fn ms(unit: &str) -> Option<f64> {
    match unit {
        "ns" => Some(1e-6),
        "us" => Some(1e-3),
        "ms" => Some(1.0),
        "s" => Some(1e3),
        _ => None,
    }
}

fn counts_from_zero(threshold: &Threshold, snapshot: &Snapshot) -> bool {
    let counter = BUILTIN.iter().any(|b| b.name == threshold.metric && b.kind == MetricKind::Counter);
    counter && matches!(threshold.statistic, Statistic::Count | Statistic::Rate) && !snapshot.window.is_zero()
}
