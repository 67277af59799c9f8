//! Scenarios: one named workload each.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Executor, Late};

/// One named workload.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Name, `[0-9a-zA-Z_-]+`.
    pub name: String,
    /// When iterations start.
    pub executor: Executor,
    /// Starts so long after the end of `setup`.
    pub start_time: Duration,
    /// Starts when the scenario of this name has ended, `start_time` later.
    pub start_after: Option<String>,
    /// How long iterations may finish after the scenario's regular end.
    pub graceful_stop: Duration,
    /// Values that `vu.env` gives, before the plan's.
    pub env: BTreeMap<String, String>,
    /// Tags of every sample of the scenario.
    pub tags: BTreeMap<String, String>,
    /// What becomes of an arrival that finds no idle user.
    pub late: Late,
    /// Pause after each iteration, whatever the journey does.
    pub pause: Option<Pause>,
    /// Whether each iteration runs in a new instance.
    pub fresh: bool,
    /// How long a user's cookies and connections live.
    pub user: UserLife,
}

/// Think time between the iterations of one user.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pause {
    /// Always so long.
    Constant(Duration),
    /// Evenly between the two.
    Uniform(Duration, Duration),
    /// Exponential with this mean.
    Exponential(Duration),
    /// Normal with mean and standard deviation; below zero counts as zero.
    Normal(Duration, Duration),
    /// Iterations of a user start so far apart, whatever the target takes (Locust's `constant_pacing`).
    Pacing(Duration),
    /// So many iterations per second and user (Locust's `constant_throughput`): pacing of its inverse.
    Throughput(f64),
}

/// How long a user's cookies and connections live.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UserLife {
    /// As long as the VU.
    #[default]
    PerVu,
    /// Fresh ones for each iteration.
    PerIteration,
}
