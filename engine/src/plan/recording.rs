//! Recorded arrivals: when each came, and which row of the log it is.

use std::sync::Arc;
use std::time::Duration;

/// When arrivals came, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    /// ns since the first, rising.
    at: Vec<u64>,
    /// The row of each, where the log is not in the order of time.
    rows: Option<Vec<u32>>,
}

/// Arrivals as they are to come: when each is due, and its row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrivals {
    /// ns since the first, rising.
    pub due: Arc<[u64]>,
    /// None where arrival n is row n.
    pub rows: Option<Arc<[u32]>>,
}

impl Recording {
    /// Of the times of a log's rows, in ms, in the order of the log.
    pub fn new(times: &[f64]) -> Self {
        let first = times.iter().copied().fold(f64::INFINITY, f64::min);
        let nanoseconds = |time: f64| ((time - first) * 1e6).round().max(0.0) as u64;
        let mut all: Vec<(u64, u32)> = times.iter().map(|time| nanoseconds(*time)).zip(0..).collect();
        all.sort();
        let ordered = all.iter().zip(0..).all(|((_, row), number)| *row == number);
        Self {
            rows: (!ordered).then(|| all.iter().map(|(_, row)| *row).collect()),
            at: all.into_iter().map(|(at, _)| at).collect(),
        }
    }

    /// How many arrivals it has.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// From the first arrival to the last.
    pub fn length(&self) -> Duration {
        Duration::from_nanos(self.at.last().copied().unwrap_or_default())
    }

    /// The arrivals so many times as fast, each so often: of a fraction the seed chooses which come once more.
    pub fn arrivals(&self, speed: f64, copies: f64, seed: u64) -> Arrivals {
        let due = |at: u64| if speed == 1.0 { at } else { (at as f64 / speed).round() as u64 };
        let row = |number: usize| self.rows.as_ref().map_or(number as u32, |rows| rows[number]);
        if copies == 1.0 {
            let due = self.at.iter().map(|at| due(*at)).collect();
            return Arrivals { due, rows: self.rows.as_ref().map(|rows| rows.as_slice().into()) };
        }
        let (mut dues, mut rows) = (Vec::new(), Vec::new());
        for (number, at) in self.at.iter().enumerate() {
            let more = unit(seed, number as u64) < copies.fract();
            let times = copies.trunc() as usize + usize::from(more);
            dues.extend(std::iter::repeat_n(due(*at), times));
            rows.extend(std::iter::repeat_n(row(number), times));
        }
        Arrivals { due: dues.into(), rows: Some(rows.into()) }
    }
}

/// A number of a seed, at least 0 and less than 1: SplitMix64.
fn unit(seed: u64, number: u64) -> f64 {
    let mut z = seed.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_keep_their_times_and_rows() {
        let log = Recording::new(&[1000.0, 1250.5, 1100.0]);
        assert_eq!((log.len(), log.length()), (3, Duration::from_micros(250_500)));
        let arrivals = log.arrivals(1.0, 1.0, 7);
        assert_eq!(
            (&*arrivals.due, arrivals.rows.as_deref()),
            (&[0, 100_000_000, 250_500_000][..], Some(&[0, 2, 1][..]))
        );
        let fast = log.arrivals(10.0, 2.0, 7);
        assert_eq!(&*fast.due, [0, 0, 10_000_000, 10_000_000, 25_050_000, 25_050_000]);
        assert_eq!(fast.rows.as_deref(), Some(&[0, 0, 2, 2, 1, 1][..]));
        assert_eq!(Recording::new(&[0.0, 1.0]).arrivals(1.0, 1.0, 7).rows, None);
        assert!(Recording::default().is_empty() && Recording::default().length().is_zero());
    }

    #[test]
    fn a_fraction_is_chosen_by_the_seed() {
        let times: Vec<f64> = (0..10_000).map(f64::from).collect();
        let log = Recording::new(&times);
        let count = |copies, seed| log.arrivals(1.0, copies, seed).due.len();
        assert!((2_300..2_700).contains(&count(0.25, 1)) && (12_300..12_700).contains(&count(1.25, 1)));
        assert_eq!(log.arrivals(1.0, 0.5, 1), log.arrivals(1.0, 0.5, 1));
        assert_ne!(log.arrivals(1.0, 0.5, 1), log.arrivals(1.0, 0.5, 2));
    }
}
