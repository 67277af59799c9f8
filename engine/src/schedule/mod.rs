//! When iterations start, and which user runs them. What is due when is pure (`curve`, `pacer`, `pool`); two loops act on
//! it: `closed` where the number of users is planned, `open` where the arrivals are.

mod chance;
mod closed;
mod crew;
mod curve;
mod cut;
mod lane;
mod open;
mod orders;
mod pacer;
mod pool;
mod probe;
mod reins;
mod scheduler;
mod sleeper;
mod visit;

#[cfg(test)]
mod actor;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod led;
#[cfg(test)]
mod random_plans;
#[cfg(test)]
mod recorded;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

use std::sync::Arc;

use tokio::runtime::Handle;

use crate::aggregate::Recorder;
use crate::brake::Brake;
use crate::clock::{Duration, Instant};
use crate::plan::{Plan, Scenario};
use crate::stop::Stop;
use crate::vu::{Live, ScenarioLive};
use lane::Lane;
pub use orders::Order;
pub use reins::{Refused, Reins, Scale};
pub use scheduler::Scheduler;
pub use sleeper::Precision;

/// What a schedule runs on.
pub struct Parts<U> {
    /// Makes the users.
    pub users: Arc<U>,
    /// One current-thread runtime for each shard, with timers.
    pub shards: Vec<Handle>,
    /// One recorder for each shard.
    pub recorders: Vec<Recorder>,
    /// The runtime that paces arrivals, with timers and I/O; not a shard, so that no user delays it.
    pub pacer: Handle,
    /// The recorder of what the pacer drops.
    pub pacer_recorder: Recorder,
    /// The timer that paces.
    pub precision: Precision,
    /// From `live`, the same that the users read.
    pub live: Live,
    /// Stops the run: no iteration starts any more, and those running are interrupted at once.
    pub stop: Stop,
}

/// Counts of one scenario, by now or in the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Iterations that ended by themselves, failed ones included.
    pub complete: u64,
    /// Iterations that were cut off, and the one that aborted the run.
    pub interrupted: u64,
    /// Arrivals or iterations that never started.
    pub dropped: u64,
    /// Users at work now.
    pub active: u32,
    /// Users made for the scenario.
    pub users: u32,
    /// When the scenario began.
    pub began: Option<Instant>,
    /// When it was over.
    pub ended: Option<Instant>,
    /// Whether its users or its rate were changed while it ran.
    pub scaled: bool,
}

/// What became of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// By scenario, in the order of the plan.
    pub scenarios: Vec<Counts>,
    /// Users made in all.
    pub users: u32,
}

/// The state that journeys and progress bars read, for `Users` and `Parts`.
pub fn live(plan: &Plan) -> Live {
    let brake = Brake::default();
    plan.scenarios.iter().map(|scenario| scenario_live(plan, scenario, &brake)).collect()
}

fn scenario_live(plan: &Plan, scenario: &Scenario, brake: &Brake) -> ScenarioLive {
    let ends = scenario.executor.stages().iter().scan(Duration::ZERO, |end, stage| {
        *end += stage.duration;
        Some(*end)
    });
    ScenarioLive {
        iterations: lane::budget(&scenario.executor, &plan.segment.striping()).iterations(),
        length: scenario.executor.length(),
        stage_ends: ends.collect(),
        brake: brake.clone(),
        ..ScenarioLive::default()
    }
}

/// A view of a schedule's counts, for progress bars and the `vus` gauges. Cloning gives another view of the same.
#[derive(Clone)]
pub struct Board {
    lanes: Arc<[Lane]>,
}

impl Board {
    /// The counts by scenario, as they are now.
    pub fn counts(&self) -> Vec<Counts> {
        self.lanes.iter().map(Lane::counts).collect()
    }

    /// What was asked of each scenario, as it is now.
    pub fn orders(&self) -> Vec<Order> {
        self.lanes.iter().map(|lane| lane.orders.latest()).collect()
    }
}
