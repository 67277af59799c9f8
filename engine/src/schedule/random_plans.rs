//! Random plans: the number of shards never shows, and segments add up to the whole.

use std::sync::Arc;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::actor::Troupe;
use super::fixture::{ms, plan, run, scenario};
use super::pacer::Pacer;
use super::{chance, curve, lane};
use crate::clock::Duration;
use crate::plan::{Executor, Late, Pause, Plan, Scenario, Segment, Stage, Striping};
use crate::stop::Stop;

fn stages(rng: &mut ChaCha8Rng, most: u64) -> Vec<Stage> {
    let mut stages: Vec<Stage> = (0..rng.random_range(1..4))
        .map(|_| {
            let duration = if rng.random_bool(0.2) { Duration::ZERO } else { ms(rng.random_range(1..900)) };
            Stage { duration, target: rng.random_range(0..=most) }
        })
        .collect();
    stages.push(Stage { duration: ms(200), target: rng.random_range(1..=most) });
    stages
}

fn executor(rng: &mut ChaCha8Rng) -> Executor {
    let vus = rng.random_range(1..12);
    let duration = ms(rng.random_range(1000..2000));
    let (pre_vus, poisson) = (rng.random_range(1..6), rng.random_bool(0.3));
    let max_vus = pre_vus + rng.random_range(0..4);
    let time_unit = ms(rng.random_range(500..1500));
    match rng.random_range(0..6) {
        0 => {
            let iterations = u64::from(vus) + rng.random_range(0..60);
            Executor::SharedIterations { vus, iterations, max_duration: duration }
        }
        1 => Executor::PerVuIterations { vus, iterations: rng.random_range(1..15), max_duration: duration },
        2 => Executor::ConstantVus { vus, duration },
        3 => {
            let graceful_ramp_down = ms(rng.random_range(0..300));
            Executor::RampingVus { start_vus: vus % 4, stages: stages(rng, 8), graceful_ramp_down }
        }
        4 => {
            let rate = rng.random_range(1..40);
            Executor::ConstantArrivalRate { rate, time_unit, duration, pre_vus, max_vus, poisson }
        }
        _ => {
            let start_rate = rng.random_range(0..30);
            Executor::RampingArrivalRate { start_rate, time_unit, stages: stages(rng, 40), pre_vus, max_vus, poisson }
        }
    }
}

fn random_plan(number: u64) -> (Plan, Troupe) {
    let mut rng = chance::stream(number, "plan", 0);
    let mut scenarios: Vec<Scenario> = Vec::new();
    for index in 0..rng.random_range(1..4) {
        let mut made = scenario(["a", "b", "c"][index], executor(&mut rng));
        made.start_time = ms(rng.random_range(0..3) * 250);
        made.graceful_stop = ms(rng.random_range(0..400));
        made.start_after = (index > 0 && rng.random_bool(0.3)).then(|| "a".to_owned());
        made.late = if rng.random_bool(0.4) { Late::Queue } else { Late::Drop };
        made.pause = rng.random_bool(0.3).then(|| Pause::Constant(ms(rng.random_range(1..150))));
        scenarios.push(made);
    }
    let mut plan = plan(scenarios);
    plan.seed = number;
    plan.min_iteration = ms(rng.random_range(0..2) * 30);
    let bodies: Vec<u64> = (0..3).map(|_| rng.random_range(3..250)).collect();
    let mut troupe = Troupe::new(move |tick| vec![serde_json::json!({"op": "sleep", "ms": bodies[tick.scenario]})]);
    troupe.staggered = true;
    (plan, troupe)
}

/// Scenario, iteration and due time (ns) of each start, and complete, interrupted and dropped of each scenario.
type Trace = (Vec<(usize, u64, u128)>, Vec<(u64, u64, u64)>);

async fn trace(number: u64, shards: usize) -> Trace {
    let (plan, troupe) = random_plan(number);
    let limit = Duration::from_secs(3600);
    let ran = tokio::time::timeout(limit, run(&plan, &troupe, shards, Stop::default())).await;
    let (outcome, starts, zero) = ran.unwrap_or_else(|_| panic!("plan {number} does not end"));
    let starts = starts.iter().map(|start| (start.scenario, start.iteration, (start.due - zero).as_nanos())).collect();
    let counts = outcome.scenarios.iter().map(|counts| (counts.complete, counts.interrupted, counts.dropped)).collect();
    (starts, counts)
}

#[test]
fn the_number_of_shards_never_shows() {
    let (mut starts, mut dropped) = (0, 0);
    for number in 0..1000 {
        let traces = [1, 2, 3, 16].map(|shards| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
            runtime.unwrap().block_on(trace(number, shards))
        });
        for trace in &traces[1..] {
            assert_eq!(trace, &traces[0], "plan {number}");
        }
        check_whole(number, &traces[0]);
        starts += traces[0].0.len();
        dropped += traces[0].1.iter().map(|counts| counts.2).sum::<u64>();
    }
    assert!(starts > 20_000 && dropped > 5_000, "the plans are too tame: {starts} starts, {dropped} drops");
}

/// Every arrival and every counted iteration is started or dropped; numbers are dense.
fn check_whole(number: u64, (starts, counts): &Trace) {
    let (plan, _) = random_plan(number);
    for (index, scenario) in plan.scenarios.iter().enumerate() {
        let numbers: Vec<u64> = starts.iter().filter(|start| start.0 == index).map(|start| start.1).collect();
        let (complete, interrupted, dropped) = counts[index];
        assert_eq!(numbers, (0..complete + interrupted).collect::<Vec<_>>(), "plan {number}, scenario {index}");
        let whole = Segment::default().striping();
        let arrivals = Pacer::new(scenario, Arc::new(whole.clone()), number).map(|pacer| pacer.count() as u64);
        let budget = lane::budget(&scenario.executor, &whole).iterations();
        let wanted = arrivals.unwrap_or(budget);
        if wanted > 0 {
            assert_eq!(complete + interrupted + dropped, wanted, "plan {number}, scenario {index}");
        }
    }
}

#[test]
fn segments_add_up_to_the_whole() {
    let sequences = ["0,1/2,1", "0,1/3,2/3,1", "0,1/2,3/4,1", "0,0.2,0.5,1", "0,1/7,30%,0.91,1"];
    for number in 0..1000 {
        let (plan, _) = random_plan(number);
        let sequence = sequences[number as usize % sequences.len()];
        let borders: Vec<&str> = sequence.split(',').collect();
        let parts: Vec<Striping> = borders
            .windows(2)
            .map(|part| Segment::parse(&part.join(":"), Some(sequence)).unwrap().striping())
            .collect();
        for scenario in &plan.scenarios {
            check_sum(scenario, &parts, number);
        }
    }
}

fn check_sum(scenario: &Scenario, parts: &[Striping], seed: u64) {
    let whole = Segment::default().striping();
    let executor = &scenario.executor;
    let due = |part: &Striping| -> Vec<Duration> {
        let users = match executor {
            Executor::ConstantArrivalRate { max_vus, .. } | Executor::RampingArrivalRate { max_vus, .. } => *max_vus,
            _ => return Vec::new(),
        };
        Pacer::new(scenario, Arc::new(part.restripe(users.into())), seed).into_iter().flatten().collect()
    };
    let mut arrivals: Vec<Duration> = parts.iter().flat_map(due).collect();
    arrivals.sort_unstable();
    assert_eq!(arrivals, due(&whole), "seed {seed}: {executor:?}");
    let iterations = |part: &Striping| lane::budget(executor, part).iterations();
    assert_eq!(parts.iter().map(iterations).sum::<u64>(), iterations(&whole), "seed {seed}: {executor:?}");
    let slots = |part: &Striping| curve::slots(executor, scenario.graceful_stop, part);
    let mut shared: Vec<_> = parts.iter().flat_map(slots).collect();
    let mut all = slots(&whole);
    shared.sort_by_key(|slot| format!("{slot:?}"));
    all.sort_by_key(|slot| format!("{slot:?}"));
    assert_eq!(shared, all, "seed {seed}: {executor:?}");
}
