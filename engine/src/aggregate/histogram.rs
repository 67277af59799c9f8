use std::fmt;

const DIGITS: u32 = 11;
const HALF: u64 = 1 << (DIGITS - 1);
const PAGE: usize = 64;

/// Counts in HdrHistogram's buckets at 3 significant digits, in pages that are made when they are first used: a bucket
/// is never wider than 1/1024 of its value, and one octave of values costs 8 KiB.
#[derive(Clone, Default)]
pub struct Histogram {
    pages: Vec<Option<Box<[u64; PAGE]>>>,
    count: u64,
}

impl Histogram {
    /// Adds one value.
    pub fn record(&mut self, value: u64) {
        self.record_n(value, 1);
    }

    /// Adds a value so many times.
    pub fn record_n(&mut self, value: u64, times: u64) {
        let index = bucket(value);
        let page = index / PAGE;
        if page >= self.pages.len() {
            self.pages.resize_with(page + 1, || None);
        }
        self.pages[page].get_or_insert_with(|| Box::new([0; PAGE]))[index % PAGE] += times;
        self.count += times;
    }

    /// Values in all.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The middle of the bucket that holds the value of this rank (0 = the least); 0 when there is no such value.
    pub fn at_rank(&self, rank: u64) -> u64 {
        let mut seen = 0;
        for (value, count) in self.buckets() {
            seen += count;
            if seen > rank {
                return value;
            }
        }
        0
    }

    /// Every bucket in use, ascending: its middle and its count.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64)> {
        let pages = self.pages.iter().enumerate().filter_map(|(at, page)| page.as_deref().map(|page| (at, page)));
        pages.flat_map(|(at, page)| {
            page.iter().enumerate().filter(|(_, n)| **n > 0).map(move |(i, n)| (middle(at * PAGE + i), *n))
        })
    }

    /// Adds all counts of another.
    pub fn merge(&mut self, other: &Self) {
        if other.pages.len() > self.pages.len() {
            self.pages.resize_with(other.pages.len(), || None);
        }
        for (mine, theirs) in self.pages.iter_mut().zip(&other.pages) {
            let Some(theirs) = theirs else { continue };
            match mine {
                Some(mine) => mine.iter_mut().zip(theirs.iter()).for_each(|(a, b)| *a += b),
                None => *mine = Some(theirs.clone()),
            }
        }
        self.count += other.count;
    }

    /// Sets every count to zero and keeps the pages.
    pub fn reset(&mut self) {
        for page in self.pages.iter_mut().flatten() {
            page.fill(0);
        }
        self.count = 0;
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.pages.capacity() * size_of::<usize>() + self.pages.iter().flatten().count() * size_of::<[u64; PAGE]>()
    }
}

impl fmt::Debug for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Histogram").field("count", &self.count).field("bytes", &self.bytes()).finish()
    }
}

fn bucket(value: u64) -> usize {
    let shift = (64 - value.leading_zeros()).saturating_sub(DIGITS);
    (u64::from(shift) * HALF + (value >> shift)) as usize
}

fn middle(index: usize) -> u64 {
    let index = index as u64;
    if index < 2 * HALF {
        return index;
    }
    let shift = index / HALF - 1;
    let low = (index - shift * HALF) << shift;
    low + ((1 << shift) >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_within_half_a_thousandth_of_its_values() {
        for value in (0..62).flat_map(|bits| [1u64 << bits, (1 << bits) + 1, (3 << bits) / 2, (1 << bits) * 2 - 1]) {
            let got = middle(bucket(value));
            assert!(got.abs_diff(value) as f64 <= value as f64 / 2048.0, "{value} became {got}");
        }
        assert_eq!((0..2048).map(|v| middle(bucket(v))).collect::<Vec<_>>(), (0..2048).collect::<Vec<_>>());
    }

    #[test]
    fn buckets_are_those_of_hdrhistogram_at_three_digits() {
        let reference = hdrhistogram::Histogram::<u64>::new_with_bounds(1, 1 << 60, 3).unwrap();
        for value in (0..600_000_u64).map(|i| i * i * i / 7 + i) {
            assert_eq!(middle(bucket(value)), reference.median_equivalent(value), "{value}");
            assert_eq!(bucket(value), bucket(reference.lowest_equivalent(value)), "{value}");
            assert_eq!(bucket(value) + 1, bucket(reference.next_non_equivalent(value)), "{value}");
        }
    }

    #[test]
    fn buckets_do_not_overlap_and_leave_no_gap() {
        assert_eq!(bucket(2047) + 1, bucket(2048));
        assert_eq!(bucket(2048), bucket(2049));
        assert_eq!(bucket(4095) + 1, bucket(4096));
        assert_eq!(bucket(4096), bucket(4099));
    }

    #[test]
    fn ranks_count_from_the_least_value_and_merging_adds() {
        let (mut a, mut b) = (Histogram::default(), Histogram::default());
        a.record(7);
        a.record_n(1000, 2);
        b.record(9);
        a.merge(&b);
        assert_eq!((0..5).map(|rank| a.at_rank(rank)).collect::<Vec<_>>(), [7, 9, 1000, 1000, 0]);
        assert_eq!(a.count(), 4);
        a.reset();
        assert_eq!((a.count(), a.at_rank(0), a.buckets().count()), (0, 0, 0));
    }
}
