mod wire;

use std::time::Duration;

use super::trend::Trend;
use super::{MetricId, TagsId, builtin};
use crate::sample::{Cause, Exchange, Protocol, TagSet, hexadecimal};

/// What tells the series of one exchange from another's: the request's own tags and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ExchangeKey {
    pub(super) tags: TagsId,
    pub(super) outcome: Outcome,
}

/// What came of an exchange, as far as tags tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outcome {
    /// 0 when no valid response came.
    pub status: u16,
    /// k6's `error_code`; 0 without an error.
    pub code: u16,
    /// Place in `Cause::ALL`, plus 1; 0 without a failure.
    cause: u8,
    protocol: u8,
    tls: u8,
    expected: u8,
}

impl Outcome {
    pub(super) fn of(exchange: &Exchange, expected: Option<bool>) -> Self {
        let failure = exchange.failure.as_ref();
        Self {
            status: exchange.status,
            code: failure.map_or(if exchange.status >= 400 { 1000 + exchange.status } else { 0 }, |f| f.code),
            cause: failure.map_or(0, |f| f.cause as u8 + 1),
            protocol: exchange.protocol.map_or(0, |p| p as u8 + 1),
            tls: exchange.tls.map_or(0, |version| if version.ends_with('3') { 2 } else { 1 }),
            expected: expected.map_or(0, |expected| 1 + u8::from(expected)),
        }
    }

    /// What is left of it in the overflow series.
    pub(super) fn folded(self) -> Self {
        Self { status: 0, code: 0, cause: 0, protocol: 0, tls: 0, expected: self.expected }
    }

    /// Why no valid response came.
    pub fn cause(self) -> Option<Cause> {
        Cause::ALL.get(usize::from(self.cause).wrapping_sub(1)).copied()
    }

    /// Whether it was as expected; none where the journey switched the expectation off.
    pub fn expected(self) -> Option<bool> {
        (self.expected > 0).then_some(self.expected == 2)
    }

    /// Adds what it stands for to the request's own tags.
    pub(super) fn tag(self, tags: &mut TagSet) {
        tags.set("status", self.status.to_string());
        if let Some(expected) = self.expected() {
            tags.set("expected_response", if expected { "true" } else { "false" });
        }
        if self.code > 0 {
            tags.set("error_code", self.code.to_string());
        }
        if let Some(cause) = self.cause() {
            tags.set("error", cause.name());
        }
        match self.protocol {
            0 => {}
            1 => tags.set("proto", Protocol::Http1.tag()),
            _ => tags.set("proto", Protocol::Http2.tag()),
        }
        match self.tls {
            0 => {}
            1 => tags.set("tls_version", "tls1.2"),
            _ => tags.set("tls_version", "tls1.3"),
        }
    }
}

/// The metrics of an exchange that are distributions, as `ExchangeSink::trends` holds them.
pub(super) const TRENDS: [MetricId; 10] = [
    builtin::HTTP_REQ_DURATION,
    builtin::HTTP_REQ_BLOCKED,
    builtin::HTTP_REQ_CONNECTING,
    builtin::HTTP_REQ_TLS_HANDSHAKING,
    builtin::HTTP_REQ_SENDING,
    builtin::HTTP_REQ_WAITING,
    builtin::HTTP_REQ_RECEIVING,
    builtin::HTTP_REQ_RESOLVING,
    builtin::HTTP_RES_BODY_SIZE,
    builtin::HTTP_RES_TRANSFERRED,
];

/// How many of them are times.
pub(super) const TIMES: usize = 8;
/// So many exchanges wait to be sorted into the distributions together: one after the other, they would fetch each
/// distribution's memory again for every exchange.
const BATCH: usize = 64;
/// Stands for no value: a phase that a failure kept from happening is no measurement of 0 ms.
pub(super) const NONE: u64 = u64::MAX;

/// What one exchange adds to `TRENDS`: nanoseconds, and bytes in the last two.
pub(super) type Values = [u64; TRENDS.len()];

/// All metrics of the exchanges that have the same tags and the same outcome.
#[derive(Debug, Clone, Default)]
pub struct ExchangeSink {
    pub(super) count: u64,
    waiting: Vec<Values>,
    pub(super) trends: [Trend; TRENDS.len()],
    pub(super) first_message: Option<String>,
    /// The first trace that was sampled, in hexadecimal digits.
    pub(super) first_trace: Option<String>,
}

impl ExchangeSink {
    /// Adds one exchange; `settle` is due before the distributions are read.
    pub(super) fn add(&mut self, exchange: &Exchange) {
        self.count += 1;
        self.waiting.push(values(exchange));
        if self.waiting.len() >= BATCH {
            self.settle();
        }
        if let (Some(failure), None) = (&exchange.failure, &self.first_message) {
            self.first_message = Some(failure.message.clone());
        }
        if self.first_trace.is_none() {
            self.first_trace = sampled(exchange);
        }
    }

    /// Sorts what waits into the distributions.
    pub(super) fn settle(&mut self) {
        let (times, sizes) = self.trends.split_at_mut(TIMES);
        for (at, trend) in times.iter_mut().enumerate() {
            self.waiting
                .iter()
                .map(|values| values[at])
                .filter(|nanos| *nanos != NONE)
                .for_each(|v| trend.add_nanos(v));
        }
        for (trend, at) in sizes.iter_mut().zip(TIMES..) {
            self.waiting.iter().map(|values| values[at]).filter(|b| *b != NONE).for_each(|v| trend.add(v as f64));
        }
        self.waiting.clear();
    }

    pub(super) fn merge(&mut self, other: &Self) {
        debug_assert!(other.waiting.is_empty(), "what is merged was settled");
        self.count += other.count;
        for (mine, theirs) in self.trends.iter_mut().zip(&other.trends) {
            mine.merge(theirs);
        }
        if self.first_message.is_none() {
            self.first_message.clone_from(&other.first_message);
        }
        if self.first_trace.is_none() {
            self.first_trace.clone_from(&other.first_trace);
        }
    }

    pub(super) fn reset(&mut self) {
        self.count = 0;
        self.waiting.clear();
        self.trends.iter_mut().for_each(Trend::reset);
        (self.first_message, self.first_trace) = (None, None);
    }

    /// Exchanges.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The distribution of one of an exchange's metrics.
    pub fn trend(&self, metric: MetricId) -> Option<&Trend> {
        TRENDS.iter().position(|id| *id == metric).map(|at| &self.trends[at])
    }
}

/// The trace of an exchange in hexadecimal digits, where it was sampled.
pub(super) fn sampled(exchange: &Exchange) -> Option<String> {
    exchange.trace.filter(|trace| trace.sampled).map(|trace| hexadecimal(&trace.id))
}

pub(super) fn values(exchange: &Exchange) -> Values {
    let phases = &exchange.phases;
    let failed = exchange.failure.is_some();
    let time = |time: Duration| if failed && time.is_zero() { NONE } else { time.as_nanos() as u64 };
    let size = |bytes: u64| if failed { NONE } else { bytes };
    [
        time(phases.duration()),
        time(phases.blocked),
        time(phases.connecting),
        time(phases.securing),
        time(phases.sending),
        time(phases.waiting),
        time(phases.receiving),
        time(phases.resolving),
        size(exchange.body_size),
        size(exchange.transferred),
    ]
}
