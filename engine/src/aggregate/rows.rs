use std::collections::BTreeMap;

use super::{JourneyFailure, Selector, Sink, Snapshot, Trend};
use crate::sample::Cause;

/// The requests of one name.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The request's name.
    pub name: String,
    /// Its method.
    pub method: String,
    /// All of them.
    pub all: Part,
    /// Those that were as expected, and those whose expectation is off and that have a response.
    pub succeeded: Part,
    /// The others.
    pub failed: Part,
}

/// Some requests of a row.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Requests.
    pub count: u64,
    /// Their `http_req_duration`.
    pub duration: Trend,
    /// Their bodies in bytes, on the wire.
    pub transferred: Trend,
}

/// Requests that failed in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Why no valid response came; none where a response came that was not expected.
    pub cause: Option<Cause>,
    /// Its status; 0 without a response.
    pub status: u16,
    /// k6's `error_code`.
    pub code: u16,
    /// Requests.
    pub count: u64,
    /// What the first one said; empty where a response came.
    pub first: String,
    /// The first trace of them that was sampled.
    pub trace: Option<String>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// The step (k6: group) it is in; empty outside.
    pub group: String,
    /// How often it held.
    pub passed: u64,
    /// How often it did not.
    pub failed: u64,
}

/// The iterations of one scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Iterations {
    /// Those that ended well.
    pub complete: u64,
    /// Those that ended with an error, a trap or a limit.
    pub failed: u64,
    /// Those that were cut off.
    pub interrupted: u64,
    /// Those that never started: what every percentile of the scenario does not contain.
    pub dropped: u64,
}

impl Snapshot {
    /// The requests by name and method.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
        for exchanges in &self.exchanges {
            let tag = |key| exchanges.tags.get(key).unwrap_or_default().to_owned();
            let row = rows.entry((tag("name"), tag("method"))).or_default();
            let failed = !exchanges.outcome.expected().unwrap_or(exchanges.outcome.status > 0);
            for part in [&mut row.all, if failed { &mut row.failed } else { &mut row.succeeded }] {
                part.count += exchanges.sink.count;
                part.duration.merge(&exchanges.sink.trends[0]);
                part.transferred.merge(&exchanges.sink.trends[9]);
            }
        }
        rows.into_iter().map(|((name, method), row)| Row { name, method, ..row }).collect()
    }

    /// Requests that failed, by cause, status and code, the most frequent first.
    pub fn failures(&self) -> Vec<Failed> {
        let mut failures: Vec<Failed> = Vec::new();
        for exchanges in &self.exchanges {
            let outcome = exchanges.outcome;
            if outcome.expected() == Some(true) || (outcome.expected().is_none() && outcome.cause().is_none()) {
                continue;
            }
            let (cause, status, code) = (outcome.cause(), outcome.status, outcome.code);
            let same = |f: &&mut Failed| (f.cause, f.status, f.code) == (cause, status, code);
            if let Some(known) = failures.iter_mut().find(same) {
                known.count += exchanges.sink.count;
                known.trace = known.trace.take().or_else(|| exchanges.sink.first_trace.clone());
                continue;
            }
            let first = exchanges.sink.first_message.clone().unwrap_or_default();
            let trace = exchanges.sink.first_trace.clone();
            failures.push(Failed { cause, status, code, count: exchanges.sink.count, first, trace });
        }
        failures.sort_by_key(|failed| (std::cmp::Reverse(failed.count), failed.status, failed.code));
        failures
    }

    /// The checks by group and name.
    pub fn checks(&self) -> Vec<Check> {
        let mut checks: BTreeMap<(String, String), Check> = BTreeMap::new();
        for (metric, tags, sink) in &self.series {
            let (true, Sink::Rate { hits, total }) = (metric == "checks", sink) else { continue };
            let tag = |key| tags.get(key).unwrap_or_default().to_owned();
            let (group, name) = (tag("group"), tag("check"));
            let new = Check { name: name.clone(), group: group.clone(), passed: 0, failed: 0 };
            let check = checks.entry((group, name)).or_insert(new);
            check.passed += hits;
            check.failed += total - hits;
        }
        checks.into_values().collect()
    }

    /// The iterations by scenario.
    pub fn iterations(&self) -> BTreeMap<String, Iterations> {
        let mut scenarios: BTreeMap<String, Iterations> = BTreeMap::new();
        for (metric, tags, sink) in &self.series {
            let Sink::Counter { sum, .. } = sink else { continue };
            let sum = *sum as u64;
            let pick: fn(&mut Iterations) -> &mut u64 = match metric.as_str() {
                "iterations" => |of| &mut of.complete,
                "iterations_failed" => |of| &mut of.failed,
                "iterations_interrupted" => |of| &mut of.interrupted,
                "dropped_iterations" => |of| &mut of.dropped,
                _ => continue,
            };
            *pick(scenarios.entry(tags.get("scenario").unwrap_or_default().to_owned()).or_default()) += sum;
        }
        for scenario in scenarios.values_mut() {
            scenario.complete = scenario.complete.saturating_sub(scenario.failed);
        }
        scenarios
    }

    /// Starts that were dropped, in the scenario that the selector names or in all.
    pub fn dropped(&self, selector: &Selector) -> u64 {
        let scenario = selector.tags().filter(|(key, _)| *key == "scenario").collect();
        match self.sink("dropped_iterations", &scenario) {
            Some(Sink::Counter { sum, .. }) => sum as u64,
            _ => 0,
        }
    }

    /// The failure of journeys of this cause.
    pub fn journey_failure_of(&self, cause: &str) -> Option<&JourneyFailure> {
        self.journey_failures.get(cause)
    }
}
