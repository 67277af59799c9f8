//! Where the start of a run is over.

/// Values in a batch of MSER-5.
const BATCH: usize = 5;

/// How many values at the start of a series do not belong to its steady part, by MSER-5 (White 1997): of all cuts the
/// one after which the mean is known best. At most a third of the series is cut.
pub fn start(series: &[f64]) -> usize {
    let means: Vec<f64> = series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let doubt = |cut: usize| {
        let rest = &means[cut..];
        let n = rest.len() as f64;
        let mean = rest.iter().sum::<f64>() / n;
        rest.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n * n)
    };
    let cuts = 0..=means.len() / 3;
    let best = cuts.filter(|cut| means.len() > *cut).min_by(|a, b| doubt(*a).total_cmp(&doubt(*b)));
    best.unwrap_or(0) * BATCH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_start_is_cut_and_a_steady_run_is_not() {
        let noise = |i: usize| (i * 7 % 11) as f64 / 10.0;
        let steady: Vec<f64> = (0..60).map(|i| 50.0 + noise(i)).collect();
        let slow: Vec<f64> = (0..60).map(|i| 50.0 + noise(i) + 40.0 * (-(i as f64) / 3.0).exp()).collect();
        assert_eq!(start(&steady), 0);
        assert!([10, 15].contains(&start(&slow)), "{}", start(&slow));
        assert_eq!((start(&[]), start(&[9.0, 1.0, 1.0])), (0, 0));
    }
}
