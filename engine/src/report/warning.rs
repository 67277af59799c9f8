//! What limits the worth of a run's numbers, as typed advice.

use std::fmt;

/// One thing that a reader must know before the numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// Arrivals that found no user: the percentiles do not contain them.
    Censored {
        /// The scenario.
        scenario: String,
        /// Arrivals that are missing.
        dropped: u64,
        /// Arrivals that were due.
        due: u64,
    },
    /// The engine could not keep its schedule.
    Overloaded {
        /// The scenario.
        scenario: String,
        /// Seconds in which it could not.
        bad: usize,
        /// Seconds in all.
        seconds: usize,
        /// The greatest p99 delay of a second, ms.
        worst_ms: f64,
        /// What it had of its cores, where that says why.
        taken: Option<String>,
        /// Whether a threshold's verdict can be the generator's doing.
        turned: bool,
    },
    /// Every iteration was cut off.
    OnlyInterrupted,
    /// No request was sent.
    NoRequests,
    /// Too many series: the rest is in `overflow`.
    SeriesOverflow {
        /// The bound.
        bound: usize,
    },
    /// What another stage has to say.
    Other(String),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Censored { scenario, dropped, due } => write!(
                f,
                "{scenario}: {dropped} of {due} arrivals found no free user and were dropped: no percentile contains them. \
                 Raise max_vus, or set late = \"queue\" to start them late and time them from when they were due"
            ),
            Self::Overloaded { scenario, bad, seconds, worst_ms, taken, turned } => write!(
                f,
                "{scenario}: the generator could not keep its schedule in {bad} of {seconds} seconds (p99 up to {worst_ms:.1} ms late): \
                 these latencies are partly its own{}{}. Use fewer users, a lower rate, or more machines (segment)",
                taken.as_ref().map_or(String::new(), |taken| format!(" ({taken})")),
                if *turned { "" } else { ", and no verdict depends on them" }
            ),
            Self::OnlyInterrupted => {
                f.write_str("every iteration was cut off: make the scenario longer, or raise graceful_stop")
            }
            Self::NoRequests => f.write_str("no request was sent"),
            Self::SeriesOverflow { bound } => write!(
                f,
                "more than {bound} series: the rest was folded into `overflow`. Give requests a name, and use fewer tag values"
            ),
            Self::Other(text) => f.write_str(text),
        }
    }
}
