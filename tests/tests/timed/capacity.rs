use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;
use throng_tests::patience::timed;

fn arrivals(rate: u32, users: u32) -> Value {
    json!({ "executor": "constant-arrival-rate", "rate": rate, "duration": "5s", "pre_allocated_vus": users, "graceful_stop": "2s" })
}

/// `throng capacity` with this plan.
fn search(journey: &Journey, arguments: &str) -> Run {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let plan = folder.path().join("throng.toml");
    std::fs::write(&plan, journey.toml()).expect("the folder is ours");
    let engine = throng_tests::engine::Engine::bare().arg("capacity").arg(plan.display().to_string());
    engine.arg("--no-results").args(arguments.split(' ')).limit(std::time::Duration::from_secs(150)).run()
}

/// Ten workers of 100 ms each are 100 requests a second.
#[test]
fn the_capacity_of_a_pool_of_workers_is_found() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "request", "path": "/pool?workers=10&ms=100", "name": "pool" }]);
    let journey = Journey::new(&origin, steps).scenario(arrivals(40, 12));
    let journey = journey
        .set("thresholds", json!({ "http_req_duration": ["p(95) < 200ms"], "http_req_failed": ["rate < 0.01"] }));
    let journey = journey.set("cost", json!({ "instance_hour": 3.6, "instances": 2, "currency": "EUR" }));
    let run = search(&journey, "--trials 8 --trial 2s --settle 1s --recovery 1s --wanted 80");
    let found = &run.summary["capacity"];
    assert_eq!(run.exit(), 0, "{}", run.text());
    let number = |key: &str| found[key].as_f64().unwrap_or_else(|| panic!("{key}: {found}"));
    assert!((number("level") / 100.0 - 1.0).abs() < 0.06, "{}", run.text());
    assert!(number("low") <= number("level") && number("level") <= number("high"), "{found}");
    assert!((number("headroom") - (number("level") / 80.0 - 1.0)).abs() < 1e-9, "{found}");
    assert!(
        number("recovery_s") >= 0.0 && number("safe") < found["breaking"]["level"].as_f64().unwrap_or(0.0),
        "{found}"
    );
    // 7.2 an hour is 0.002 a second, in which there is one request an iteration.
    let cost = found["cost"]["per_1000_requests"].as_f64().unwrap_or(0.0);
    assert!((cost / (2.0 / number("level")) - 1.0).abs() < 0.05, "{found}");
    let trials = found["trials"].as_array().map_or(&[][..], Vec::as_slice);
    assert!(trials.len() <= 8, "{found}");
    for trial in trials {
        let (level, held) = (trial["level"].as_f64().unwrap_or(0.0), trial["held"].as_bool().unwrap_or_default());
        assert!(held == (level < 100.0) || (level / 100.0 - 1.0).abs() < 0.06, "{trial}");
        let done = trial["achieved"].as_f64().unwrap_or(0.0);
        assert!((done / level.min(100.0) - 1.0).abs() < 0.06, "{trial}");
    }
    for said in ["iterations/s hold (95 % between ", "over the wanted 80 iterations/s", " EUR per 1,000 requests"] {
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
    }
}

/// Ten workers of 100 ms each answer 20 users in 200 ms.
#[test]
fn the_most_users_of_a_pool_of_workers_are_found() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "request", "path": "/pool?workers=10&ms=100", "name": "pool" }]);
    let scenario = json!({ "executor": "constant-vus", "vus": 8, "duration": "5s", "graceful_stop": "2s" });
    let journey = Journey::new(&origin, steps).scenario(scenario);
    let journey = journey.set("thresholds", json!({ "http_req_duration": ["med < 205ms"] }));
    timed(|| {
        let run = search(&journey, "--trials 8 --trial 2s --settle 1s --recovery 1s");
        let level = run.summary["capacity"]["level"].as_f64().unwrap_or(f64::NAN);
        // Users are whole.
        let found = run.exit() == 0 && (18.0..=21.0).contains(&level) && level.fract() == 0.0;
        if found && run.stdout.contains(" users hold") { Ok(()) } else { Err(run.text()) }
    });
}

/// 4,000 arrivals a second of 5 ms of CPU each are more than any machine of ours can do.
#[test]
fn an_overloaded_generator_finds_no_capacity() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, json!([{ "op": "burn" }, { "op": "request", "path": "/start" }]));
    let journey = journey.scenario(arrivals(4000, 200)).set("thresholds", json!({ "http_reqs": ["rate > 1"] }));
    let run = search(&journey, "--trials 4 --trial 5s --settle 1s");
    run.assert_exit(112, "generator overloaded", &[112]);
    assert_eq!(
        (&run.summary["capacity"]["level"], run.summary["capacity"]["trials"].as_array().map(Vec::len)),
        (&Value::Null, Some(1))
    );
    assert!(run.stdout.contains("capacity    not found"), "{}", run.stdout);
}

#[test]
fn what_cannot_be_searched_is_told_before_any_request() {
    let origin = Origin::plain();
    let plain = || Journey::new(&origin, json!([{ "op": "request", "path": "/start" }])).scenario(arrivals(10, 2));
    let judged = || plain().set("thresholds", json!({ "http_req_duration": ["p(95) < 1s"] }));
    let once = json!({ "executor": "per-vu-iterations" });
    let cases = [
        (plain(), "--trials 4", "the plan has no thresholds"),
        (judged(), "--scenario nobody", "--scenario nobody: the plan has no scenario of this name"),
        (judged().scenario(once), "--trials 4", "no scenario of the plan has a level to search"),
        (
            judged().set("scenarios", json!({ "a": arrivals(1, 1), "b": arrivals(1, 1) })),
            "--trials 4",
            "name one, as in --scenario NAME",
        ),
        (judged(), "--start 0", "--start, --most and --wanted must be more than zero"),
        (judged(), "--repeat 2", "--repeat says nothing to a search for a capacity"),
    ];
    for (journey, arguments, told) in cases {
        let run = search(&journey, arguments);
        assert!(run.exit() == 104 && run.stderr.contains(told), "{told}: {}", run.text());
    }
    assert!(origin.log().requests().is_empty());
}
