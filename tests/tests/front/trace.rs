use serde_json::{Value, json};
use throng_tests::engine::Engine;
use throng_tests::guest;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// `throng trace` of this plan, which ends with this code.
fn trace(engine: Engine, plan: &str, more: &[&str], code: i32) -> Value {
    let engine = engine.file("throng.toml", plan);
    let plan = engine.path("throng.toml");
    let run = engine.args(["trace", &plan, "-o", "-"]).args(more.iter().copied()).run_plainly();
    assert_eq!(run.exit(), code, "{}", run.text());
    assert!(!run.text().contains("s3cret-value"), "{}", run.text());
    serde_json::from_str(&run.stdout).expect("a HAR file is JSON")
}

#[test]
fn a_trace_is_har_without_secrets() {
    let origin = Origin::plain();
    let steps = json!([
        { "op": "secret", "name": "key", "then": "" },
        { "op": "request", "path": "/status/404?a=b" },
    ]);
    // The schedule of the plan does not count.
    let journey = Journey::new(&origin, steps).users(50, 1000).set("secrets", json!({ "key": { "env": "API_KEY" } }));
    let engine = Engine::bare().env("API_KEY", "s3cret-value");
    let har = trace(engine, &journey.toml(), &["--body-bytes", "10"], 0);
    assert_eq!(origin.log().of("/echo")[0].header("x-key"), "s3cret-value");
    assert_eq!(origin.log().requests().len(), 2);
    let (log, entries) = (&har["log"], &har["log"]["entries"]);
    assert_eq!((&log["version"], &log["pages"][0]["id"]), (&json!("1.2"), &json!("vu 1 main")));
    assert_eq!(entries.as_array().map(Vec::len), Some(2));
    let header = json!({ "name": "x-key", "value": "***" });
    assert!(entries[0]["request"]["headers"].as_array().unwrap().contains(&header), "{}", entries[0]);
    assert_eq!(entries[0]["response"]["content"]["text"].as_str().map(str::len), Some(10));
    let second = &entries[1];
    assert_eq!((&second["pageref"], &second["request"]["method"]), (&json!("vu 1 main"), &json!("GET")));
    assert_eq!(second["request"]["queryString"], json!([{ "name": "a", "value": "b" }]));
    assert_eq!((&second["response"]["status"], &second["response"]["statusText"]), (&json!(404), &json!("Not Found")));
    assert_eq!(second["response"]["content"]["text"], "status");
    assert!(second["time"].as_f64() >= second["timings"]["wait"].as_f64(), "{second}");
}

#[test]
fn a_journey_that_fails_still_has_its_trace() {
    let journey = guest::hosting("ordinary");
    let origin = Origin::plain();
    let plan = format!("journey = {journey:?}\ntarget = \"{}\"\nenv.SEND = \"GET {0}/rst\"", origin.url());
    let har = trace(Engine::bare(), &plan, &["--iterations", "2"], 0);
    let entries = har["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["response"]["status"], 0);
    assert!(entries[0]["comment"].as_str().unwrap().starts_with("reset ("), "{}", entries[0]);

    let journey = Journey::new(&origin, json!([{ "op": "request", "path": "/" }, { "op": "fail", "msg": "no stock" }]));
    let har = trace(Engine::bare(), &journey.toml(), &[], 107);
    assert_eq!(har["log"]["entries"].as_array().map(Vec::len), Some(1));
}
