use std::io::Write;

use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::{Origin, Seen};

use throng_tests::patience::timed;
use throng_tests::{number, percentile};

use crate::overload::says_so;

/// Which of 50 users is the hostile one.
const WHO: u32 = 7;

/// 50 users for three seconds; one of them does this in its second iteration. The iterations of a user start 190 ms
/// apart: the sixteenth, the last, has 150 ms to be late in, so that only what holds the others up changes their counts.
fn run(op: Option<&str>) -> (Run, Vec<Seen>) {
    let origin = Origin::plain();
    let hostile = op.map(|op| json!({ "op": "when", "vu": WHO, "iter": 1, "steps": [{ "op": op }] }));
    let steps: Vec<Value> = std::iter::once(json!({ "op": "request", "path": "/start" })).chain(hostile).collect();
    let journey = Journey::new(&origin, json!(steps)).scenario(json!({
        "executor": "constant-vus", "vus": 50, "duration": "3s", "graceful_stop": "2s", "pause": { "pacing": "190ms" },
    }));
    let run = journey.set("limits", json!({ "cpu": "300ms" })).engine().run();
    (run, origin.log().of("/start"))
}

fn of_others(seen: &[Seen]) -> usize {
    seen.iter().filter(|seen| seen.number("x-vu") != Some(f64::from(WHO))).count()
}

/// The 49 others do what they do without it, the iteration is lost with its cause, and the user goes on.
fn judge(op: &str, cause: &str, renewed: bool, says: &[&str]) {
    timed(|| {
        let calm = of_others(&run(None).1);
        let (run, seen) = run(Some(op));
        assert_eq!(run.exit(), 0, "{}", run.text());
        let listed = &run.summary["failures"]["journey"];
        let row = listed.as_array().into_iter().flatten().find(|row| row["cause"] == cause);
        let Some(row) = row else { return Err(format!("no cause `{cause}`: {listed}\n{}", run.stderr)) };
        let message = row["message"].as_str().unwrap_or_default();
        assert!(says.iter().all(|words| message.contains(words)), "{message}");
        assert_eq!((number(&row["count"]), run.iterations("failed")), (1.0, 1), "{listed}");
        let its: Vec<&Seen> = seen.iter().filter(|seen| seen.number("x-vu") == Some(f64::from(WHO))).collect();
        assert!(its.len() > 2, "user {WHO} did not go on: {} iterations", its.len());
        // The guest counts its iterations in its own memory: a new instance begins at 0.
        let fresh = its.iter().filter(|seen| seen.number("x-vis") == Some(0.0)).count();
        assert_eq!(fresh, if renewed { 2 } else { 1 });
        let others = of_others(&seen);
        let off = (others as f64 - calm as f64).abs() / calm as f64;
        if off <= 0.01 { Ok(()) } else { Err(format!("the others: {others} iterations, {calm} without `{op}`")) }
    });
}

#[test]
fn a_trap() {
    judge("trap", "trap", true, &["trap"]);
}

#[test]
fn an_endless_loop() {
    judge("spin", "cpu", true, &["spin"]);
}

#[test]
fn an_endless_loop_of_host_calls() {
    judge("spin-host", "cpu", true, &["limits.cpu"]);
}

#[test]
fn an_endless_recursion() {
    judge("recurse", "stack", true, &["recurse"]);
}

#[test]
fn all_the_memory() {
    judge("memory", "memory", true, &["memory"]);
}

#[test]
fn a_million_handles() {
    judge("handles", "handles", true, &["handles"]);
}

#[test]
fn an_error() {
    judge("throw", "error", false, &["thrown"]);
}

/// A log that is flooded loses lines, not the iteration.
#[test]
fn a_flooded_log() {
    timed(|| {
        let calm = of_others(&run(None).1);
        let (run, seen) = run(Some("flood"));
        assert_eq!(run.exit(), 0);
        assert!(run.stderr.len() < 2 << 20, "{} bytes of log", run.stderr.len());
        let others = of_others(&seen);
        let off = (others as f64 - calm as f64).abs() / calm as f64;
        if off <= 0.01 { Ok(()) } else { Err(format!("the others: {others} iterations, {calm} without")) }
    });
}

/// One user measures an origin of 20 ms while 49 others burn CPU beside it: its p99 is within 2 ms of what the origin
/// itself took, or the run says that the generator was overloaded. Which of the two is written out.
#[test]
fn busy_neighbours_do_not_distort_what_one_user_measures() {
    timed(|| {
        let origin = Origin::plain();
        let journey = Journey::new(&origin, json!([])).part("exec", json!({ "measure": "measure", "burn": "burn" }));
        let functions = json!({
            "measure": [{ "op": "request", "path": "/slow?ms=20", "name": "measured" }, { "op": "sleep", "ms": 15 }],
            "burn": [{ "op": "burn" }, { "op": "sleep", "ms": 700 }],
        });
        let journey = journey.part("functions", functions).set("shards", json!(1)).set(
            "scenarios",
            json!({
                "measure": { "executor": "constant-vus", "vus": 1, "duration": "6s" },
                "burn": { "executor": "constant-vus", "vus": 49, "duration": "6s" },
            }),
        );
        let run =
            journey.set("thresholds", json!({ "http_req_duration{name:measured}": ["p(99) < 10s"] })).engine().run();
        let took: Vec<f64> = origin.log().took("/slow").iter().map(|took| took.as_secs_f64() * 1e3).collect();
        assert_eq!(run.count("http_req_duration{name:measured}"), took.len() as u64, "{}", run.text());
        let (found, truth) = (run.number("http_req_duration{name:measured}", "p(99)"), percentile(took, 0.99));
        let verdict = verdict(&run, found - truth);
        // Not through `println!`, so that it is shown of a test that passes too.
        let line = format!("neighbours: p(99) {found:.2} ms, the origin's own {truth:.2} ms: {verdict:?}\n");
        std::io::stdout().write_all(line.as_bytes()).map_err(|error| error.to_string())?;
        verdict.map(drop)
    });
}

/// Why the numbers of a run can be used, or that it says itself that they cannot.
fn verdict(run: &Run, off: f64) -> Result<&'static str, String> {
    assert_eq!(run.exit(), 0, "{}", run.text());
    match (off.abs() <= 2.0, says_so(run)) {
        (true, false) => Ok("measured"),
        (true, true) => Ok("measured, and marked as overloaded"),
        (false, true) => Ok("marked as overloaded"),
        (false, false) => Err(format!("p(99) is {off} ms off, and the run does not say so")),
    }
}
