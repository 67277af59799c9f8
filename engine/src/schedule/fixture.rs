//! Plans for the tests, from the vectors' JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use tokio::runtime::Handle;

use super::actor::{Start, Troupe};
use super::{Outcome, Parts, Precision, Scheduler, live};
use crate::clock::{self, Duration, Instant};
use crate::plan::{Executor, HttpOptions, Journey, Late, Limits, Plan, Scenario, Segment, Stage, UserLife};
use crate::stop::Stop;

pub(super) fn ms(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// The vectors of a family.
pub(super) fn vectors(family: &str) -> Vec<Value> {
    let text = match family {
        "schedules" => include_str!("../../../tests/vectors/schedules.json"),
        "segments" => include_str!("../../../tests/vectors/segments.json"),
        "constant-vus" => include_str!("../../../tests/vectors/constant-vus.json"),
        "ramping-vus" => include_str!("../../../tests/vectors/ramping-vus.json"),
        "shared-iterations" => include_str!("../../../tests/vectors/shared-iterations.json"),
        "per-vu-iterations" => include_str!("../../../tests/vectors/per-vu-iterations.json"),
        "constant-arrival-rate" => include_str!("../../../tests/vectors/constant-arrival-rate.json"),
        "ramping-arrival-rate" => include_str!("../../../tests/vectors/ramping-arrival-rate.json"),
        "scenarios" => include_str!("../../../tests/vectors/scenarios.json"),
        "setup-teardown-limits" => include_str!("../../../tests/vectors/setup-teardown-limits.json"),
        _ => panic!("no such family: {family}"),
    };
    serde_json::from_str::<Value>(text).unwrap()["vectors"].as_array().unwrap().clone()
}

/// A scenario as the vectors write it, with the defaults that they leave out.
pub(super) fn scenario_of(name: &str, json: &Value) -> Scenario {
    let number = |key: &str, default: u64| json[key].as_u64().unwrap_or(default);
    let users = |key: &str, default: u64| number(key, default) as u32;
    let time = |key: &str, default: u64| ms(number(key, default));
    let stage = |stage: &Value| Stage { duration: ms(stage[0].as_u64().unwrap()), target: stage[1].as_u64().unwrap() };
    let stages = || json["stages"].as_array().unwrap().iter().map(stage).collect();
    let max_duration = time("max_duration_ms", 600_000);
    let (pre_vus, time_unit) = (users("pre_vus", 1), time("time_unit_ms", 1000));
    let max_vus = users("max_vus", pre_vus.into());
    let executor = match json["executor"].as_str().unwrap() {
        "shared-iterations" => {
            Executor::SharedIterations { vus: users("vus", 1), iterations: number("iterations", 1), max_duration }
        }
        "per-vu-iterations" => {
            Executor::PerVuIterations { vus: users("vus", 1), iterations: number("iterations", 1), max_duration }
        }
        "constant-vus" => Executor::ConstantVus { vus: users("vus", 1), duration: time("duration_ms", 0) },
        "ramping-vus" => Executor::RampingVus {
            start_vus: users("start_vus", 1),
            stages: stages(),
            graceful_ramp_down: time("graceful_ramp_down_ms", 30_000),
        },
        "constant-arrival-rate" => {
            let (rate, duration) = (number("rate", 0), time("duration_ms", 0));
            Executor::ConstantArrivalRate { rate, time_unit, duration, pre_vus, max_vus, poisson: false }
        }
        "ramping-arrival-rate" => {
            let start_rate = number("start_rate", 0);
            Executor::RampingArrivalRate { start_rate, time_unit, stages: stages(), pre_vus, max_vus, poisson: false }
        }
        other => panic!("no such executor: {other}"),
    };
    Scenario {
        start_time: time("start_ms", 0),
        graceful_stop: time("graceful_stop_ms", 30_000),
        ..scenario(name, executor)
    }
}

/// A scenario of this executor with the defaults.
pub(super) fn scenario(name: &str, executor: Executor) -> Scenario {
    Scenario {
        name: name.into(),
        executor,
        start_time: Duration::ZERO,
        start_after: None,
        graceful_stop: ms(30_000),
        env: BTreeMap::new(),
        tags: BTreeMap::new(),
        late: Late::Drop,
        pause: None,
        fresh: false,
        user: UserLife::PerVu,
    }
}

/// A plan of these scenarios.
pub(super) fn plan(scenarios: Vec<Scenario>) -> Plan {
    Plan {
        source: Default::default(),
        name: "test".into(),
        journey: Journey::Builtin("test"),
        target: None,
        scenarios,
        thresholds: Vec::new(),
        decision: None,
        diagnose: true,
        outputs: Vec::new(),
        notify: Vec::new(),
        observe: Vec::new(),
        metrics: Vec::new(),
        env: BTreeMap::new(),
        secrets: Vec::new(),
        tags: BTreeMap::new(),
        data: Vec::new(),
        files: BTreeMap::new(),
        plugs: Default::default(),
        inbox: None,
        grpc: Default::default(),
        http: HttpOptions::default(),
        limits: Limits::default(),
        results: Default::default(),
        matrix: None,
        cost: None,
        baseline: None,
        about: BTreeMap::new(),
        seed: 1,
        segment: Segment::default(),
        shards: 1,
        setup_timeout: ms(60_000),
        teardown_timeout: ms(60_000),
        min_iteration: Duration::ZERO,
    }
}

/// Runs a plan on one paused runtime with so many shards; gives the outcome, what the users wrote down, and the start.
pub(super) async fn run(plan: &Plan, troupe: &Troupe, shards: usize, stop: Stop) -> (Outcome, Vec<Start>, Instant) {
    let ready = clock::now() + ms(100);
    let mut scheduler = Scheduler::new(plan, parts(plan, troupe, shards, stop)).unwrap();
    scheduler.initialise().await;
    tokio::time::sleep_until(ready).await;
    troupe.running.store(true, std::sync::atomic::Ordering::Relaxed);
    let zero = clock::now();
    let outcome = scheduler.run().await;
    let mut starts = troupe.diary.lock().unwrap().clone();
    starts.sort_by_key(|start| (start.scenario, start.iteration));
    (outcome, starts, zero)
}

/// So many shards on this runtime.
pub(super) fn parts(plan: &Plan, troupe: &Troupe, shards: usize, stop: Stop) -> Parts<Troupe> {
    let handle = Handle::current();
    Parts {
        users: Arc::new(troupe.clone()),
        shards: vec![handle.clone(); shards],
        recorders: (0..shards).map(|_| troupe.registry.recorder()).collect(),
        pacer: handle,
        pacer_recorder: troupe.registry.recorder(),
        precision: Precision::Runtime,
        live: live(plan),
        stop,
    }
}
