use crate::aggregate::{Sink, Statistic};
use crate::plan::MetricKind;

/// What one metric of a run was, second by second; all lists are as long as the run's other ones.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// The distribution of each second.
    Trend(Vec<Spread>),
    /// Hits and samples of each second.
    Rate(Vec<(u64, u64)>),
    /// The sum of each second.
    Counter(Vec<f64>),
}

/// The distribution of one second: coarse, since only errors are estimated with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spread {
    /// The sum of the values, exactly.
    pub sum: f64,
    /// How many values each bucket has, by its number, ascending; see `bucket`.
    pub counts: Vec<(u32, u64)>,
}

/// Buckets an octave: none is wider than 1/128 of its values.
const OCTAVE: u32 = 128;
/// Values are counted in thousandths of the metric's unit.
const SCALE: f64 = 1e3;

/// The number of the bucket that a value is in; what is below 0 counts as 0.
pub fn bucket(value: f64) -> u32 {
    let whole = (value * SCALE).round().max(0.0) as u64;
    let shift = (u64::BITS - whole.leading_zeros()).saturating_sub(8);
    shift * OCTAVE + (whole >> shift) as u32
}

/// The least value of a bucket.
pub(super) fn lowest(bucket: u32) -> f64 {
    let shift = (bucket / OCTAVE).saturating_sub(1);
    f64::from(bucket - shift * OCTAVE) * f64::from(shift).exp2() / SCALE
}

impl Spread {
    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// Its mean; none without values.
    pub fn mean(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.sum / count as f64)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.sum += other.sum;
        for (bucket, count) in &other.counts {
            match self.counts.binary_search_by_key(bucket, |(bucket, _)| *bucket) {
                Ok(at) => self.counts[at].1 += count,
                Err(at) => self.counts.insert(at, (*bucket, *count)),
            }
        }
    }
}

impl Values {
    /// As many empty seconds of the kind that a sink has; none where the kind is not compared.
    pub(super) fn like(sink: &Sink, seconds: usize) -> Option<Self> {
        match sink {
            Sink::Trend(_) => Some(Self::Trend(vec![Spread::default(); seconds])),
            Sink::Rate { .. } => Some(Self::Rate(vec![(0, 0); seconds])),
            Sink::Counter { .. } => Some(Self::Counter(vec![0.0; seconds])),
            Sink::Gauge { .. } => None,
        }
    }

    /// Adds what a series had in a second; the second is made, with those before it.
    pub(super) fn add(&mut self, second: usize, sink: &Sink) {
        self.extend(second + 1);
        match (self, sink) {
            (Self::Trend(seconds), Sink::Trend(trend)) => {
                let mut counts: Vec<(u32, u64)> = Vec::new();
                for (value, count) in trend.buckets() {
                    let bucket = bucket(value);
                    match counts.last_mut().filter(|(last, _)| *last == bucket) {
                        Some((_, sum)) => *sum += count,
                        None => counts.push((bucket, count)),
                    }
                }
                seconds[second].add(&Spread { sum: trend.sum(), counts });
            }
            (Self::Rate(seconds), Sink::Rate { hits, total }) => {
                seconds[second] = (seconds[second].0 + hits, seconds[second].1 + total);
            }
            (Self::Counter(seconds), Sink::Counter { sum, .. }) => seconds[second] += sum,
            _ => {}
        }
    }

    /// Adds another of the same kind, second by second.
    pub(super) fn merge(&mut self, other: &Self) {
        self.extend(other.seconds());
        match (self, other) {
            (Self::Trend(mine), Self::Trend(theirs)) => mine.iter_mut().zip(theirs).for_each(|(a, b)| a.add(b)),
            (Self::Rate(mine), Self::Rate(theirs)) => {
                mine.iter_mut().zip(theirs).for_each(|(a, b)| *a = (a.0 + b.0, a.1 + b.1));
            }
            (Self::Counter(mine), Self::Counter(theirs)) => mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b),
            _ => {}
        }
    }

    /// Makes it so many seconds long at least.
    pub(super) fn extend(&mut self, seconds: usize) {
        match self {
            Self::Trend(all) => all.resize(all.len().max(seconds), Spread::default()),
            Self::Rate(all) => all.resize(all.len().max(seconds), (0, 0)),
            Self::Counter(all) => all.resize(all.len().max(seconds), 0.0),
        }
    }

    /// The seconds from one on.
    pub(super) fn from(&self, first: usize) -> Self {
        match self {
            Self::Trend(all) => Self::Trend(all[first..].to_vec()),
            Self::Rate(all) => Self::Rate(all[first..].to_vec()),
            Self::Counter(all) => Self::Counter(all[first..].to_vec()),
        }
    }

    /// So many neighbours as one; what is left over at the end goes.
    pub(super) fn joined(&self, each: usize) -> Self {
        let spread = |some: &[Spread]| {
            some.iter().fold(Spread::default(), |mut sum, one| {
                sum.add(one);
                sum
            })
        };
        match self {
            Self::Trend(all) => Self::Trend(all.chunks_exact(each).map(spread).collect()),
            Self::Rate(all) => {
                let sum = |some: &[(u64, u64)]| some.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                Self::Rate(all.chunks_exact(each).map(sum).collect())
            }
            Self::Counter(all) => Self::Counter(all.chunks_exact(each).map(|some| some.iter().sum()).collect()),
        }
    }

    /// How many seconds there are.
    pub fn seconds(&self) -> usize {
        match self {
            Self::Trend(all) => all.len(),
            Self::Rate(all) => all.len(),
            Self::Counter(all) => all.len(),
        }
    }

    /// One number a second: what it was on the average. A second without samples has the mean of the others.
    pub(super) fn course(&self) -> Vec<f64> {
        let filled = |all: Vec<Option<f64>>| {
            let known: Vec<f64> = all.iter().flatten().copied().collect();
            let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
            all.into_iter().map(|value| value.unwrap_or(mean)).collect()
        };
        match self {
            Self::Trend(all) => filled(all.iter().map(Spread::mean).collect()),
            Self::Rate(all) => {
                filled(all.iter().map(|(hits, of)| (*of > 0).then(|| *hits as f64 / *of as f64)).collect())
            }
            Self::Counter(all) => all.clone(),
        }
    }

    /// The metric's kind.
    pub fn kind(&self) -> MetricKind {
        match self {
            Self::Trend(_) => MetricKind::Trend,
            Self::Rate(_) => MetricKind::Rate,
            Self::Counter(_) => MetricKind::Counter,
        }
    }

    /// The statistics that are compared.
    pub fn statistics(&self) -> &'static [Statistic] {
        match self {
            Self::Trend(_) => &[Statistic::Avg, Statistic::Med, Statistic::Percentile(95.0)],
            Self::Rate(_) | Self::Counter(_) => &[Statistic::Rate],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_narrow_and_follows_the_one_before() {
        assert_eq!([0.0, 0.001, 0.255, 0.256, 0.257, 0.258, -3.0].map(bucket), [0, 1, 255, 256, 256, 257, 0]);
        for number in 0..4_000 {
            let (low, high) = (lowest(number), lowest(number + 1));
            assert_eq!((bucket(low), bucket(high)), (number, number + 1));
            assert!(number < 256 || high - low <= low / 128.0 + 1e-9, "{number}: {low} {high}");
        }
    }

    #[test]
    fn neighbours_are_joined() {
        let second = |value: f64| Spread { sum: value, counts: vec![(bucket(value), 1)] };
        let values = Values::Trend(vec![second(1.0), second(2.0), second(1.0)]);
        let Values::Trend(joined) = values.joined(2) else { panic!("it is a trend") };
        assert_eq!(joined, [Spread { sum: 3.0, counts: vec![(bucket(1.0), 1), (bucket(2.0), 1)] }]);
        assert_eq!(values.from(1).seconds(), 2);
        let rate = Values::Rate(vec![(1, 2), (0, 0), (1, 4)]);
        assert_eq!(rate.course(), [0.5, 0.375, 0.25]);
        assert_eq!(rate.joined(3), Values::Rate(vec![(2, 6)]));
    }
}
