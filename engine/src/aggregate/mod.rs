//! Samples become series, series become snapshots. Nothing on the hot path is shared between shards.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::plan::MetricKind;
use crate::sample::{Exchange, TagSet};

/// A metric of the run, by number: the same in all shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MetricId(pub u32);

/// A tag set interned by one shard's recorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagsId(pub u32);

/// The metrics that a run knows: the built-in ones, the declared ones, and those that journeys make while it runs.
/// Shared by all shards; consulted when a metric is made, never when a value is added.
#[derive(Clone)]
pub struct Registry(#[expect(dead_code, reason = "skeleton")] Arc<Mutex<()>>);

impl Registry {
    /// The same name gives the same metric; another kind or unit is an error that says which it has.
    pub fn metric(&self, _name: &str, _kind: MetricKind, _unit: &str) -> Result<MetricId, String> {
        todo!()
    }
}

/// One shard's recorder. Cloning gives another handle to the same one. Never blocks for long: the aggregator swaps the
/// interval out under the lock and merges it outside.
#[derive(Clone)]
pub struct Recorder(#[expect(dead_code, reason = "skeleton")] Arc<Mutex<()>>);

/// Times of one iteration.
#[derive(Debug, Clone, Copy)]
pub struct IterationTimes {
    /// Intended start to end: response time.
    pub response: Duration,
    /// Real start to end: service time.
    pub service: Duration,
    /// Intended start to real start.
    pub lag: Duration,
}

impl Recorder {
    /// The number of a tag set; cheap when it is known, so keep what it gives.
    pub fn intern(&self, _tags: &TagSet) -> TagsId {
        todo!()
    }
    /// One exchange. `tags` are name, method, url, scenario, group and the user's own; status, proto, expected_response,
    /// error_code and tls_version are added here. `expected`: whether it counts as succeeded; none = the journey
    /// switched the expectation off (no `http_req_failed` sample). `response`: from the iteration's due time, where
    /// the iteration has one request only.
    pub fn exchange(&self, _tags: TagsId, _exchange: &Exchange, _expected: Option<bool>) {
        todo!()
    }
    /// A value of a custom metric (or a built-in one by number).
    pub fn add(&self, _metric: MetricId, _tags: TagsId, _value: f64) {
        todo!()
    }
    /// One check, by name.
    pub fn check(&self, _name: &str, _tags: TagsId, _holds: bool) {
        todo!()
    }
    /// A complete iteration; `failed` when it ended with an error or a trap.
    pub fn iteration(&self, _tags: TagsId, _times: IterationTimes, _failed: bool) {
        todo!()
    }
    /// An iteration that was begun and cut off.
    pub fn interrupted(&self, _tags: TagsId) {
        todo!()
    }
    /// Arrivals that found no user (or iterations that found no time).
    pub fn dropped(&self, _tags: TagsId, _count: u64) {
        todo!()
    }
    /// A step (k6: group) from `enter` to `leave`; `asleep` is the share of it spent in sleeps.
    pub fn step(&self, _tags: TagsId, _whole: Duration, _asleep: Duration) {
        todo!()
    }
    /// Bytes on the user's connections since the last call.
    pub fn data(&self, _tags: TagsId, _sent: u64, _received: u64) {
        todo!()
    }
    /// A failure of a journey: cause (`trap`, `error`, `cpu`, `memory` …) and the first message of each cause.
    pub fn journey_failure(&self, _cause: &'static str, _message: &str) {
        todo!()
    }
}
