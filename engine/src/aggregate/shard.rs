use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use super::FxHashMap;

use super::exchanges::{ExchangeKey, ExchangeSink, Outcome, sampled};
use super::raw::Raw;
use super::sink::Sink;
use super::slowest::{Slow, Slowest};
use super::{MetricId, Registry, TagsId, builtin};
use crate::sample::{Exchange, Failure, TagSet};

/// The tag set into which series over the limit fold.
const OVERFLOW: TagsId = TagsId(0);

/// A metric with one tag set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SeriesKey {
    pub(super) metric: MetricId,
    pub(super) tags: TagsId,
}

/// How many journeys failed of a cause, and what the first one said.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct JourneyFailure {
    /// Failures.
    pub count: u64,
    /// The first message.
    pub first: String,
}

/// What happened since the last merge, by the shard's places.
#[derive(Default)]
pub(super) struct Interval {
    pub(super) series: Vec<Sink>,
    pub(super) exchanges: Vec<ExchangeSink>,
    pub(super) failures: BTreeMap<&'static str, JourneyFailure>,
    pub(super) slowest: Slowest,
}

impl Interval {
    /// Makes the exchanges' distributions complete.
    pub(super) fn settle(&mut self) {
        self.exchanges.iter_mut().for_each(ExchangeSink::settle);
    }

    pub(super) fn reset(&mut self) {
        self.series.iter_mut().for_each(Sink::reset);
        self.exchanges.iter_mut().for_each(ExchangeSink::reset);
        self.failures.clear();
        self.slowest.clear();
    }
}

/// One shard's series: the keys live as long as the run, the values one interval.
pub(super) struct Shard {
    registry: Registry,
    limit: usize,
    pub(super) tags: Vec<Arc<TagSet>>,
    by_tags: FxHashMap<Arc<TagSet>, TagsId>,
    words: FxHashMap<Box<str>, u32>,
    derived: FxHashMap<(TagsId, u32, &'static str), TagsId>,
    pub(super) series: Vec<SeriesKey>,
    slots: FxHashMap<SeriesKey, usize>,
    pub(super) exchanges: Vec<ExchangeKey>,
    exchange_slots: FxHashMap<ExchangeKey, usize>,
    last: Option<(ExchangeKey, usize)>,
    pub(super) interval: Interval,
    pub(super) folded: bool,
    /// Every sample as well; none unless an output asks for them.
    pub(super) raw: Option<Raw>,
    /// The exchanges whose trace is sampled; none unless an output asks for them.
    pub(super) traced: Option<Raw>,
}

impl Shard {
    pub(super) fn new(registry: Registry, limit: usize, (raw, traced): (Option<Raw>, Option<Raw>)) -> Self {
        let overflow = Arc::new(TagSet::from_iter([("overflow", "true")]));
        Self {
            registry,
            limit,
            tags: vec![overflow.clone()],
            by_tags: FxHashMap::from_iter([(overflow, OVERFLOW)]),
            words: FxHashMap::default(),
            derived: FxHashMap::default(),
            series: Vec::new(),
            slots: FxHashMap::default(),
            exchanges: Vec::new(),
            exchange_slots: FxHashMap::default(),
            last: None,
            interval: Interval::default(),
            folded: false,
            raw,
            traced,
        }
    }

    fn is_full(&self) -> bool {
        self.series.len() + self.exchanges.len() >= self.limit
    }

    pub(super) fn intern(&mut self, tags: &TagSet) -> TagsId {
        if let Some(id) = self.by_tags.get(tags) {
            return *id;
        }
        if self.tags.len() > self.limit {
            self.folded = true;
            return OVERFLOW;
        }
        let id = TagsId(u32::try_from(self.tags.len()).expect("the limit of series is below 2^32"));
        let tags = Arc::new(tags.clone());
        self.tags.push(tags.clone());
        self.by_tags.insert(tags, id);
        id
    }

    /// The tag set with one more tag.
    fn derive(&mut self, tags: TagsId, key: &'static str, value: &str) -> TagsId {
        if let Some(id) = self.words.get(value).and_then(|word| self.derived.get(&(tags, *word, key))) {
            return *id;
        }
        let mut more = (*self.tags[tags.0 as usize]).clone();
        more.set(key, value);
        let id = self.intern(&more);
        if id != OVERFLOW {
            let next = self.words.len() as u32;
            let word = *self.words.entry(value.into()).or_insert(next);
            self.derived.insert((tags, word, key), id);
        }
        id
    }

    /// A call that ended: its status as a tag, and why it is not OK as another; empty where it is.
    pub(super) fn call(&mut self, tags: TagsId, duration: Option<f64>, status: &str, error: &str) {
        let mut tags = self.derive(tags, "status", status);
        if !error.is_empty() {
            tags = self.derive(tags, "error", error);
        }
        if let Some(duration) = duration {
            self.value(builtin::GRPC_REQ_DURATION, tags, duration);
        }
        self.value(builtin::GRPC_REQ_FAILED, tags, f64::from(u8::from(!error.is_empty())));
    }

    /// Adds a value in the metric's unit; what is not finite is left out.
    pub(super) fn value(&mut self, metric: MetricId, tags: TagsId, value: f64) {
        if value.is_finite() {
            self.series(metric, tags).add(value);
            self.keep(metric, tags, value);
        }
    }

    /// The same with one more tag.
    pub(super) fn value_with(&mut self, metric: MetricId, tags: TagsId, tag: (&'static str, &str), value: f64) {
        let tags = self.derive(tags, tag.0, tag.1);
        self.value(metric, tags, value);
    }

    /// One sample of a rate of failures, tagged with the failure.
    pub(super) fn broke(&mut self, rate: MetricId, tags: TagsId, failure: Option<&Failure>) {
        let Some(failure) = failure else { return self.value(rate, tags, 0.0) };
        let tags = self.derive(tags, "error", failure.cause.name());
        let tags = self.derive(tags, "error_code", &failure.code.to_string());
        self.value(rate, tags, 1.0);
    }

    /// Adds a time to a distribution of times.
    pub(super) fn time(&mut self, metric: MetricId, tags: TagsId, time: Duration) {
        if let Sink::Trend(trend) = self.series(metric, tags) {
            trend.add_time(time);
        }
        self.keep(metric, tags, time.as_nanos() as f64 / 1e6);
    }

    fn keep(&mut self, metric: MetricId, tags: TagsId, value: f64) {
        if let Some(raw) = &mut self.raw {
            raw.value(metric, &self.tags[tags.0 as usize], value);
        }
    }

    fn series(&mut self, metric: MetricId, tags: TagsId) -> &mut Sink {
        let slot = self.slot(SeriesKey { metric, tags });
        let (registry, keys) = (&self.registry, &self.series);
        let sinks = &mut self.interval.series;
        for key in keys.iter().take(slot + 1).skip(sinks.len()) {
            sinks.push(Sink::new(registry.get(key.metric).kind));
        }
        &mut sinks[slot]
    }

    fn slot(&mut self, key: SeriesKey) -> usize {
        if let Some(slot) = self.slots.get(&key) {
            return *slot;
        }
        let folds = self.is_full() && key.tags != OVERFLOW;
        self.folded |= folds;
        if folds {
            return self.slot(SeriesKey { tags: OVERFLOW, ..key });
        }
        place(&mut self.series, &mut self.slots, key)
    }

    pub(super) fn exchange(&mut self, tags: TagsId, exchange: &Exchange, expected: Option<bool>) {
        let key = ExchangeKey { tags, outcome: Outcome::of(exchange, expected) };
        let slot = match self.last {
            Some((last, slot)) if last == key => slot,
            _ => self.exchange_slot(key),
        };
        self.last = Some((key, slot));
        let sinks = &mut self.interval.exchanges;
        if slot >= sinks.len() {
            sinks.resize_with(slot + 1, ExchangeSink::default);
        }
        sinks[slot].add(exchange);
        let tags = &self.tags[tags.0 as usize];
        if let Some(raw) = &mut self.raw {
            raw.exchange(tags, key.outcome, exchange);
        }
        if let Some(traced) = self.traced.as_mut().filter(|_| exchange.trace.is_some_and(|trace| trace.sampled)) {
            traced.exchange(tags, key.outcome, exchange);
        }
        let duration = exchange.phases.duration().as_nanos() as u64;
        if self.interval.slowest.takes(duration) {
            let (at, trace) = (super::raw::now(), sampled(exchange));
            self.interval.slowest.add(Slow { at, duration, tags: tags.clone(), outcome: key.outcome, trace });
        }
    }

    fn exchange_slot(&mut self, key: ExchangeKey) -> usize {
        if let Some(slot) = self.exchange_slots.get(&key) {
            return *slot;
        }
        let folded = ExchangeKey { tags: OVERFLOW, outcome: key.outcome.folded() };
        let folds = self.is_full() && key != folded;
        self.folded |= folds;
        if folds {
            return self.exchange_slot(folded);
        }
        place(&mut self.exchanges, &mut self.exchange_slots, key)
    }

    pub(super) fn journey_failure(&mut self, cause: &'static str, message: &str) {
        let new = || JourneyFailure { count: 0, first: message.to_owned() };
        self.interval.failures.entry(cause).or_insert_with(new).count += 1;
    }
}

fn place<K: Copy + Eq + Hash>(keys: &mut Vec<K>, slots: &mut FxHashMap<K, usize>, key: K) -> usize {
    let slot = keys.len();
    keys.push(key);
    slots.insert(key, slot);
    slot
}
