use std::collections::BTreeMap;

use crate::aggregate::Trend;

/// 32 buckets for each doubling: a bucket is 2.2 % wide.
pub(super) const SCALE: i32 = 5;

/// A distribution in exponential buckets, as native histograms and OpenTelemetry have them. Bucket `i` holds what is above
/// `2^((i-1)/32)` and up to `2^(i/32)`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Exponential {
    pub(super) zeros: u64,
    pub(super) positive: BTreeMap<i32, u64>,
    pub(super) negative: BTreeMap<i32, u64>,
}

impl Exponential {
    /// The distribution with its values divided.
    pub(super) fn of(trend: &Trend, divisor: f64) -> Self {
        let mut all = Self::default();
        for (value, count) in trend.buckets() {
            let value = value / divisor;
            if value == 0.0 {
                all.zeros += count;
                continue;
            }
            let side = if value < 0.0 { &mut all.negative } else { &mut all.positive };
            let index = (value.abs().log2() * f64::from(1 << SCALE)).ceil();
            *side.entry(index as i32).or_default() += count;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_ends_at_a_power_of_its_base() {
        let mut trend = Trend::default();
        for value in [0.0, 1000.0, 1000.1, 2000.0, -4000.0] {
            trend.add(value);
        }
        let got = Exponential::of(&trend, 1000.0);
        assert_eq!((got.zeros, got.negative.into_iter().collect::<Vec<_>>()), (1, vec![(64, 1)]));
        assert_eq!(got.positive.into_iter().collect::<Vec<_>>(), [(0, 1), (1, 1), (32, 1)]);
    }
}
