use rustix::process::Signal;
use serde_json::{Value, json};
use throng_tests::engine::Engine;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

fn request() -> Value {
    json!([{ "op": "request", "path": "/start" }])
}

#[test]
fn passed_is_0() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).set("thresholds", json!({ "http_reqs": ["count == 1"] }));
    let run = journey.engine().run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!(run.summary["thresholds"][0]["verdict"], "passed");
}

#[test]
fn a_failed_threshold_is_99() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).set("thresholds", json!({ "http_reqs": ["count > 1"] }));
    let run = journey.engine().run();
    run.assert_exit(99, "threshold failed", &[99]);
    let verdict = &run.summary["thresholds"][0];
    assert_eq!((verdict["verdict"].as_str(), verdict["observed"].as_f64()), (Some("failed"), Some(1.0)));
}

#[test]
fn a_setup_that_takes_too_long_is_100() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).part("setup", json!([{ "op": "sleep", "ms": 5000 }]));
    let run = journey.set("setup_timeout", json!("300ms")).engine().run();
    run.assert_exit(100, "setup timed out", &[100]);
    assert!(origin.log().requests().is_empty());
}

#[test]
fn a_teardown_that_takes_too_long_is_101() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).part("teardown", json!([{ "op": "sleep", "ms": 5000 }]));
    let run = journey.set("teardown_timeout", json!("300ms")).engine().run();
    run.assert_exit(101, "teardown timed out", &[101]);
}

#[test]
fn a_user_or_a_plan_that_takes_too_long_is_102() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).part("init", json!([{ "op": "sleep", "ms": 5000 }]));
    let journey = journey.part("teardown", json!([{ "op": "request", "path": "/teardown" }]));
    let run = journey.set("setup_timeout", json!("300ms")).engine().run();
    run.assert_exit(102, "timed out", &[102]);
    assert_eq!(run.summary["exit"]["reason"], "user 1 did not start within 300ms (`setup_timeout`)");
    assert_eq!(origin.log().paths().into_iter().collect::<Vec<_>>(), [("/teardown".to_owned(), 1)]);
    let endless = r#"(module (memory (export "memory") 1) (func (export "run") (result i32) i32.const 0)
        (func (export "plan") (result i32) (loop $again (br $again)) i32.const 0))"#;
    let engine = Engine::new("journey = \"endless.wat\"\nsetup_timeout = \"300ms\"\nlimits = { cpu = \"30s\" }\n");
    let run = engine.file("endless.wat", endless).run();
    assert_eq!(run.exit(), 102, "{}", run.text());
    assert!(run.stderr.contains("endless.wat: the journey's plan did not end within 300ms"), "{}", run.stderr);
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
    let run = Engine::bare().args(["demo", "--listen", &origin.address().to_string()]).run_plainly();
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("choose another address with --listen"), "{}", run.stderr);
    assert!(origin.log().requests().is_empty());
}

#[test]
fn an_interrupted_run_is_105() {
    let origin = Origin::plain();
    let again = json!({ "op": "when", "iter": 1, "steps": [{ "op": "request", "path": "/again" }] });
    let steps = json!([{ "op": "request", "path": "/start" }, again, { "op": "sleep", "ms": 100 }]);
    let journey =
        Journey::new(&origin, steps).scenario(json!({ "executor": "constant-vus", "vus": 2, "duration": "20s" }));
    let journey = journey.part("teardown", json!([{ "op": "request", "path": "/teardown" }]));
    let run = journey.engine().signal_after(origin.shared_log(), "/again", Signal::INT).run();
    run.assert_exit(105, "interrupted", &[105]);
    assert_eq!(origin.log().paths()["/teardown"], 1);
    assert!(run.iterations("complete") > 0);
}

#[test]
fn a_journey_that_fails_in_setup_or_teardown_is_107() {
    let origin = Origin::plain();
    let throws = json!([{ "op": "throw", "msg": "no luck" }]);
    let run = Journey::new(&origin, request()).part("setup", throws.clone()).engine().run();
    run.assert_exit(107, "journey error", &[107]);
    assert!(run.stderr.contains("no luck"), "{}", run.stderr);
    assert!(origin.log().requests().is_empty());
    let run = Journey::new(&origin, request()).part("teardown", throws).engine().run();
    run.assert_exit(107, "journey error", &[107]);
    assert_eq!(origin.log().requests().len(), 1);
}

#[test]
fn a_run_that_its_journey_aborts_is_108() {
    let origin = Origin::plain();
    let run = Journey::new(&origin, json!([{ "op": "abort", "msg": "the shop is closed" }])).engine().run();
    run.assert_exit(108, "aborted by the journey", &[108]);
    assert_eq!(run.summary["exit"]["reason"], "the shop is closed");
    assert!(run.text().contains("the shop is closed"), "{}", run.text());
}

#[test]
fn a_run_that_its_journey_marks_as_failed_is_110() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "mark_failed", "msg": "no order was paid" }, { "op": "request", "path": "/start" }]);
    let run = Journey::new(&origin, steps).users(1, 3).engine().run();
    run.assert_exit(110, "marked as failed", &[110]);
    assert_eq!((run.iterations("complete"), origin.log().requests().len()), (3, 3));
    assert!(run.text().contains("no order was paid"), "{}", run.text());
}

#[test]
fn what_was_not_measured_is_111() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, request()).set("thresholds", json!({ "wait": ["p(95) < 1s"] }));
    let run = journey.set("metrics", json!({ "wait": { "kind": "trend", "unit": "ms" } })).engine().run();
    run.assert_exit(111, "not measured", &[111]);
    assert_eq!(run.summary["thresholds"][0]["verdict"], "not measured");
}

/// The run has ended and its numbers are there; they could not be kept.
#[test]
fn a_summary_that_cannot_be_written_at_the_end_is_115() {
    let origin = Origin::plain();
    let full = ["--summary", "json=/dev/full"];
    let run = Journey::new(&origin, request()).engine().args(full).run();
    assert_eq!(run.exit(), 115, "{}", run.text());
    let line = "results incomplete: the summary cannot be written to /dev/full: ";
    assert!(run.stdout.contains(line) && run.stdout.contains("(exit code 115)"), "{}", run.stdout);
    // The other summary is whole, and the report shows what was measured.
    assert_eq!((run.count("http_reqs"), origin.log().requests().len()), (1, 1));
    let journey = Journey::new(&origin, request()).set("thresholds", json!({ "http_reqs": ["count > 1"] }));
    let run = journey.engine().args(full).run();
    assert_eq!(run.exit(), 99, "{}", run.text());
    assert!(run.stderr.contains("throng: the summary cannot be written to /dev/full: "), "{}", run.stderr);
}

#[test]
fn of_several_the_gravest_is_given_and_all_are_listed() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, json!([{ "op": "request" }, { "op": "abort", "msg": "enough" }]));
    let run = journey.set("thresholds", json!({ "http_reqs": ["count > 5"] })).engine().run();
    run.assert_exit(108, "aborted by the journey", &[108, 99]);
}
