//! Random streams, repeatable from the plan's seed, and the pauses drawn from them.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, StandardNormal};

use crate::clock::Duration;
use crate::plan::Pause;

/// A stream of its own for each scenario and number (a user's).
pub(super) fn stream(seed: u64, scenario: &str, number: u64) -> ChaCha8Rng {
    // FNV-1a: the stream depends on the scenario's name and not on its place in the plan.
    let name = scenario
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ name);
    rng.set_stream(number);
    rng
}

/// How long a user pauses after an iteration that took `took` from its start.
pub(super) fn pause(law: Pause, took: Duration, rng: &mut ChaCha8Rng) -> Duration {
    match law {
        Pause::Constant(length) => length,
        Pause::Uniform(least, most) => scaled(most.saturating_sub(least), rng.random::<f64>()) + least,
        Pause::Exponential(mean) => scaled(mean, Exp1.sample(rng)),
        Pause::Normal(mean, deviation) => {
            let shift: f64 = StandardNormal.sample(rng);
            let distance = scaled(deviation, shift.abs());
            if shift < 0.0 { mean.saturating_sub(distance) } else { mean.saturating_add(distance) }
        }
        Pause::Pacing(interval) => interval.saturating_sub(took),
        Pause::Throughput(per_second) if per_second > 0.0 => {
            Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(Duration::MAX).saturating_sub(took)
        }
        Pause::Throughput(_) => Duration::ZERO,
    }
}

fn scaled(length: Duration, factor: f64) -> Duration {
    Duration::try_from_secs_f64(length.as_secs_f64() * factor).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn mean(law: Pause) -> f64 {
        let mut rng = stream(7, "s", 1);
        (0..20_000).map(|_| pause(law, Duration::ZERO, &mut rng).as_secs_f64() * 1e3).sum::<f64>() / 20_000.0
    }

    #[test]
    fn pauses_follow_their_law() {
        assert_eq!(mean(Pause::Constant(100 * MS)).round(), 100.0);
        assert!((mean(Pause::Uniform(100 * MS, 300 * MS)) - 200.0).abs() < 2.0);
        assert!((mean(Pause::Exponential(100 * MS)) - 100.0).abs() < 3.0);
        assert!((mean(Pause::Normal(100 * MS, 10 * MS)) - 100.0).abs() < 1.0);
    }

    #[test]
    fn pacing_takes_the_iteration_off() {
        let mut rng = stream(7, "s", 1);
        assert_eq!(pause(Pause::Pacing(100 * MS), 30 * MS, &mut rng), 70 * MS);
        assert_eq!(pause(Pause::Pacing(100 * MS), 130 * MS, &mut rng), Duration::ZERO);
        assert_eq!(pause(Pause::Throughput(4.0), 50 * MS, &mut rng), 200 * MS);
    }

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, name, number| stream(seed, name, number).random::<u64>();
        assert_eq!(draw(1, "a", 1), draw(1, "a", 1));
        assert_ne!(draw(1, "a", 1), draw(1, "a", 2));
        assert_ne!(draw(1, "a", 1), draw(1, "b", 1));
        assert_ne!(draw(1, "a", 1), draw(2, "a", 1));
    }
}
