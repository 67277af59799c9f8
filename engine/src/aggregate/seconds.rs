use std::collections::BTreeMap;

use super::wire::exact_option;
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
    #[serde(with = "exact_option")]
    pub service_ms: Option<f64>,
    /// p99 of `iteration_lag`, ms.
    #[serde(with = "exact_option")]
    pub lag_ms: Option<f64>,
    /// p99 of `generator_delay`, ms.
    #[serde(with = "exact_option")]
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

impl Second {
    /// How late the generator may be in it, ms: 1, or a tenth of the median service time.
    pub fn limit_ms(&self) -> f64 {
        self.service_ms.map_or(1.0, |service| f64::max(1.0, service / 10.0))
    }

    /// Whether the generator was too late in it by its own measurement, whatever the workload.
    pub fn is_late(&self) -> bool {
        self.delay_ms.is_some_and(|delay| delay > self.limit_ms())
    }

    /// What the seconds of a run are sorted by.
    fn place(&self) -> (u32, &str) {
        (self.at, &self.scenario)
    }

    /// What its median stands for.
    fn weight(&self) -> u64 {
        if self.requests > 0 { self.requests } else { self.iterations }
    }

    /// Adds the same second of another process: counts add up, the median is weighted, and of the delays the worst is
    /// kept, since one late generator makes the second a bad one.
    fn merge(&mut self, other: &Self) {
        let (mine, theirs) = (self.weight() as f64, other.weight() as f64);
        let weighted = |a: f64, b: f64| (a * mine + b * theirs) / f64::max(mine + theirs, 1.0);
        self.service_ms = both(self.service_ms, other.service_ms, weighted);
        self.lag_ms = both(self.lag_ms, other.lag_ms, f64::max);
        self.delay_ms = both(self.delay_ms, other.delay_ms, f64::max);
        self.iterations += other.iterations;
        self.failed += other.failed;
        self.dropped += other.dropped;
        self.requests += other.requests;
    }
}

fn both(a: Option<f64>, b: Option<f64>, of: impl Fn(f64, f64) -> f64) -> Option<f64> {
    a.zip(b).map(|(a, b)| of(a, b)).or(a).or(b)
}

/// Lays another process's seconds over these by the calendar. Each side is its seconds and the calendar's second in
/// which its second 0 began; the earlier one becomes the first of both.
pub(super) fn align(mine: (&mut Vec<Second>, &mut u64), theirs: (&[Second], u64)) {
    let ((seconds, began), (others, other_began)) = (mine, theirs);
    if others.is_empty() {
        return;
    }
    let first = if seconds.is_empty() { other_began } else { other_began.min(*began) };
    let moved = |at: u32, from: u64| at.saturating_add(u32::try_from(from - first).unwrap_or(u32::MAX));
    seconds.iter_mut().for_each(|second| second.at = moved(second.at, *began));
    *began = first;
    let known = seconds.len();
    for other in others {
        let at = moved(other.at, other_began);
        match seconds[..known].binary_search_by(|second| second.place().cmp(&(at, other.scenario.as_str()))) {
            Ok(same) => seconds[same].merge(other),
            Err(_) => seconds.push(Second { at, ..other.clone() }),
        }
    }
    seconds.sort_by(|a, b| a.place().cmp(&b.place()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(at: u32, requests: u64, service: f64, delay: Option<f64>) -> Second {
        Second {
            at,
            scenario: "s".into(),
            iterations: requests,
            failed: 1,
            dropped: 2,
            requests,
            service_ms: Some(service),
            lag_ms: None,
            delay_ms: delay,
        }
    }

    #[test]
    fn the_same_second_of_the_calendar_is_one_second_whoever_began_first() {
        let early = (vec![second(0, 10, 1.0, Some(0.5)), second(2, 30, 4.0, Some(0.2))], 1_000);
        let late = (vec![second(0, 10, 8.0, Some(9.0)), second(1, 5, 2.0, None)], 1_002);
        let together = Second {
            iterations: 40,
            requests: 40,
            failed: 2,
            dropped: 4,
            service_ms: Some(5.0),
            delay_ms: Some(9.0),
            ..second(2, 0, 0.0, None)
        };
        let want = vec![early.0[0].clone(), together, Second { at: 3, ..late.0[1].clone() }];
        for (mine, theirs) in [(early.clone(), late.clone()), (late, early)] {
            let (mut seconds, mut began) = mine;
            align((&mut seconds, &mut began), (&theirs.0, theirs.1));
            assert_eq!((seconds, began), (want.clone(), 1_000));
        }
    }

    #[test]
    fn nothing_takes_over_the_other_side_and_adds_nothing_to_it() {
        let some = (vec![second(0, 1, 1.0, None)], 500);
        let (mut seconds, mut began) = (Vec::new(), 900);
        align((&mut seconds, &mut began), (&some.0, some.1));
        assert_eq!((&seconds, began), (&some.0, 500));
        align((&mut seconds, &mut began), (&[], 100));
        assert_eq!((&seconds, began), (&some.0, 500));
    }
}
