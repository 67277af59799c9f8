use serde_json::{Value, json};

use super::actor::{Start, Troupe, UNMAKEABLE};
use super::fixture::{ms, parts, plan, run, scenario};
use super::pacer::Pacer;
use super::{Counts, Parts, Precision, Scheduler};
use crate::aggregate::{Aggregator, Sink};
use crate::clock::{Duration, Instant};
use crate::plan::{Executor, Late, Pause, Scenario, Segment};
use crate::sample::TagSet;
use crate::stop::{Reason, Stop};

fn body(length: u64) -> Troupe {
    Troupe::new(move |_| vec![json!({"op": "sleep", "ms": length})])
}

fn at_rate(rate: u64, duration: u64, vus: u32) -> Scenario {
    let (time_unit, duration) = (ms(1000), ms(duration));
    let poisson = false;
    scenario("s", Executor::ConstantArrivalRate { rate, time_unit, duration, pre_vus: vus, max_vus: vus, poisson })
}

fn constant(name: &str, vus: u32, duration: u64) -> Scenario {
    scenario(name, Executor::ConstantVus { vus, duration: ms(duration) })
}

fn offsets(starts: &[Start], zero: Instant) -> Vec<(u64, u64)> {
    let offset = |at: Instant| at.duration_since(zero).as_millis() as u64;
    starts.iter().map(|start| (offset(start.due), offset(start.at))).collect()
}

fn tallies(counts: &Counts) -> (u64, u64, u64) {
    (counts.complete, counts.interrupted, counts.dropped)
}

#[tokio::test(start_paused = true)]
async fn a_queued_arrival_keeps_its_due_time() {
    let mut queued = at_rate(10, 1000, 1);
    queued.late = Late::Queue;
    let (outcome, starts, zero) = run(&plan(vec![queued]), &body(250), 1, Stop::default()).await;
    let expected: Vec<(u64, u64)> = (0..10).map(|n| (n * 100, n * 250)).collect();
    assert_eq!(offsets(&starts, zero), expected);
    assert_eq!(tallies(&outcome.scenarios[0]), (10, 0, 0));
    assert_eq!(outcome.scenarios[0].ended, Some(zero + ms(2500)));
}

#[tokio::test(start_paused = true)]
async fn what_waits_at_the_hard_end_is_dropped() {
    let mut queued = at_rate(10, 1000, 1);
    queued.late = Late::Queue;
    queued.graceful_stop = ms(300);
    let (outcome, starts, _) = run(&plan(vec![queued]), &body(250), 1, Stop::default()).await;
    assert_eq!(starts.len(), 6);
    assert_eq!(tallies(&outcome.scenarios[0]), (5, 1, 4));
}

#[tokio::test(start_paused = true)]
async fn a_stop_interrupts_at_once_and_drops_nothing() {
    let shared = Executor::SharedIterations { vus: 2, iterations: 100, max_duration: ms(5000) };
    let plan = plan(vec![scenario("a", shared), at_rate(10, 5000, 3), constant("later", 1, 1000)]);
    let stop = Stop::default();
    let stopper = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(ms(100 + 450)).await;
        stopper.stop(Reason::Interrupted);
    });
    let troupe = body(400);
    let (outcome, _, zero) = run(&plan, &troupe, 2, stop).await;
    assert_eq!(crate::clock::now(), zero + ms(450));
    assert_eq!(tallies(&outcome.scenarios[0]), (2, 2, 0));
    // Arrivals at 0, 100, 200 have the three users; 300 finds none; the first is back at 400.
    assert_eq!(tallies(&outcome.scenarios[1]), (1, 3, 1));
    assert_eq!(tallies(&outcome.scenarios[2]), (1, 1, 0));
    assert_eq!(*troupe.finished.lock().unwrap(), [0u32; 0]);
}

#[tokio::test(start_paused = true)]
async fn the_journey_can_abort_the_run() {
    let steps = |number| if number == 3 { json!({"op": "abort"}) } else { json!({"op": "sleep", "ms": 100}) };
    let troupe = Troupe::new(move |tick| vec![steps(tick.iteration)]);
    let stop = Stop::default();
    let (outcome, _, zero) = run(&plan(vec![constant("s", 2, 1000)]), &troupe, 1, stop.clone()).await;
    assert_eq!(stop.reason(), Some(&Reason::Aborted("the journey said so".into())));
    assert_eq!(tallies(&outcome.scenarios[0]), (2, 2, 0));
    assert_eq!(crate::clock::now(), zero + ms(100));
}

#[tokio::test(start_paused = true)]
async fn a_scenario_after_another_waits_for_its_end_and_takes_its_users() {
    let first = Executor::PerVuIterations { vus: 3, iterations: 2, max_duration: ms(600_000) };
    let mut second = constant("second", 3, 1000);
    second.start_after = Some("first".into());
    second.start_time = ms(200);
    let plan = plan(vec![second, scenario("first", first)]);
    let (outcome, starts, zero) = run(&plan, &body(300), 2, Stop::default()).await;
    assert_eq!(outcome.scenarios[1].ended, Some(zero + ms(600)));
    assert_eq!(outcome.scenarios[0].began, Some(zero + ms(800)));
    assert_eq!(outcome.users, 3);
    assert_eq!(starts.iter().filter(|start| start.scenario == 0).map(|start| start.before).min(), Some(2));
}

#[tokio::test(start_paused = true)]
async fn pauses_keep_users_apart() {
    let starts_with = async |pause| {
        let mut paused = constant("s", 1, 1000);
        paused.pause = Some(pause);
        let (outcome, starts, zero) = run(&plan(vec![paused]), &body(100), 1, Stop::default()).await;
        assert_eq!(outcome.scenarios[0].ended, Some(zero + ms(1000)));
        offsets(&starts, zero).into_iter().map(|start| start.1).collect::<Vec<_>>()
    };
    assert_eq!(starts_with(Pause::Constant(ms(200))).await, [0, 300, 600, 900]);
    assert_eq!(starts_with(Pause::Pacing(ms(250))).await, [0, 250, 500, 750]);
    assert_eq!(starts_with(Pause::Throughput(2.5)).await, [0, 400, 800]);
    assert_eq!(starts_with(Pause::Pacing(ms(50))).await, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
}

#[tokio::test(start_paused = true)]
async fn a_user_that_cannot_be_made_stops_the_run() {
    let stop = Stop::default();
    let plan = plan(vec![constant("s", UNMAKEABLE, 1000)]);
    let mut scheduler = Scheduler::new(&plan, parts(&plan, &body(1), 2, stop.clone())).unwrap();
    scheduler.initialise().await;
    assert_eq!(stop.reason(), Some(&Reason::Fatal("user 1313 cannot be made: no room".into())));
}

#[tokio::test(start_paused = true)]
async fn a_user_that_does_not_start_in_time_stops_the_run() {
    let stop = Stop::default();
    let plan = plan(vec![constant("s", 2, 1000)]);
    let troupe = Troupe { making: plan.setup_timeout + ms(1), ..body(1) };
    let began = crate::clock::now();
    let mut scheduler = Scheduler::new(&plan, parts(&plan, &troupe, 2, stop.clone())).unwrap();
    scheduler.initialise().await;
    let reason = "user 2 did not start within 60s (`setup_timeout`)";
    assert_eq!(stop.reason(), Some(&Reason::TimedOut(reason.into())));
    assert_eq!(crate::clock::now() - began, plan.setup_timeout);
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_the_engine_stops_the_run_as_a_bug() {
    let stop = Stop::default();
    let troupe = Troupe::new(|_| vec![json!({"op": "nothing like it"})]);
    let (outcome, starts, _) = run(&plan(vec![constant("s", 1, 1000)]), &troupe, 1, stop.clone()).await;
    assert_eq!((starts.len(), tallies(&outcome.scenarios[0]).0), (1, 0));
    assert_eq!(stop.reason(), Some(&Reason::Bug("a user's task panicked: this is a mistake in throng".into())));
}

#[tokio::test(start_paused = true)]
async fn users_go_when_the_run_is_called_off() {
    let troupe = body(1);
    let plan = plan(vec![constant("s", 2, 1000), at_rate(10, 1000, 2)]);
    let mut scheduler = Scheduler::new(&plan, parts(&plan, &troupe, 2, Stop::default())).unwrap();
    assert_eq!(scheduler.initialise().await, 4);
    drop(scheduler);
    tokio::time::sleep(ms(1)).await;
    assert_eq!(troupe.finished.lock().unwrap().len(), 4);
    assert_eq!(troupe.diary.lock().unwrap().len(), 0);
}

#[test]
fn a_start_after_that_cannot_be_is_named() {
    let error = |after: &[Option<&str>]| {
        let scenarios = after
            .iter()
            .zip(["a", "b", "c"])
            .map(|(after, name)| Scenario { start_after: after.map(Into::into), ..constant(name, 1, 1000) });
        super::pool::openings(&scenarios.collect::<Vec<_>>()).unwrap_err()
    };
    assert_eq!(error(&[Some("x")]), "scenario \"a\": start_after names no scenario of this plan: \"x\"");
    assert_eq!(error(&[Some("c"), Some("a"), Some("b")]), "scenario \"a\": start_after leads back to itself");
    assert_eq!(error(&[Some("b"), Some("b")]), "scenario \"a\": start_after leads back to itself");
}

#[test]
fn poisson_arrivals_have_the_rate_and_the_spread() {
    let mut random = at_rate(100, 100_000, 1);
    let Executor::ConstantArrivalRate { poisson, .. } = &mut random.executor else { panic!() };
    *poisson = true;
    let striping = std::sync::Arc::new(Segment::default().striping());
    let draw = |seed| Pacer::new(&random, striping.clone(), seed).unwrap().collect::<Vec<Duration>>();
    let arrivals = draw(1);
    assert_eq!(arrivals, draw(1));
    assert_ne!(arrivals, draw(2));
    // 10,000 expected with a deviation of 100.
    assert!((9_600..10_400).contains(&arrivals.len()), "{}", arrivals.len());
    let gaps: Vec<f64> = arrivals.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let deviation = (gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64).sqrt();
    assert!((deviation / mean - 1.0).abs() < 0.05, "{deviation} and {mean}");
}

#[test]
fn ramps_that_overlap_share_no_user_and_those_that_follow_do() {
    let users = |scenarios: Vec<Scenario>| {
        let plan = plan(scenarios);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let _inside = runtime.enter();
        Scheduler::new(&plan, parts(&plan, &body(1), 1, Stop::default())).unwrap().planned_users()
    };
    let graceful =
        |start: u64, stop: u64| Scenario { start_time: ms(start), graceful_stop: ms(stop), ..constant("s", 5, 1000) };
    assert_eq!(users(vec![graceful(0, 0), graceful(1000, 0)]), 5);
    assert_eq!(users(vec![graceful(0, 1), graceful(1000, 0)]), 10);
    assert_eq!(users(vec![graceful(0, 0), graceful(999, 0)]), 10);
}

#[tokio::test(start_paused = true)]
async fn failed_iterations_are_complete() {
    let troupe = Troupe::new(|_| -> Vec<Value> { vec![json!({"op": "throw"})] });
    let each = Executor::PerVuIterations { vus: 2, iterations: 3, max_duration: ms(1000) };
    let (outcome, _, _) = run(&plan(vec![scenario("s", each)]), &troupe, 1, Stop::default()).await;
    assert_eq!(tallies(&outcome.scenarios[0]), (6, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn what_happens_is_recorded_under_the_scenarios_tags() {
    let mut tagged = at_rate(10, 1000, 2);
    tagged.graceful_stop = ms(0);
    tagged.tags = [("team".to_owned(), "its own".to_owned())].into();
    let mut plan = plan(vec![tagged]);
    plan.tags = [("team", "the plan's"), ("stand", "1")].map(|(key, value)| (key.to_owned(), value.to_owned())).into();
    let troupe = body(250);
    let mut aggregator = Aggregator::new(&troupe.registry);
    let (outcome, ..) = run(&plan, &troupe, 2, Stop::default()).await;
    assert_eq!(tallies(&outcome.scenarios[0]), (6, 1, 3));
    let series = aggregator.merge(ms(1000)).all_series();
    let tags: TagSet = [("scenario", "s"), ("stand", "1"), ("team", "its own")].into_iter().collect();
    let sum = |metric: &str| series.iter().find(|one| one.metric == metric && one.tags == tags).map(|one| &one.sink);
    for (metric, expected) in [("iterations", 6.0), ("iterations_interrupted", 1.0), ("dropped_iterations", 3.0)] {
        assert!(
            matches!(sum(metric), Some(Sink::Counter { sum, .. }) if *sum == expected),
            "{metric}: {:?}",
            sum(metric)
        );
    }
    assert_eq!(sum("iteration_duration").map(Sink::samples), Some(6));
    assert_eq!(sum("generator_delay").map(Sink::samples), Some(7));
}

#[test]
fn shards_on_threads_of_their_own_share_the_arrivals() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (shards, pacer) = ([runtime(), runtime()], runtime());
    let troupe = body(5);
    let closed = Executor::SharedIterations { vus: 4, iterations: 60, max_duration: ms(10_000) };
    let plan = plan(vec![at_rate(500, 300, 30), scenario("closed", closed)]);
    let outcome = pacer.block_on(async {
        let parts = Parts {
            shards: shards.iter().map(|shard| shard.handle().clone()).collect(),
            precision: Precision::Kernel,
            ..parts(&plan, &troupe, 2, Stop::default())
        };
        let mut scheduler = Scheduler::new(&plan, parts).unwrap();
        assert_eq!(scheduler.initialise().await, 34);
        scheduler.run().await
    });
    let (complete, interrupted, dropped) = tallies(&outcome.scenarios[0]);
    assert_eq!((complete + dropped, interrupted), (150, 0));
    assert_eq!(tallies(&outcome.scenarios[1]), (60, 0, 0));
    let diary = troupe.diary.lock().unwrap();
    assert!(diary.iter().all(|start| start.at >= start.due));
    let mut numbers: Vec<u64> = diary.iter().filter(|start| start.scenario == 0).map(|start| start.iteration).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..complete).collect::<Vec<_>>());
}

fn recorded(times: &[f64], speed: f64, copies: f64, vus: u32) -> Scenario {
    let log = std::sync::Arc::new(crate::plan::Recording::new(times));
    scenario("s", Executor::Replay { log, speed, copies, pre_vus: vus, max_vus: vus })
}

#[tokio::test(start_paused = true)]
async fn a_log_is_replayed_at_its_times_faster_and_more_often() {
    let times = [5000.0, 5001.0, 5500.0, 5500.0, 5999.0];
    let due = |starts: &[Start], zero| offsets(starts, zero).into_iter().map(|(due, _)| due).collect::<Vec<_>>();
    let once = run(&plan(vec![recorded(&times, 1.0, 1.0, 5)]), &body(10), 2, Stop::default()).await;
    assert_eq!(due(&once.1, once.2), [0, 1, 500, 500, 999]);
    assert_eq!(tallies(&once.0.scenarios[0]), (5, 0, 0));
    let fast = run(&plan(vec![recorded(&times, 0.5, 2.0, 9)]), &body(10), 1, Stop::default()).await;
    assert_eq!(due(&fast.1, fast.2), [0, 0, 2, 2, 1000, 1000, 1000, 1000, 1998, 1998]);
}

/// What finds no user is dropped, and the others keep the numbers of their arrivals.
#[tokio::test(start_paused = true)]
async fn iterations_of_a_log_have_the_numbers_of_their_arrivals() {
    let times = [0.0, 10.0, 20.0, 300.0, 310.0, 700.0];
    let (outcome, starts, _) = run(&plan(vec![recorded(&times, 1.0, 1.0, 1)]), &body(100), 1, Stop::default()).await;
    assert_eq!(tallies(&outcome.scenarios[0]), (3, 0, 3));
    assert_eq!(starts.iter().map(|start| start.iteration).collect::<Vec<_>>(), [0, 3, 5]);
}

/// Processes share the arrivals: each comes in one of them, at its time.
#[test]
fn segments_share_the_arrivals_of_a_log() {
    let times: Vec<f64> = (0..100).map(|n| f64::from(n * n)).collect();
    let scenario = recorded(&times, 10.0, 1.0, 12);
    let mut all = Vec::new();
    for index in 0..3 {
        let part = Segment { index, borders: vec![(0, 1), (1, 3), (2, 3), (1, 1)] };
        let striping = std::sync::Arc::new(part.striping().restripe(12));
        all.extend(Pacer::new(&scenario, striping, 1).unwrap());
    }
    all.sort();
    let due = |n: u64| Duration::from_micros(n * n * 100);
    assert_eq!(all, (0..100).map(due).collect::<Vec<_>>());
}
