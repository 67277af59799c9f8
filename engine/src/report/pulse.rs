use serde::{Deserialize, Serialize};

use crate::aggregate::{Selector, Sink, Snapshot};

/// What a scenario does now: rates of its last second, the rest since its beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Pulse {
    /// Iterations that ended, per second.
    pub iterations: f64,
    /// Requests per second.
    pub requests: f64,
    /// The share of requests that failed so far, from 0 to 1; none without requests.
    pub failed: Option<f64>,
    /// The 95th percentile of `http_req_duration` so far, ms; none without requests.
    pub p95_ms: Option<f64>,
}

impl Pulse {
    /// Of this scenario, after a second was merged.
    pub fn of(snapshot: &Snapshot, scenario: &str) -> Self {
        let last = snapshot.seconds.last().map(|second| second.at);
        let seconds = snapshot.seconds.iter().rev().take_while(|second| Some(second.at) == last);
        let own = seconds.into_iter().find(|second| second.scenario == scenario);
        let selector: Selector = [("scenario", scenario)].into_iter().collect();
        let failed = match snapshot.sink("http_req_failed", &selector) {
            Some(Sink::Rate { hits, total }) if total > 0 => Some(hits as f64 / total as f64),
            _ => None,
        };
        let p95_ms = match snapshot.sink("http_req_duration", &selector) {
            Some(Sink::Trend(durations)) => durations.percentile(95.0),
            _ => None,
        };
        let per_second = |count: Option<u64>| count.unwrap_or(0) as f64;
        Self {
            iterations: per_second(own.map(|second| second.iterations)),
            requests: per_second(own.map(|second| second.requests)),
            failed,
            p95_ms,
        }
    }
}
