use super::trend::Trend;
use super::wire::exact;
use crate::plan::MetricKind;

/// What one series has accumulated.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sink {
    /// A sum.
    Counter {
        /// The sum.
        #[serde(with = "exact")]
        sum: f64,
        /// Values added.
        samples: u64,
    },
    /// The last value, with least and greatest.
    Gauge {
        /// The value set last.
        #[serde(with = "exact")]
        last: f64,
        /// The least.
        #[serde(with = "exact")]
        min: f64,
        /// The greatest.
        #[serde(with = "exact")]
        max: f64,
        /// When `last` was set, nanoseconds of the calendar.
        at: u64,
        /// Values set.
        samples: u64,
    },
    /// The share of values that are not zero.
    Rate {
        /// Values that are not zero.
        hits: u64,
        /// All values.
        total: u64,
    },
    /// A distribution.
    Trend(Trend),
}

impl Sink {
    /// An empty one of this kind.
    pub fn new(kind: MetricKind) -> Self {
        match kind {
            MetricKind::Counter => Self::Counter { sum: 0.0, samples: 0 },
            MetricKind::Gauge => {
                Self::Gauge { last: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY, at: 0, samples: 0 }
            }
            MetricKind::Rate => Self::Rate { hits: 0, total: 0 },
            MetricKind::Trend => Self::Trend(Trend::default()),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> MetricKind {
        match self {
            Self::Counter { .. } => MetricKind::Counter,
            Self::Gauge { .. } => MetricKind::Gauge,
            Self::Rate { .. } => MetricKind::Rate,
            Self::Trend(_) => MetricKind::Trend,
        }
    }

    /// Adds one value.
    pub fn add(&mut self, value: f64) {
        match self {
            Self::Counter { sum, samples } => (*sum, *samples) = (*sum + value, *samples + 1),
            Self::Gauge { last, min, max, at, samples } => {
                let now = crate::clock::wall().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                (*last, *min, *max, *at) = (value, min.min(value), max.max(value), now.as_nanos() as u64);
                *samples += 1;
            }
            Self::Rate { hits, total } => (*hits, *total) = (*hits + u64::from(value != 0.0), *total + 1),
            Self::Trend(trend) => trend.add(value),
        }
    }

    /// Adds all values of another of the same kind; of two gauges the later one gives `last`.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Counter { sum, samples }, Self::Counter { sum: s, samples: n }) => {
                (*sum, *samples) = (*sum + s, *samples + n);
            }
            (
                Self::Gauge { last, min, max, at, samples },
                Self::Gauge { last: l, min: lo, max: hi, at: a, samples: n },
            ) => {
                if *n > 0 && a >= at {
                    (*last, *at) = (*l, *a);
                }
                (*min, *max, *samples) = (min.min(*lo), max.max(*hi), *samples + n);
            }
            (Self::Rate { hits, total }, Self::Rate { hits: h, total: t }) => (*hits, *total) = (*hits + h, *total + t),
            (Self::Trend(mine), Self::Trend(theirs)) => mine.merge(theirs),
            (mine, theirs) => debug_assert_eq!(mine.kind(), theirs.kind(), "a series never changes its kind"),
        }
    }

    /// Values added.
    pub fn samples(&self) -> u64 {
        match self {
            Self::Counter { samples, .. } | Self::Gauge { samples, .. } => *samples,
            Self::Rate { total, .. } => *total,
            Self::Trend(trend) => trend.count(),
        }
    }

    /// Forgets the values and keeps the memory.
    pub fn reset(&mut self) {
        match self {
            Self::Trend(trend) => trend.reset(),
            other => *other = Self::new(other.kind()),
        }
    }
}
