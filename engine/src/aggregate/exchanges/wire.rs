use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{ExchangeSink, Outcome, TRENDS, Trend, builtin};
use crate::sample::Cause;

/// An outcome in the words of its tags.
#[derive(Serialize, Deserialize)]
struct OutcomeWire {
    status: u16,
    error_code: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proto: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tls_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected_response: Option<bool>,
}

const PROTOCOLS: [&str; 2] = ["HTTP/1.1", "HTTP/2.0"];
const TLS: [&str; 2] = ["tls1.2", "tls1.3"];

/// The word that a place stands for, counted from 1; none at 0.
fn word(words: &[&str], place: u8) -> Option<String> {
    words.get(usize::from(place).wrapping_sub(1)).map(|word| (*word).to_owned())
}

/// The place of a word, counted from 1; 0 of none.
fn place<E: serde::de::Error>(words: &[&str], word: Option<String>) -> Result<u8, E> {
    let Some(word) = word else { return Ok(0) };
    let at = words.iter().position(|known| *known == word);
    at.map(|at| at as u8 + 1).ok_or_else(|| E::custom(format!("`{word}` is none of {}", words.join(", "))))
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wire = OutcomeWire {
            status: self.status,
            error_code: self.code,
            error: self.cause().map(|cause| cause.name().to_owned()),
            proto: word(&PROTOCOLS, self.protocol),
            tls_version: word(&TLS, self.tls),
            expected_response: self.expected(),
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = OutcomeWire::deserialize(deserializer)?;
        Ok(Self {
            status: wire.status,
            code: wire.error_code,
            cause: place(&Cause::ALL.map(Cause::name), wire.error)?,
            protocol: place(&PROTOCOLS, wire.proto)?,
            tls: place(&TLS, wire.tls_version)?,
            expected: wire.expected_response.map_or(0, |expected| 1 + u8::from(expected)),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct SinkWire {
    count: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_trace: Option<String>,
    trends: BTreeMap<String, Trend>,
}

fn name(at: usize) -> &'static str {
    builtin::BUILTIN[TRENDS[at].0 as usize].name
}

impl Serialize for ExchangeSink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        debug_assert!(self.waiting.is_empty(), "what is sent was settled");
        let filled = self.trends.iter().enumerate().filter(|(_, trend)| trend.count() > 0);
        let trends = filled.map(|(at, trend)| (name(at).to_owned(), trend.clone())).collect();
        let (first_message, first_trace) = (self.first_message.clone(), self.first_trace.clone());
        SinkWire { count: self.count, first_message, first_trace, trends }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ExchangeSink {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = SinkWire::deserialize(deserializer)?;
        let (first_message, first_trace) = (wire.first_message, wire.first_trace);
        let mut sink = Self { count: wire.count, first_message, first_trace, ..Self::default() };
        for (metric, trend) in wire.trends {
            let at = (0..TRENDS.len()).find(|at| name(*at) == metric);
            let at = at.ok_or_else(|| D::Error::custom(format!("`{metric}` is no metric of a request")))?;
            sink.trends[at] = trend;
        }
        Ok(sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Protocol;

    #[test]
    fn the_words_of_protocols_are_those_of_the_tags() {
        assert_eq!(PROTOCOLS, [Protocol::Http1.tag(), Protocol::Http2.tag()]);
    }
}
