use super::*;

/// Repeatable chance (splitmix64).
struct Chance(u64);

impl Chance {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Within ±10 %.
    fn noise(&mut self) -> f64 {
        0.9 + 0.2 * self.share()
    }
}

/// Simulated targets. The thresholds of each hold up to its capacity, on the average of all trials.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// A queue (p95 grows as 1 / (1 - load), the bound is met at a load of 0.8) that is up to 10 % faster or slower in each trial.
    WanderingQueue,
    /// The same queue, always the same, of which every p95 is measured up to 10 % wrong.
    BlurredQueue,
    /// A pool of workers that keeps its time up to its capacity and lets everything wait beyond; up to 10 % faster or slower in each trial.
    WanderingPool,
    /// The same pool without noise.
    Pool,
}

impl Target {
    fn trial(self, capacity: f64, level: f64, chance: &mut Chance) -> Probe {
        let noise = chance.noise();
        let (limit, margin) = match self {
            Self::WanderingQueue => (capacity / 0.8 * noise, queue(level / (capacity / 0.8 * noise))),
            Self::BlurredQueue => (capacity / 0.8, queue(level / (capacity / 0.8)) * noise),
            Self::WanderingPool => (capacity * noise, pool(level / (capacity * noise))),
            Self::Pool => (capacity, pool(level / capacity)),
        };
        Probe { level, held: margin <= 1.0, margin: Some(margin), achieved: Some(level.min(limit)) }
    }
}

fn queue(load: f64) -> f64 {
    if load < 0.99 { 0.2 / (1.0 - load) } else { 20.0 }
}

fn pool(load: f64) -> f64 {
    if load <= 1.0 { 0.2 } else { 10.0 }
}

const GOAL: Goal = Goal { start: 100.0, most: 1e9, trials: 12, tolerance: 0.05 };

/// How far off the found capacity is, as a share, and in how many trials.
fn search(target: Target, seed: u64) -> (f64, usize) {
    let mut chance = Chance(seed * 7919 + 13);
    let capacity = 100.0 * (1.0 + 20.0 * chance.share());
    let mut probes = Vec::new();
    loop {
        match next(&GOAL, &probes) {
            Next::Try(level) => probes.push(target.trial(capacity, level, &mut chance)),
            Next::Done(Found::Edge { level, low, high }) => {
                assert!(low <= level && level <= high, "{low} {level} {high}");
                return (level / capacity - 1.0, probes.len());
            }
            Next::Done(found) => panic!("{found:?} of {capacity}"),
        }
    }
}

/// Of so many seeds: those found within 5 %, and within 10 %.
fn shares(target: Target, seeds: u64) -> (u64, u64) {
    let (mut near, mut nearly) = (0, 0);
    for seed in 0..seeds {
        let (off, trials) = search(target, seed);
        assert!(trials <= GOAL.trials, "{trials} trials");
        near += u64::from(off.abs() <= 0.05);
        nearly += u64::from(off.abs() <= 0.1);
    }
    (near, nearly)
}

#[test]
fn a_known_capacity_is_found_within_5_percent_through_10_percent_of_noise() {
    for target in [Target::WanderingQueue, Target::BlurredQueue, Target::WanderingPool, Target::Pool] {
        assert_eq!(shares(target, 20), (20, 20), "{target:?}");
    }
}

/// What docs/capacity.md says.
#[test]
#[ignore = "a minute: `cargo xtask full` runs it"]
fn of_a_thousand_searches_nearly_all_are_within_5_percent() {
    let all = [Target::WanderingQueue, Target::BlurredQueue, Target::WanderingPool, Target::Pool];
    let found = all.map(|target| shares(target, 1000));
    assert!(found.iter().zip([910, 990, 900, 990]).all(|((near, _), least)| *near >= least), "{found:?}");
    assert!(found.iter().all(|(_, nearly)| *nearly >= 990), "{found:?}");
}

fn probe(level: f64, held: bool) -> Probe {
    Probe { level, held, margin: None, achieved: None }
}

#[test]
fn steps_double_until_something_breaks_and_halve_until_something_holds() {
    let goal = Goal { start: 10.0, most: 35.0, trials: 4, tolerance: 0.05 };
    assert_eq!(next(&goal, &[]), Next::Try(10.0));
    assert_eq!(next(&goal, &[probe(10.0, true)]), Next::Try(20.0));
    assert_eq!(next(&goal, &[probe(10.0, true), probe(20.0, true)]), Next::Try(35.0));
    let all = [probe(10.0, true), probe(20.0, true), probe(35.0, true)];
    assert_eq!(next(&goal, &all), Next::Done(Found::AtLeast(35.0)));
    assert_eq!(next(&goal, &[probe(10.0, false)]), Next::Try(5.0));
    // What the target achieved says more than a half.
    let saturated = Probe { achieved: Some(8.0), ..probe(10.0, false) };
    assert_eq!(next(&goal, &[saturated]), Next::Try(7.2));
    let none = [10.0, 5.0, 2.5, 1.25].map(|level| probe(level, false));
    assert_eq!(next(&goal, &none), Next::Done(Found::Below(1.25)));
}

#[test]
fn the_next_trial_is_between_what_held_and_what_broke() {
    let Next::Try(level) = next(&GOAL, &[probe(100.0, true), probe(200.0, false)]) else { panic!("one trial more") };
    assert!((110.0..180.0).contains(&level), "{level}");
    // One trial that held where others broke moves the edge, and does not decide it.
    let mut probes = vec![probe(100.0, true), probe(200.0, false), probe(150.0, false), probe(150.0, false)];
    let before = Edge::of(&probes).quantile(0.5);
    probes.push(probe(150.0, true));
    let after = Edge::of(&probes).quantile(0.5);
    assert!(before < after && after < 155.0, "{before} {after}");
}
