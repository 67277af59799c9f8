use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// 4,000 arrivals a second of 5 ms of CPU each, which are more than any machine of ours can do, and two requirements.
fn overloaded(expressions: Value) -> Run {
    let origin = Origin::plain();
    let arrivals = json!({ "executor": "constant-arrival-rate", "rate": 4000, "duration": "6s", "pre_allocated_vus": 200, "graceful_stop": "1s" });
    let journey =
        Journey::new(&origin, json!([{ "op": "burn" }, { "op": "request", "path": "/start" }])).scenario(arrivals);
    let run = journey.set("thresholds", expressions).engine().run();
    assert!(says_so(&run), "{}", run.text());
    run
}

/// Whether the summary says that the generator could not keep its schedule.
pub(crate) fn says_so(run: &Run) -> bool {
    let told = ["warnings", "notes"].into_iter().flat_map(|part| run.summary[part].as_array().into_iter().flatten());
    told.filter_map(Value::as_str).any(|text| text.contains("the generator could not keep its schedule"))
}

#[test]
fn an_overloaded_generator_is_112_where_a_verdict_depends_on_it() {
    let run = overloaded(json!({ "http_reqs": ["rate > 1"] }));
    run.assert_exit(112, "generator overloaded", &[112]);
}

#[test]
fn an_overloaded_generator_is_a_note_where_no_verdict_depends_on_it() {
    let run = overloaded(json!({ "http_req_duration": ["p(95) < 10h"], "http_reqs": ["count > 0"] }));
    run.assert_exit(0, "passed", &[]);
}
