//! Runs that are led: held, scaled and ended while they go on.

use serde_json::json;

use super::actor::{Start, Troupe};
use super::fixture::{ms, parts, plan, scenario};
use super::{Outcome, Refused, Reins, Scale, Scheduler};
use crate::clock::{self, Instant};
use crate::plan::{Executor, Late, Scenario, Stage};
use crate::stop::{Reason, Stop};

/// Something done at a time of the run, ms.
type Deed = (u64, fn(&Reins));

struct Led {
    outcome: Outcome,
    starts: Vec<Start>,
    zero: Instant,
    stop: Stop,
}

impl Led {
    /// When iterations started, ms.
    fn at(&self) -> Vec<u64> {
        let mut at: Vec<u64> = self.starts.iter().map(|start| (start.at - self.zero).as_millis() as u64).collect();
        at.sort_unstable();
        at
    }

    /// Users that started something in [from, to) ms.
    fn users(&self, from: u64, to: u64) -> usize {
        let within = |start: &&Start| (from..to).contains(&((start.at - self.zero).as_millis() as u64));
        self.starts.iter().filter(within).map(|start| start.user).collect::<std::collections::BTreeSet<_>>().len()
    }

    fn ended(&self, index: usize) -> u64 {
        (self.outcome.scenarios[index].ended.unwrap() - self.zero).as_millis() as u64
    }

    fn tallies(&self) -> (u64, u64, u64) {
        let counts = &self.outcome.scenarios[0];
        (counts.complete, counts.interrupted, counts.dropped)
    }
}

async fn led(scenarios: Vec<Scenario>, body: u64, deeds: &[Deed]) -> Led {
    let (plan, stop) = (plan(scenarios), Stop::default());
    let troupe = Troupe::new(move |_| vec![json!({"op": "sleep", "ms": body})]);
    let mut scheduler = Scheduler::new(&plan, parts(&plan, &troupe, 1, stop.clone())).unwrap();
    scheduler.initialise().await;
    let (zero, reins) = (clock::now(), scheduler.reins(&plan));
    let lead = async {
        for (at, deed) in deeds {
            tokio::time::sleep_until(zero + ms(*at)).await;
            deed(&reins);
        }
    };
    let (outcome, ()) = tokio::join!(scheduler.run(), lead);
    let starts = troupe.diary.lock().unwrap().clone();
    Led { outcome, starts, zero, stop }
}

fn constant(vus: u32, duration: u64) -> Scenario {
    scenario("s", Executor::ConstantVus { vus, duration: ms(duration) })
}

fn arrivals(rate: u64, duration: u64, vus: u32) -> Scenario {
    let (time_unit, duration) = (ms(1000), ms(duration));
    let executor =
        Executor::ConstantArrivalRate { rate, time_unit, duration, pre_vus: vus, max_vus: vus, poisson: false };
    scenario("s", executor)
}

fn users(reins: &Reins, users: u32) {
    reins.scale("s", Scale { users: Some(users), rate: None }).unwrap();
}

fn rate(reins: &Reins, rate: f64) {
    reins.scale("s", Scale { users: None, rate: Some(rate) }).unwrap();
}

fn pause(reins: &Reins) {
    assert!(reins.pause() && reins.is_paused() && !reins.pause());
}

fn resume(reins: &Reins) {
    assert!(reins.resume() && !reins.is_paused() && !reins.resume());
}

#[tokio::test(start_paused = true)]
async fn a_pause_moves_everything_that_comes_after_it() {
    let closed = led(vec![constant(1, 1000)], 100, &[(250, pause), (760, resume)]).await;
    assert_eq!(closed.at(), [0, 100, 200, 760, 860, 960, 1060, 1160, 1260, 1360, 1460]);
    assert_eq!((closed.ended(0), closed.tallies()), (1560, (11, 0, 0)));
    let open = led(vec![arrivals(10, 1000, 2)], 100, &[(250, pause), (750, resume)]).await;
    assert_eq!(open.at(), [0, 100, 200, 800, 900, 1000, 1100, 1200, 1300, 1400]);
    assert_eq!((open.ended(0), open.tallies()), (1500, (10, 0, 0)));
}

#[tokio::test(start_paused = true)]
async fn a_pause_before_a_scenario_moves_it_and_its_hard_end() {
    let mut late = constant(1, 1000);
    (late.start_time, late.graceful_stop) = (ms(300), ms(200));
    let held = led(vec![late], 700, &[(100, pause), (600, resume), (1400, pause), (2400, resume)]).await;
    // Begins at 800; the second iteration starts with the end of the second pause, and is cut off 1200 of the run's time
    // after the beginning.
    assert_eq!(held.at(), [800, 2400]);
    assert_eq!((held.ended(0), held.tallies()), (3000, (1, 1, 0)));
}

#[tokio::test(start_paused = true)]
async fn users_are_added_and_leave_after_their_iteration() {
    let deeds: &[Deed] = &[
        (250, |reins| users(reins, 5)),
        (560, |reins| users(reins, 1)),
        (720, |reins| users(reins, 0)),
        (960, |reins| users(reins, 2)),
    ];
    let led = led(vec![constant(2, 1200)], 100, deeds).await;
    let counts = [(0, 250), (250, 560), (600, 720), (720, 960), (960, 1200)].map(|(from, to)| led.users(from, to));
    assert_eq!(counts, [2, 5, 1, 0, 2]);
    assert_eq!((led.ended(0), led.tallies().1), (1260, 0));
}

#[tokio::test(start_paused = true)]
async fn users_asked_for_override_the_curve_to_its_end() {
    let stages = vec![Stage { duration: ms(1000), target: 4 }, Stage { duration: ms(1000), target: 0 }];
    let ramp = Executor::RampingVus { start_vus: 0, stages, graceful_ramp_down: ms(0) };
    let led =
        led(vec![scenario("s", ramp)], 300, &[(600, |reins| users(reins, 3)), (1800, |reins| users(reins, 6))]).await;
    let counts = [(0, 500), (700, 1000), (1000, 1300), (1800, 2000)].map(|(from, to)| led.users(from, to));
    // Of the three that were there, one starts again in the last 200 ms; three are new.
    assert_eq!((counts, led.tallies().1), ([1, 3, 3, 4], 0));
}

#[tokio::test(start_paused = true)]
async fn shared_iterations_are_done_once_by_whoever_is_there() {
    let shared = Executor::SharedIterations { vus: 1, iterations: 20, max_duration: ms(60_000) };
    let led = led(vec![scenario("s", shared)], 100, &[(250, |reins| users(reins, 4))]).await;
    assert_eq!((led.tallies(), led.users(300, 400)), ((20, 0, 0), 4));
}

#[tokio::test(start_paused = true)]
async fn another_rate_holds_from_now_on() {
    let deeds: &[Deed] =
        &[(250, |reins| rate(reins, 20.0)), (520, |reins| rate(reins, 0.0)), (700, |reins| rate(reins, 12.5))];
    for late in [Late::Drop, Late::Queue] {
        let mut scenario = arrivals(10, 1000, 3);
        scenario.late = late;
        let led = led(vec![scenario], 10, deeds).await;
        assert_eq!(led.at(), [0, 100, 200, 300, 350, 400, 450, 500, 780, 860, 940]);
        assert_eq!((led.ended(0), led.tallies()), (1000, (11, 0, 0)));
    }
}

#[tokio::test(start_paused = true)]
async fn queued_arrivals_keep_the_due_times_they_had() {
    let mut queued = arrivals(10, 1000, 1);
    queued.late = Late::Queue;
    let led = led(vec![queued], 250, &[(350, |reins| rate(reins, 2.0))]).await;
    let due: Vec<u64> = led.starts.iter().map(|start| (start.due - led.zero).as_millis() as u64).collect();
    assert_eq!(due, [0, 100, 200, 300, 850]);
    assert_eq!(led.at(), [0, 250, 500, 750, 1000]);
}

#[tokio::test(start_paused = true)]
async fn more_users_at_most_serve_more_arrivals() {
    let deeds: &[Deed] = &[(500, |reins| users(reins, 4))];
    let led = led(vec![arrivals(10, 2000, 1)], 300, deeds).await;
    assert_eq!((led.users(0, 500), led.users(1500, 2000)), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn the_end_that_was_asked_for_lets_iterations_finish_in_their_time() {
    let finish: Deed = (350, |reins| assert!(reins.finish() && !reins.finish()));
    let mut later = constant(1, 1000);
    (later.name, later.start_time) = ("later".into(), ms(900));
    let ended = led(vec![constant(2, 5000), later], 300, &[finish]).await;
    assert_eq!((ended.tallies(), ended.ended(0), ended.stop.reason()), ((4, 0, 0), 600, None));
    assert_eq!(ended.outcome.scenarios[1].began, None);
    let mut brief = constant(2, 5000);
    brief.graceful_stop = ms(100);
    let cut = led(vec![brief], 300, &[finish]).await;
    assert_eq!((cut.tallies(), cut.ended(0), cut.stop.reason()), ((2, 2, 0), 450, Some(&Reason::Asked)));
    let open = led(vec![arrivals(10, 5000, 1)], 20, &[(300, pause), finish]).await;
    assert_eq!((open.tallies(), open.ended(0)), ((3, 0, 0), 350));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_asked_changes_nothing() {
    let refusals: Deed = (50, |reins| {
        let ask = |name: &str, users, rate| reins.scale(name, Scale { users, rate }).unwrap_err();
        assert!(matches!(ask("none", Some(1), None), Refused::Unknown(_)));
        for refused in [ask("s", None, None), ask("s", Some(2_000_000), None), ask("s", Some(1), Some(1.0))] {
            assert!(matches!(refused, Refused::Unfit(_)), "{refused}");
        }
        assert!(matches!(ask("each", Some(1), None), Refused::Unfit(_)));
        for rate in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(ask("open", None, Some(rate)), Refused::Unfit(_)));
        }
    });
    let over: Deed = (800, |reins| {
        assert!(matches!(reins.scale("open", Scale { users: Some(2), rate: None }), Err(Refused::Over(_))));
    });
    let each = Executor::PerVuIterations { vus: 1, iterations: 1, max_duration: ms(1000) };
    let mut open = arrivals(10, 500, 1);
    open.name = "open".into();
    let led = led(vec![constant(1, 1000), scenario("each", each), open], 100, &[refusals, over]).await;
    assert_eq!(led.tallies(), (10, 0, 0));
}
