//! Student's t distribution.

/// The value that t exceeds with this probability (one side); `freedom` degrees of freedom, at least 1.
pub fn quantile(probability: f64, freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while tail(high, freedom) > probability && high < 1e12 {
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if tail(middle, freedom) > probability { low = middle } else { high = middle }
    }
    high
}

/// The probability that t exceeds `value`, which is not negative.
pub fn tail(value: f64, freedom: f64) -> f64 {
    let x = freedom / (freedom + value * value);
    0.5 * incomplete_beta(freedom / 2.0, 0.5, x)
}

/// The regularised incomplete beta function I_x(a, b), by its continued fraction.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    // The fraction converges quickly below this only; beyond it the other tail is computed.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    front.exp() * fraction(a, b, x) / a
}

/// Lentz's method (Thompson and Barnett 1986).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let safe = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in (1..10_000).map(f64::from) {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for term in [even, odd] {
            d = 1.0 / safe(1.0 + term * d);
            c = safe(1.0 + term / c);
            step = d * c;
            h *= step;
        }
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}

/// The logarithm of the gamma function, above 0: Stirling's series, after moving the argument to where it is exact.
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 12.0 {
        shift += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - shift
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_printed_tables() {
        let table = [(0.025, 1.0, 12.7062), (0.025, 5.0, 2.5706), (0.005, 10.0, 3.1693), (0.0005, 30.0, 3.6460)];
        for (probability, freedom, want) in table {
            assert!((quantile(probability, freedom) - want).abs() < 1e-4, "{probability} {freedom}");
        }
        assert!((quantile(0.025, 1e6) - 1.959_97).abs() < 1e-4);
        assert!((quantile(0.000_05, 20.0) - 4.8373).abs() < 2e-3, "{}", quantile(0.000_05, 20.0));
    }

    #[test]
    fn a_tail_is_the_inverse_of_its_quantile() {
        for (probability, freedom) in [(0.4, 2.5), (0.01, 7.0), (1e-6, 40.0), (0.2, 300.0)] {
            let back = tail(quantile(probability, freedom), freedom);
            assert!((back / probability - 1.0).abs() < 1e-9, "{probability} {freedom}: {back}");
        }
    }
}
