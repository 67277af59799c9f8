use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::{Control, Led, Stage};
use crate::clock;
use crate::plan::Executor;
use crate::report::Pulse;
use crate::schedule::{Counts, Order};
use crate::vu::ScenarioLive;

/// A run as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The plan's name.
    pub plan: String,
    /// Base URL of the target.
    pub target: Option<String>,
    /// Version of the engine.
    pub engine: String,
    /// The process.
    pub pid: u32,
    /// When the run began, RFC 3339 in UTC.
    pub started: String,
    /// `setup`, `running`, `paused`, `ending`, `teardown` or `ended`.
    pub state: String,
    /// From the start of the run, ms.
    pub elapsed_ms: u64,
    /// Users at work.
    pub users: u32,
    /// Iterations that ended by themselves.
    pub complete: u64,
    /// Iterations that were cut off.
    pub interrupted: u64,
    /// Iterations that never started.
    pub dropped: u64,
    /// Requests.
    pub requests: u64,
    /// Requests that failed.
    pub failed: u64,
    /// One a scenario, in the order of the plan.
    pub scenarios: Vec<ScenarioStatus>,
}

/// A scenario as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioStatus {
    /// Its name.
    pub name: String,
    /// Its executor.
    pub executor: String,
    /// `waiting`, `running` or `over`.
    pub state: String,
    /// From 0 to 1.
    pub progress: f64,
    /// The rest of its planned time, ms.
    pub left_ms: u64,
    /// Users at work.
    pub users: u32,
    /// Users that were asked for; none while the plan says how many.
    pub asked_users: Option<u32>,
    /// The rate that was asked for; none while the plan says which.
    pub asked_rate: Option<f64>,
    /// The rate of the plan at its beginning, per time unit; none where users decide.
    pub planned_rate: Option<u64>,
    /// The unit of rates, ms; none where users decide.
    pub time_unit_ms: Option<u64>,
    /// Whether its users can be changed.
    pub scalable: bool,
    /// Iterations that ended by themselves.
    pub complete: u64,
    /// Iterations that were cut off.
    pub interrupted: u64,
    /// Iterations that never started.
    pub dropped: u64,
    /// What it does.
    pub pulse: Pulse,
}

impl Control {
    /// The run as it is now.
    pub fn status(&self) -> Status {
        let led = self.0.led.get();
        let scenarios = led.map_or(Vec::new(), |led| self.scenarios(led));
        let state = self.state();
        let sum = |of: fn(&ScenarioStatus) -> u64| scenarios.iter().map(of).sum();
        let begun = self.begun();
        Status {
            plan: begun.plan.clone(),
            target: begun.target.clone(),
            engine: begun.engine.clone(),
            pid: std::process::id(),
            started: begun.started.clone(),
            state: match state.stage {
                Stage::Setup => "setup",
                Stage::Running if state.stopped.is_some() => "ending",
                Stage::Running if led.is_some_and(|led| led.reins.is_paused()) => "paused",
                Stage::Running => "running",
                Stage::Teardown => "teardown",
                Stage::Ended => "ended",
            }
            .to_owned(),
            elapsed_ms: clock::now().saturating_duration_since(self.0.began).as_millis() as u64,
            users: scenarios.iter().map(|scenario| scenario.users).sum(),
            complete: sum(|s| s.complete),
            interrupted: sum(|s| s.interrupted),
            dropped: sum(|s| s.dropped),
            requests: state.counts.0,
            failed: state.counts.1,
            scenarios,
        }
    }

    fn scenarios(&self, led: &Led) -> Vec<ScenarioStatus> {
        let pulses = self.state().pulses.clone();
        let (counts, orders) = (led.board.counts(), led.reins.orders());
        let scenario = |index: usize| {
            let pulse = pulses.get(index).copied().unwrap_or_default();
            scenario(led, index, &counts[index], orders[index], pulse)
        };
        (0..counts.len()).map(scenario).collect()
    }
}

fn scenario(led: &Led, index: usize, counts: &Counts, order: Order, pulse: Pulse) -> ScenarioStatus {
    let (plan, live) = (&led.plan.scenarios[index], &led.live[index]);
    let (planned_rate, unit) = match &plan.executor {
        Executor::ConstantArrivalRate { rate, time_unit, .. } => (Some(*rate), Some(*time_unit)),
        Executor::RampingArrivalRate { start_rate, time_unit, .. } => (Some(*start_rate), Some(*time_unit)),
        _ => (None, None),
    };
    ScenarioStatus {
        name: plan.name.clone(),
        executor: plan.executor.name().to_owned(),
        state: match (counts.began, counts.ended) {
            (_, Some(_)) => "over",
            (Some(_), None) => "running",
            (None, None) => "waiting",
        }
        .to_owned(),
        progress: if counts.ended.is_some() { 1.0 } else { progress(live) },
        left_ms: if counts.ended.is_some() { 0 } else { live.length.saturating_sub(live.elapsed()).as_millis() as u64 },
        users: live.active.load(Ordering::Relaxed),
        asked_users: order.users,
        asked_rate: order.rate,
        planned_rate,
        time_unit_ms: unit.map(|unit| unit.as_millis() as u64),
        scalable: !matches!(plan.executor, Executor::PerVuIterations { .. }),
        complete: counts.complete,
        interrupted: counts.interrupted,
        dropped: counts.dropped,
        pulse,
    }
}

/// Before it begins it has none.
fn progress(live: &ScenarioLive) -> f64 {
    if live.began.get().is_some() { live.progress() } else { 0.0 }
}
