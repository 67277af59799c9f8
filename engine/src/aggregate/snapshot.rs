use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::FxHashMap;

use super::exchanges::TRENDS;
use super::{
    ExchangeSink, JourneyFailure, Metric, MetricId, Outcome, Second, Selector, Sink, Slow, Slowest, Statistic, builtin,
};
use crate::sample::TagSet;

/// All that was measured up to a moment: a view that only merging changes.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub(super) metrics: BTreeMap<String, Metric>,
    pub(super) series: Vec<(String, Arc<TagSet>, Sink)>,
    pub(super) slots: FxHashMap<(String, Arc<TagSet>), usize>,
    pub(super) exchanges: Vec<Exchanges>,
    pub(super) exchange_slots: FxHashMap<(Arc<TagSet>, Outcome), usize>,
    /// Failures of journeys by cause.
    pub journey_failures: BTreeMap<String, JourneyFailure>,
    /// The slowest exchanges.
    pub slowest: Slowest,
    /// The course of the run.
    pub seconds: Vec<Second>,
    /// The calendar's second in which the run's second 0 began: what the seconds of several processes are aligned by.
    pub began: u64,
    /// How long the scenarios have run: what counters' rates are over.
    pub window: Duration,
    /// Whether series were folded into `overflow`, because there were more than the plan allows.
    pub folded: bool,
}

/// Exchanges with the same tags and outcome.
#[derive(Debug, Clone)]
pub(super) struct Exchanges {
    pub(super) base: Arc<TagSet>,
    pub(super) tags: TagSet,
    pub(super) outcome: Outcome,
    pub(super) sink: ExchangeSink,
}

/// One series, as results list it.
#[derive(Debug, Clone)]
pub struct Series {
    /// The metric's name.
    pub metric: String,
    /// Its tags.
    pub tags: TagSet,
    /// Its values.
    pub sink: Sink,
}

impl Snapshot {
    /// Forgets the values and keeps the places.
    pub(super) fn reset(&mut self) {
        self.series.iter_mut().for_each(|(_, _, sink)| sink.reset());
        self.exchanges.iter_mut().for_each(|exchanges| exchanges.sink.reset());
        self.journey_failures.clear();
        self.slowest.clear();
    }

    /// The place of a series, made when it is new.
    pub(super) fn slot(&mut self, metric: &Metric, tags: &Arc<TagSet>) -> usize {
        let key = (metric.name.clone(), tags.clone());
        if let Some(slot) = self.slots.get(&key) {
            return *slot;
        }
        self.metrics.entry(metric.name.clone()).or_insert_with(|| metric.clone());
        self.slots.insert(key, self.series.len());
        self.series.push((metric.name.clone(), tags.clone(), Sink::new(metric.kind)));
        self.series.len() - 1
    }

    /// The place of exchanges of one outcome, made when it is new.
    pub(super) fn exchange_slot(&mut self, base: &Arc<TagSet>, outcome: Outcome) -> usize {
        if let Some(slot) = self.exchange_slots.get(&(base.clone(), outcome)) {
            return *slot;
        }
        let mut tags = (**base).clone();
        outcome.tag(&mut tags);
        self.exchange_slots.insert((base.clone(), outcome), self.exchanges.len());
        self.exchanges.push(Exchanges { base: base.clone(), tags, outcome, sink: ExchangeSink::default() });
        self.exchanges.len() - 1
    }

    /// The exact merge of all series of a metric that the selector matches; none where nothing was recorded.
    pub fn sink(&self, metric: &str, selector: &Selector) -> Option<Sink> {
        self.merged(metric, |tags| selector.matches(tags))
    }

    fn merged(&self, metric: &str, wanted: impl Fn(&TagSet) -> bool) -> Option<Sink> {
        let mut all: Option<Sink> = None;
        let mut add = |sink: &Sink| match &mut all {
            Some(all) => all.merge(sink),
            None => all = Some(sink.clone()),
        };
        for (_, _, sink) in self.series.iter().filter(|(name, tags, _)| name == metric && wanted(tags)) {
            add(sink);
        }
        for exchanges in self.exchanges.iter().filter(|exchanges| wanted(&exchanges.tags)) {
            if let Some(sink) = exchanges.metric(metric) {
                add(&sink);
            }
        }
        all.filter(|sink| sink.samples() > 0)
    }

    /// One number of a metric; none without samples, or where its kind has no such statistic. A counter's rate leaves
    /// out what `setup` and `teardown` did, as the window does.
    pub fn value(&self, metric: &str, selector: &Selector, statistic: Statistic) -> Option<f64> {
        let sink = self.sink(metric, selector)?;
        if !matches!((statistic, &sink), (Statistic::Rate, Sink::Counter { .. })) {
            return statistic.of(&sink, self.window);
        }
        match self.merged(metric, |tags| selector.matches(tags) && !is_around(tags)) {
            Some(sink) => statistic.of(&sink, self.window),
            None => (!self.window.is_zero()).then_some(0.0),
        }
    }

    /// Samples of a metric that the selector matches.
    pub fn samples(&self, metric: &str, selector: &Selector) -> u64 {
        self.sink(metric, selector).map_or(0, |sink| sink.samples())
    }

    /// Whether something watched that a selector of this metric matches fell silent.
    pub fn is_silent(&self, metric: &str, selector: &Selector) -> bool {
        let name = |id: MetricId| builtin::BUILTIN[id.0 as usize].name;
        let own = name(builtin::OBSERVED_SILENCES);
        let all = || self.series.iter().filter(|(_, _, sink)| sink.samples() > 0);
        let silences: Vec<_> =
            all().filter(|(of, ..)| of == own).filter_map(|(_, tags, _)| tags.get("observed")).collect();
        let silent = |tags: &TagSet| tags.get("observed").is_some_and(|name| silences.contains(&name));
        let of = || all().filter(|(of, tags, _)| of == metric && selector.matches(tags));
        !silences.is_empty() && metric != own && of().any(|(_, tags, _)| silent(tags))
    }

    /// Every series of what is watched of the target, with its metric.
    pub fn observed(&self) -> impl Iterator<Item = (&Metric, &TagSet, &Sink)> {
        let watched = self.series.iter().filter(|(_, tags, sink)| sink.samples() > 0 && tags.get("observed").is_some());
        watched.map(|(name, tags, sink)| (&self.metrics[name], &**tags, sink))
    }

    /// Whether the users asked nothing of anybody: no request, no call, and no connection that stays open.
    pub fn is_idle(&self) -> bool {
        let asked = ["http_reqs", "grpc_req_failed", "ws_sessions"];
        asked.iter().all(|metric| self.samples(metric, &Selector::all()) == 0)
    }

    /// Every metric that has a series, by name.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.metrics.values()
    }

    /// Every series, those of exchanges too, by metric and tags.
    pub fn all_series(&self) -> Vec<Series> {
        let plain = self.series.iter().map(|(metric, tags, sink)| Series {
            metric: metric.clone(),
            tags: (**tags).clone(),
            sink: sink.clone(),
        });
        let exchanges = self.exchanges.iter().flat_map(|exchanges| {
            exchange_metrics().filter_map(|metric| {
                let sink = exchanges.metric(metric)?;
                Some(Series { metric: metric.to_owned(), tags: exchanges.tags.clone(), sink })
            })
        });
        let mut all: Vec<_> = plain.chain(exchanges).filter(|series| series.sink.samples() > 0).collect();
        all.sort_by(|a, b| (&a.metric, &a.tags).cmp(&(&b.metric, &b.tags)));
        all
    }

    /// Adds another process's measurements, second by second of the calendar; the window is the longer one.
    pub fn merge(&mut self, other: &Self) {
        for (name, tags, sink) in &other.series {
            let slot = self.slot(&other.metrics[name], tags);
            self.series[slot].2.merge(sink);
        }
        for exchanges in &other.exchanges {
            self.metrics.extend(other.metrics.iter().map(|(name, metric)| (name.clone(), metric.clone())));
            let slot = self.exchange_slot(&exchanges.base, exchanges.outcome);
            self.exchanges[slot].sink.merge(&exchanges.sink);
        }
        for (cause, failure) in &other.journey_failures {
            self.journey_failure(cause, failure);
        }
        self.slowest.merge(&other.slowest);
        super::seconds::align((&mut self.seconds, &mut self.began), (&other.seconds, other.began));
        self.window = self.window.max(other.window);
        self.folded |= other.folded;
    }

    /// The same with every text that a journey or a target chose as `clean` gives it; series whose tags become the
    /// same are merged.
    pub fn cleaned(&self, clean: &dyn Fn(&str) -> String) -> Self {
        let tags = |tags: &TagSet| Arc::new(tags.iter().map(|(key, value)| (clean(key), clean(value))).collect());
        let mut all = Self { metrics: self.metrics.clone(), began: self.began, ..Self::default() };
        (all.window, all.folded) = (self.window, self.folded);
        for (name, of, sink) in &self.series {
            let slot = all.slot(&self.metrics[name], &tags(of));
            all.series[slot].2.merge(sink);
        }
        for exchanges in &self.exchanges {
            let slot = all.exchange_slot(&tags(&exchanges.base), exchanges.outcome);
            let mut sink = exchanges.sink.clone();
            sink.first_message = sink.first_message.as_deref().map(clean);
            all.exchanges[slot].sink.merge(&sink);
        }
        for (cause, failure) in &self.journey_failures {
            all.journey_failure(cause, &JourneyFailure { first: clean(&failure.first), count: failure.count });
        }
        all.slowest = self.slowest.iter().map(|slow| Slow { tags: tags(&slow.tags), ..slow.clone() }).collect();
        let second = |second: &Second| Second { scenario: clean(&second.scenario), ..second.clone() };
        all.seconds = self.seconds.iter().map(second).collect();
        all
    }

    pub(super) fn journey_failure(&mut self, cause: &str, failure: &JourneyFailure) {
        let new = || JourneyFailure { count: 0, first: failure.first.clone() };
        self.journey_failures.entry(cause.to_owned()).or_insert_with(new).count += failure.count;
    }
}

impl Exchanges {
    fn metric(&self, name: &str) -> Option<Sink> {
        let count = self.sink.count;
        if name == "http_reqs" {
            return Some(Sink::Counter { sum: count as f64, samples: count });
        }
        if name == "http_req_failed" {
            let expected = self.outcome.expected()?;
            return Some(Sink::Rate { hits: if expected { 0 } else { count }, total: count });
        }
        let at = TRENDS.iter().position(|id| builtin::BUILTIN[id.0 as usize].name == name)?;
        Some(Sink::Trend(self.sink.trends[at].clone()))
    }
}

fn exchange_metrics() -> impl Iterator<Item = &'static str> {
    ["http_reqs", "http_req_failed"].into_iter().chain(TRENDS.iter().map(|id| builtin::BUILTIN[id.0 as usize].name))
}

/// Whether a series is of `setup` or `teardown`.
fn is_around(tags: &TagSet) -> bool {
    let group = tags.get("group").unwrap_or_default();
    ["::setup", "::teardown"].iter().any(|around| group == *around || group.starts_with(&format!("{around}::")))
}

#[cfg(test)]
mod tests;
