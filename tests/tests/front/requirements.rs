use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// Ten users, each of which asks for one path until the run is over.
fn endless(path: &str) -> Value {
    json!([{ "op": "request", "path": path }, { "op": "sleep", "ms": 50 }])
}

/// A run of some requests whose thresholds are requirements, and its page for a browser.
fn required(decision: Value) -> (Run, String) {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().expect("a temporary folder"));
    let steps = json!([{ "op": "request", "path": "/start", "name": "start" }, { "op": "request", "path": "/status/500", "name": "broken" }]);
    let of = |expression: &str, category: &str, title: &str, target: &str, weight: u32| json!({ "threshold": expression, "category": category, "title": title, "target": target, "weight": weight });
    let thresholds = json!({
        "http_req_failed{name:start}": [of("rate == 0", "api", "the start page answers", "always", 3)],
        "http_req_failed{name:broken}": [of("rate == 0", "api", "", "", 1)],
        "http_reqs": [of("count == 20", "volume", "20 requests", "", 2)],
        "http_req_duration{name:never}": [of("p(95) < 1s", "volume", "the search is quick", "under a second", 2)],
        "iterations": ["count == 10"],
    });
    let journey = Journey::new(&origin, steps).users(1, 10).set("thresholds", thresholds);
    let journey = if decision.is_null() { journey } else { journey.set("decision", decision) };
    let run = journey.engine().arg("--results").arg(place.path().display().to_string()).run();
    let folder =
        std::fs::read_dir(place.path()).expect("the place is there").next().expect("a result").expect("its name");
    let page = std::fs::read_to_string(folder.path().join("report.html")).expect("the page");
    (run, page)
}

#[test]
fn requirements_are_reported_by_category_with_score_and_decision() {
    let (run, page) = required(json!({ "score": 0.8, "evidence": 0.5, "must": ["volume"] }));
    assert_eq!(run.exit(), 99, "{}", run.text());
    let found = &run.summary["requirements"];
    let row = |name: &str, status: &str, passed: u32, failed: u32, missing: Value, rate: f64| json!({ "name": name, "status": status, "passed": passed, "failed": failed, "not_measured": missing, "success_rate": rate });
    let want = json!([
        row("", "PASS", 1, 0, json!([]), 1.0),
        row("api", "FAIL", 1, 1, json!([]), 0.5),
        row("volume", "PARTIAL", 1, 0, json!(["the search is quick"]), 1.0),
    ]);
    assert_eq!(found["categories"], want);
    assert_eq!(found["score"], json!({ "value": 6.0 / 7.0, "passed": 6.0, "measured": 7.0, "weight": 9.0 }));
    assert_eq!(found["success_rate"], json!(0.75));
    let decision = json!({ "verdict": "not enough evidence", "reason": "not all of `volume` was measured" });
    assert_eq!(found["decision"], decision);
    let lines: Vec<String> =
        run.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in [
        "metric target actual status evidence",
        "without a category: PASS, 1 of 1 met (100.0%)",
        "iterations count == 10 10 PASS 10 samples",
        "api: FAIL, 1 of 2 met (50.0%)",
        "the start page answers always 0.00% PASS 10 samples",
        "http_req_failed{name:broken} rate == 0 100.00% FAIL 10 samples",
        "volume: PARTIAL, 1 of 1 met (100.0%), not measured: the search is quick",
        "20 requests count == 20 20 PASS 20 samples",
        "the search is quick under a second - NOT MEASURED 0 samples",
        "score 0.857 = 6 / 7 (weight met / weight measured; 2 of 9 not measured)",
        "decision: not enough evidence: not all of `volume` was measured",
    ] {
        assert!(lines.iter().any(|found| found == line), "{line}: {}", run.stdout);
    }
    let failed = "<td>api</td><td><code>http_req_failed{name:broken}</code></td><td><code>rate == 0</code></td><td><span class=\"badge bad\">FAIL</span></td>";
    let score = "Score 0.857 = 6 / 7: weight met by weight measured, of 9 in all.";
    let decision = "Decision: <span class=\"badge doubt\">not enough evidence</span> not all of `volume` was measured";
    for part in [failed, score, decision] {
        assert!(page.contains(part), "{part}: {}", &page[page.find("<h2>").unwrap_or(0)..][..3000]);
    }
}

#[test]
fn a_decision_is_by_the_rule_of_the_plan() {
    let decided = |rule: Value| required(rule).0.summary["requirements"]["decision"]["verdict"].clone();
    assert_eq!(decided(json!({ "score": 0.8, "evidence": 0.7 })), json!("approved"));
    assert_eq!(decided(json!({ "score": 0.8, "evidence": 0.8 })), json!("not enough evidence"));
    assert_eq!(decided(json!({ "score": 0.9, "evidence": 0.7 })), json!("rejected"));
    assert_eq!(decided(json!({ "score": 0.5, "evidence": 0.5, "must": ["api"] })), json!("rejected"));
    assert_eq!(decided(Value::Null), Value::Null);
}

#[test]
fn mistakes_in_requirements_are_told_before_the_run() {
    let origin = Origin::plain();
    let wrong = json!([{ "threshold": "count > 0", "category": 3, "weight": 0, "titel": "x" }]);
    let journey = Journey::new(&origin, endless("/start")).users(1, 1).set("thresholds", json!({ "http_reqs": wrong }));
    let run = journey.set("decision", json!({ "score": 90, "must": ["apis"] })).engine().run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    for told in [
        "must be text in quotes",
        "0 must be more than zero",
        "`titel` is not a setting here",
        "90 is not from 0 to 1",
        "no threshold has the category `apis`",
    ] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    assert!(origin.log().requests().is_empty());
}

#[test]
fn a_run_whose_requests_all_fail_alike_stops_with_a_diagnosis() {
    let origin = Origin::plain();
    let long = json!({ "executor": "constant-vus", "vus": 10, "duration": "40s" });
    let journey = Journey::new(&origin, endless("/status/400")).scenario(long);
    let journey = journey.part("teardown", json!([{ "op": "request", "path": "/teardown" }]));
    let run = journey.engine().run();
    run.assert_exit(107, "journey error", &[107]);
    let reason = run.summary["exit"]["reason"].as_str().unwrap_or_default();
    let all = origin.log().of("/status/400").len();
    assert!((50..800).contains(&all), "{all} requests: {}", run.text());
    assert!(reason.starts_with("100 % of the first ") && reason.contains("failed with status 400"), "{reason}");
    assert!(reason.contains("Is the Host header one that the target knows?"), "{reason}");
    assert_eq!(origin.log().of("/teardown").len(), 1);
}

#[test]
fn what_the_journey_expects_and_what_the_plan_allows_is_not_diagnosed() {
    let origin = Origin::plain();
    let short = json!({ "executor": "constant-vus", "vus": 10, "duration": "2500ms" });
    let run = Journey::new(&origin, endless("/status/400"))
        .scenario(short.clone())
        .set("diagnose", json!(false))
        .engine()
        .run();
    run.assert_exit(0, "passed", &[]);
    // One in two is answered well: the target works.
    let mixed = json!([{ "op": "request", "path": "/status/400" }, { "op": "request", "path": "/start" }, { "op": "sleep", "ms": 50 }]);
    let run = Journey::new(&origin, mixed).scenario(short).engine().run();
    run.assert_exit(0, "passed", &[]);
}

/// It was over before anyone could stop it: then it is a warning.
#[test]
fn a_short_run_whose_requests_all_fail_alike_warns() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "request", "path": "/status/404" }]);
    let run = Journey::new(&origin, steps).users(1, 60).engine().run();
    run.assert_exit(0, "passed", &[]);
    let warnings = run.summary["warnings"].as_array().cloned().unwrap_or_default();
    let told = "100 % of the first 60 requests failed with status 404. Is the path of the target's base URL right?";
    assert!(warnings.iter().filter_map(Value::as_str).any(|warning| warning.starts_with(told)), "{warnings:?}");
}
