//! Trace identifiers for requests, and which of them are sampled.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::sample::Trace;

/// Gives each request its identifiers.
pub(super) struct Tracer {
    /// The first half of every trace id: random, so that no two processes give the same.
    prefix: u64,
    /// Of 2^64 requests.
    sampled: u64,
    next: AtomicU64,
}

impl Tracer {
    /// Samples this share of the requests.
    pub(super) fn new(share: f64) -> Self {
        let sampled = if share >= 1.0 { u64::MAX } else { (share * u64::MAX as f64) as u64 };
        Self { prefix: rand::random::<u64>() | 1, sampled, next: AtomicU64::new(1) }
    }

    pub(super) fn next(&self) -> Trace {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mixed = mix(number ^ self.prefix);
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.prefix.to_be_bytes());
        id[8..].copy_from_slice(&mixed.to_be_bytes());
        // The mix is one to one, so that exactly one number gives zero, and a second mix of another number does not.
        let span = mix(mixed).max(1).to_be_bytes();
        Trace { id, span, sampled: mix(mixed.rotate_left(32)) <= self.sampled && self.sampled > 0 }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
fn mix(number: u64) -> u64 {
    let z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_request_has_its_own_and_the_share_is_sampled() {
        let tracer = Tracer::new(0.1);
        let all: Vec<Trace> = (0..10_000).map(|_| tracer.next()).collect();
        let ids: HashSet<_> = all.iter().map(|trace| trace.id).collect();
        let spans: HashSet<_> = all.iter().map(|trace| trace.span).collect();
        assert_eq!((ids.len(), spans.len()), (10_000, 10_000));
        // Five standard deviations of a binomial distribution.
        let sampled = all.iter().filter(|trace| trace.sampled).count() as f64;
        assert!((sampled - 1_000.0).abs() < 5.0 * 30.0, "{sampled}");
        assert_ne!(Tracer::new(1.0).next().id[..8], tracer.next().id[..8]);
    }

    #[test]
    fn all_and_none_are_exact() {
        let (all, none) = (Tracer::new(1.0), Tracer::new(0.0));
        assert!((0..1_000).all(|_| all.next().sampled && !none.next().sampled));
    }
}
