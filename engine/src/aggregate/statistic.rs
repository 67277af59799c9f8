use std::fmt;
use std::time::Duration;

use super::Sink;
use crate::plan::MetricKind;

/// A number that is made of a metric's values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// A counter's sum.
    Count,
    /// A counter's sum per second; the share of a rate, from 0 to 1.
    Rate,
    /// A gauge's last value.
    Value,
    /// A trend's mean.
    Avg,
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// A trend's median.
    Med,
    /// A trend's percentile, 0 to 100.
    Percentile(f64),
}

impl Statistic {
    /// The words that a kind of metric has in thresholds.
    pub fn of_kind(kind: MetricKind) -> &'static [&'static str] {
        match kind {
            MetricKind::Counter => &["count", "rate"],
            MetricKind::Gauge => &["value"],
            MetricKind::Rate => &["rate"],
            MetricKind::Trend => &["avg", "min", "max", "med", "p(N)"],
        }
    }

    /// The word in thresholds, with `p(N)` for every percentile.
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Rate => "rate",
            Self::Value => "value",
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Max => "max",
            Self::Med => "med",
            Self::Percentile(_) => "p(N)",
        }
    }

    /// The number, of a sink that has samples; none without them, or where the kind has no such statistic.
    /// A counter's `Rate` is over `window`.
    pub fn of(self, sink: &Sink, window: Duration) -> Option<f64> {
        match (self, sink) {
            (_, sink) if sink.samples() == 0 => None,
            (Self::Count, Sink::Counter { sum, .. }) => Some(*sum),
            (Self::Rate, Sink::Counter { sum, .. }) => (!window.is_zero()).then(|| sum / window.as_secs_f64()),
            (Self::Rate, Sink::Rate { hits, total }) => Some(*hits as f64 / *total as f64),
            (Self::Value, Sink::Gauge { last, .. }) => Some(*last),
            (Self::Min, Sink::Gauge { min, .. }) => Some(*min),
            (Self::Max, Sink::Gauge { max, .. }) => Some(*max),
            (Self::Avg, Sink::Trend(trend)) => trend.avg(),
            (Self::Min, Sink::Trend(trend)) => trend.min(),
            (Self::Max, Sink::Trend(trend)) => trend.max(),
            (Self::Med, Sink::Trend(trend)) => trend.percentile(50.0),
            (Self::Percentile(percent), Sink::Trend(trend)) => trend.percentile(percent),
            _ => None,
        }
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percentile(percent) => write!(f, "p({percent})"),
            other => f.write_str(other.word()),
        }
    }
}
