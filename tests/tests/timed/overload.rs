use serde_json::json;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

#[test]
fn an_overloaded_generator_is_112() {
    let origin = Origin::plain();
    // 4,000 arrivals a second of 5 ms of CPU each are more than any machine of ours can do.
    let arrivals = json!({ "executor": "constant-arrival-rate", "rate": 4000, "duration": "6s", "pre_allocated_vus": 200, "graceful_stop": "1s" });
    let journey =
        Journey::new(&origin, json!([{ "op": "burn" }, { "op": "request", "path": "/start" }])).scenario(arrivals);
    let run = journey.set("thresholds", json!({ "http_req_duration": ["p(95) < 60s"] })).engine().run();
    run.assert_exit(112, "generator overloaded", &[112]);
}
