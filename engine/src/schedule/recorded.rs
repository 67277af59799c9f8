//! The recorded runs (`tests/vectors`) whose journeys only wait, run under the paused clock.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Outcome;
use super::actor::{Start, Troupe};
use super::fixture::{ms, plan, run, scenario_of, vectors};
use crate::clock::{Duration, Instant};
use crate::plan::Plan;
use crate::stop::Stop;

/// What is done otherwise than in k6, with the reason; these vectors are checked for what we do instead.
const OTHERWISE: [(&str, &str); 1] =
    [("st-minit-g0", "an iteration that is done counts as complete though its padding is cut off")];

/// Steps that need a server or its answer.
fn only_waits(steps: &Value) -> bool {
    steps.as_array().into_iter().flatten().all(|step| match step["op"].as_str() {
        Some("sleep" | "throw") => true,
        Some("request") => step["path"].as_str().is_some_and(|path| !path.contains('?')),
        Some("when") => step["vu"].is_number() && only_waits(&step["steps"]),
        _ => false,
    })
}

fn fits(vector: &Value) -> bool {
    let plan = &vector["plan"];
    let known = |key: &String| matches!(key.as_str(), "min_iteration_ms" | "tags");
    let options = plan["options"].as_object().is_none_or(|options| options.keys().all(known));
    vector["kind"] == "run"
        && vector["expect"]["exit"] == 0
        && options
        && plan["setup"].is_null()
        && plan["teardown"].is_null()
        && plan["scenarios"].as_object().is_some_and(|scenarios| !scenarios.is_empty())
        && plan["functions"].as_object().unwrap().values().all(only_waits)
}

fn read(vector: &Value) -> (Plan, Troupe) {
    let scenarios = vector["plan"]["scenarios"].as_object().unwrap();
    let mut read = plan(scenarios.iter().map(|(name, json)| scenario_of(name, json)).collect());
    let least = vector["plan"]["options"]["min_iteration_ms"].as_u64();
    read.min_iteration = ms(least.unwrap_or(0));
    let functions = &vector["plan"]["functions"];
    let steps: Vec<Vec<Value>> = scenarios
        .values()
        .map(|json| functions[json["exec"].as_str().unwrap_or("default")].as_array().unwrap().clone())
        .collect();
    let mut troupe = Troupe::new(move |tick| steps[tick.scenario].clone());
    troupe.making = ms(vector["plan"]["vu_init_ms"].as_u64().unwrap_or(0));
    (read, troupe)
}

struct Ran<'a> {
    id: &'a str,
    expect: &'a Value,
    outcome: Outcome,
    starts: Vec<Start>,
    zero: Instant,
    took: Duration,
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().map(|number| number.as_f64().unwrap()).collect()
}

/// A number, or [least, most].
fn within(found: f64, expected: &Value, slack: f64) -> bool {
    match expected.as_array() {
        Some(_) => (numbers(expected)[0] - slack..=numbers(expected)[1] + slack).contains(&found),
        None => expected.as_f64().is_none_or(|expected| (found - expected).abs() <= slack),
    }
}

impl Ran<'_> {
    fn offsets(&self) -> Vec<f64> {
        let mut offsets: Vec<f64> = self.starts.iter().map(|start| self.offset(start.at)).collect();
        offsets.sort_by(f64::total_cmp);
        offsets
    }

    fn offset(&self, at: Instant) -> f64 {
        at.duration_since(self.zero).as_secs_f64() * 1e3
    }

    /// Starts are up to 1 ms late here: the paused clock moves in whole milliseconds.
    fn near(&self, what: &str, found: &[f64], expected: &Value) {
        let expected = numbers(expected);
        let same =
            found.len() == expected.len() && found.iter().zip(&expected).all(|(a, b)| (-0.1..=2.0).contains(&(a - b)));
        assert!(same, "{}: {what}: {found:?} instead of {expected:?}", self.id);
    }

    fn of_users(&self, pick: fn(&[f64]) -> f64) -> Vec<f64> {
        let mut users: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        for start in &self.starts {
            users.entry(start.user).or_default().push(self.offset(start.at));
        }
        let mut picked: Vec<f64> = users.values().map(|starts| pick(starts)).collect();
        picked.sort_by(f64::total_cmp);
        picked
    }

    fn check_counts(&self) {
        let sum = |pick: fn(&super::Counts) -> u64| self.outcome.scenarios.iter().map(pick).sum::<u64>() as f64;
        let (complete, interrupted) = (sum(|counts| counts.complete), sum(|counts| counts.interrupted));
        if OTHERWISE.iter().any(|(id, _)| *id == self.id) {
            assert_eq!((complete, interrupted), (2.0, 0.0), "{}", self.id);
        } else {
            assert!(within(complete, &self.expect["complete"], 0.0), "{}: {complete} complete", self.id);
            assert!(within(interrupted, &self.expect["interrupted"], 0.0), "{}: {interrupted} interrupted", self.id);
        }
        assert_eq!(self.starts.len() as f64, complete + interrupted, "{}", self.id);
        let dropped = sum(|counts| counts.dropped);
        let absent = self.expect["absent"].as_array().into_iter().flatten().any(|name| name == "dropped_iterations");
        let expected = if absent { &Value::from(0) } else { &self.expect["sum"]["dropped_iterations"] };
        assert!(within(dropped, expected, 0.0), "{}: {dropped} dropped instead of {expected}", self.id);
    }

    fn check_starts(&self) {
        let expect = self.expect;
        if expect["starts"].is_object() {
            self.near("starts", &self.offsets(), &expect["starts"]["ms"]);
        }
        if let Some(lists) = expect["starts_any"].as_array() {
            self.near("starts", &self.offsets(), &lists[0]);
        }
        if expect["vu_first"].is_object() {
            self.near("first starts", &self.of_users(|starts| starts[0]), &expect["vu_first"]["ms"]);
        }
        if let Some(least) = expect["starts_min_ms"].as_f64() {
            assert!(self.offsets()[0] >= least, "{}", self.id);
        }
        let last = self.of_users(|starts| starts[starts.len() - 1]);
        let before = expect["vu_last"]["before_ms"].as_f64().unwrap_or(0.0);
        for (found, removed) in last.iter().zip(numbers(&expect["vu_last"]["ms"])) {
            assert!(*found < removed && *found >= removed - before, "{}: {found} before {removed}", self.id);
        }
        for probe in expect["active_probe"].as_array().into_iter().flatten() {
            let probe = numbers(probe);
            let near = |start: &&Start| (self.offset(start.at) - probe[0]).abs() <= 75.0;
            let mut users: Vec<u32> = self.starts.iter().filter(near).map(|start| start.user).collect();
            users.sort_unstable();
            users.dedup();
            assert_eq!(users.len() as f64, probe[1], "{} at {}", self.id, probe[0]);
        }
    }

    fn check_users(&self) {
        let expect = self.expect;
        let mut each = self.of_users(|starts| starts.len() as f64);
        each.sort_by(f64::total_cmp);
        if expect["by_vu_multiset"].is_array() {
            assert_eq!(each, numbers(&expect["by_vu_multiset"]), "{}", self.id);
        }
        if let Some(users) = expect["distinct_vus"].as_u64() {
            assert_eq!(each.len() as u64, users, "{}", self.id);
        }
        for key in ["vusmax_any", "vusmax_last"] {
            if let Some(users) = expect[key].as_u64() {
                assert_eq!(u64::from(self.outcome.users), users, "{}", self.id);
            }
        }
        if expect["iit"].is_array() {
            let numbers: Vec<u64> = self.starts.iter().map(|start| start.iteration).collect();
            assert_eq!(serde_json::json!(numbers), expect["iit"], "{}", self.id);
        }
        for (place, name) in ["a", "b"].iter().enumerate() {
            let expected = &expect["per_scenario_iter"][name];
            if expected.is_object() {
                let mut before: Vec<u64> =
                    self.starts.iter().filter(|start| start.scenario == place).map(|start| start.before).collect();
                before.sort_unstable();
                assert_eq!(serde_json::json!(before), expected["it"], "{}", self.id);
            }
        }
        let seconds = self.took.as_secs_f64();
        assert!(within(seconds, &expect["dur"], 0.01), "{}: took {seconds} s", self.id);
    }
}

async fn check(vector: &Value, shards: usize) {
    let (plan, troupe) = read(vector);
    let id = vector["id"].as_str().unwrap();
    let limit = Duration::from_secs(3600);
    let ran = tokio::time::timeout(limit, run(&plan, &troupe, shards, Stop::default())).await;
    let (outcome, starts, zero) = ran.unwrap_or_else(|_| panic!("{id} does not end"));
    let took = crate::clock::now() - zero;
    let ran = Ran { id, expect: &vector["expect"], outcome, starts, zero, took };
    ran.check_counts();
    ran.check_starts();
    ran.check_users();
    let finished = troupe.finished.lock().unwrap().len();
    assert_eq!(finished, ran.outcome.users as usize, "{id}: users that said goodbye");
}

async fn check_family(family: &str, runs: usize) {
    let fitting: Vec<Value> = vectors(family).into_iter().filter(fits).collect();
    assert_eq!(fitting.len(), runs, "{family}");
    for vector in &fitting {
        for shards in [1, 3] {
            check(vector, shards).await;
        }
    }
}

macro_rules! families {
    ($($name:ident $family:literal $runs:literal)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            check_family($family, $runs).await;
        }
    )*};
}

families! {
    shared_iterations "shared-iterations" 7
    per_vu_iterations "per-vu-iterations" 6
    constant_vus "constant-vus" 6
    ramping_vus "ramping-vus" 25
    constant_arrival_rate "constant-arrival-rate" 17
    ramping_arrival_rate "ramping-arrival-rate" 18
    scenarios "scenarios" 8
    setup_teardown_limits "setup-teardown-limits" 4
}
