use super::estimate::Estimate;
use super::student;

/// How far two estimates are apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Difference {
    base: f64,
    /// Whether the distance is that of logarithms: then it is the same for every unit, and the spread of times is even.
    logarithmic: bool,
    distance: f64,
    error: f64,
    freedom: f64,
    /// A distance up to here does not matter: downwards, upwards.
    matters: (f64, f64),
}

impl Difference {
    /// From one to the other, where a change by the share `min_effect` does not matter.
    pub(super) fn new(base: &Estimate, new: &Estimate, min_effect: f64) -> Self {
        let logs = base.log_error.zip(new.log_error);
        let (errors, distance) = match logs {
            Some(errors) => (errors, (new.value / base.value).ln()),
            None => ((base.error, new.error), new.value - base.value),
        };
        let (one, other) = (errors.0 * errors.0, errors.1 * errors.1);
        let all = one + other;
        // Welch and Satterthwaite.
        let freedom = all * all / (one * one / base.freedom + other * other / new.freedom);
        let matters = match logs {
            Some(_) => (-(-min_effect).ln_1p(), min_effect.ln_1p()),
            None => (min_effect * base.value.abs(), min_effect * base.value.abs()),
        };
        Self {
            base: base.value,
            logarithmic: logs.is_some(),
            distance,
            error: all.sqrt().max(1e-12),
            freedom: if freedom.is_finite() { freedom } else { base.freedom.min(new.freedom) },
            matters,
        }
    }

    /// The distance beyond what does not matter, in standard errors; 0 or below where the change is too small.
    fn excess(&self) -> f64 {
        let limit = if self.distance < 0.0 { self.matters.0 } else { self.matters.1 };
        (self.distance.abs() - limit) / self.error
    }

    /// Whether the new one is greater.
    pub(super) fn rises(&self) -> bool {
        self.distance > 0.0
    }

    /// How probable a distance as great is where nothing changed that matters.
    pub(super) fn probability(&self) -> f64 {
        let excess = self.excess();
        if excess > 0.0 { (2.0 * student::tail(excess, self.freedom)).min(1.0) } else { 1.0 }
    }

    /// The interval of the change at this level of doubt (0.05 = 95 % confidence), in the metric's unit.
    pub(super) fn interval(&self, doubt: f64) -> (f64, f64) {
        let reach = self.error * student::quantile(doubt / 2.0, self.freedom);
        (self.change(self.distance - reach), self.change(self.distance + reach))
    }

    /// Whether the interval holds no change that matters.
    pub(super) fn is_small(&self, doubt: f64) -> bool {
        let reach = self.error * student::quantile(doubt / 2.0, self.freedom);
        self.distance - reach > -self.matters.0 && self.distance + reach < self.matters.1
    }

    fn change(&self, distance: f64) -> f64 {
        let change = if self.logarithmic { self.base * distance.exp_m1() } else { distance };
        change.clamp(f64::MIN, f64::MAX)
    }

    /// How many times as long both sides would have to be measured, for this change to be evidence; none where it is too
    /// small to matter.
    pub(super) fn times_as_long(&self, doubt: f64) -> Option<f64> {
        let excess = self.excess();
        let needed = student::quantile(doubt / 2.0, self.freedom);
        (excess > 0.0).then(|| (needed / excess).powi(2))
    }
}

/// Which of several probabilities are evidence at this level of doubt over all of them, and at which level each was held
/// (Holm 1979).
pub(super) fn holm(probabilities: &[f64], doubt: f64) -> Vec<(bool, f64)> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]));
    let mut held = vec![(false, doubt); probabilities.len()];
    let (mut left, mut going) = (probabilities.len(), true);
    for at in order {
        let level = doubt / left as f64;
        going &= probabilities[at] <= level;
        held[at] = (going, level);
        if going && left > 1 {
            left -= 1;
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, error: f64) -> Estimate {
        Estimate { value, error, log_error: Some(error / value), freedom: 1e6, samples: 1_000, seconds: 60 }
    }

    #[test]
    fn only_what_is_beyond_the_least_effect_counts() {
        let p = |new: f64| Difference::new(&estimate(100.0, 1.0), &estimate(new, 1.0), 0.03).probability();
        assert_eq!((p(102.9), p(97.1)), (1.0, 1.0));
        // (ln 1.1 - ln 1.03) / √(0.01² + (1/110)²) = 4.865.
        assert!((p(110.0) / 1.14e-6 - 1.0).abs() < 0.02, "{}", p(110.0));
        assert!(p(90.0) < 1e-5);
        let (low, high) = Difference::new(&estimate(100.0, 1.0), &estimate(110.0, 1.0), 0.03).interval(0.05);
        assert!((low - 7.13).abs() < 0.02 && (high - 12.95).abs() < 0.02, "{low} {high}");
    }

    #[test]
    fn a_change_that_is_no_evidence_yet_says_how_much_longer_it_takes() {
        let near = Difference::new(&estimate(100.0, 2.0), &estimate(106.0, 2.0), 0.03);
        let times = near.times_as_long(0.05).unwrap();
        let half = 2.0 / times.sqrt();
        let later = Difference::new(&estimate(100.0, half), &estimate(106.0, half * 1.0), 0.03);
        assert!((later.probability() / 0.05 - 1.0).abs() < 0.01 && times > 2.0, "{times}");
        assert_eq!(Difference::new(&estimate(100.0, 2.0), &estimate(102.0, 2.0), 0.03).times_as_long(0.05), None);
    }

    #[test]
    fn of_many_rows_the_clearest_need_the_most_evidence() {
        assert_eq!(holm(&[0.02, 0.001, 0.5], 0.05), [(true, 0.025), (true, 0.05 / 3.0), (false, 0.05)]);
        assert_eq!(holm(&[0.03, 0.02], 0.05), [(true, 0.05), (true, 0.025)]);
        assert_eq!(holm(&[0.03, 0.026], 0.05), [(false, 0.025), (false, 0.025)]);
        assert_eq!(holm(&[], 0.05), []);
    }
}
