/// The share of a plan's users, iterations, arrivals and rows that one process runs: k6's execution segment.
/// Filled in by the schedule stage's arithmetic; here it is data only: borders as exact fractions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Which of the parts this process is, from 0.
    pub index: usize,
    /// The borders 0 = b0 < b1 < … < bn = 1 as (numerator, denominator); part i is [b(i), b(i+1)).
    pub borders: Vec<(u64, u64)>,
}

impl Default for Segment {
    fn default() -> Self {
        Self { index: 0, borders: vec![(0, 1), (1, 1)] }
    }
}
