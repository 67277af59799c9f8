use serde::Serialize;

use crate::compare::student::quantile;

/// How one figure varies over several runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Runs in which it was measured.
    pub runs: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Least.
    pub min: f64,
    /// Greatest.
    pub max: f64,
    /// Standard deviation of the sample (n - 1); none of a single run.
    pub sd: Option<f64>,
    /// The mean of ever more runs lies so near this mean with a probability of 95 % (Student's t, where runs are
    /// independent and normal); none of a single run.
    pub error: Option<f64>,
    /// Coefficient of variation, standard deviation by mean; none where the mean is 0.
    pub cv: Option<f64>,
}

impl Spread {
    /// Of these values; none without any.
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let min = values.iter().copied().reduce(f64::min)?;
        let max = values.iter().copied().reduce(f64::max)?;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let sd = (values.len() > 1).then(|| (squares / (count - 1.0)).sqrt());
        let error = sd.map(|sd| quantile(0.025, count - 1.0) * sd / count.sqrt());
        let cv = sd.filter(|_| mean != 0.0).map(|sd| sd / mean.abs());
        Some(Self { runs: values.len(), mean, min, max, sd, error, cv })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_that_of_the_sample() {
        assert_eq!(Spread::of(&[]), None);
        let one = Spread { runs: 1, mean: 3.0, min: 3.0, max: 3.0, sd: None, error: None, cv: None };
        assert_eq!(Spread::of(&[3.0]), Some(one));
        let found = Spread::of(&[2.0, 4.0, 6.0, 8.0]).unwrap();
        assert_eq!((found.runs, found.mean, found.min, found.max), (4, 5.0, 2.0, 8.0));
        // Squares of deviations are 9 + 1 + 1 + 9 = 20; 20 / 3 is the variance.
        assert_eq!(found.sd, Some((20.0f64 / 3.0).sqrt()));
        // Student's t of 3 degrees of freedom is 3.18245 there.
        assert!((found.error.unwrap() - 3.182_45 * (20.0f64 / 3.0).sqrt() / 2.0).abs() < 1e-4, "{found:?}");
        assert_eq!(found.cv, Some((20.0f64 / 3.0).sqrt() / 5.0));
        assert_eq!(Spread::of(&[0.0, 0.0]).unwrap().cv, None);
    }
}
