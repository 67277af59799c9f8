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
    merges: u32,
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
        Self { registry: registry.clone(), sources: Vec::new(), snapshot, merges: 0 }
    }

    /// Takes what happened since the last call from every recorder; `window` is how long the scenarios have run so far
    /// (without setup and teardown).
    pub fn merge(&mut self, window: Duration) -> &Snapshot {
        let recorders = self.registry.recorders();
        self.sources.resize_with(recorders.len(), Source::default);
        let mut second = Collect::default();
        for (source, recorder) in self.sources.iter_mut().zip(&recorders) {
            self.snapshot.folded |= source.take(recorder, &self.registry, &mut self.snapshot);
            source.spare.settle();
            source.add_to(&mut self.snapshot, &mut second);
            source.spare.reset();
        }
        self.snapshot.seconds.extend(second.finish(self.merges));
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
    fn take(&mut self, recorder: &Recorder, registry: &Registry, snapshot: &mut Snapshot) -> bool {
        let mut shard = recorder.lock();
        std::mem::swap(&mut self.spare, &mut shard.interval);
        self.tags.extend_from_slice(&shard.tags[self.tags.len()..]);
        let series = shard.series[self.series.len()..].to_vec();
        let exchanges = shard.exchanges[self.exchanges.len()..].to_vec();
        let folded = shard.folded;
        drop(shard);
        for key in series {
            let place = snapshot.slot(&registry.get(key.metric), &self.tags[key.tags.0 as usize]);
            self.series.push((key, place));
        }
        for key in exchanges {
            let place = snapshot.exchange_slot(&self.tags[key.tags.0 as usize], key.outcome);
            self.exchanges.push((key, place));
        }
        folded
    }

    fn add_to(&self, snapshot: &mut Snapshot, second: &mut Collect) {
        for ((key, place), sink) in self.series.iter().zip(&self.spare.series) {
            if sink.samples() > 0 {
                snapshot.series[*place].2.merge(sink);
                second.series(key.metric, &self.tags[key.tags.0 as usize], sink);
            }
        }
        for ((key, place), sink) in self.exchanges.iter().zip(&self.spare.exchanges) {
            if sink.count > 0 {
                snapshot.exchanges[*place].sink.merge(sink);
                second.exchanges(&self.tags[key.tags.0 as usize], sink.count, &sink.trends[0]);
            }
        }
        for (cause, failure) in &self.spare.failures {
            snapshot.journey_failure(cause, failure);
        }
    }
}
