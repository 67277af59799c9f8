mod hdr;
mod wire;

use super::histogram::Histogram;

/// So many values are kept as they are; more go into a histogram.
const EXACT: usize = 512;
/// The histogram's unit: a millionth of the metric's (1 ns for times in ms).
const SCALE: f64 = 1e6;

/// A distribution. Percentiles follow k6's rule (linear between the neighbours of rank p/100·(n-1)): of the values
/// themselves up to 512 of them, of HdrHistogram buckets beyond, then within 0.05 % or half a millionth of the unit.
#[derive(Debug, Clone)]
pub struct Trend {
    zeros: u64,
    exact: Vec<f64>,
    buckets: Option<Box<Buckets>>,
    sum: f64,
    min: f64,
    max: f64,
}

#[derive(Debug, Clone, Default)]
struct Buckets {
    positive: Histogram,
    negative: Histogram,
}

impl Buckets {
    fn record(&mut self, value: f64) {
        let side = if value < 0.0 { &mut self.negative } else { &mut self.positive };
        side.record((value.abs() * SCALE).round() as u64);
    }
}

impl Default for Trend {
    fn default() -> Self {
        let (min, max) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { zeros: 0, exact: Vec::new(), buckets: None, sum: 0.0, min, max }
    }
}

impl Trend {
    /// Adds a value in the metric's unit.
    pub fn add(&mut self, value: f64) {
        if value == 0.0 {
            self.zeros += 1;
            return;
        }
        self.widen(value);
        match &mut self.buckets {
            Some(buckets) => buckets.record(value),
            None => self.keep(value),
        }
    }

    /// Adds a time; the metric's unit is ms.
    pub fn add_time(&mut self, time: std::time::Duration) {
        self.add_nanos(time.as_nanos() as u64);
    }

    /// Adds a time in nanoseconds; the metric's unit is ms.
    pub(super) fn add_nanos(&mut self, nanos: u64) {
        if nanos == 0 {
            self.zeros += 1;
            return;
        }
        let value = nanos as f64 / SCALE;
        self.widen(value);
        match &mut self.buckets {
            Some(buckets) => buckets.positive.record(nanos),
            None => self.keep(value),
        }
    }

    fn widen(&mut self, value: f64) {
        self.sum += value;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    fn keep(&mut self, value: f64) {
        self.exact.push(value);
        if self.exact.len() > EXACT {
            self.pour();
        }
    }

    fn pour(&mut self) -> &mut Buckets {
        let buckets = self.buckets.get_or_insert_default();
        for value in self.exact.drain(..) {
            buckets.record(value);
        }
        self.exact.shrink_to_fit();
        buckets
    }

    /// Adds all values of another: the result does not depend on how values were spread over the two.
    pub fn merge(&mut self, other: &Self) {
        self.zeros += other.zeros;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        if let Some(theirs) = &other.buckets {
            let mine = self.pour();
            mine.positive.merge(&theirs.positive);
            mine.negative.merge(&theirs.negative);
        }
        match &mut self.buckets {
            Some(mine) => other.exact.iter().for_each(|value| mine.record(*value)),
            None => {
                self.exact.extend_from_slice(&other.exact);
                if self.exact.len() > EXACT {
                    self.pour();
                }
            }
        }
    }

    /// Forgets the values and keeps the memory.
    pub fn reset(&mut self) {
        self.zeros = 0;
        self.exact.clear();
        if let Some(buckets) = &mut self.buckets {
            buckets.positive.reset();
            buckets.negative.reset();
        }
        (self.sum, self.min, self.max) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
    }

    /// Values added.
    pub fn count(&self) -> u64 {
        let bucketed = self.buckets.as_ref().map_or(0, |b| b.positive.count() + b.negative.count());
        self.zeros + self.exact.len() as u64 + bucketed
    }

    /// The sum of all values.
    pub fn sum(&self) -> f64 {
        self.sum
    }

    /// The mean, exactly; none without values.
    pub fn avg(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| self.sum / count as f64)
    }

    /// The least value, exactly; none without values.
    pub fn min(&self) -> Option<f64> {
        (self.count() > 0).then(|| if self.zeros > 0 { self.min.min(0.0) } else { self.min })
    }

    /// The greatest value, exactly; none without values.
    pub fn max(&self) -> Option<f64> {
        (self.count() > 0).then(|| if self.zeros > 0 { self.max.max(0.0) } else { self.max })
    }

    /// The value below which `percent` (0 to 100) of the values lie; none without values.
    pub fn percentile(&self, percent: f64) -> Option<f64> {
        self.percentiles(&[percent]).map(|values| values[0])
    }

    /// Several percentiles at once; none without values.
    pub fn percentiles(&self, percents: &[f64]) -> Option<Vec<f64>> {
        let (min, max, count) = (self.min()?, self.max()?, self.count());
        let mut sorted = self.exact.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |rank: u64| match rank {
            0 => min,
            last if last + 1 >= count => max,
            inner => self.at_rank(&sorted, inner).clamp(min, max),
        };
        let one = |percent: &f64| {
            let rank = (percent / 100.0).clamp(0.0, 1.0) * (count - 1) as f64;
            let (low, high) = (at(rank.floor() as u64), at(rank.ceil() as u64));
            low + (high - low) * rank.fract()
        };
        Some(percents.iter().map(one).collect())
    }

    fn at_rank(&self, sorted: &[f64], rank: u64) -> f64 {
        let below = match &self.buckets {
            Some(buckets) => buckets.negative.count(),
            None => sorted.partition_point(|value| *value < 0.0) as u64,
        };
        if (below..below + self.zeros).contains(&rank) {
            return 0.0;
        }
        let inner = if rank < below { rank } else { rank - self.zeros };
        match &self.buckets {
            None => sorted[inner as usize],
            Some(buckets) if rank < below => -(buckets.negative.at_rank(below - 1 - rank) as f64) / SCALE,
            Some(buckets) => buckets.positive.at_rank(inner - below) as f64 / SCALE,
        }
    }

    /// Every value with how often it came, ascending; of more than 512 values the middles of their buckets.
    pub fn buckets(&self) -> Vec<(f64, u64)> {
        let (mut below, mut above) = (Vec::new(), Vec::new());
        let mut exact = self.exact.clone();
        exact.sort_by(f64::total_cmp);
        for value in exact {
            if value < 0.0 { below.push((value, 1)) } else { above.push((value, 1)) }
        }
        if let Some(buckets) = &self.buckets {
            let side = |side: &Histogram, sign: f64| -> Vec<(f64, u64)> {
                side.buckets().map(|(value, count)| (sign * value as f64 / SCALE, count)).collect()
            };
            below.extend(side(&buckets.negative, -1.0).into_iter().rev());
            above.extend(side(&buckets.positive, 1.0));
        }
        below.extend((self.zeros > 0).then_some((0.0, self.zeros)));
        below.extend(above);
        below
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let buckets =
            self.buckets.as_ref().map_or(0, |b| size_of::<Buckets>() + b.positive.bytes() + b.negative.bytes());
        self.exact.capacity() * size_of::<f64>() + buckets
    }
}

#[cfg(test)]
mod tests;
