use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::builtin::{BUILTIN, kind_name};
use super::raw::{Raw, RawSample};
use super::{MetricId, Recorder};
use crate::plan::MetricKind;

/// What a metric is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Metric {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: MetricKind,
    /// `ms`, `bytes`, another word, or empty.
    pub unit: String,
}

/// The metrics that a run knows: the built-in ones, the declared ones, and those that journeys make while it runs.
/// Shared by all shards; consulted when a metric is made, never when a value is added.
#[derive(Clone)]
pub struct Registry(Arc<Mutex<Inner>>);

struct Inner {
    metrics: Vec<Metric>,
    numbers: HashMap<String, MetricId>,
    recorders: Vec<Recorder>,
    series: usize,
    samples: bool,
    traced: bool,
}

impl Registry {
    /// The built-in metrics, for a run with so many series at most.
    pub fn new(series: usize) -> Self {
        let metrics: Vec<Metric> =
            BUILTIN.iter().map(|b| Metric { name: b.name.to_owned(), kind: b.kind, unit: b.unit.to_owned() }).collect();
        let numbers = metrics.iter().zip(0..).map(|(metric, id)| (metric.name.clone(), MetricId(id))).collect();
        let inner = Inner { metrics, numbers, recorders: Vec::new(), series, samples: false, traced: false };
        Self(Arc::new(Mutex::new(inner)))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same name gives the same metric; another kind or unit is an error that says which it has.
    pub fn metric(&self, name: &str, kind: MetricKind, unit: &str) -> Result<MetricId, String> {
        let mut inner = self.lock();
        if let Some(id) = inner.numbers.get(name).copied() {
            let known = &inner.metrics[id.0 as usize];
            if known.kind == kind && known.unit == unit {
                return Ok(id);
            }
            let (is, wanted) = (describe(known.kind, &known.unit), describe(kind, unit));
            return Err(format!("metric `{name}` is a {is}, not a {wanted}: use another name, or declare it alike"));
        }
        check_name(name)?;
        let id = MetricId(u32::try_from(inner.metrics.len()).expect("fewer than 2^32 metrics are made"));
        inner.metrics.push(Metric { name: name.to_owned(), kind, unit: unit.to_owned() });
        inner.numbers.insert(name.to_owned(), id);
        Ok(id)
    }

    /// The metric of this name, if there is one.
    pub fn find(&self, name: &str) -> Option<(MetricId, Metric)> {
        let inner = self.lock();
        inner.numbers.get(name).map(|id| (*id, inner.metrics[id.0 as usize].clone()))
    }

    /// What this metric is.
    pub fn get(&self, id: MetricId) -> Metric {
        self.lock().metrics[id.0 as usize].clone()
    }

    /// Every metric, in the order of their numbers.
    pub fn all(&self) -> Vec<Metric> {
        self.lock().metrics.clone()
    }

    /// A recorder for one more shard; the run's `Aggregator` merges every recorder that was made here.
    pub fn recorder(&self) -> Recorder {
        let (series, kept) = {
            let inner = self.lock();
            (inner.series, (inner.samples.then(Raw::default), inner.traced.then(Raw::default)))
        };
        let recorder = Recorder::new(self.clone(), series, kept);
        self.lock().recorders.push(recorder.clone());
        recorder
    }

    /// Recorders that are made from now on keep every sample, until `take_samples` takes them.
    pub fn keep_samples(&self) {
        self.lock().samples = true;
    }

    /// Recorders that are made from now on keep the exchanges whose trace is sampled, until `take_traced` takes them.
    pub fn keep_traced(&self) {
        self.lock().traced = true;
    }

    /// The samples of all recorders since the last call, a list each, and how many points were lost because they were not
    /// taken in time.
    pub fn take_samples(&self) -> (Vec<Vec<RawSample>>, u64) {
        self.take(Recorder::take_samples)
    }

    /// As `take_samples`, of the exchanges whose trace is sampled.
    pub fn take_traced(&self) -> (Vec<Vec<RawSample>>, u64) {
        self.take(Recorder::take_traced)
    }

    fn take(&self, of: fn(&Recorder) -> (Vec<RawSample>, u64)) -> (Vec<Vec<RawSample>>, u64) {
        let taken: Vec<_> = self.recorders().iter().map(of).collect();
        let lost = taken.iter().map(|(_, lost)| lost).sum();
        (taken.into_iter().map(|(samples, _)| samples).filter(|samples| !samples.is_empty()).collect(), lost)
    }

    /// All recorders, in the order in which they were made.
    pub(super) fn recorders(&self) -> Vec<Recorder> {
        self.lock().recorders.clone()
    }

    /// Series at most.
    pub fn series_limit(&self) -> usize {
        self.lock().series
    }
}

fn describe(kind: MetricKind, unit: &str) -> String {
    if unit.is_empty() { kind_name(kind).to_owned() } else { format!("{} in {unit}", kind_name(kind)) }
}

fn check_name(name: &str) -> Result<(), String> {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if starts && name.len() <= 128 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Ok(());
    }
    Err(format!("metric name {name:?} must be 1 to 128 of letters, digits and `_`, not a digit first"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_is_the_same_metric_and_another_kind_is_refused() {
        let registry = Registry::new(10);
        let id = registry.metric("paid", MetricKind::Counter, "").unwrap();
        assert_eq!(registry.metric("paid", MetricKind::Counter, ""), Ok(id));
        assert_eq!(
            registry.metric("paid", MetricKind::Trend, "ms"),
            Err("metric `paid` is a counter, not a trend in ms: use another name, or declare it alike".into())
        );
        assert_eq!(registry.get(id).name, "paid");
    }

    #[test]
    fn names_are_words() {
        let registry = Registry::new(10);
        assert!(registry.metric("x", MetricKind::Gauge, "").is_ok());
        for bad in ["", "1a", "a-b", "ä", &"a".repeat(129)] {
            assert!(registry.metric(bad, MetricKind::Gauge, "").is_err(), "{bad}");
        }
    }
}
