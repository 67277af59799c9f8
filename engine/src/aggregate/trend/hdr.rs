use super::{SCALE, Trend};

impl Trend {
    /// As an HdrHistogram at 3 digits that counts `scale` parts of the metric's unit (1e6: nanoseconds of a time in ms).
    /// Negative values, which it cannot hold, are left out; none where there are no others.
    pub fn hdr(&self, scale: f64) -> Option<hdrhistogram::Histogram<u64>> {
        let part = |value: f64| (value * scale).round() as u64;
        let buckets = self.buckets.iter().flat_map(|buckets| buckets.positive.buckets());
        let bucketed = buckets.map(|(value, count)| (part(value as f64 / SCALE), count));
        let exact = self.exact.iter().filter(|value| **value > 0.0).map(|value| (part(*value), 1));
        let zeros = (self.zeros > 0).then_some((0, self.zeros));
        let values: Vec<(u64, u64)> = zeros.into_iter().chain(exact).chain(bucketed).collect();
        let most = values.iter().map(|(value, _)| *value).max()?.max(2);
        let mut all = hdrhistogram::Histogram::new_with_max(most, 3).expect("3 digits and a maximum of 2 or more fit");
        for (value, count) in values {
            all.record_n(value, count).expect("no value is above the greatest");
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_that_is_not_negative_is_in_it() {
        let mut trend = Trend::default();
        assert!(trend.hdr(1e6).is_none());
        [0.0, 0.0, 1.5, 2000.0, -3.0].into_iter().for_each(|value| trend.add(value));
        let all = trend.hdr(1e6).unwrap();
        assert_eq!((all.len(), all.count_at(0), all.count_at(1_500_000)), (4, 2, 1));
        (0..600).for_each(|_| trend.add(7.0));
        assert_eq!(trend.hdr(1.0).unwrap().count_at(7), 600);
    }
}
