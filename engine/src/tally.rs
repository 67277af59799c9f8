//! What the scenarios of a run came to, by now or in the end.

use crate::aggregate::overload;
use crate::aggregate::{Selector, Sink, Snapshot, Statistic};
use crate::brake::Brake;
use crate::clock::{Duration, Instant};
use crate::plan::{Pause, Plan, Scenario};
use crate::report::warning::Warning;
use crate::report::{Iterations, ScenarioRow};
use crate::schedule::{Counts, Outcome};

/// The scenarios of a run.
pub(crate) struct Tally<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) outcome: &'a Outcome,
    /// When they began; none where the run did not come so far.
    pub(crate) zero: Option<Instant>,
    pub(crate) brake: &'a Brake,
}

impl Tally<'_> {
    /// What limits the worth of the numbers.
    pub(crate) fn warnings(&self, snapshot: &Snapshot) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for (scenario, counts) in self.plan.scenarios.iter().zip(&self.outcome.scenarios) {
            if counts.dropped > 0 {
                let due = counts.complete + counts.interrupted + counts.dropped;
                warnings.push(Warning::Censored { scenario: scenario.name.clone(), dropped: counts.dropped, due });
            }
        }
        let all = |of: fn(&Counts) -> u64| self.outcome.scenarios.iter().map(of).sum::<u64>();
        if all(|c| c.complete) == 0 && all(|c| c.interrupted) > 0 {
            warnings.push(Warning::OnlyInterrupted);
        }
        if snapshot.is_idle() {
            warnings.push(Warning::NoRequests);
        }
        if snapshot.folded {
            warnings.push(Warning::SeriesOverflow { bound: self.plan.limits.series });
        }
        warnings
    }

    /// One row a scenario, in the order of the plan.
    pub(crate) fn rows(&self, snapshot: &Snapshot) -> Vec<ScenarioRow> {
        let Some(zero) = self.zero else { return Vec::new() };
        let pairs = self.plan.scenarios.iter().zip(&self.outcome.scenarios);
        pairs.map(|(scenario, counts)| self.row(zero, scenario, counts, snapshot)).collect()
    }

    fn row(&self, zero: Instant, scenario: &Scenario, counts: &Counts, snapshot: &Snapshot) -> ScenarioRow {
        let since = |at: Option<Instant>| at.map(|at| at.saturating_duration_since(zero).as_secs_f64() * 1e3);
        let ran = |(from, to): (Instant, Instant)| {
            to.saturating_duration_since(from).saturating_sub(self.brake.held(from, to))
        };
        let length = counts.began.zip(counts.ended).map_or(Duration::ZERO, ran);
        let rate = if length.is_zero() { 0.0 } else { counts.complete as f64 / length.as_secs_f64() };
        // Where the users were changed while it ran there is no number of users to hold the law against.
        let little = (!counts.scaled)
            .then(|| overload::little(snapshot, &scenario.name, length, mean_pause(scenario)))
            .flatten();
        ScenarioRow {
            name: scenario.name.clone(),
            executor: scenario.executor.name().to_owned(),
            started_ms: since(counts.began),
            ended_ms: since(counts.ended),
            iterations: Iterations {
                complete: counts.complete,
                failed: snapshot.iterations().get(&scenario.name).map_or(0, |iterations| iterations.failed),
                interrupted: counts.interrupted,
                dropped: counts.dropped,
            },
            rate,
            little: little.map(|little| (little.users, f64::from(counts.users))),
        }
    }
}

/// Requests, and those that failed.
pub(crate) fn requests(snapshot: &Snapshot) -> (u64, u64) {
    let all = snapshot.value("http_reqs", &Selector::all(), Statistic::Count).unwrap_or(0.0);
    let failed = match snapshot.sink("http_req_failed", &Selector::all()) {
        Some(Sink::Rate { hits, .. }) => hits,
        _ => 0,
    };
    (all as u64, failed)
}

/// The mean of the plan's pause, where its law has one.
fn mean_pause(scenario: &Scenario) -> Duration {
    match scenario.pause {
        Some(Pause::Constant(mean) | Pause::Exponential(mean) | Pause::Normal(mean, _)) => mean,
        Some(Pause::Uniform(low, high)) => (low + high) / 2,
        Some(Pause::Pacing(_) | Pause::Throughput(_)) | None => Duration::ZERO,
    }
}
