//! Whether something grows over a long run: the slope of a line, with an interval that does not take neighbours for
//! independent witnesses.

use super::student::quantile;
use crate::result::Point;

/// Fewer seconds say nothing of minutes.
const LEAST: usize = 180;
/// So much of the start is warming up.
const WARM: f64 = 0.1;
/// Means of neighbouring seconds that the line is laid through.
const BLOCKS: usize = 20;
/// The interval's confidence. One in 50 flat series may raise an alarm: that leaves room for what the correction misses.
const CONFIDENCE: f64 = 0.995;
/// Blocks are not taken for more alike than this.
const ALIKE: f64 = 0.9;

/// A slope that is not nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// Per minute.
    pub slope: f64,
    /// The interval in which it lies.
    pub between: (f64, f64),
}

/// The drift of values over time in seconds; none where the interval holds no drift, or there is too little to say.
///
/// A least-squares line through block means; the standard error is widened by (1 + r) / (1 - r), r being the residuals'
/// lag-1 correlation with its bias taken out (Marriott and Pope 1954), and the degrees of freedom shrink alike
/// (Bence 1995, Ecology 76(2)).
pub fn drift(values: &[(f64, f64)]) -> Option<Drift> {
    let values = values.get((values.len() as f64 * WARM) as usize..)?;
    if values.len() < LEAST {
        return None;
    }
    let blocks: Vec<(f64, f64)> = (0..BLOCKS)
        .map(|at| &values[at * values.len() / BLOCKS..(at + 1) * values.len() / BLOCKS])
        .map(|block| {
            let mean = |of: fn(&(f64, f64)) -> f64| block.iter().map(of).sum::<f64>() / block.len() as f64;
            (mean(|value| value.0 / 60.0), mean(|value| value.1))
        })
        .collect();
    let count = BLOCKS as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| blocks.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|block| block.0), mean(|block| block.1));
    let spread: f64 = blocks.iter().map(|block| (block.0 - x).powi(2)).sum();
    let slope = blocks.iter().map(|block| (block.0 - x) * (block.1 - y)).sum::<f64>() / spread;
    let rest: Vec<f64> = blocks.iter().map(|block| block.1 - y - slope * (block.0 - x)).collect();
    let squares: f64 = rest.iter().map(|rest| rest * rest).sum();
    if squares <= f64::EPSILON * y.abs().max(1.0) {
        return (slope != 0.0).then_some(Drift { slope, between: (slope, slope) });
    }
    let seen = rest.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / squares;
    let alike = (seen + (1.0 + 4.0 * seen) / count).clamp(0.0, ALIKE);
    let wider = (1.0 + alike) / (1.0 - alike);
    let freedom = (count / wider - 2.0).max(1.0);
    let error = (squares / (count - 2.0) / spread * wider).sqrt();
    let reach = quantile((1.0 - CONFIDENCE) / 2.0, freedom) * error;
    let between = (slope - reach, slope + reach);
    (between.0 > 0.0 || between.1 < 0.0).then_some(Drift { slope, between })
}

/// Levels of what is watched that grew, by metric and series: what a run that lasts may run out of.
pub fn growing(seconds: &[Point]) -> Vec<(String, String, Drift)> {
    const METRICS: [&str; 5] =
        ["observed_memory", "observed_threads", "observed_files", "observed_connections", "observed_queue"];
    let mut found = Vec::new();
    for metric in METRICS {
        let mut names: Vec<&String> =
            seconds.iter().filter_map(|point| point.observed.get(metric)).flat_map(|of| of.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let value = |point: &Point| Some((point.from_ms as f64 / 1e3, *point.observed.get(metric)?.get(name)?));
            let values: Vec<(f64, f64)> = seconds.iter().filter_map(value).collect();
            let grows = drift(&values).filter(|drift| drift.slope > 0.0);
            found.extend(grows.map(|drift| (metric.to_owned(), name.clone(), drift)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_distr::{Distribution as _, StandardNormal};

    use super::*;

    /// 10 min of 200 MB with noise of 2 MB whose neighbours are alike by `alike`, and so many MB more each minute.
    fn series(seed: u64, alike: f64, per_minute: f64) -> Vec<(f64, f64)> {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let mut noise: f64 = StandardNormal.sample(&mut random);
        let value = |second: u32| {
            let new: f64 = StandardNormal.sample(&mut random);
            noise = alike * noise + (1.0 - alike * alike).sqrt() * new;
            (f64::from(second), 200.0 + 2.0 * noise + per_minute * f64::from(second) / 60.0)
        };
        (0..600).map(value).collect()
    }

    fn found(alike: f64, per_minute: f64) -> usize {
        (0..50).filter(|seed| drift(&series(*seed, alike, per_minute)).is_some()).count()
    }

    #[test]
    fn flat_series_raise_one_alarm_in_fifty_at_most() {
        let alarms = [0.0, 0.5, 0.9, 0.97].map(|alike| found(alike, 0.0));
        assert!(alarms.iter().all(|alarms| *alarms <= 1), "{alarms:?}");
    }

    #[test]
    fn a_megabyte_a_minute_is_found() {
        let all = [0.0, 0.5, 0.9].map(|alike| found(alike, 1.0));
        assert_eq!(all, [50, 50, 50]);
        let drift = drift(&series(1, 0.9, 1.0)).unwrap();
        assert!(drift.between.0 < 1.0 && 1.0 < drift.between.1, "{drift:?}");
    }

    #[test]
    fn a_line_without_noise_is_its_slope_and_little_says_nothing() {
        let line = |count: u32, slope: f64| -> Vec<(f64, f64)> {
            (0..count).map(|at| (f64::from(at), 5.0 + slope * f64::from(at))).collect()
        };
        let found = drift(&line(600, 0.1)).unwrap();
        assert!((found.slope - 6.0).abs() < 1e-9, "{found:?}");
        assert_eq!((drift(&line(600, 0.0)), drift(&line(100, 1.0)), drift(&[])), (None, None, None));
    }
}
