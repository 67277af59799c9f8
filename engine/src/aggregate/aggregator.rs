use std::sync::Arc;
use std::time::Duration;

use super::exchanges::ExchangeKey;
use super::seconds::Collect;
use super::shard::{Interval, SeriesKey};
use super::{Recorder, Registry, Snapshot};
use crate::sample::TagSet;

/// Merges all recorders of a run into one snapshot. Owned by one task, which calls `merge` once a second.
pub struct Aggregator {
    registry: Registry,
    sources: Vec<Source>,
    snapshot: Snapshot,
    /// The time between the last two merges alone, with the same places; none unless an output asks for it.
    interval: Option<Snapshot>,
    merges: u32,
    /// What was merged since it was last taken, where somebody takes it.
    delta: Option<Snapshot>,
}

/// What is known of one recorder: its places in the snapshot, and the interval that it does not use now.
#[derive(Default)]
struct Source {
    spare: Interval,
    tags: Vec<Arc<TagSet>>,
    series: Vec<(SeriesKey, usize)>,
    exchanges: Vec<(ExchangeKey, usize)>,
}

impl Aggregator {
    /// For all recorders of this registry, also those that are made later.
    pub fn new(registry: &Registry) -> Self {
        let now = crate::clock::wall().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let began = (now + Duration::from_millis(500)).as_secs();
        let snapshot = Snapshot { began, ..Snapshot::default() };
        Self { registry: registry.clone(), sources: Vec::new(), snapshot, interval: None, merges: 0, delta: None }
    }

    /// From now on what happened between two merges is kept by itself too. Before the first merge only.
    pub fn keep_interval(&mut self) {
        self.interval = Some(Snapshot::default());
    }

    /// What happened between the last two merges; none unless it is kept.
    pub fn interval(&self) -> Option<&Snapshot> {
        self.interval.as_ref()
    }

    /// From now on `take_delta` gives what was merged since it was last called.
    pub fn keep_deltas(&mut self) {
        self.delta = Some(self.empty());
    }

    /// What was merged since the last call; all deltas merged are the snapshot. None unless they are kept.
    pub fn take_delta(&mut self) -> Option<Snapshot> {
        let empty = self.empty();
        self.delta.as_mut().map(|delta| std::mem::replace(delta, empty))
    }

    fn empty(&self) -> Snapshot {
        Snapshot { began: self.snapshot.began, ..Snapshot::default() }
    }

    /// Takes what happened since the last call from every recorder; `window` is how long the scenarios have run so far
    /// (without setup and teardown).
    pub fn merge(&mut self, window: Duration) -> &Snapshot {
        let recorders = self.registry.recorders();
        self.sources.resize_with(recorders.len(), Source::default);
        let mut second = Collect::default();
        self.interval.iter_mut().for_each(Snapshot::reset);
        for (source, recorder) in self.sources.iter_mut().zip(&recorders) {
            let all = &mut [Some(&mut self.snapshot), self.interval.as_mut()];
            let folded = source.take(recorder, &self.registry, all);
            source.spare.settle();
            source.add_to(all, &mut second);
            self.snapshot.folded |= folded;
            if let Some(delta) = &mut self.delta {
                source.add_delta(&self.snapshot, delta);
            }
            source.spare.reset();
        }
        let seconds: Vec<_> = second.finish(self.merges).collect();
        if let Some(delta) = &mut self.delta {
            (delta.window, delta.folded) = (window, self.snapshot.folded);
            delta.seconds.extend_from_slice(&seconds);
        }
        self.snapshot.seconds.extend(seconds);
        self.merges += 1;
        self.snapshot.window = window;
        &self.snapshot
    }

    /// What was merged so far.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What was merged, at the end.
    pub fn into_snapshot(self) -> Snapshot {
        self.snapshot
    }
}

impl Source {
    /// Swaps the intervals and learns of new series; only this happens under the recorder's lock.
    fn take(&mut self, recorder: &Recorder, registry: &Registry, into: &mut [Option<&mut Snapshot>; 2]) -> bool {
        let mut shard = recorder.lock();
        std::mem::swap(&mut self.spare, &mut shard.interval);
        self.tags.extend_from_slice(&shard.tags[self.tags.len()..]);
        let series = shard.series[self.series.len()..].to_vec();
        let exchanges = shard.exchanges[self.exchanges.len()..].to_vec();
        let folded = shard.folded;
        drop(shard);
        for key in series {
            let (metric, tags) = (registry.get(key.metric), &self.tags[key.tags.0 as usize]);
            let places = into.iter_mut().flatten().map(|snapshot| snapshot.slot(&metric, tags));
            self.series.push((key, same(places)));
        }
        for key in exchanges {
            let tags = &self.tags[key.tags.0 as usize];
            let places = into.iter_mut().flatten().map(|snapshot| snapshot.exchange_slot(tags, key.outcome));
            self.exchanges.push((key, same(places)));
        }
        folded
    }

    fn add_to(&self, into: &mut [Option<&mut Snapshot>; 2], second: &mut Collect) {
        for ((key, place), sink) in self.series.iter().zip(&self.spare.series) {
            if sink.samples() > 0 {
                into.iter_mut().flatten().for_each(|snapshot| snapshot.series[*place].2.merge(sink));
                second.series(key.metric, &self.tags[key.tags.0 as usize], sink);
            }
        }
        for ((key, place), sink) in self.exchanges.iter().zip(&self.spare.exchanges) {
            if sink.count > 0 {
                into.iter_mut().flatten().for_each(|snapshot| snapshot.exchanges[*place].sink.merge(sink));
                second.exchanges(&self.tags[key.tags.0 as usize], sink.count, &sink.trends[0]);
            }
        }
        for (cause, failure) in &self.spare.failures {
            into.iter_mut().flatten().for_each(|snapshot| snapshot.journey_failure(cause, failure));
        }
        into.iter_mut().flatten().for_each(|snapshot| snapshot.slowest.merge(&self.spare.slowest));
    }

    /// As `add_to`, into a snapshot that knows none of the places.
    fn add_delta(&self, snapshot: &Snapshot, delta: &mut Snapshot) {
        for ((_, place), sink) in self.series.iter().zip(&self.spare.series) {
            if sink.samples() > 0 {
                let (name, tags, _) = &snapshot.series[*place];
                let slot = delta.slot(&snapshot.metrics[name], tags);
                delta.series[slot].2.merge(sink);
            }
        }
        for ((_, place), sink) in self.exchanges.iter().zip(&self.spare.exchanges) {
            if sink.count > 0 {
                let known = &snapshot.exchanges[*place];
                let slot = delta.exchange_slot(&known.base, known.outcome);
                delta.exchanges[slot].sink.merge(sink);
            }
        }
        for (cause, failure) in &self.spare.failures {
            delta.journey_failure(cause, failure);
        }
        delta.slowest.merge(&self.spare.slowest);
    }
}

/// The place that all snapshots gave: they learn of the same series in the same order. Every one must be asked.
fn same(places: impl Iterator<Item = usize>) -> usize {
    let agreed = places.reduce(|first, place| {
        debug_assert_eq!(first, place, "places are given in the order of asking");
        first
    });
    agreed.expect("there is always the snapshot of the whole run")
}
