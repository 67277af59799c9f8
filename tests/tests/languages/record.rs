//! What a run of the conformance journey left behind, in parts that stand for what an SDK can do.

use serde_json::{Map, Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::root;
use throng_tests::origin::{Origin, Seen};

/// Takes one part of a run.
type Take = fn(&Run, &[Seen]) -> Value;

/// The parts, as (name in the table, what it says).
pub(super) const PARTS: [(&str, Take); 8] = [
    ("requests", requests),
    ("checks", checks),
    ("metrics", metrics),
    ("tags, steps", tagged),
    ("log", log),
    ("error, trap", failures),
    ("stages", stages),
    ("plan", plan),
];

/// Runs this component (or text) under the conformance plan, and takes the parts.
pub(super) fn record(name: &str, journey: &[u8]) -> Map<String, Value> {
    let origin = Origin::plain();
    let file = |name: &str| std::fs::read_to_string(root().join("tests/guests/conformance").join(name)).unwrap();
    let plan = file("throng.toml").replace("journey.wasm", name);
    let engine = Engine::new(&plan).file("users.csv", file("users.csv")).file("note.txt", file("note.txt"));
    let target = origin.url();
    let engine = engine.file(name, journey).args(["--target", &target]).env("CONFORMANCE_KEY", "a-key");
    // Compiling JavaScript or Python takes long where the cache does not know it.
    let run = engine.limit(std::time::Duration::from_secs(240)).run();
    assert_eq!(run.exit(), 0, "{name}: {}", run.text());
    let seen = origin.log().requests();
    PARTS.iter().map(|(part, take)| ((*part).to_owned(), take(&run, &seen))).collect()
}

/// All requests as text, sorted and counted: two users run side by side.
fn requests(_: &Run, seen: &[Seen]) -> Value {
    let mut lines: Vec<String> = seen
        .iter()
        .map(|seen| {
            let mut headers: Vec<String> = seen
                .headers
                .iter()
                .filter(|(name, _)| *name != "host")
                .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
                .collect();
            headers.sort();
            let body = String::from_utf8_lossy(&seen.body);
            format!("{} {}?{} [{}] {body}", seen.method, seen.path, seen.query, headers.join(", "))
        })
        .collect();
    lines.sort();
    let same = |a: &String, b: &String| a == b;
    lines.chunk_by(same).map(|chunk| format!("{} x {}", chunk.len(), chunk[0])).collect()
}

fn checks(run: &Run, _: &[Seen]) -> Value {
    run.summary["checks"].clone()
}

fn metrics(run: &Run, _: &[Seen]) -> Value {
    let values = |name: &str| {
        let mut values = run.values(name).clone();
        // A counter's rate is of the time that the run took.
        if name == "labels" || name == "seen" {
            values["rate"].take();
        }
        json!({ name: values })
    };
    ["price", "labels", "seen", "stock", "refused"].map(values).to_vec().into()
}

/// Series that a threshold names.
fn tagged(run: &Run, _: &[Seen]) -> Value {
    let names = ["seen{shelf:lamps}", "checks{how:card}", "http_reqs{kind:auth}", "http_reqs{group:::order::pay}"];
    names
        .map(|name| json!({ name: run.values(name)["count"].clone(), "passes": run.values(name)["passes"] }))
        .to_vec()
        .into()
}

/// What the journey logged; a host's warning about it is not its own.
fn log(run: &Run, _: &[Seen]) -> Value {
    let mut lines: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("info")).collect();
    lines.sort_unstable();
    json!(lines)
}

/// The first line of each failure of the journey: below it stands a backtrace of its own language.
fn failures(run: &Run, _: &[Seen]) -> Value {
    let all = run.summary["failures"]["journey"].as_array().cloned().unwrap_or_default();
    let first = |message: &Value| {
        let line = message.as_str().unwrap_or_default().lines().next().unwrap_or_default();
        // Which of the two users was first is chance.
        line.replace("vu 1 ", "").replace("vu 2 ", "")
    };
    let mut all: Vec<Value> = all.iter().map(|f| json!([f["cause"], f["count"], first(&f["message"])])).collect();
    all.sort_by_key(Value::to_string);
    json!([all, run.iterations("complete"), run.iterations("failed"), run.summary["failures"]["requests"]])
}

/// `setup` and `teardown` once, `start` once an instance, `stop` once a user.
fn stages(_: &Run, seen: &[Seen]) -> Value {
    let count = |method: &str, path: &str| seen.iter().filter(|s| s.method == method && s.path == path).count();
    json!([count("GET", "/config"), count("POST", "/login"), count("POST", "/logout"), count("DELETE", "/config")])
}

/// The journey's own threshold.
fn plan(run: &Run, _: &[Seen]) -> Value {
    let judged = run.summary["thresholds"].as_array().cloned().unwrap_or_default();
    judged.iter().map(|t| json!([t["metric"], t["expression"], t["verdict"]])).collect()
}
