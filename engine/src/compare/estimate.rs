use super::blocks::{self, Draw};
use super::student;
use super::values::{Values, lowest};

/// How often a series is drawn anew.
const DRAWS: usize = 300;
/// More seconds than this are joined with their neighbours, so that a long run costs no more than a short one.
const UNITS: usize = 300;
/// From so many runs on, what they differ by is measured.
const RUNS: usize = 5;

/// A number that was measured, and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// The standard error of its logarithm; none where it can be zero or below.
    pub log_error: Option<f64>,
    /// Degrees of freedom that the errors are known by.
    pub freedom: f64,
    /// Samples behind it.
    pub samples: u64,
    /// Seconds behind it, of all runs.
    pub seconds: usize,
}

impl Estimate {
    /// The interval that holds the true number with this confidence (0 to 1).
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let reach = self.error * student::quantile((1.0 - confidence) / 2.0, self.freedom);
        (self.value - reach, self.value + reach)
    }
}

/// The mean of a plain series in the order of time (one number a second, or one a run), by the moving-block bootstrap.
/// None of fewer than two.
pub fn mean(series: &[f64], seed: u64) -> Option<Estimate> {
    let values = Values::Counter(series.to_vec());
    (series.len() > 1).then(|| estimates(&[(&values, 1)], seed)[0])
}

/// The statistics of one metric, in the order of `Values::statistics`, from the steady parts of one or several runs. With
/// each run comes the least length of its blocks, seconds. A number that cannot be told is not finite.
pub fn estimates(runs: &[(&Values, usize)], seed: u64) -> Vec<Estimate> {
    let seconds: usize = runs.iter().map(|(values, _)| values.seconds()).sum();
    let each = seconds.div_ceil(UNITS).max(1);
    let joined: Vec<Values> = runs.iter().map(|(values, _)| values.joined(each)).collect();
    let lengths = joined.iter().zip(runs).map(|(values, (_, least))| {
        let length = blocks::length(&values.course()).max(least.div_ceil(each));
        (values.seconds(), length.clamp(1, (values.seconds() / 5).max(1)))
    });
    let lengths: Vec<(usize, usize)> = lengths.collect();
    let pool = Pool::of(&joined, each);
    let whole: Vec<usize> = (0..pool.units()).collect();
    let values = pool.statistics(&whole);
    let mut spreads: Vec<Moments> = values.iter().map(|value| Moments::new(*value)).collect();
    let mut draw = Draw::new(lengths.iter().copied(), seed);
    let mut drawn = Vec::new();
    for _ in 0..DRAWS {
        draw.next(&mut drawn);
        let again = pool.statistics(&drawn);
        spreads.iter_mut().zip(again).for_each(|(spread, value)| spread.add(value));
    }
    let known = Known::of(&lengths);
    let between = (runs.len() >= RUNS).then(|| differences(&joined, each));
    let samples = pool.samples();
    let one = |(at, spread): (usize, &Moments)| {
        let within = Estimate {
            value: values[at],
            error: spread.error() * known.widening,
            log_error: spread.log_error().map(|error| error * known.widening),
            freedom: known.freedom,
            samples,
            seconds,
        };
        let error = pool.least_error().max(within.error);
        let within = Estimate { error, ..within };
        between.as_ref().map_or(within, |between| between[at].wider(within, runs.len()))
    };
    spreads.iter().enumerate().map(one).collect()
}

/// How far the errors of blocks can be trusted.
struct Known {
    /// What is drawn in blocks varies too little, by this factor.
    widening: f64,
    freedom: f64,
}

impl Known {
    /// Overlapping blocks are worth half as many again as blocks side by side (Meketon and Schmeiser 1984).
    fn of(lengths: &[(usize, usize)]) -> Self {
        let worth = if lengths.iter().all(|(_, block)| *block == 1) { 1.0 } else { 1.5 };
        let blocks: f64 = lengths.iter().map(|(seconds, block)| *seconds as f64 / *block as f64 - 1.0).sum();
        let all: f64 = lengths.iter().map(|(seconds, _)| *seconds as f64).sum();
        let lost: f64 = lengths.iter().map(|(_, block)| *block as f64).sum();
        Self { widening: (all / (all - lost).max(1.0)).sqrt(), freedom: (worth * blocks).max(1.0) }
    }
}

/// What each run says by itself, one for each statistic.
fn differences(runs: &[Values], each: usize) -> Vec<Moments> {
    let alone = |values: &Values| {
        let pool = Pool::of(std::slice::from_ref(values), each);
        pool.statistics(&(0..pool.units()).collect::<Vec<_>>())
    };
    let mut all: Vec<Moments> = Vec::new();
    for values in runs.iter().map(alone) {
        all.resize_with(values.len(), || Moments::new(values[0]));
        all.iter_mut().zip(values).for_each(|(moments, value)| moments.add(value));
    }
    all
}

/// Sums of what came, and of its logarithm.
struct Moments {
    /// Values are counted from here, so that nothing is lost.
    origin: f64,
    count: f64,
    sum: f64,
    squares: f64,
    logs: f64,
    log_squares: f64,
}

impl Moments {
    fn new(origin: f64) -> Self {
        Self { origin, count: 0.0, sum: 0.0, squares: 0.0, logs: 0.0, log_squares: 0.0 }
    }

    fn add(&mut self, value: f64) {
        let (distance, log) = (value - self.origin, (value / self.origin).ln());
        self.count += 1.0;
        self.sum += distance;
        self.squares += distance * distance;
        self.logs += log;
        self.log_squares += log * log;
    }

    fn deviation(&self, sum: f64, squares: f64) -> f64 {
        ((squares - sum * sum / self.count).max(0.0) / (self.count - 1.0)).sqrt()
    }

    fn error(&self) -> f64 {
        self.deviation(self.sum, self.squares)
    }

    fn log_error(&self) -> Option<f64> {
        let error = self.deviation(self.logs, self.log_squares);
        (self.origin > 0.0 && self.logs.is_finite() && error.is_finite()).then_some(error)
    }

    /// Of runs: where they differ by more than their seconds explain, that counts.
    fn wider(&self, within: Estimate, runs: usize) -> Estimate {
        let root = (runs as f64).sqrt();
        let error = self.error() / root;
        if error <= within.error || !error.is_finite() {
            return within;
        }
        let log_error = within.log_error.and_then(|_| self.log_error()).map(|error| error / root);
        Estimate { error, log_error, freedom: runs as f64 - 1.0, ..within }
    }
}

/// The seconds of all runs, ready to be added up quickly in any selection.
enum Pool {
    Trend { lows: Vec<(f64, f64)>, units: Vec<(f64, Vec<(u32, u64)>)> },
    Rate(Vec<(u64, u64)>),
    Counter { units: Vec<f64>, each: f64 },
}

impl Pool {
    /// Of runs of one kind; a unit is so many seconds.
    fn of(runs: &[Values], each: usize) -> Self {
        let (mut spreads, mut rates, mut sums) = (Vec::new(), Vec::new(), Vec::new());
        for values in runs {
            match values {
                Values::Trend(all) => spreads.extend(all),
                Values::Rate(all) => rates.extend(all),
                Values::Counter(all) => sums.extend(all),
            }
        }
        match runs.first() {
            Some(Values::Rate(_)) => Self::Rate(rates),
            Some(Values::Counter(_)) => Self::Counter { units: sums, each: each as f64 },
            _ => {
                let mut buckets: Vec<u32> = spreads.iter().flat_map(|s| s.counts.iter().map(|(b, _)| *b)).collect();
                buckets.sort_unstable();
                buckets.dedup();
                let place = |bucket: &u32| buckets.partition_point(|other| other < bucket) as u32;
                let units = spreads
                    .iter()
                    .map(|spread| (spread.sum, spread.counts.iter().map(|(b, count)| (place(b), *count)).collect()));
                Self::Trend {
                    units: units.collect(),
                    lows: buckets.iter().map(|bucket| (lowest(*bucket), lowest(bucket + 1))).collect(),
                }
            }
        }
    }

    fn units(&self) -> usize {
        match self {
            Self::Trend { units, .. } => units.len(),
            Self::Rate(units) => units.len(),
            Self::Counter { units, .. } => units.len(),
        }
    }

    fn samples(&self) -> u64 {
        match self {
            Self::Trend { units, .. } => units.iter().flat_map(|(_, counts)| counts).map(|(_, count)| count).sum(),
            Self::Rate(units) => units.iter().map(|(_, of)| of).sum(),
            Self::Counter { units, .. } => units.iter().sum::<f64>().max(0.0) as u64,
        }
    }

    /// Of a share, since few hits or none say less than that they never differ: Agresti and Coull's.
    fn least_error(&self) -> f64 {
        let Self::Rate(units) = self else { return 0.0 };
        let (hits, of) = units.iter().fold((0.0, 0.0), |(h, o), (hits, of)| (h + *hits as f64, o + *of as f64));
        let share = (hits + 2.0) / (of + 4.0);
        (share * (1.0 - share) / (of + 4.0)).sqrt()
    }

    /// The statistics of some units; a unit may come several times.
    fn statistics(&self, drawn: &[usize]) -> Vec<f64> {
        match self {
            Self::Trend { lows, units } => {
                let mut counts = vec![0; lows.len()];
                let mut sum = 0.0;
                for at in drawn {
                    sum += units[*at].0;
                    units[*at].1.iter().for_each(|(bucket, count)| counts[*bucket as usize] += count);
                }
                let all: u64 = counts.iter().sum();
                vec![sum / all as f64, percentile(lows, &counts, 0.5), percentile(lows, &counts, 0.95)]
            }
            Self::Rate(units) => {
                let (hits, of) = drawn.iter().fold((0, 0), |(h, o), at| (h + units[*at].0, o + units[*at].1));
                vec![hits as f64 / of as f64]
            }
            Self::Counter { units, each } => {
                vec![drawn.iter().map(|at| units[*at]).sum::<f64>() / (drawn.len() as f64 * each)]
            }
        }
    }
}

/// The value below which a share of the values lies; within a bucket they are taken to be spread evenly.
fn percentile(lows: &[(f64, f64)], counts: &[u64], share: f64) -> f64 {
    let all: u64 = counts.iter().sum();
    let rank = share * all as f64;
    let mut below = 0.0;
    for ((low, high), count) in lows.iter().zip(counts) {
        let count = *count as f64;
        if count > 0.0 && below + count >= rank {
            return low + (high - low) * (rank - below) / count;
        }
        below += count;
    }
    f64::NAN
}

#[cfg(test)]
mod tests {
    use super::super::values::{Spread, bucket};
    use super::*;

    /// A second whose values are spread evenly from 100 to 110, moved by `shift`.
    fn second(shift: f64) -> Spread {
        let mut spread = Spread::default();
        for value in (0..20).map(|i| 100.0 + shift + f64::from(i) / 2.0) {
            spread.add(&Spread { sum: value, counts: vec![(bucket(value), 1)] });
        }
        spread
    }

    #[test]
    fn the_error_of_a_mean_is_that_of_the_textbook_where_nothing_hangs_together() {
        let mut state = 1_u64;
        let mut next = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64
        };
        let series: Vec<f64> = (0..100).map(&mut next).collect();
        let estimate = mean(&series, 1).unwrap();
        let average = series.iter().sum::<f64>() / 100.0;
        let deviation = (series.iter().map(|v| (v - average).powi(2)).sum::<f64>() / 99.0).sqrt();
        assert_eq!(estimate.value, average);
        assert!((estimate.error / (deviation / 10.0) - 1.0).abs() < 0.25, "{estimate:?} {deviation}");
        assert_eq!(mean(&series, 1), Some(estimate), "it is repeatable");
        let (low, high) = estimate.interval(0.95);
        assert!(((high - low) / 2.0 / estimate.error - 1.99).abs() < 0.1, "{low} {high}");
    }

    #[test]
    fn blocks_see_a_drift_that_single_seconds_do_not() {
        let drift = |i: usize| 5.0 * (i as f64 / 8.0).sin();
        let values = Values::Trend((0..200).map(|i| second(drift(i))).collect());
        let [average, median, high] = estimates(&[(&values, 1)], 1)[..] else { panic!("three statistics") };
        assert!((average.value - 104.75).abs() < 0.5 && (median.value - 105.0).abs() < 1.5, "{average:?} {median:?}");
        assert!(high.value > 110.0 && high.value < 115.0, "{high:?}");
        // 3.5 / √200 = 0.25 if seconds were independent.
        assert!(average.error > 0.4 && average.freedom < 60.0, "{average:?}");
        assert!((average.log_error.unwrap() / (average.error / 104.75) - 1.0).abs() < 0.1);
    }

    #[test]
    fn runs_that_differ_are_known_less_well_than_their_seconds() {
        let runs: Vec<Values> = (0..5).map(|run| Values::Counter(vec![f64::from(run) + 10.0; 30])).collect();
        let all: Vec<(&Values, usize)> = runs.iter().map(|run| (run, 1)).collect();
        let estimate = estimates(&all, 1)[0];
        assert_eq!((estimate.value, estimate.freedom, estimate.seconds), (12.0, 4.0, 150));
        assert!((estimate.error - 2.5_f64.sqrt() / 5.0_f64.sqrt()).abs() < 1e-9, "{estimate:?}");
    }

    #[test]
    fn no_failure_in_a_few_requests_is_no_proof_of_none() {
        let few = estimates(&[(&Values::Rate(vec![(0, 10); 20]), 1)], 1)[0];
        assert_eq!((few.value, few.log_error, few.samples), (0.0, None, 200));
        assert!(few.error > 0.005 && few.error < 0.01, "{few:?}");
    }
}
