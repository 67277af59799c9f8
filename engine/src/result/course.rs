use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::journal::Frame;
use crate::aggregate::{Selector, Sink, Snapshot, Statistic, Trend};
use crate::sample::TagSet;

/// The whole run in the time between two merges, one second as a rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// From the start of the run, ms.
    pub from_ms: u64,
    /// How long, ms.
    pub length_ms: u64,
    /// Users at work at its end.
    pub users: f64,
    /// Iterations that ended.
    pub iterations: u64,
    /// Those that failed.
    pub iterations_failed: u64,
    /// Starts that were dropped.
    pub dropped: u64,
    /// Requests.
    pub requests: u64,
    /// Those that failed.
    pub failed: u64,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received.
    pub received: u64,
    /// Percentiles of `http_req_duration`, ms; none where no request ended.
    pub duration: Option<Percentiles>,
    /// The greatest p99 of the generator's own delay of a scenario, ms.
    pub late_ms: Option<f64>,
    /// Whether that was too late for the times of this second to be the target's alone.
    #[serde(default)]
    pub late: bool,
    /// The greatest share of a core that a thread of the generator used.
    #[serde(default)]
    pub cpu: Option<f64>,
    /// The greatest share of this time in which such a thread was ready and something else had its core.
    #[serde(default)]
    pub queued: Option<f64>,
    /// Resident bytes of the generator.
    #[serde(default)]
    pub memory: Option<f64>,
    /// What was watched of the target, by metric and by series: levels as their mean, counters per second.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub observed: BTreeMap<String, BTreeMap<String, f64>>,
}

/// Percentiles of a second, ms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Percentiles {
    /// The median.
    pub med: f64,
    /// The 90th percentile.
    #[serde(rename = "p(90)")]
    pub p90: f64,
    /// The 95th percentile.
    #[serde(rename = "p(95)")]
    pub p95: f64,
    /// The 99th percentile.
    #[serde(rename = "p(99)")]
    pub p99: f64,
    /// The 99.9th percentile.
    #[serde(rename = "p(99.9)")]
    pub p999: f64,
    /// The greatest.
    pub max: f64,
}

/// The course of a run: sums that add up, second by second of the calendar, over all processes that are merged.
#[derive(Debug, Default)]
pub struct Course(BTreeMap<(u64, u64), Sums>);

#[derive(Debug, Default)]
struct Sums {
    point: Point,
    durations: Trend,
}

impl Sums {
    fn add(&mut self, snapshot: &Snapshot, from_ms: u64, length_ms: u64) {
        let point = &mut self.point;
        let count = |metric| snapshot.value(metric, &Selector::all(), Statistic::Count).unwrap_or(0.0) as u64;
        point.from_ms = from_ms;
        point.length_ms = point.length_ms.max(length_ms);
        point.users += users(snapshot);
        point.iterations += count("iterations");
        point.iterations_failed += count("iterations_failed");
        point.dropped += count("dropped_iterations");
        point.requests += count("http_reqs");
        point.failed += failed(snapshot);
        point.sent += count("data_sent");
        point.received += count("data_received");
        let late = snapshot.seconds.iter().filter_map(|second| second.delay_ms);
        point.late_ms = late.chain(point.late_ms).reduce(f64::max);
        point.late |= snapshot.seconds.iter().any(|second| second.is_late());
        point.cpu = greatest(snapshot, "generator_cpu").into_iter().chain(point.cpu).reduce(f64::max);
        point.queued = greatest(snapshot, "generator_queued").into_iter().chain(point.queued).reduce(f64::max);
        // Each process has its own.
        let memory = greatest(snapshot, "generator_memory");
        point.memory = memory.map(|more| more + point.memory.unwrap_or(0.0)).or(point.memory);
        observed(point, snapshot, length_ms);
        if let Some(Sink::Trend(durations)) = snapshot.sink("http_req_duration", &Selector::all()) {
            self.durations.merge(&durations);
        }
    }
}

impl Point {
    /// What happened in one stretch of a run.
    pub fn of(snapshot: &Snapshot, from_ms: u64, length_ms: u64) -> Self {
        let mut sums = Sums::default();
        sums.add(snapshot, from_ms, length_ms);
        Self { duration: percentiles(&sums.durations), ..sums.point }
    }
}

impl Course {
    /// Adds a second; `began` is the second of the calendar from which its process counts.
    pub fn add(&mut self, frame: &Frame) {
        // To the nearest second, so that those of several processes meet.
        let second = frame.snapshot.began + (frame.from_ms + 500) / 1000;
        let part = if frame.length_ms < 500 { frame.from_ms } else { 0 };
        self.0.entry((second, part)).or_default().add(&frame.snapshot, frame.from_ms, frame.length_ms);
    }

    /// The seconds in order, counted from the first process's start.
    pub fn points(&self) -> Vec<Point> {
        let first = self.0.iter().next().map_or(0, |((second, _), sums)| *second - (sums.point.from_ms + 500) / 1000);
        let points = self.0.iter().map(|((second, _), sums)| {
            let whole = (sums.point.from_ms + 500) / 1000;
            let shift = (*second - first).saturating_sub(whole) * 1000;
            Point { from_ms: sums.point.from_ms + shift, duration: percentiles(&sums.durations), ..sums.point.clone() }
        });
        points.collect()
    }
}

/// Several processes watch the same: the last of them counts.
fn observed(point: &mut Point, snapshot: &Snapshot, length_ms: u64) {
    for (metric, tags, sink) in snapshot.observed() {
        let value = match sink {
            Sink::Counter { sum, .. } => Some(sum * 1e3 / length_ms.max(1) as f64),
            Sink::Gauge { last, .. } => Some(*last),
            Sink::Trend(trend) => trend.avg(),
            Sink::Rate { .. } => None,
        };
        let of = point.observed.entry(metric.name.clone()).or_default();
        of.extend(value.map(|value| (series_name(tags), value)));
    }
}

/// What is watched, with the labels that tell its series apart.
pub fn series_name(tags: &TagSet) -> String {
    let labels = tags.iter().filter(|(key, _)| *key != "observed").map(|(key, value)| format!(" {key}={value}"));
    labels.fold(tags.get("observed").unwrap_or_default().to_owned(), |name, label| name + &label)
}

fn users(snapshot: &Snapshot) -> f64 {
    match snapshot.sink("vus", &Selector::all()) {
        Some(Sink::Gauge { last, .. }) => last,
        _ => 0.0,
    }
}

fn greatest(snapshot: &Snapshot, gauge: &str) -> Option<f64> {
    match snapshot.sink(gauge, &Selector::all()) {
        Some(Sink::Gauge { max, .. }) => Some(max),
        _ => None,
    }
}

fn failed(snapshot: &Snapshot) -> u64 {
    match snapshot.sink("http_req_failed", &Selector::all()) {
        Some(Sink::Rate { hits, .. }) => hits,
        _ => 0,
    }
}

fn percentiles(trend: &Trend) -> Option<Percentiles> {
    let values = trend.percentiles(&[50.0, 90.0, 95.0, 99.0, 99.9])?;
    let [med, p90, p95, p99, p999] = values[..] else { return None };
    Some(Percentiles { med, p90, p95, p99, p999, max: trend.max()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aggregate::{Aggregator, Registry, builtin};
    use crate::clock::Duration;

    #[test]
    fn a_second_has_the_busiest_thread_and_is_late_where_the_delay_is_too_long() {
        let registry = Registry::new(10);
        let recorder = registry.recorder();
        for (thread, share) in [("shard 0", 0.25), ("shard 1", 0.75), ("pacer", 0.5)] {
            recorder.add(builtin::GENERATOR_CPU, recorder.intern(&TagSet::from_iter([("thread", thread)])), share);
        }
        let main = recorder.intern(&TagSet::from_iter([("scenario", "main")]));
        recorder.delay(main, Duration::from_micros(1_500));
        let mut aggregator = Aggregator::new(&registry);
        let frame = |snapshot: &Snapshot| Frame { from_ms: 0, length_ms: 1_000, snapshot: snapshot.clone() };
        let point = |frame: &Frame| {
            let mut course = Course::default();
            course.add(frame);
            course.points()[0].clone()
        };
        let mut frame = frame(aggregator.merge(Duration::from_secs(1)));
        let late = point(&frame);
        assert_eq!((late.cpu, late.queued, late.memory, late.late), (Some(0.75), None, None, true));
        // A tenth of the service time is no lateness.
        frame.snapshot.seconds[0].service_ms = Some(16.0);
        assert!(!point(&frame).late);
    }
}
