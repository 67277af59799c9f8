use std::sync::Arc;
use std::time::SystemTime;

use crate::aggregate::{Metric, RawSample, Series};

/// What an output is given each second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// Every sample.
    Samples,
    /// The requests whose trace is sampled.
    Traced,
    /// What each series has added up to since the last moment.
    Interval,
    /// What each series has added up to since the run began.
    Totals,
}

/// One second of a run, as one output gets it.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    /// When it was taken.
    pub(super) at: SystemTime,
    /// The metrics by number.
    pub(super) metrics: Arc<Vec<Metric>>,
    pub(super) body: Body,
    /// Points in it.
    pub(super) points: u64,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    /// One list a shard.
    Samples(Arc<Vec<Vec<RawSample>>>),
    /// Sorted by metric and tags; of the interval, or in all, as the output wants.
    Series(Arc<Vec<Series>>),
}

impl Moment {
    /// The samples; none where the output asked for series.
    pub(super) fn samples(&self) -> impl Iterator<Item = &RawSample> {
        let lists = match &self.body {
            Body::Samples(lists) => lists.as_slice(),
            Body::Series(_) => &[],
        };
        lists.iter().flatten()
    }

    /// The series; none where the output asked for samples.
    pub(super) fn series(&self) -> &[Series] {
        match &self.body {
            Body::Series(series) => series,
            Body::Samples(_) => &[],
        }
    }

    /// The unit of a metric; empty for a number.
    pub(super) fn unit(&self, name: &str) -> &str {
        self.metrics.iter().find(|metric| metric.name == name).map_or("", |metric| &metric.unit)
    }

    /// Nanoseconds since 1970.
    pub(super) fn nanos(&self) -> u128 {
        self.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos()
    }
}
