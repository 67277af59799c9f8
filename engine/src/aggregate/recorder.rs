use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::raw::{Raw, RawSample};
use super::shard::Shard;
use super::{MetricId, Registry, TagsId, builtin};
use crate::sample::{Exchange, Failure, TagSet};

/// One shard's recorder. Cloning gives another handle to the same one. Never blocks for long: the aggregator swaps the
/// interval out under the lock and merges it outside.
#[derive(Clone)]
pub struct Recorder(Arc<Mutex<Shard>>);

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
    pub(super) fn new(registry: Registry, series: usize, kept: (Option<Raw>, Option<Raw>)) -> Self {
        Self(Arc::new(Mutex::new(Shard::new(registry, series, kept))))
    }

    /// The samples since the last call and the points that were lost; nothing where samples are not kept.
    pub(super) fn take_samples(&self) -> (Vec<RawSample>, u64) {
        self.lock().raw.as_mut().map(Raw::take).unwrap_or_default()
    }

    /// As `take_samples`, of the exchanges whose trace is sampled.
    pub(super) fn take_traced(&self) -> (Vec<RawSample>, u64) {
        self.lock().traced.as_mut().map(Raw::take).unwrap_or_default()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Shard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a tag set; cheap when it is known, so keep what it gives. A number is of this recorder only.
    pub fn intern(&self, tags: &TagSet) -> TagsId {
        self.lock().intern(tags)
    }

    /// One exchange. `tags` are name, method, url, scenario, group and the user's own; status, proto, expected_response,
    /// error_code, error and tls_version are added here. `expected`: whether it counts as succeeded; none = the journey
    /// switched the expectation off (no `http_req_failed` sample).
    pub fn exchange(&self, tags: TagsId, exchange: &Exchange, expected: Option<bool>) {
        let mut shard = self.lock();
        shard.exchange(tags, exchange, expected);
        for (entry, ms) in &exchange.server_timing {
            shard.value_with(builtin::SERVER_TIMING, tags, ("entry", entry), *ms);
        }
    }

    /// A part of a page that HTMX asked for; `whole`: the page itself came instead.
    pub fn swap(&self, tags: TagsId, duration: Duration, whole: bool) {
        let mut shard = self.lock();
        shard.time(builtin::HTMX_SWAP_DURATION, tags, duration);
        shard.value(builtin::HTMX_FALLBACK, tags, f64::from(u8::from(whole)));
    }

    /// The response time of an iteration that made this one request: intended start to the end of the response.
    pub fn request_response(&self, tags: TagsId, response: Duration) {
        self.lock().time(builtin::HTTP_REQ_RESPONSE, tags, response);
    }

    /// A value of a custom metric (or a built-in one by number), in its unit; what is not finite is left out.
    pub fn add(&self, metric: MetricId, tags: TagsId, value: f64) {
        self.lock().value(metric, tags, value);
    }

    /// Whether a connection that stays open broke: one sample of this rate, tagged `error` and `error_code` where it did.
    pub fn broke(&self, rate: MetricId, tags: TagsId, failure: Option<&Failure>) {
        self.lock().broke(rate, tags, failure);
    }

    /// A gRPC call that ended with this status, after so many milliseconds where it is to be timed; `error`: empty, or why
    /// the status is not OK.
    pub fn call(&self, tags: TagsId, duration: Option<f64>, status: u32, error: &str) {
        self.lock().call(tags, duration, &status.to_string(), error);
    }

    /// One check, by name.
    pub fn check(&self, name: &str, tags: TagsId, holds: bool) {
        self.lock().value_with(builtin::CHECKS, tags, ("check", name), f64::from(u8::from(holds)));
    }

    /// An iteration that ended; `failed` when with an error or a trap.
    pub fn iteration(&self, tags: TagsId, times: IterationTimes, failed: bool) {
        let mut shard = self.lock();
        shard.value(builtin::ITERATIONS, tags, 1.0);
        shard.time(builtin::ITERATION_DURATION, tags, times.service);
        shard.time(builtin::ITERATION_RESPONSE, tags, times.response);
        shard.time(builtin::ITERATION_LAG, tags, times.lag);
        if failed {
            shard.value(builtin::ITERATIONS_FAILED, tags, 1.0);
        }
    }

    /// An iteration that was begun and cut off.
    pub fn interrupted(&self, tags: TagsId) {
        self.lock().value(builtin::ITERATIONS_INTERRUPTED, tags, 1.0);
    }

    /// Arrivals that found no user (or iterations that found no time).
    pub fn dropped(&self, tags: TagsId, count: u64) {
        if count > 0 {
            self.lock().value(builtin::DROPPED_ITERATIONS, tags, count as f64);
        }
    }

    /// How late the generator itself was for one start: the pacer's and the run queue's delay, without any wait for a
    /// free user. The overload verdict rests on it.
    pub fn delay(&self, tags: TagsId, delay: Duration) {
        self.lock().time(builtin::GENERATOR_DELAY, tags, delay);
    }

    /// Users at work and users initialised: once each full second, on one recorder, with the run's tags only.
    pub fn users(&self, tags: TagsId, active: u64, initialised: u64) {
        let mut shard = self.lock();
        shard.value(builtin::VUS, tags, active as f64);
        shard.value(builtin::VUS_MAX, tags, initialised as f64);
    }

    /// A step (k6: group) from `enter` to `leave`; `asleep` is the share of it spent in sleeps.
    pub fn step(&self, tags: TagsId, whole: Duration, asleep: Duration) {
        let mut shard = self.lock();
        shard.time(builtin::GROUP_DURATION, tags, whole);
        shard.time(builtin::STEP_ACTIVE, tags, whole.saturating_sub(asleep));
    }

    /// Bytes on the user's connections since the last call.
    pub fn data(&self, tags: TagsId, sent: u64, received: u64) {
        let mut shard = self.lock();
        shard.value(builtin::DATA_SENT, tags, sent as f64);
        shard.value(builtin::DATA_RECEIVED, tags, received as f64);
    }

    /// A failure of a journey: cause (`trap`, `error`, `cpu`, `memory` …) and the first message of each cause.
    pub fn journey_failure(&self, cause: &'static str, message: &str) {
        self.lock().journey_failure(cause, message);
    }
}
