use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

fn request() -> Value {
    json!([{ "op": "request", "path": "/start" }])
}

/// The code of the process, the code and name in the summary, and all codes that applied.
fn judge(run: &Run, code: i32, name: &str, all: &[i32]) {
    assert_eq!(run.exit(), code, "{}", run.text());
    let exit = &run.summary["exit"];
    assert_eq!((exit["code"].as_i64(), exit["name"].as_str()), (Some(i64::from(code)), Some(name)), "{exit}");
    let listed: Vec<i64> = exit["all"].as_array().into_iter().flatten().filter_map(code_of).collect();
    assert_eq!(listed, all.iter().map(|code| i64::from(*code)).collect::<Vec<_>>(), "{exit}");
}

fn code_of(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value["code"].as_i64())
}

#[test]
fn passed_is_0() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).set("thresholds", json!({ "http_reqs": ["count == 1"] }));
    let run = journey.engine().run();
    judge(&run, 0, "passed", &[]);
    assert_eq!(run.summary["thresholds"][0]["verdict"], "passed");
}

#[test]
fn a_failed_threshold_is_99() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).set("thresholds", json!({ "http_reqs": ["count > 1"] }));
    let run = journey.engine().run();
    judge(&run, 99, "threshold failed", &[99]);
    let verdict = &run.summary["thresholds"][0];
    assert_eq!((verdict["verdict"].as_str(), verdict["observed"].as_f64()), (Some("failed"), Some(1.0)));
}

#[test]
fn a_setup_that_takes_too_long_is_100() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).part("setup", json!([{ "op": "sleep", "ms": 5000 }]));
    let run = journey.set("setup_timeout", json!("300ms")).engine().run();
    judge(&run, 100, "setup timed out", &[100]);
    assert!(origin.log().requests().is_empty());
}

#[test]
fn a_teardown_that_takes_too_long_is_101() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).part("teardown", json!([{ "op": "sleep", "ms": 5000 }]));
    let run = journey.set("teardown_timeout", json!("300ms")).engine().run();
    judge(&run, 101, "teardown timed out", &[101]);
}

#[test]
fn a_wrong_plan_journey_or_flag_is_104() {
    let origin = Origin::plain();
    let run = Journey::new(&origin, request()).set("scenarois", json!({})).engine().run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("scenarois") && run.stderr.contains("scenarios"), "{}", run.stderr);
    let run = Engine::new("journey = \"broken.wat\"\n").file("broken.wat", "(module (func").run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    let run = Engine::new("journey = \"missing.wasm\"\n").run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    let run = Journey::new(&origin, request()).engine().arg("--no-such-flag").run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(origin.log().requests().is_empty());
}

#[test]
fn an_interrupted_run_is_105() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "request", "path": "/start" }, { "op": "sleep", "ms": 100 }]);
    let journey =
        Journey::new(&origin, steps).scenario(json!({ "executor": "constant-vus", "vus": 2, "duration": "20s" }));
    let journey = journey.part("teardown", json!([{ "op": "request", "path": "/teardown" }]));
    let run = journey.engine().signal(Duration::from_millis(1200), Signal::INT).run();
    judge(&run, 105, "interrupted", &[105]);
    assert_eq!(origin.log().paths()["/teardown"], 1);
    assert!(run.iterations("complete") > 0);
}

#[test]
fn a_journey_that_fails_in_setup_or_teardown_is_107() {
    let origin = Origin::plain();
    let throws = json!([{ "op": "throw", "msg": "no luck" }]);
    let run = Journey::new(&origin, request()).part("setup", throws.clone()).engine().run();
    judge(&run, 107, "journey error", &[107]);
    assert!(run.stderr.contains("no luck"), "{}", run.stderr);
    assert!(origin.log().requests().is_empty());
    let run = Journey::new(&origin, request()).part("teardown", throws).engine().run();
    judge(&run, 107, "journey error", &[107]);
    assert_eq!(origin.log().requests().len(), 1);
}

#[test]
fn a_run_that_its_journey_aborts_is_108() {
    let origin = Origin::plain();
    let run = Journey::new(&origin, json!([{ "op": "abort", "msg": "the shop is closed" }])).engine().run();
    judge(&run, 108, "aborted by the journey", &[108]);
    assert_eq!(run.summary["exit"]["reason"], "the shop is closed");
    assert!(run.text().contains("the shop is closed"), "{}", run.text());
}

#[test]
fn a_run_that_its_journey_marks_as_failed_is_110() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "mark_failed", "msg": "no order was paid" }, { "op": "request", "path": "/start" }]);
    let run = Journey::new(&origin, steps).users(1, 3).engine().run();
    judge(&run, 110, "marked as failed", &[110]);
    assert_eq!((run.iterations("complete"), origin.log().requests().len()), (3, 3));
    assert!(run.text().contains("no order was paid"), "{}", run.text());
}

#[test]
fn what_was_not_measured_is_111() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).set("thresholds", json!({ "wait": ["p(95) < 1s"] }));
    let run = journey.set("metrics", json!({ "wait": { "kind": "trend", "unit": "ms" } })).engine().run();
    judge(&run, 111, "not measured", &[111]);
    assert_eq!(run.summary["thresholds"][0]["verdict"], "not measured");
}

#[test]
fn an_overloaded_generator_is_112() {
    let _alone = super::alone();
    let origin = Origin::plain();
    // 4,000 arrivals a second of 5 ms of CPU each are more than any machine of ours can do.
    let arrivals = json!({ "executor": "constant-arrival-rate", "rate": 4000, "duration": "6s", "pre_allocated_vus": 200, "graceful_stop": "1s" });
    let journey =
        Journey::new(&origin, json!([{ "op": "burn" }, { "op": "request", "path": "/start" }])).scenario(arrivals);
    let run = journey.set("thresholds", json!({ "http_req_duration": ["p(95) < 60s"] })).engine().run();
    judge(&run, 112, "generator overloaded", &[112]);
}

#[test]
fn of_several_the_gravest_is_given_and_all_are_listed() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, json!([{ "op": "request" }, { "op": "abort", "msg": "enough" }]));
    let run = journey.set("thresholds", json!({ "http_reqs": ["count > 5"] })).engine().run();
    judge(&run, 108, "aborted by the journey", &[108, 99]);
}
