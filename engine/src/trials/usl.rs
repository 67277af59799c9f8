//! The Universal Scalability Law (N. J. Gunther, Guerrilla Capacity Planning, 2007): throughput of N users or nodes,
//! X(N) = λN / (1 + σ(N - 1) + κN(N - 1)), fitted by least squares with σ and κ not below zero.

use serde::Serialize;

/// Fewer points than this fit nothing: there are three parameters.
pub(super) const FEWEST: usize = 4;
/// Steps of the fit at most.
const STEPS: usize = 200;

/// The law as fitted, with the standard errors of its parameters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Usl {
    /// Throughput of one.
    pub lambda: f64,
    /// Contention: the share of the work that waits in line.
    pub sigma: f64,
    /// Coherency: what each pair costs.
    pub kappa: f64,
    /// Standard errors of λ, σ and κ; none of one that lies on its border of 0, and none where points are as few as parameters.
    pub errors: [Option<f64>; 3],
    /// The share of the variance that the law explains.
    pub r2: f64,
    /// Where throughput is greatest, N* = √((1 - σ) / κ); none where it grows without end.
    pub peak: Option<f64>,
    /// The standard error of N*.
    pub peak_error: Option<f64>,
    /// The throughput there.
    pub peak_throughput: Option<f64>,
}

type Parameters = [f64; 3];

impl Usl {
    /// Fits points (N, throughput); none where there are too few, or where none of them is above zero.
    pub fn fit(points: &[(f64, f64)]) -> Option<Self> {
        let mut places: Vec<f64> = points.iter().map(|(n, _)| *n).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        if places.len() < FEWEST || points.iter().any(|(n, x)| *n <= 0.0 || *x <= 0.0) {
            return None;
        }
        // The least of a convex border is either inside or on one of the borders: each is fitted, the best that may be is taken.
        let masks = [[true, true, true], [true, true, false], [true, false, true], [true, false, false]];
        let fits = masks.into_iter().map(|free| (free, solve(points, free)));
        let allowed =
            fits.filter(|(_, p)| p.iter().all(|value| value.is_finite()) && p[0] > 0.0 && p[1] >= 0.0 && p[2] >= 0.0);
        let (free, p) = allowed.min_by(|a, b| squares(points, &a.1).total_cmp(&squares(points, &b.1)))?;
        Some(Self::of(points, free, p))
    }

    fn of(points: &[(f64, f64)], free: [bool; 3], p: Parameters) -> Self {
        let mean = points.iter().map(|(_, x)| x).sum::<f64>() / points.len() as f64;
        let total: f64 = points.iter().map(|(_, x)| (x - mean).powi(2)).sum();
        let rest = squares(points, &p);
        let spare = points.len().saturating_sub(free.iter().filter(|free| **free).count());
        let covariance = (spare > 0).then(|| covariance(points, free, &p, rest / spare as f64));
        let peak = Some(((1.0 - p[1]) / p[2]).sqrt()).filter(|peak| p[2] > 0.0 && peak.is_finite() && *peak >= 1.0);
        let gradient = |peak: f64| [0.0, -0.5 / (p[2] * peak), -0.5 * peak / p[2]];
        Self {
            lambda: p[0],
            sigma: p[1],
            kappa: p[2],
            errors: std::array::from_fn(|at| covariance.filter(|_| free[at]).map(|c| c[at][at].max(0.0).sqrt())),
            r2: if total > 0.0 { 1.0 - rest / total } else { 1.0 },
            peak,
            peak_error: covariance.zip(peak).map(|(c, peak)| spread(&c, gradient(peak))),
            peak_throughput: peak.map(|peak| throughput(&p, peak)),
        }
    }

    /// Throughput of so many.
    pub fn throughput(&self, n: f64) -> f64 {
        throughput(&[self.lambda, self.sigma, self.kappa], n)
    }
}

fn throughput(p: &Parameters, n: f64) -> f64 {
    p[0] * n / (1.0 + p[1] * (n - 1.0) + p[2] * n * (n - 1.0))
}

/// How throughput at n changes with each parameter.
fn slopes(p: &Parameters, n: f64) -> [f64; 3] {
    let x = throughput(p, n);
    let under = 1.0 + p[1] * (n - 1.0) + p[2] * n * (n - 1.0);
    [x / p[0], -x * (n - 1.0) / under, -x * n * (n - 1.0) / under]
}

fn squares(points: &[(f64, f64)], p: &Parameters) -> f64 {
    points.iter().map(|(n, x)| (x - throughput(p, *n)).powi(2)).sum()
}

/// Levenberg and Marquardt's steps from the fit of the straightened law.
fn solve(points: &[(f64, f64)], free: [bool; 3]) -> Parameters {
    let (mut p, mut damping) = (straightened(points, free), 1e-3);
    let mut rest = squares(points, &p);
    for _ in 0..STEPS {
        let (mut matrix, side) = normal(points, free, &p);
        (0..3).for_each(|at| matrix[at][at] *= 1.0 + damping);
        let step = solved(matrix, side);
        let next: Parameters = std::array::from_fn(|at| p[at] + step[at]);
        let better = squares(points, &next);
        if better < rest {
            let gain = (rest - better) / rest.max(f64::MIN_POSITIVE);
            (p, rest, damping) = (next, better, damping / 10.0);
            if gain < 1e-14 {
                break;
            }
        } else {
            damping *= 10.0;
            if damping > 1e12 {
                break;
            }
        }
    }
    p
}

/// N / X is linear in 1/λ, σ/λ and κ/λ.
fn straightened(points: &[(f64, f64)], free: [bool; 3]) -> Parameters {
    let mut matrix = [[0.0; 3]; 3];
    let mut side = [0.0; 3];
    for (n, x) in points {
        let row = [1.0, n - 1.0, n * (n - 1.0)].map(|value| value * x / n);
        for i in 0..3 {
            side[i] += row[i];
            (0..3).for_each(|j| matrix[i][j] += row[i] * row[j]);
        }
    }
    let [a, b, c] = solved(pinned(matrix, free), masked(side, free));
    let first = points.iter().map(|(n, x)| x / n).fold(0.0, f64::max);
    if a > 0.0 { [1.0 / a, b / a, c / a] } else { [first, if free[1] { 0.01 } else { 0.0 }, 0.0] }
}

/// The normal equations of one step.
fn normal(points: &[(f64, f64)], free: [bool; 3], p: &Parameters) -> ([[f64; 3]; 3], [f64; 3]) {
    let mut matrix = [[0.0; 3]; 3];
    let mut side = [0.0; 3];
    for (n, x) in points {
        let (slopes, off) = (slopes(p, *n), x - throughput(p, *n));
        for i in 0..3 {
            side[i] += slopes[i] * off;
            (0..3).for_each(|j| matrix[i][j] += slopes[i] * slopes[j]);
        }
    }
    (pinned(matrix, free), masked(side, free))
}

fn covariance(points: &[(f64, f64)], free: [bool; 3], p: &Parameters, variance: f64) -> [[f64; 3]; 3] {
    let (matrix, _) = normal(points, free, p);
    let columns: [[f64; 3]; 3] = std::array::from_fn(|at| {
        let unit = std::array::from_fn(|row| if row == at { 1.0 } else { 0.0 });
        solved(matrix, masked(unit, free)).map(|value| value * variance)
    });
    std::array::from_fn(|i| std::array::from_fn(|j| columns[j][i]))
}

/// The standard error of what has this gradient.
fn spread(covariance: &[[f64; 3]; 3], gradient: [f64; 3]) -> f64 {
    let pairs = (0..3).flat_map(|i| (0..3).map(move |j| (i, j)));
    pairs.map(|(i, j)| gradient[i] * covariance[i][j] * gradient[j]).sum::<f64>().max(0.0).sqrt()
}

/// Parameters that are not free stay where they are.
fn pinned(matrix: [[f64; 3]; 3], free: [bool; 3]) -> [[f64; 3]; 3] {
    std::array::from_fn(|i| {
        std::array::from_fn(|j| if free[i] && free[j] { matrix[i][j] } else { f64::from(u8::from(i == j)) })
    })
}

fn masked(side: [f64; 3], free: [bool; 3]) -> [f64; 3] {
    std::array::from_fn(|at| if free[at] { side[at] } else { 0.0 })
}

/// Three linear equations, scaled by their diagonal and solved by elimination; zero where they say nothing.
fn solved(matrix: [[f64; 3]; 3], side: [f64; 3]) -> [f64; 3] {
    let scale: [f64; 3] =
        std::array::from_fn(|at| if matrix[at][at] > 0.0 { matrix[at][at].sqrt().recip() } else { 1.0 });
    let mut rows: [[f64; 4]; 3] = std::array::from_fn(|i| {
        std::array::from_fn(|j| if j < 3 { matrix[i][j] * scale[i] * scale[j] } else { side[i] * scale[i] })
    });
    for at in 0..3 {
        let best = (at..3).max_by(|a, b| rows[*a][at].abs().total_cmp(&rows[*b][at].abs())).unwrap_or(at);
        rows.swap(at, best);
        if rows[at][at].abs() < 1e-14 {
            return [0.0; 3];
        }
        for below in at + 1..3 {
            let factor = rows[below][at] / rows[at][at];
            (at..4).for_each(|column| rows[below][column] -= factor * rows[at][column]);
        }
    }
    let mut found = [0.0; 3];
    for at in (0..3).rev() {
        let known: f64 = (at + 1..3).map(|column| rows[at][column] * found[column]).sum();
        found[at] = (rows[at][3] - known) / rows[at][at];
    }
    std::array::from_fn(|at| found[at] * scale[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(p: Parameters, places: &[f64]) -> Vec<(f64, f64)> {
        places.iter().map(|n| (*n, throughput(&p, *n))).collect()
    }

    #[test]
    fn a_law_without_noise_is_found_again() {
        let law = [995.65, 0.026_71, 0.000_769_1];
        let fit = Usl::fit(&points(law, &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0])).unwrap();
        for (found, wanted) in [fit.lambda, fit.sigma, fit.kappa].into_iter().zip(law) {
            assert!((found / wanted - 1.0).abs() < 1e-6, "{fit:?}");
        }
        // √((1 - 0.02671) / 0.0007691) = 35.57
        assert!((fit.peak.unwrap() - 35.574).abs() < 0.01 && fit.r2 > 0.999_999, "{fit:?}");
        assert!((fit.peak_throughput.unwrap() - throughput(&law, fit.peak.unwrap())).abs() < 1e-3);
    }

    #[test]
    fn what_grows_without_end_has_no_peak_and_nothing_falls_below_zero() {
        let linear = Usl::fit(&points([50.0, 0.0, 0.0], &[1.0, 2.0, 3.0, 4.0, 8.0])).unwrap();
        assert_eq!(linear.peak, None);
        assert!((linear.lambda - 50.0).abs() < 1e-6 && linear.sigma < 1e-9 && linear.kappa < 1e-9, "{linear:?}");
        // Better than linear: σ would be negative.
        let more = Usl::fit(&[(1.0, 10.0), (2.0, 21.0), (4.0, 44.0), (8.0, 90.0)]).unwrap();
        assert_eq!((more.sigma, more.kappa, more.peak, more.errors[1]), (0.0, 0.0, None, None));
    }

    #[test]
    fn errors_are_those_of_the_noise() {
        let law = [100.0, 0.05, 0.002];
        let noisy: Vec<(f64, f64)> = points(law, &[1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0, 32.0])
            .into_iter()
            .zip([1.0, -1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0])
            .map(|((n, x), sign)| (n, x * (1.0 + 0.02 * sign)))
            .collect();
        let fit = Usl::fit(&noisy).unwrap();
        let peak = ((1.0 - law[1]) / law[2]).sqrt();
        let error = fit.peak_error.unwrap();
        assert!(error > 0.0 && (fit.peak.unwrap() - peak).abs() < 3.0 * error && error < 0.2 * peak, "{fit:?}");
        assert!(fit.r2 > 0.98 && fit.errors.iter().all(Option::is_some), "{fit:?}");
    }

    #[test]
    fn too_little_fits_nothing() {
        assert_eq!(Usl::fit(&points([1.0, 0.1, 0.01], &[1.0, 2.0, 3.0, 3.0])), None);
        assert_eq!(Usl::fit(&[(1.0, 1.0), (2.0, 2.0), (3.0, 0.0), (4.0, 3.0)]), None);
    }
}
