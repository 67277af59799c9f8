//! Durations: the contract counts milliseconds as f64, Rust has [`Duration`].

use std::time::Duration;

/// So many seconds: `secs(1)`, `secs(0.5)`. What is not a time (NaN, less than 0) is 0, what is too long is the longest.
pub fn secs(seconds: impl Into<f64>) -> Duration {
    from_seconds(seconds.into())
}

/// So many milliseconds, as [`secs`].
pub fn ms(milliseconds: impl Into<f64>) -> Duration {
    from_ms(milliseconds.into())
}

pub(crate) fn from_ms(milliseconds: f64) -> Duration {
    from_seconds(milliseconds / 1e3)
}

pub(crate) fn to_ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn from_seconds(seconds: f64) -> Duration {
    if seconds > 0.0 { Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX) } else { Duration::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_time_is_zero_and_what_is_too_long_the_longest() {
        assert_eq!(secs(1.5), Duration::from_millis(1500));
        assert_eq!(ms(20), Duration::from_millis(20));
        assert_eq!(secs(f64::NAN), Duration::ZERO);
        assert_eq!(secs(-1), Duration::ZERO);
        assert_eq!(secs(f64::INFINITY), Duration::MAX);
        assert_eq!(to_ms(Duration::from_micros(1500)), 1.5);
    }
}
