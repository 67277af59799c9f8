use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::serialization::{Deserializer as Reader, Serializer as _, V2Serializer};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::wire::exact;
use super::{Buckets, Histogram, Trend};

/// A distribution between processes: its values themselves while they are few, else HdrHistogram's V2 encoding.
#[derive(Serialize, Deserialize)]
struct Wire {
    zeros: u64,
    #[serde(with = "exact")]
    sum: f64,
    #[serde(with = "exact")]
    min: f64,
    #[serde(with = "exact")]
    max: f64,
    /// Little-endian f64, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    positive: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    negative: Option<String>,
}

impl Serialize for Trend {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.exact.iter().flat_map(|value| value.to_le_bytes()).collect();
        let side = |of: fn(&Buckets) -> &Histogram| self.buckets.as_ref().and_then(|buckets| encode(of(buckets)));
        let wire = Wire {
            zeros: self.zeros,
            sum: self.sum,
            min: self.min,
            max: self.max,
            values: (!bytes.is_empty()).then(|| STANDARD.encode(&bytes)),
            positive: side(|buckets| &buckets.positive),
            negative: side(|buckets| &buckets.negative),
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Trend {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let bytes = STANDARD.decode(wire.values.unwrap_or_default()).map_err(D::Error::custom)?;
        let (values, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() {
            return Err(D::Error::custom("the values of a distribution are cut off"));
        }
        let side = |text: Option<String>| text.map(|text| decode(&text)).transpose().map_err(D::Error::custom);
        let (positive, negative) = (side(wire.positive)?, side(wire.negative)?);
        let buckets = (positive.is_some() || negative.is_some()).then(|| {
            Box::new(Buckets { positive: positive.unwrap_or_default(), negative: negative.unwrap_or_default() })
        });
        let mut trend =
            Self { zeros: wire.zeros, buckets, sum: wire.sum, min: wire.min, max: wire.max, ..Self::default() };
        // Through a merge, so that many values go where many values go.
        let exact = values.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        trend.merge(&Self { exact, ..Self::default() });
        Ok(trend)
    }
}

/// Base64 of HdrHistogram's V2 encoding at 3 digits; none of an empty histogram.
fn encode(histogram: &Histogram) -> Option<String> {
    let most = histogram.buckets().last()?.0.max(2);
    let mut all =
        hdrhistogram::Histogram::<u64>::new_with_max(most, 3).expect("3 digits and a greatest value of 2 or more fit");
    for (value, count) in histogram.buckets() {
        all.record_n(value, count).expect("no value is above the greatest");
    }
    let mut bytes = Vec::new();
    V2Serializer::new().serialize(&all, &mut bytes).expect("memory takes every byte");
    Some(STANDARD.encode(bytes))
}

fn decode(text: &str) -> Result<Histogram, String> {
    let bytes = STANDARD.decode(text).map_err(|error| format!("a histogram is no base64: {error}"))?;
    let all: hdrhistogram::Histogram<u64> = Reader::new()
        .deserialize(&mut bytes.as_slice())
        .map_err(|error| format!("a histogram cannot be read: {error}"))?;
    let mut histogram = Histogram::default();
    for step in all.iter_recorded() {
        histogram.record_n(step.value_iterated_to(), step.count_at_value());
    }
    Ok(histogram)
}
