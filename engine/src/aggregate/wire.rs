//! A snapshot as it travels between processes and rests in files: versioned, whole, exact.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ExchangeSink, JourneyFailure, Metric, Outcome, Second, Sink, Slowest, Snapshot};
use crate::sample::TagSet;

/// The version that is written; only this one is read.
const VERSION: u32 = 1;

type Tags = BTreeMap<String, String>;

#[derive(Serialize, Deserialize)]
struct Wire {
    version: u32,
    began: u64,
    window_ns: u64,
    folded: bool,
    metrics: Vec<Metric>,
    series: Vec<SeriesWire>,
    exchanges: Vec<ExchangesWire>,
    journey_failures: BTreeMap<String, JourneyFailure>,
    seconds: Vec<Second>,
    #[serde(default)]
    slowest: Slowest,
}

#[derive(Serialize, Deserialize)]
struct SeriesWire {
    metric: String,
    tags: Tags,
    sink: Sink,
}

#[derive(Serialize, Deserialize)]
struct ExchangesWire {
    tags: Tags,
    outcome: Outcome,
    sink: ExchangeSink,
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

fn plain(tags: &TagSet) -> Tags {
    tags.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

impl Serialize for Snapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let series = self.series.iter().map(|(metric, tags, sink)| SeriesWire {
            metric: metric.clone(),
            tags: plain(tags),
            sink: sink.clone(),
        });
        let exchanges = self.exchanges.iter().map(|exchanges| ExchangesWire {
            tags: plain(&exchanges.base),
            outcome: exchanges.outcome,
            sink: exchanges.sink.clone(),
        });
        let wire = Wire {
            version: VERSION,
            began: self.began,
            window_ns: self.window.as_nanos() as u64,
            folded: self.folded,
            metrics: self.metrics.values().cloned().collect(),
            series: series.collect(),
            exchanges: exchanges.collect(),
            journey_failures: self.journey_failures.clone(),
            seconds: self.seconds.clone(),
            slowest: self.slowest.clone(),
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Snapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Versioned { version, mut rest } = Versioned::deserialize(deserializer)?;
        if version != VERSION {
            return Err(D::Error::custom(format!(
                "a snapshot of version {version} cannot be read by throng {}, which reads version {VERSION}: use the engine that wrote it",
                env!("CARGO_PKG_VERSION")
            )));
        }
        rest.insert("version".to_owned(), version.into());
        let wire: Wire = serde_json::from_value(rest.into()).map_err(D::Error::custom)?;
        restore(wire).map_err(D::Error::custom)
    }
}

fn restore(wire: Wire) -> Result<Snapshot, String> {
    let mut snapshot = Snapshot {
        began: wire.began,
        window: Duration::from_nanos(wire.window_ns),
        folded: wire.folded,
        journey_failures: wire.journey_failures,
        seconds: wire.seconds,
        slowest: wire.slowest,
        ..Snapshot::default()
    };
    let metrics: BTreeMap<String, Metric> = wire.metrics.into_iter().map(|m| (m.name.clone(), m)).collect();
    for series in wire.series {
        let metric = metrics
            .get(&series.metric)
            .filter(|metric| metric.kind == series.sink.kind())
            .ok_or_else(|| format!("the snapshot has a series of `{}` that fits none of its metrics", series.metric))?;
        let slot = snapshot.slot(metric, &Arc::new(series.tags.into_iter().collect()));
        snapshot.series[slot].2.merge(&series.sink);
    }
    for exchanges in wire.exchanges {
        let slot = snapshot.exchange_slot(&Arc::new(exchanges.tags.into_iter().collect()), exchanges.outcome);
        snapshot.exchanges[slot].sink.merge(&exchanges.sink);
    }
    snapshot.metrics = metrics;
    Ok(snapshot)
}

/// A number as decimal text: readers of JSON numbers may miss their last bit, and infinity is none.
pub(super) mod exact {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(in crate::aggregate) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(in crate::aggregate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("`{text}` is no number")))
    }
}

/// As `exact`, of a number that may be missing.
pub(super) mod exact_option {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(in crate::aggregate) fn serialize<S: Serializer>(
        value: &Option<f64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(|value| value.to_string()).serialize(serializer)
    }

    pub(in crate::aggregate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<f64>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(|_| D::Error::custom(format!("`{text}` is no number")))).transpose()
    }
}

#[cfg(test)]
mod tests;
