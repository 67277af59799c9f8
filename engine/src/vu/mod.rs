//! Hosting: one store and one instance per VU, and what the schedule needs to know of a user.

mod answer;
mod apart;
mod basics;
mod cache;
mod calls;
mod component;
mod expectation;
mod flight;
mod host;
mod labels;
mod limits;
mod load;
mod meeting;
mod observer;
mod outcome;
mod outgoing;
mod persona;
mod prepared;
mod profile;
mod program;
mod random;
mod refused;
mod run;
mod script;
mod series;
mod settings;
mod slab;
mod socket;
mod source;
mod speech;
mod state;
mod storage;
mod streams;
mod symbols;
mod tables;
mod user;
mod users;
mod wasi;

use std::future::Future;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub(crate) use component::{component, component_with};
pub use observer::Observer;
pub use profile::Profile;
pub use program::{Exports, Program};
pub(crate) use refused::missing as missing_import;
pub use script::Script;
pub use settings::Effort;
pub(crate) use tables::Table;
pub use user::Vu;
pub use users::{Host, Parts, StageFailure};

use crate::brake::Brake;
use crate::clock::Instant;

/// One planned start of an iteration.
#[derive(Debug, Clone)]
pub struct Tick {
    /// Which scenario of the plan.
    pub scenario: usize,
    /// The iteration's number in its scenario over all segments, from 0.
    pub iteration: u64,
    /// When it should have started.
    pub due: Instant,
}

/// How an iteration that was not cut off ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// `run` returned.
    Complete,
    /// An error, a trap or a limit; already counted by cause.
    Failed,
    /// The journey called `abort`; the run stops with this reason.
    Aborted(String),
}

/// A virtual user, as the schedule sees it. Dropping the future of `iterate` interrupts the iteration at once; the user
/// can iterate again afterwards (it renews its instance).
pub trait User: Send + 'static {
    /// One iteration.
    fn iterate(&mut self, tick: Tick) -> impl Future<Output = End> + Send;
    /// How long it stood still because the run was held, in all iterations so far.
    fn stood(&self) -> Duration {
        Duration::ZERO
    }
    /// After its last iteration (the guest's `stop`).
    fn finish(&mut self) -> impl Future<Output = ()> + Send;
}

/// Makes users, on the shard where they will live.
pub trait Users: Send + Sync + 'static {
    /// What it makes.
    type User: User;
    /// A user with this number (unique in the whole run, from 1) for this scenario, on this shard.
    /// An error is fatal for the run.
    fn create(&self, id: u32, scenario: usize, shard: usize)
    -> impl Future<Output = anyhow::Result<Self::User>> + Send;
}

/// Where a scenario is: written by the schedule, read by journeys (`vu.progress`, `vu.stage`, `vu.users`) and the progress bars.
#[derive(Debug, Default)]
pub struct ScenarioLive {
    /// When the scenario began.
    pub began: OnceLock<Instant>,
    /// Users with an iteration under way (arrival rate) or asked to iterate (the others).
    pub active: AtomicU32,
    /// Iterations done.
    pub done: AtomicU64,
    /// Iterations in all, for the executors that count them; else 0.
    pub iterations: u64,
    /// The regular length.
    pub length: Duration,
    /// Where each stage ends, from the scenario's start.
    pub stage_ends: Vec<Duration>,
    /// Holds the run: the same of all scenarios.
    pub brake: Brake,
}

impl ScenarioLive {
    /// Time since the scenario began, without the time in which the run was held.
    pub fn elapsed(&self) -> Duration {
        self.began.get().map_or(Duration::ZERO, |began| self.brake.elapsed(*began))
    }

    /// From 0 to 1: by iterations where they are counted, else by time.
    pub fn progress(&self) -> f64 {
        let share = if self.iterations > 0 {
            self.done.load(Ordering::Relaxed) as f64 / self.iterations as f64
        } else if self.length.is_zero() {
            1.0
        } else {
            self.elapsed().as_secs_f64() / self.length.as_secs_f64()
        };
        share.min(1.0)
    }

    /// The stage of the curve, from 0.
    pub fn stage(&self) -> u32 {
        let elapsed = self.elapsed();
        let last = self.stage_ends.len().saturating_sub(1);
        self.stage_ends.iter().position(|end| elapsed < *end).unwrap_or(last) as u32
    }
}

/// The live state of all scenarios, by their number in the plan.
pub type Live = Arc<[ScenarioLive]>;

#[cfg(test)]
mod tests;
