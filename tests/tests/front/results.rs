//! The folder that a run leaves: whole after a run, whole up to the last second after a kill, exact when merged.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::serialization::Deserializer;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};
use rustix::process::Signal;
use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// The folders of results in a place, by name; one that is hidden was not finished.
fn folders(place: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(place) else { return Vec::new() };
    let shown = |path: &PathBuf| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.expect("the folder is ours").path()).filter(shown).collect();
    all.sort();
    all
}

fn result(folder: &Path) -> Value {
    let text = std::fs::read(folder.join("result.json")).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    serde_json::from_slice(&text).expect("what a run leaves is whole")
}

fn count(result: &Value, metric: &str) -> u64 {
    result["summary"]["metrics"][metric]["values"]["count"].as_f64().unwrap_or_default() as u64
}

fn sum(result: &Value, field: &str) -> u64 {
    result["seconds"]
        .as_array()
        .expect("what a run leaves is whole")
        .iter()
        .map(|second| second[field].as_u64().expect("what a run leaves is whole"))
        .sum()
}

/// Values in the interval log by tag; the empty tag is all requests'.
fn logged(folder: &Path, tag: &str) -> u64 {
    // A kill in the first moment leaves none.
    let text = std::fs::read(folder.join("histograms.hlog")).unwrap_or_default();
    let mut values = 0;
    for entry in IntervalLogIterator::new(&text) {
        let LogEntry::Interval(line) = entry.expect("what a run leaves is whole") else { continue };
        let bytes = STANDARD.decode(line.encoded_histogram()).expect("what a run leaves is whole");
        let all: hdrhistogram::Histogram<u64> =
            Deserializer::new().deserialize(&mut bytes.as_slice()).expect("what a run leaves is whole");
        values += if line.tag().map_or("", |tag| tag.as_str()) == tag { all.len() } else { 0 };
    }
    values
}

fn report(arguments: &[&str]) -> Run {
    Engine::bare().arg("report").args(arguments.iter().copied()).run_plainly()
}

fn paced(origin: &Origin, rate: u32, seconds: u32) -> Journey {
    let scenario = json!({ "executor": "constant-arrival-rate", "rate": rate, "pre_allocated_vus": 5, "late": "queue", "duration": format!("{seconds}s") });
    Journey::new(origin, json!([{ "op": "request", "path": "/x", "name": "x" }])).scenario(scenario)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

#[test]
fn a_run_leaves_its_result() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let journey = paced(&origin, 20, 2).set("name", json!("my shop/1"));
    let journey = journey.set("thresholds", json!({ "http_req_failed": ["rate < 0.01"], "checks": ["rate > 0.5"] }));
    let run = journey.engine().args(["--results", text(place.path())]).run();
    run.assert_exit(111, "not measured", &[111]);
    let all = folders(place.path());
    assert_eq!(all.len(), 1);
    let name = all[0].file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("my-shop-1-20") && name.len() == "my-shop-1-20261121-184730".len(), "{name}");
    assert!(run.stdout.contains(&format!("  result      {}", all[0].display())), "{}", run.stdout);
    let result = result(&all[0]);
    assert_eq!(result["summary"], run.summary);
    assert_eq!((result["schema"].as_u64(), result["run"]["schema"].as_u64()), (Some(1), Some(1)));
    let module = &result["run"]["modules"][0];
    assert!(module["name"].as_str().unwrap().ends_with("vector.wasm"), "{module}");
    let bytes = std::fs::read(module["name"].as_str().unwrap()).unwrap();
    assert_eq!(module["bytes"].as_u64(), Some(bytes.len() as u64));
    let requests = origin.log().requests().len() as u64;
    assert_eq!((sum(&result, "requests"), sum(&result, "iterations")), (requests, 40));
    assert_eq!(logged(&all[0], ""), requests);
    let junit = std::fs::read_to_string(all[0].join("junit.xml")).unwrap();
    assert!(junit.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""), "{junit}");
    // What is made of it again is the same.
    let before = std::fs::read(all[0].join("result.json")).unwrap();
    std::fs::remove_file(all[0].join("junit.xml")).unwrap();
    assert_eq!(report(&[text(&all[0])]).exit(), 111);
    assert!(std::fs::read(all[0].join("result.json")).unwrap() == before, "the result was written again");
    assert_eq!(std::fs::read_to_string(all[0].join("junit.xml")).unwrap(), junit);
}

#[test]
fn where_results_go_is_said_by_the_plan_and_by_flags() {
    let origin = Origin::plain();
    let plan = || {
        Journey::new(&origin, json!([])).set("name", json!("a")).set("results", json!({ "folder": "kept", "keep": 2 }))
    };
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("throng.toml"), plan().toml()).unwrap();
    let run = |arguments: &[&str]| {
        let engine = Engine::bare().inside(place.path()).args(["run", "throng.toml"]).args(arguments.iter().copied());
        assert_eq!(engine.run_plainly().exit(), 0);
    };
    run(&["--no-results"]);
    assert_eq!(folders(&place.path().join("kept")).len(), 0);
    (0..3).for_each(|_| run(&[]));
    assert_eq!(folders(&place.path().join("kept")).len(), 2);
    run(&["--results", "elsewhere"]);
    assert_eq!(folders(&place.path().join("elsewhere")).len(), 1);
    // A mistake leaves nothing behind, and a place that cannot be is one when it was asked for.
    let engine = plan().set("thresholds", json!({ "nothing": ["count > 1"] })).engine();
    assert_eq!(engine.args(["--results", text(&place.path().join("none"))]).run().exit(), 104);
    assert_eq!(folders(&place.path().join("none")).len(), 0);
    let engine = plan().engine().args(["--results", text(&place.path().join("throng.toml"))]);
    let run = engine.run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("results.folder: no folder can be made in "), "{}", run.stderr);
}

/// What is there after a kill opens, and lacks the last second at most.
fn kill(at: Duration) {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().expect("a temporary folder"));
    let engine = paced(&origin, 100, 20).engine().args(["--results", text(place.path())]);
    let run = engine.signal(at, Signal::KILL).run();
    assert_eq!(run.code, None, "{}", run.text());
    let seen: Vec<Duration> = origin.log().requests().iter().map(|request| request.at).collect();
    let Some(folder) = folders(place.path()).pop() else {
        return assert_eq!(seen.len(), 0, "requests without a folder");
    };
    let run = report(&[text(&folder)]);
    assert_eq!(run.exit(), 105, "{at:?}: {}", run.text());
    let result = result(&folder);
    let measured = count(&result, "http_reqs");
    // A tenth of a second and more for the writing itself, on a machine that does ten of these at once.
    let slack = Duration::from_millis(700);
    let last = seen.last().copied().unwrap_or_default();
    let sure = seen.iter().filter(|at| **at + Duration::from_secs(1) + slack < last).count() as u64;
    assert!(sure <= measured && measured <= seen.len() as u64, "{at:?}: {sure} <= {measured} <= {}", seen.len());
    assert_eq!((sum(&result, "requests"), logged(&folder, "")), (measured, measured), "{at:?}");
    assert_eq!(logged(&folder, "http_req_duration;scenario=main;method=GET;name=x;expected_response=true"), measured);
}

/// So many kills, ten at a time, spread over the first seconds by a rule that hits every part of a second.
fn kills(count: u64) {
    let moments: Vec<u64> = (0..count).map(|i| 50 + i * 3_571 % 4_000).collect();
    for ten in moments.chunks(10) {
        std::thread::scope(|scope| {
            ten.iter().for_each(|at| drop(scope.spawn(|| kill(Duration::from_millis(*at)))));
        });
    }
}

#[test]
fn a_kill_at_any_moment_loses_the_last_second_at_most() {
    kills(10);
}

#[test]
#[ignore = "minutes: `cargo xtask full` runs it"]
fn two_hundred_kills() {
    kills(200);
}

#[test]
fn the_results_of_several_processes_are_merged_exactly() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let plan =
        paced(&origin, 100, 2).set("name", json!("parts")).set("thresholds", json!({ "http_reqs": ["count == 200"] }));
    let run = |segment: &str| plan.engine().args(["--segment", segment, "--results", text(place.path())]).run();
    let parts = ["0:1/4", "1/4:1"].map(run);
    let all = folders(place.path());
    let merged = place.path().join("merged");
    let run = report(&[text(&all[0]), text(&all[1]), "--merge", "-o", text(&merged)]);
    assert_eq!(run.exit(), 0, "{}", run.text());
    let whole = result(&merged);
    let of = |part: &Run, statistic| part.number("http_req_duration", statistic);
    let counts = parts.each_ref().map(|part| part.count("http_reqs"));
    assert!(counts[0] > 0 && counts[0] < counts[1] && counts[0] + counts[1] == 200, "{counts:?}");
    assert_eq!(count(&whole, "http_reqs"), 200);
    let values = &whole["summary"]["metrics"]["http_req_duration"]["values"];
    assert_eq!(values["max"].as_f64(), Some(of(&parts[0], "max").max(of(&parts[1], "max"))));
    let [few, many] = counts.map(|count| count as f64);
    let mean = (few * of(&parts[0], "avg") + many * of(&parts[1], "avg")) / 200.0;
    assert!((values["avg"].as_f64().unwrap() - mean).abs() < 1e-9, "{values}");
    assert_eq!((sum(&whole, "requests"), logged(&merged, "")), (200, 200));
    assert_eq!(whole["summary"]["thresholds"][0]["verdict"], "passed");
}

#[test]
fn a_secret_is_in_no_file_of_the_result() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let secret = "T0p-s3cr3t";
    let steps = json!([
        { "op": "request", "name": secret, "tags": { "key": secret } },
        { "op": "check", "name": secret, "value": false },
        { "op": "log", "message": secret },
        { "op": "throw", "msg": secret },
    ]);
    let journey = Journey::new(&origin, steps).set("secrets", json!({ "key": { "env": "API_KEY" } }));
    let journey = journey.set("about", json!({ "note": secret })).set("name", json!(secret));
    let run = journey.engine().env("API_KEY", secret).args(["--results", text(place.path())]).run();
    assert_eq!(run.exit(), 0, "{}", run.text());
    let folder = folders(place.path()).pop().unwrap();
    let files: Vec<PathBuf> = folders(&folder);
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let bytes =
            if file.extension().is_some_and(|e| e == "zst") { zstd::decode_all(&bytes[..]).unwrap() } else { bytes };
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains(secret), "{}: {text}", file.display());
    }
    assert!(!text(&folder).contains(secret), "{}", folder.display());
}

/// The folders of `tests/results`, each a result of one schema.
#[test]
fn results_of_every_schema_are_read() {
    for schema in 1..=throng::result::SCHEMA {
        let kept = throng_tests::guest::root().join(format!("tests/results/{schema}"));
        let folder = tempfile::tempdir().unwrap();
        for file in ["result.json", "seconds.jsonl.zst"] {
            std::fs::copy(kept.join(file), folder.path().join(file)).unwrap();
        }
        let whole = result(folder.path());
        let run = report(&[text(folder.path())]);
        assert_eq!(run.exit(), 0, "{}", run.text());
        let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
        assert!(page.contains("<h1>Passed</h1>") && page.contains("<dt>requests</dt><dd>61</dd>"), "{page}");
        assert_eq!(logged(folder.path(), ""), 61);
        // The same as after a kill: its seconds say what its end said.
        std::fs::write(folder.path().join("run.json"), whole["run"].to_string()).unwrap();
        std::fs::remove_file(folder.path().join("result.json")).unwrap();
        let run = report(&[text(folder.path())]);
        assert_eq!(run.exit(), 105, "{}", run.text());
        let again = result(folder.path());
        assert_eq!(again["summary"]["checks"], whole["summary"]["checks"]);
        assert_eq!(again["summary"]["requests"][0]["count"], whole["summary"]["requests"][0]["count"]);
        let duration = |of: &Value| {
            let values = &of["summary"]["metrics"]["http_req_duration"]["values"];
            ["count", "min", "med", "p(99)", "max"].map(|statistic| values[statistic].as_f64().unwrap())
        };
        let near = |(a, b): (f64, f64)| (a - b).abs() <= a.abs() * 1e-12;
        assert!(duration(&again).into_iter().zip(duration(&whole)).all(near), "{again}");
    }
}

#[test]
fn what_is_no_result_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = text(folder.path());
    let said = |name: &str, content: &str| {
        std::fs::write(folder.path().join(name), content).unwrap();
        let run = report(&[path]);
        assert_eq!(run.exit(), 104, "{}", run.text());
        run.stderr
    };
    let none = report(&[path]);
    assert_eq!(none.exit(), 104);
    assert!(none.stderr.contains("run.json: "), "{}", none.stderr);
    assert!(said("run.json", "{}").contains("run.json: is no result of throng: it has no `schema`"));
    let newer = said("run.json", "{\"schema\": 99}");
    assert!(newer.contains("has schema 99, throng ") && newer.contains("use the engine that wrote it"), "{newer}");
    assert!(said("result.json", "[").contains("result.json: "));
}
