use std::collections::BTreeMap;

use super::{MetricId, Sink, Trend, builtin};
use crate::sample::TagSet;

/// One scenario in the time between two merges, one second as a rule.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Second {
    /// Which merge of the run, from 0.
    pub at: u32,
    /// The scenario; empty for setup and teardown.
    pub scenario: String,
    /// Iterations that ended.
    pub iterations: u64,
    /// Those that failed.
    pub failed: u64,
    /// Starts that were dropped.
    pub dropped: u64,
    /// Requests.
    pub requests: u64,
    /// Median service time in ms: of requests where there are any, else of iterations.
    pub service_ms: Option<f64>,
    /// p99 of `iteration_lag`, ms.
    pub lag_ms: Option<f64>,
    /// p99 of `generator_delay`, ms.
    pub delay_ms: Option<f64>,
}

/// Collects one second, over all shards.
#[derive(Default)]
pub(super) struct Collect(BTreeMap<String, Sums>);

#[derive(Default)]
struct Sums {
    iterations: u64,
    failed: u64,
    dropped: u64,
    requests: Trend,
    durations: Trend,
    lag: Trend,
    delay: Trend,
    exchanges: u64,
}

impl Collect {
    fn of(&mut self, tags: &TagSet) -> &mut Sums {
        let name = tags.get("scenario").unwrap_or_default();
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Sums::default());
        }
        self.0.get_mut(name).expect("it was just made")
    }

    pub(super) fn series(&mut self, metric: MetricId, tags: &TagSet, sink: &Sink) {
        match (metric, sink) {
            (builtin::ITERATIONS, Sink::Counter { sum, .. }) => self.of(tags).iterations += *sum as u64,
            (builtin::ITERATIONS_FAILED, Sink::Counter { sum, .. }) => self.of(tags).failed += *sum as u64,
            (builtin::DROPPED_ITERATIONS, Sink::Counter { sum, .. }) => self.of(tags).dropped += *sum as u64,
            (builtin::ITERATION_DURATION, Sink::Trend(trend)) => self.of(tags).durations.merge(trend),
            (builtin::ITERATION_LAG, Sink::Trend(trend)) => self.of(tags).lag.merge(trend),
            (builtin::GENERATOR_DELAY, Sink::Trend(trend)) => self.of(tags).delay.merge(trend),
            _ => {}
        }
    }

    pub(super) fn exchanges(&mut self, tags: &TagSet, count: u64, duration: &Trend) {
        let sums = self.of(tags);
        sums.exchanges += count;
        sums.requests.merge(duration);
    }

    pub(super) fn finish(self, at: u32) -> impl Iterator<Item = Second> {
        self.0.into_iter().map(move |(scenario, sums)| Second {
            at,
            scenario,
            iterations: sums.iterations,
            failed: sums.failed,
            dropped: sums.dropped,
            requests: sums.exchanges,
            service_ms: sums.requests.percentile(50.0).or_else(|| sums.durations.percentile(50.0)),
            lag_ms: sums.lag.percentile(99.0),
            delay_ms: sums.delay.percentile(99.0),
        })
    }
}
