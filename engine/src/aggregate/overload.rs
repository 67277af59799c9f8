//! Whether the generator kept up with its own schedule, as functions of what was measured.

use std::time::Duration;

use super::{Second, Selector, Sink, Snapshot};

/// What must be known of a scenario to judge its seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// The scenario's name.
    pub scenario: String,
    /// Whether late arrivals wait for a user: then `iteration_lag` is the target's doing too.
    pub queues: bool,
    /// Whether the CPU is filled on purpose: no scenario of the run has arrivals, and no user pauses, in the journey or
    /// by the plan.
    pub saturates: bool,
}

/// How a scenario's schedule was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// In time.
    Kept,
    /// Too late, where closed scenarios without think time fill the CPU on purpose: worth a note only.
    Saturated,
    /// Too late: what depends on time is not to be trusted.
    Overloaded,
}

/// A scenario's seconds, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Punctuality {
    /// The scenario.
    pub scenario: String,
    /// Seconds in which something started or ended.
    pub seconds: usize,
    /// Seconds in which the generator was too late.
    pub bad: usize,
    /// The greatest p99 delay of a second, ms.
    pub worst_ms: f64,
    /// What follows.
    pub load: Load,
}

/// The p99 of the generator's own delay in a second, ms: as recorded, or else the lag where nothing but the generator
/// can cause it.
fn delay_ms(second: &Second, workload: &Workload) -> Option<f64> {
    second.delay_ms.or_else(|| second.lag_ms.filter(|_| !workload.queues))
}

/// A second is bad when that p99 is over 1 ms and over 10 % of the second's median service time.
pub fn is_bad(second: &Second, workload: &Workload) -> bool {
    delay_ms(second, workload).is_some_and(|delay| delay > second.limit_ms())
}

/// Judges a scenario by its seconds: more than 1 % and more than 2 of them bad is too many.
pub fn punctuality(seconds: &[Second], workload: &Workload) -> Punctuality {
    let own: Vec<_> = seconds.iter().filter(|second| second.scenario == workload.scenario).collect();
    let bad = own.iter().filter(|second| is_bad(second, workload)).count();
    let late = bad > 2 && bad * 100 > own.len();
    let load = match late {
        false => Load::Kept,
        true if workload.saturates => Load::Saturated,
        true => Load::Overloaded,
    };
    let worst_ms = own.iter().filter_map(|second| delay_ms(second, workload)).fold(0.0, f64::max);
    Punctuality { scenario: workload.scenario.clone(), seconds: own.len(), bad, worst_ms, load }
}

/// Little's law for one scenario: N = X·(R + Z).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Little {
    /// X: iterations per second.
    pub rate: f64,
    /// R: mean time of an iteration, with the sleeps in it, seconds.
    pub residence: f64,
    /// Z: mean pause between iterations, seconds.
    pub pause: f64,
    /// N: the users that these make busy.
    pub users: f64,
}

/// Little's law from what was measured while the scenario ran; none where no iteration ended.
pub fn little(snapshot: &Snapshot, scenario: &str, ran: Duration, pause: Duration) -> Option<Little> {
    let selector = Selector::from_iter([("scenario", scenario)]);
    let Some(Sink::Trend(durations)) = snapshot.sink("iteration_duration", &selector) else { return None };
    if ran.is_zero() {
        return None;
    }
    let rate = durations.count() as f64 / ran.as_secs_f64();
    let (residence, pause) = (durations.avg()? / 1e3, pause.as_secs_f64());
    Some(Little { rate, residence, pause, users: rate * (residence + pause) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(delay_ms: f64, service_ms: f64) -> Second {
        Second {
            at: 0,
            scenario: "s".into(),
            iterations: 1,
            failed: 0,
            dropped: 0,
            requests: 1,
            service_ms: Some(service_ms),
            lag_ms: Some(50.0),
            delay_ms: Some(delay_ms),
        }
    }

    fn workload(saturates: bool) -> Workload {
        Workload { scenario: "s".into(), queues: true, saturates }
    }

    #[test]
    fn a_second_is_bad_over_one_ms_and_a_tenth_of_the_service_time() {
        let paced = workload(false);
        let cases = [(1.0, 2.0, false), (1.1, 2.0, true), (1.9, 20.0, false), (2.1, 20.0, true)];
        for (delay, service, bad) in cases {
            assert_eq!(is_bad(&second(delay, service), &paced), bad, "{delay} {service}");
        }
    }

    #[test]
    fn lag_counts_only_where_no_arrival_waits_for_a_user() {
        let unknown = Second { delay_ms: None, ..second(0.0, 1.0) };
        assert!(!is_bad(&unknown, &workload(false)));
        assert!(is_bad(&unknown, &Workload { queues: false, ..workload(false) }));
    }

    #[test]
    fn more_than_two_and_more_than_one_percent_is_too_many() {
        let run = |bad: usize, of: usize, workload: &Workload| {
            let seconds: Vec<_> = (0..of).map(|i| second(if i < bad { 9.0 } else { 0.1 }, 1.0)).collect();
            punctuality(&seconds, workload).load
        };
        let paced = workload(false);
        assert_eq!(run(2, 10, &paced), Load::Kept);
        assert_eq!(run(3, 10, &paced), Load::Overloaded);
        assert_eq!(run(3, 300, &paced), Load::Kept);
        assert_eq!(run(4, 300, &paced), Load::Overloaded);
        assert_eq!(run(3, 10, &workload(true)), Load::Saturated);
    }
}
