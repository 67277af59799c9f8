//! The slowest exchanges of a run, a few of them, each by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::sample::TagSet;

/// So many are kept.
const KEPT: usize = 20;

/// One slow exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Slow {
    /// When it ended, nanoseconds since 1970.
    pub at: u64,
    /// Its `http_req_duration`, nanoseconds.
    pub duration: u64,
    /// Its tags, without what the outcome adds.
    pub tags: Arc<TagSet>,
    /// What came of it.
    pub outcome: Outcome,
    /// Its trace, in hexadecimal digits, where it was sampled.
    pub trace: Option<String>,
}

/// The slowest of many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slowest(Vec<Slow>);

impl Slowest {
    /// Whether an exchange of this length would be kept.
    pub(super) fn takes(&self, duration: u64) -> bool {
        self.0.len() < KEPT || self.0.last().is_some_and(|least| duration > least.duration)
    }

    /// Keeps it in its place, where it is slow enough.
    pub(super) fn add(&mut self, slow: Slow) {
        if !self.takes(slow.duration) {
            return;
        }
        self.0.truncate(KEPT - 1);
        let place = self.0.partition_point(|other| other.duration >= slow.duration);
        self.0.insert(place, slow);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|slow| self.add(slow.clone()));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The slowest first.
    pub fn iter(&self) -> impl Iterator<Item = &Slow> {
        self.0.iter()
    }
}

impl FromIterator<Slow> for Slowest {
    fn from_iter<I: IntoIterator<Item = Slow>>(all: I) -> Self {
        let mut slowest = Self::default();
        all.into_iter().for_each(|slow| slowest.add(slow));
        slowest
    }
}

#[derive(Serialize, Deserialize)]
struct Wire {
    at: u64,
    duration_ns: u64,
    tags: BTreeMap<String, String>,
    outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<String>,
}

impl From<Wire> for Slow {
    fn from(wire: Wire) -> Self {
        let Wire { at, duration_ns: duration, tags, outcome, trace } = wire;
        Self { at, duration, tags: Arc::new(tags.into_iter().collect()), outcome, trace }
    }
}

impl From<Slow> for Wire {
    fn from(slow: Slow) -> Self {
        let tags = slow.tags.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        Self { at: slow.at, duration_ns: slow.duration, tags, outcome: slow.outcome, trace: slow.trace }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Exchange;

    fn slow(duration: u64) -> Slow {
        let outcome = Outcome::of(&Exchange { status: 200, ..Exchange::default() }, Some(true));
        let tags = Arc::new(TagSet::from_iter([("name", "x")]));
        Slow { at: 7, duration, tags, outcome, trace: Some("ab".into()) }
    }

    #[test]
    fn the_slowest_are_kept_in_order_however_they_come() {
        let of = |all: &Slowest| all.iter().map(|slow| slow.duration).collect::<Vec<_>>();
        let one: Slowest = (0..50).map(|n| slow(n * 7919 % 50)).collect();
        assert_eq!(of(&one), (30..50).rev().collect::<Vec<_>>());
        assert!(!one.takes(30) && one.takes(31));
        let mut other: Slowest = [slow(100), slow(1)].into_iter().collect();
        other.merge(&one);
        assert_eq!(of(&other)[..3], [100, 49, 48]);
        assert_eq!(other.iter().count(), KEPT);
    }

    #[test]
    fn they_travel_whole() {
        let all: Slowest = [slow(3), slow(2)].into_iter().collect();
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<Slowest>(&text).unwrap(), all);
    }
}
