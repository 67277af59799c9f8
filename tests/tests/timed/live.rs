//! What leading a run does at the origin.

use std::time::Duration;

use serde_json::json;
use throng::clock;
use throng_tests::journey::Journey;
use throng_tests::led::Led;
use throng_tests::origin::Origin;
use throng_tests::patience::timed;

/// How soon a change is to be seen.
const SOON: Duration = Duration::from_secs(2);

fn journey(origin: &Origin, scenario: serde_json::Value) -> Journey {
    let steps = json!([{ "op": "request", "path": "/x" }, { "op": "sleep", "ms": 100 }]);
    Journey::new(origin, steps).scenario(scenario)
}

#[test]
fn users_asked_for_are_connections_at_the_origin() {
    timed(scaled);
}

#[test]
fn a_pause_is_no_request_and_no_time() {
    timed(|| paused(&json!({ "executor": "constant-vus", "vus": 10, "duration": "4s" })));
    timed(|| {
        paused(&json!({ "executor": "constant-arrival-rate", "rate": 100, "duration": "4s", "pre_allocated_vus": 30 }))
    });
}

/// What was seen, where it is not what is wanted.
fn same<T: PartialEq + std::fmt::Debug>(seen: T, wanted: T) -> Result<(), String> {
    if seen == wanted { Ok(()) } else { Err(format!("{seen:?} instead of {wanted:?}")) }
}

fn scaled() -> Result<(), String> {
    let origin = Origin::plain();
    let led =
        Led::start(journey(&origin, json!({ "executor": "constant-vus", "vus": 10, "duration": "60s" })).engine());
    for users in [10, 50, 5] {
        led.order(&["scale", "--users", &users.to_string()]);
        let asked = clock::now();
        while origin.log().open_now() != users {
            if clock::now() - asked > SOON {
                return Err(format!("{} connections instead of {users}", origin.log().open_now()));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        // They are those that work.
        let from = origin.log().now();
        std::thread::sleep(Duration::from_millis(400));
        let requests = origin.log().requests().into_iter().filter(|seen| seen.at >= from);
        let working: std::collections::BTreeSet<usize> = requests.map(|seen| seen.connection).collect();
        same((working.len(), origin.log().open_now()), (users, users))?;
    }
    led.order(&["stop"]);
    let run = led.end();
    run.assert_exit(0, "passed", &[]);
    same((run.iterations("interrupted"), run.count("http_reqs")), (0, origin.log().requests().len() as u64))
}

fn paused(scenario: &serde_json::Value) -> Result<(), String> {
    let origin = Origin::plain();
    // 10 users with 100 ms each, or 100 arrivals a second, over 4 s; over 7 s it would be less than 60.
    let thresholds = json!({ "http_reqs": ["rate > 70"], "iteration_duration": ["max < 1500ms"] });
    let led = Led::start(journey(&origin, scenario.clone()).set("thresholds", thresholds).engine());
    led.order(&["pause"]);
    std::thread::sleep(Duration::from_millis(200));
    let before = origin.log().requests().len();
    std::thread::sleep(Duration::from_secs(3));
    let after = origin.log().requests().len();
    led.order(&["resume"]);
    let run = led.end();
    same(after, before)?;
    let verdicts = run.summary["thresholds"].as_array().into_iter().flatten().map(|row| &row["verdict"]);
    same(verdicts.collect::<Vec<_>>(), vec![&json!("passed"), &json!("passed")]).map_err(|_| run.text())?;
    same(run.wall > Duration::from_secs(7), true)?;
    let window = run.summary["duration_ms"].as_f64().unwrap_or_default();
    same((3_950.0..4_700.0).contains(&window), true).map_err(|_| format!("{window} ms"))?;
    same(run.count("http_reqs"), origin.log().requests().len() as u64)?;
    same(run.iterations("dropped"), 0)
}
