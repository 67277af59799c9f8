//! How long the blocks of a series must be, so that what hangs together stays together, and how they are drawn.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// The length of blocks, from the autocorrelation of a series: Politis and White, "Automatic block-length selection for
/// the dependent bootstrap" (2004), with the correction of Patton, Politis and White (2009). From 1 to a fifth of the
/// series.
pub fn length(series: &[f64]) -> usize {
    let n = series.len();
    let covariance = covariances(series);
    let Some(variance) = covariance.first().copied().filter(|variance| *variance > 0.0) else { return 1 };
    let size = n as f64;
    let run = (size.log10().sqrt().ceil() as usize).max(5);
    let bound = 2.0 * (size.log10() / size).sqrt();
    let small = |lag: usize| covariance.get(lag).is_none_or(|value| (value / variance).abs() < bound);
    let last = (0..covariance.len()).find(|lag| (1..=run).all(|k| small(lag + k))).unwrap_or(covariance.len());
    let reach = (2 * last.max(1)).min(covariance.len() - 1);
    // The flat-top window of Politis and Romano.
    let window = |lag: usize| {
        let t = lag as f64 / reach.max(1) as f64;
        if t <= 0.5 { 1.0 } else { 2.0 * (1.0 - t) }
    };
    let sum = |of: &dyn Fn(usize) -> f64| (1..=reach).map(|lag| 2.0 * window(lag) * of(lag)).sum::<f64>();
    let slope = sum(&|lag| lag as f64 * covariance[lag]);
    let spectrum = variance + sum(&|lag| covariance[lag]);
    if spectrum == 0.0 {
        return 1;
    }
    let length = (2.0 * slope * slope / (4.0 / 3.0 * spectrum * spectrum)).cbrt() * size.cbrt();
    (length.ceil() as usize).clamp(1, (n / 5).max(1))
}

/// At lags 0, 1, … to a third of the series.
fn covariances(series: &[f64]) -> Vec<f64> {
    let n = series.len();
    let mean = series.iter().sum::<f64>() / n.max(1) as f64;
    let at = |lag: usize| {
        let pairs = series.iter().zip(&series[lag..]);
        pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / n as f64
    };
    if n == 0 { Vec::new() } else { (0..=n / 3).map(at).collect() }
}

/// Draws series anew from overlapping blocks of themselves: the moving-block bootstrap (Künsch 1989). Repeatable.
pub(super) struct Draw {
    rng: ChaCha8Rng,
    /// Where each series begins, how long it is, and its blocks.
    parts: Vec<(usize, usize, usize)>,
}

impl Draw {
    /// Of series that lie one behind the other, each with the length of its blocks.
    pub(super) fn new(series: impl Iterator<Item = (usize, usize)>, seed: u64) -> Self {
        let mut from = 0;
        let place = |(length, block): (usize, usize)| {
            from += length;
            (from - length, length, block.min(length))
        };
        Self { rng: ChaCha8Rng::seed_from_u64(seed), parts: series.map(place).collect() }
    }

    /// The places that are drawn, as many as there are.
    pub(super) fn next(&mut self, drawn: &mut Vec<usize>) {
        drawn.clear();
        for (from, length, block) in &self.parts {
            let mut left = *length;
            while left > 0 {
                let start = from + self.rng.random_range(0..=length - block);
                drawn.extend(start..start + left.min(*block));
                left -= left.min(*block);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An autoregression of first order.
    fn series(keep: f64, n: usize) -> Vec<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut level = 0.0;
        let mut next = || {
            level = keep * level + rng.random::<f64>() - 0.5;
            level
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn what_hangs_together_longer_has_longer_blocks() {
        let [none, some, much] = [0.0, 0.5, 0.9].map(|keep| length(&series(keep, 2_000)));
        assert!(none <= 3 && none < some && some < much, "{none} {some} {much}");
        // Of a known autocovariance the optimum is (6 G² / 4 g²)^(1/3) n^(1/3): 33 here.
        assert!((15..=60).contains(&much), "{much}");
        assert_eq!((length(&[]), length(&[1.0; 50]), length(&[1.0, 2.0])), (1, 1, 1));
    }

    #[test]
    fn a_draw_keeps_series_apart_and_neighbours_together() {
        let mut draw = Draw::new([(10, 5), (4, 1)].into_iter(), 7);
        let mut drawn = Vec::new();
        for _ in 0..100 {
            draw.next(&mut drawn);
            assert_eq!(drawn.len(), 14);
            assert!(drawn[..10].iter().all(|at| *at < 10) && drawn[10..].iter().all(|at| (10..14).contains(at)));
            assert!(drawn[..5].windows(2).all(|pair| pair[1] == pair[0] + 1), "{drawn:?}");
        }
    }
}
