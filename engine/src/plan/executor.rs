//! The executors and their numbers.

use std::sync::Arc;
use std::time::Duration;

use super::Recording;

/// When iterations start. Names and meaning are k6's, but for `Replay`, which k6 does not have.
#[derive(Debug, Clone, PartialEq)]
pub enum Executor {
    /// `vus` users share `iterations` of them.
    SharedIterations {
        /// Users.
        vus: u32,
        /// Iterations of all users together.
        iterations: u64,
        /// No iteration starts after this.
        max_duration: Duration,
    },
    /// Each of `vus` users makes `iterations` of them.
    PerVuIterations {
        /// Users.
        vus: u32,
        /// Iterations of each user.
        iterations: u64,
        /// No iteration starts after this.
        max_duration: Duration,
    },
    /// `vus` users iterate for `duration`.
    ConstantVus {
        /// Users.
        vus: u32,
        /// No iteration starts after this.
        duration: Duration,
    },
    /// The number of users follows a curve.
    RampingVus {
        /// Users at the start.
        start_vus: u32,
        /// The curve.
        stages: Vec<Stage>,
        /// How long a removed user may finish its iteration.
        graceful_ramp_down: Duration,
    },
    /// `rate` iterations start per `time_unit`.
    ConstantArrivalRate {
        /// Iterations per `time_unit`.
        rate: u64,
        /// The unit of `rate`.
        time_unit: Duration,
        /// No iteration starts at or after this.
        duration: Duration,
        /// Users made before the run.
        pre_vus: u32,
        /// Users at most.
        max_vus: u32,
        /// Whether arrivals come as a Poisson process of that rate instead of evenly.
        poisson: bool,
    },
    /// The rate of iteration starts follows a curve.
    RampingArrivalRate {
        /// Iterations per `time_unit` at the start.
        start_rate: u64,
        /// The unit of the rates.
        time_unit: Duration,
        /// The curve.
        stages: Vec<Stage>,
        /// Users made before the run.
        pre_vus: u32,
        /// Users at most.
        max_vus: u32,
        /// Whether arrivals come as a Poisson process of that rate instead of evenly.
        poisson: bool,
    },
    /// Iterations start when the rows of a log did.
    Replay {
        /// The times of the rows.
        log: Arc<Recording>,
        /// So many times as fast.
        speed: f64,
        /// So many iterations for each row.
        copies: f64,
        /// Users made before the run.
        pre_vus: u32,
        /// Users at most.
        max_vus: u32,
    },
}

/// Whether iterations of the executor of this name arrive whatever the target does.
pub fn is_open(name: &str) -> bool {
    name.ends_with("arrival-rate") || name == "replay"
}

impl Executor {
    /// The name that a plan calls it by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::SharedIterations { .. } => "shared-iterations",
            Self::PerVuIterations { .. } => "per-vu-iterations",
            Self::ConstantVus { .. } => "constant-vus",
            Self::RampingVus { .. } => "ramping-vus",
            Self::ConstantArrivalRate { .. } => "constant-arrival-rate",
            Self::RampingArrivalRate { .. } => "ramping-arrival-rate",
            Self::Replay { .. } => "replay",
        }
    }

    /// Users that may run at once.
    pub fn max_vus(&self) -> u32 {
        match self {
            Self::SharedIterations { vus, .. } | Self::PerVuIterations { vus, .. } | Self::ConstantVus { vus, .. } => {
                *vus
            }
            Self::RampingVus { start_vus, stages, .. } => {
                let highest = stages.iter().map(|s| s.target).max().unwrap_or(0);
                u32::try_from(highest).unwrap_or(u32::MAX).max(*start_vus)
            }
            Self::ConstantArrivalRate { max_vus, .. }
            | Self::RampingArrivalRate { max_vus, .. }
            | Self::Replay { max_vus, .. } => *max_vus,
        }
    }

    /// The regular length: no iteration starts at or after it.
    pub fn length(&self) -> Duration {
        match self {
            Self::SharedIterations { max_duration, .. } | Self::PerVuIterations { max_duration, .. } => *max_duration,
            Self::ConstantVus { duration, .. } | Self::ConstantArrivalRate { duration, .. } => *duration,
            Self::RampingVus { stages, .. } | Self::RampingArrivalRate { stages, .. } => {
                stages.iter().map(|stage| stage.duration).sum()
            }
            // The last arrival is before the end.
            Self::Replay { log, speed, .. } => {
                let length = Duration::try_from_secs_f64(log.length().as_secs_f64() / speed);
                length.unwrap_or(Duration::MAX).saturating_add(Duration::from_millis(1))
            }
        }
    }

    /// The stages of its curve; none for the executors that have no curve.
    pub fn stages(&self) -> &[Stage] {
        match self {
            Self::RampingVus { stages, .. } | Self::RampingArrivalRate { stages, .. } => stages,
            _ => &[],
        }
    }
}

/// A target that is reached, in a straight line, after a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// How long the stage lasts; zero jumps.
    pub duration: Duration,
    /// Users, or iterations per time unit, at its end.
    pub target: u64,
}

/// What becomes of an arrival that finds no idle user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Late {
    /// It is dropped and counted, as in k6.
    #[default]
    Drop,
    /// It starts as soon as a user is free and keeps its due time, as in wrk2.
    Queue,
}
