//! Samples one by one, for outputs that ask for them: kept in the shard and taken once a second, so that nothing is sent on
//! the hot path.

use std::sync::Arc;

use super::exchanges::{NONE, Outcome, TIMES, TRENDS, Values, values};
use super::{MetricId, builtin};
use crate::clock;
use crate::sample::{Exchange, TagSet, Trace};

/// So many samples wait in a shard at most.
const MOST: usize = 1 << 19;
/// Values of times are nanoseconds, and the metrics' unit is ms.
const NANOS_PER_MS: f64 = 1e6;

/// One event with all that it measured.
#[derive(Debug, Clone)]
pub struct RawSample {
    /// Nanoseconds since 1970.
    pub at: u64,
    /// Its tags, but for what `outcome` adds. Samples of one series share the same allocation.
    pub tags: Arc<TagSet>,
    /// The trace of an exchange.
    pub trace: Option<Trace>,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Exchange(Outcome, Values),
    Value(MetricId, f64),
}

/// A value of a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// Nanoseconds, of a metric in ms.
    Time(u64),
    /// A value in the metric's unit.
    Number(f64),
}

impl Amount {
    /// In the metric's unit.
    pub fn value(self) -> f64 {
        match self {
            Self::Time(nanos) => nanos as f64 / NANOS_PER_MS,
            Self::Number(value) => value,
        }
    }
}

impl RawSample {
    /// What came of an exchange; none of other events.
    pub fn outcome(&self) -> Option<Outcome> {
        match &self.what {
            What::Exchange(outcome, _) => Some(*outcome),
            What::Value(..) => None,
        }
    }

    /// Nanoseconds that an exchange took: all its phases together. None of other events.
    pub fn length(&self) -> Option<u64> {
        match &self.what {
            What::Exchange(_, values) => {
                // The first is the sum of three of the others.
                Some(values[1..TIMES].iter().filter(|value| **value != NONE).sum())
            }
            What::Value(..) => None,
        }
    }

    /// All its tags.
    pub fn all_tags(&self) -> TagSet {
        let mut tags = (*self.tags).clone();
        if let Some(outcome) = self.outcome() {
            outcome.tag(&mut tags);
        }
        tags
    }

    /// Visits each point that it stands for.
    pub fn points(&self, mut visit: impl FnMut(MetricId, Amount)) {
        match &self.what {
            What::Value(metric, value) => visit(*metric, Amount::Number(*value)),
            What::Exchange(outcome, values) => {
                visit(builtin::HTTP_REQS, Amount::Number(1.0));
                if let Some(expected) = outcome.expected() {
                    visit(builtin::HTTP_REQ_FAILED, Amount::Number(f64::from(u8::from(!expected))));
                }
                for (at, (metric, value)) in TRENDS.iter().zip(values).enumerate().filter(|(_, (_, v))| **v != NONE) {
                    visit(*metric, if at < TIMES { Amount::Time(*value) } else { Amount::Number(*value as f64) });
                }
            }
        }
    }

    /// How many points it stands for.
    pub fn count(&self) -> u64 {
        let mut count = 0;
        self.points(|_, _| count += 1);
        count
    }
}

/// Nanoseconds since 1970.
pub(super) fn now() -> u64 {
    clock::wall().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos() as u64
}

/// What waits in one shard.
#[derive(Debug, Default)]
pub(super) struct Raw {
    samples: Vec<RawSample>,
    lost: u64,
}

impl Raw {
    pub(super) fn value(&mut self, metric: MetricId, tags: &Arc<TagSet>, value: f64) {
        self.push(tags, None, What::Value(metric, value));
    }

    pub(super) fn exchange(&mut self, tags: &Arc<TagSet>, outcome: Outcome, exchange: &Exchange) {
        self.push(tags, exchange.trace, What::Exchange(outcome, values(exchange)));
    }

    fn push(&mut self, tags: &Arc<TagSet>, trace: Option<Trace>, what: What) {
        let sample = RawSample { at: now(), tags: tags.clone(), trace, what };
        if self.samples.len() < MOST {
            self.samples.push(sample);
        } else {
            self.lost += sample.count();
        }
    }

    /// The samples since the last call, and how many points were lost.
    pub(super) fn take(&mut self) -> (Vec<RawSample>, u64) {
        let room = Vec::with_capacity(self.samples.len());
        (std::mem::replace(&mut self.samples, room), std::mem::take(&mut self.lost))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Registry;
    use super::*;
    use crate::plan::MetricKind;
    use crate::sample::Phases;
    use std::time::Duration;

    #[test]
    fn a_sample_is_one_event_with_all_its_points() {
        let registry = Registry::new(100);
        registry.keep_samples();
        let paid = registry.metric("paid", MetricKind::Counter, "").unwrap();
        let recorder = registry.recorder();
        let tags = recorder.intern(&TagSet::from_iter([("name", "login")]));
        let phases = Phases { waiting: Duration::from_micros(1500), ..Phases::default() };
        let exchange = Exchange { status: 200, phases, body_size: 7, transferred: 5, ..Exchange::default() };
        recorder.exchange(tags, &exchange, Some(true));
        recorder.add(paid, tags, 2.5);
        recorder.add(paid, tags, f64::NAN);
        let (taken, lost) = registry.take_samples();
        assert_eq!((taken.len(), taken[0].len(), lost), (1, 2, 0));
        let mut points = Vec::new();
        taken[0]
            .iter()
            .for_each(|sample| sample.points(|metric, value| points.push((registry.get(metric).name, value.value()))));
        let of = |name: &str| points.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
        assert_eq!((of("http_reqs"), of("http_req_failed"), of("paid")), (Some(1.0), Some(0.0), Some(2.5)));
        assert_eq!((of("http_req_duration"), of("http_res_body_size")), (Some(1.5), Some(7.0)));
        assert_eq!(points.len() as u64, taken[0].iter().map(RawSample::count).sum::<u64>());
        assert_eq!(taken[0][0].all_tags().get("status"), Some("200"));
        assert_eq!(registry.take_samples().0.len(), 0);
    }

    #[test]
    fn nothing_is_kept_where_nobody_asks() {
        let registry = Registry::new(100);
        let recorder = registry.recorder();
        recorder.dropped(recorder.intern(&TagSet::new()), 3);
        assert_eq!(registry.take_samples().0.len(), 0);
    }
}
