//! `throng compare`: what is told of two results, and what it ends with.

use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::root;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// A result that a run of so many seconds would have left, with twenty requests of each name a second.
struct Left {
    seconds: u64,
    /// Mean time of each name, ms.
    names: Vec<(String, f64)>,
    seed: u64,
    dropped: u64,
    run: BTreeMap<&'static str, Value>,
}

impl Left {
    fn new(names: &[(&str, f64)], seed: u64) -> Self {
        let names = names.iter().map(|(name, mean)| ((*name).to_owned(), *mean)).collect();
        let scenarios = json!([{ "name": "main", "executor": "constant-vus" }]);
        Self { seconds: 40, names, seed, dropped: 0, run: [("scenarios", scenarios)].into() }
    }

    fn set(mut self, field: &'static str, value: Value) -> Self {
        self.run.insert(field, value);
        self
    }

    /// A number from 0.8 to 1.2, by place.
    fn noise(&self, place: u64) -> f64 {
        let mut x = (place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.seed.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
        0.8 + (x >> 33) as f64 / f64::from(1_u32 << 31) * 0.4
    }

    fn frame(&self, second: u64) -> Value {
        let exchanges = self.names.iter().enumerate().map(|(number, (name, mean))| {
            let place = |i: u64| (second * 100 + number as u64) * 100 + i;
            let values: Vec<f64> = (0..20).map(|i| mean * self.noise(place(i))).collect();
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            let bound = |of: fn(f64, f64) -> f64| values.iter().copied().reduce(of).expect("the folder and what is in it are ours").to_string();
            let sum = values.iter().sum::<f64>().to_string();
            let trend = json!({ "zeros": 0, "sum": sum, "min": bound(f64::min), "max": bound(f64::max), "values": STANDARD.encode(bytes) });
            json!({
                "tags": { "name": name, "method": "GET", "scenario": "main" },
                "outcome": { "status": 200, "error_code": 0, "expected_response": true },
                "sink": { "count": 20, "trends": { "http_req_duration": trend } },
            })
        });
        let metrics = json!([{ "name": "dropped_iterations", "kind": "counter", "unit": "" }]);
        let counter = json!({ "counter": { "sum": self.dropped.to_string(), "samples": self.dropped } });
        let series = json!([{ "metric": "dropped_iterations", "tags": { "scenario": "main" }, "sink": counter }]);
        let snapshot = json!({
            "version": 1, "began": 1_795_290_022, "window_ns": 1_000_000_000, "folded": false, "metrics": metrics, "series": series,
            "exchanges": exchanges.collect::<Vec<_>>(), "journey_failures": {}, "seconds": [],
        });
        json!({ "from_ms": second * 1000, "length_ms": 1000, "snapshot": snapshot })
    }

    fn write(&self, folder: &Path) -> String {
        let kept =
            std::fs::read(root().join("tests/results/1/result.json")).expect("the folder and what is in it are ours");
        let mut document: Value = serde_json::from_slice(&kept).expect("the folder and what is in it are ours");
        for (field, value) in &self.run {
            document["run"][field] = value.clone();
        }
        std::fs::create_dir_all(folder).expect("the folder and what is in it are ours");
        std::fs::write(folder.join("result.json"), document.to_string())
            .expect("the folder and what is in it are ours");
        let lines: String = (0..self.seconds).map(|second| format!("{}\n", self.frame(second))).collect();
        std::fs::write(
            folder.join("seconds.jsonl.zst"),
            zstd::encode_all(lines.as_bytes(), 1).expect("the folder and what is in it are ours"),
        )
        .expect("the folder and what is in it are ours");
        folder.to_str().expect("temporary folders have plain names").to_owned()
    }
}

fn compare(arguments: &[&str]) -> Run {
    Engine::bare().arg("compare").args(arguments.iter().copied()).run_plainly()
}

/// Verdict by name and statistic of the first comparison.
fn verdicts(run: &Run) -> BTreeMap<(String, String), String> {
    let document: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.text()));
    let text =
        |row: &Value, field: &str| row[field].as_str().expect("the folder and what is in it are ours").to_owned();
    let rows = document["comparisons"][0]["rows"].as_array().expect("the folder and what is in it are ours").clone();
    let shown = |row: &Value| {
        ((text(row, "name"), format!("{} {}", text(row, "metric"), text(row, "statistic"))), text(row, "verdict"))
    };
    rows.iter().map(shown).collect()
}

fn verdict<'a>(of: &'a BTreeMap<(String, String), String>, name: &str, metric: &str) -> &'a str {
    of.get(&(name.to_owned(), metric.to_owned())).unwrap_or_else(|| panic!("{name} {metric} in {of:?}"))
}

#[test]
fn what_became_slower_is_a_regression_and_the_other_way_round_an_improvement() {
    let place = tempfile::tempdir().unwrap();
    let old = Left::new(&[("/cart", 20.0), ("/items", 40.0)], 1).write(&place.path().join("old"));
    let new = Left::new(&[("/cart", 30.0), ("/items", 40.0)], 2).write(&place.path().join("new"));
    let run = compare(&[&old, &new, "--json"]);
    assert_eq!(run.exit(), 113, "{}", run.text());
    let found = verdicts(&run);
    for statistic in ["avg", "med", "p(95)"] {
        let metric = format!("http_req_duration {statistic}");
        assert_eq!(verdict(&found, "GET /cart", &metric), "regression");
        assert_eq!(verdict(&found, "GET /items", &metric), "no evidence");
    }
    assert_eq!(verdict(&found, "all requests", "http_reqs rate"), "no evidence");
    assert_eq!(verdict(&found, "GET /cart", "http_reqs rate"), "not judged");
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let row = &document["comparisons"][0]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["name"] == "GET /cart")
        .unwrap()
        .clone();
    let percent = row["percent"].as_f64().unwrap();
    let interval: Vec<f64> = (0..2).map(|i| row["interval"][i].as_f64().unwrap()).collect();
    assert!((percent - 50.0).abs() < 1.5 && interval[0] < 10.0 && 10.0 < interval[1], "{row}");
    assert!(interval[0] > 9.0 && interval[1] < 11.0, "{row}");
    let back = compare(&[&new, &old]);
    assert_eq!(back.exit(), 0, "{}", back.text());
    assert!(back.stdout.contains("-33.") && back.stdout.contains("  improvement\n"), "{}", back.stdout);
    assert!(back.stdout.contains("0 regressions, "), "{}", back.stdout);
    // A change that is allowed is none.
    assert_eq!(compare(&[&old, &new, "--min-effect", "60%"]).exit(), 0);
    assert_eq!(compare(&[&old, &old]).exit(), 0);
}

#[test]
fn several_results_are_one_side_and_several_variants_are_held_together() {
    let place = tempfile::tempdir().unwrap();
    let side = |name: &str, mean: f64, from: u64| -> Vec<String> {
        let write = |seed: u64| {
            let left = Left { seconds: 15, ..Left::new(&[("/cart", mean)], from + seed) };
            left.write(&place.path().join(format!("{name}{seed}")))
        };
        (0..5).map(write).collect()
    };
    let (old, new) = (side("old", 20.0, 10), side("new", 24.0, 20));
    let flags = |flag: &str, side: &[String]| [vec![flag.to_owned()], side.to_vec()].concat();
    let all = [flags("--base", &old), flags("--new", &new), vec!["--json".to_owned()]].concat();
    let run = compare(&all.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.exit(), 113, "{}", run.text());
    assert_eq!(verdict(&verdicts(&run), "GET /cart", "http_req_duration avg"), "regression");
    let variants = compare(&[&old[0], &old[1], &new[0], "--json"]);
    assert_eq!(variants.exit(), 113, "{}", variants.text());
    assert_eq!(verdict(&verdicts(&variants), "GET /cart", "http_req_duration avg"), "no evidence");
    let document: Value = serde_json::from_str(&variants.stdout).unwrap();
    assert_eq!(document["comparisons"].as_array().unwrap().len(), 2);
    assert_eq!(document["comparisons"][1]["new"]["results"], json!([new[0]]));
}

#[test]
fn what_is_not_alike_is_told() {
    let place = tempfile::tempdir().unwrap();
    let old = Left::new(&[("/cart", 20.0), ("/gone", 20.0)], 1).set("target", json!("http://a/"));
    let old = old.write(&place.path().join("old"));
    let open = json!([{ "name": "main", "executor": "constant-arrival-rate" }]);
    let new = Left::new(&[("/cart", 20.0)], 2).set("target", json!("http://b/")).set("scenarios", open);
    let new = Left { dropped: 3, ..new }.write(&place.path().join("new"));
    let run = compare(&[&old, &new]);
    assert_eq!(run.exit(), 0, "{}", run.text());
    for said in [
        "warning: the targets differ: http://a/ and http://b/",
        "warning: the scenarios differ: main (constant-vus) and main (constant-arrival-rate)",
        "warning: only the base has GET /gone, all requests",
        "120 arrivals missing in the new side",
    ] {
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
    }
    // A rate of arrivals is what the plan asked for.
    let found = verdicts(&compare(&[&old, &new, "--json"]));
    assert_eq!(verdict(&found, "GET /cart", "http_reqs rate"), "not judged");
}

#[test]
fn too_little_is_no_evidence_and_says_how_much_more_it_takes() {
    let place = tempfile::tempdir().unwrap();
    let left = |mean: f64, seed: u64| Left { seconds: 6, ..Left::new(&[("/cart", mean)], seed) };
    let old = left(20.0, 1).write(&place.path().join("old"));
    let new = left(60.0, 2).write(&place.path().join("new"));
    let run = compare(&[&old, &new, "--json"]);
    assert_eq!(run.exit(), 0, "{}", run.text());
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let rows = document["comparisons"][0]["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["metric"] == "http_req_duration" && row["statistic"] == "avg").unwrap();
    assert_eq!((row["verdict"].as_str(), row["more_seconds"].as_u64()), (Some("no evidence"), Some(4)), "{row}");
}

#[test]
fn a_name_cannot_write_on_the_terminal_or_into_a_pull_request() {
    let place = tempfile::tempdir().unwrap();
    let corpus = crate::strings::corpus();
    let names: Vec<(&str, f64)> = corpus.iter().map(|name| (name.as_str(), 20.0)).collect();
    let folder = Left { seconds: 12, ..Left::new(&names, 1) }.write(&place.path().join("hostile"));
    let text = compare(&[&folder, &folder]);
    assert_eq!(text.exit(), 0, "{}", text.stderr);
    crate::strings::harmless(&text.stdout, "stdout");
    let markdown = compare(&[&folder, &folder, "--markdown"]).stdout;
    crate::strings::harmless(&markdown, "markdown");
    let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with("| ")).collect();
    assert_eq!(rows.len(), 1 + 4 * (corpus.len() + 1), "a row for each time and throughput, and the head");
    assert!(rows.iter().all(|row| row.matches('|').count() == 8), "{markdown}");
    assert!(!markdown.contains(['<', '@']) && !markdown.contains("http:") && !markdown.contains("www."), "{markdown}");
}

/// A closed run of 14 s, held against a result whose requests took so long.
fn held(mean: f64, thresholds: Value) -> (Run, String) {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().expect("the folder and what is in it are ours"));
    let old = Left::new(&[("x", mean)], 1).write(&place.path().join("old"));
    let scenario =
        json!({ "executor": "constant-arrival-rate", "rate": 20, "pre_allocated_vus": 5, "duration": "14s" });
    let journey = Journey::new(&origin, json!([{ "op": "request", "path": "/x", "name": "x" }])).scenario(scenario);
    let journey = journey.set("thresholds", thresholds).set("baseline", json!({ "result": old }));
    let results = place.path().join("new");
    let run =
        journey.engine().args(["--results", results.to_str().expect("the folder and what is in it are ours")]).run();
    let folder = std::fs::read_dir(&results)
        .expect("the folder and what is in it are ours")
        .next()
        .expect("a result")
        .expect("the folder and what is in it are ours");
    let file =
        |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("the folder and what is in it are ours");
    let all = [file("junit.xml"), file("report.html")].concat();
    let document: Value = serde_json::from_str(&file("result.json")).expect("the folder and what is in it are ours");
    assert_eq!(document["summary"]["comparison"], run.summary["comparison"]);
    (run, all)
}

fn judged(run: &Run) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("the folder and what is in it are ours").to_owned();
    let rows = run.summary["comparison"]["rows"]
        .as_array()
        .expect("the folder and what is in it are ours")
        .iter()
        .filter(|row| row["metric"] == "http_req_duration");
    rows.map(|row| (text(&row["statistic"]), text(&row["verdict"]))).collect()
}

#[test]
fn a_run_is_held_against_its_baseline() {
    let (worse, better) = std::thread::scope(|scope| {
        let worse = scope.spawn(|| held(0.001, json!({})));
        let thresholds = json!({ "http_req_duration": ["p(95) < baseline * 0.5"], "http_req_failed": ["rate <= baseline"], "checks": ["rate >= baseline"] });
        let better = held(10_000.0, thresholds);
        (worse.join().unwrap(), better)
    });
    let all = |verdict: &str| ["avg", "med", "p(95)"].map(|statistic| (statistic.to_owned(), verdict.to_owned()));
    let (run, files) = worse;
    assert_eq!(judged(&run), all("regression"), "{}", run.text());
    run.assert_exit(113, "regression", &[113]);
    assert!(
        run.stdout.contains("GET x  http_req_duration avg")
            && run.stdout.contains("regression: GET x http_req_duration avg +"),
        "{}",
        run.stdout
    );
    assert!(
        files.contains("tests=\"2\" failures=\"2\"")
            && files.contains("name=\"baseline\"><failure message=\"GET x http_req_duration avg +")
    );
    assert!(files.contains("<h2>Against the baseline</h2>"));
    let (run, files) = better;
    assert_eq!(judged(&run), all("improvement"), "{}", run.text());
    // A journey without checks has none to hold against anything.
    run.assert_exit(111, "not measured", &[111]);
    let thresholds = run.summary["thresholds"].as_array().unwrap();
    let verdict = |metric: &str| thresholds.iter().find(|row| row["metric"] == metric).unwrap()["verdict"].clone();
    assert_eq!(
        ["http_req_duration", "http_req_failed", "checks"].map(verdict),
        ["passed", "passed", "not measured"].map(Value::from)
    );
    let expression =
        thresholds.iter().find(|row| row["metric"] == "http_req_duration").unwrap()["expression"].as_str().unwrap();
    assert!(expression.starts_with("p(95) < baseline * 0.5 (5."), "{expression}");
    assert!(files.contains("name=\"baseline\"><system-out>0 regressions, 3 improvements, "));
}

#[test]
fn a_baseline_that_is_not_there_is_told_before_the_run() {
    let origin = Origin::plain();
    let journey = |result: &str| {
        let place = tempfile::tempdir().unwrap();
        let journey = Journey::new(&origin, json!([])).set("baseline", json!({ "result": result }));
        journey.engine().args(["--results", place.path().to_str().unwrap()]).run()
    };
    let run = journey("/nowhere/at/all");
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("baseline.result: /nowhere/at/all/run.json: "), "{}", run.stderr);
    let run = journey("latest");
    assert_eq!(run.exit(), 0, "{}", run.text());
    assert!(
        run.stderr.contains("has passed yet: nothing is compared") && run.summary["comparison"].is_null(),
        "{}",
        run.stderr
    );
}

#[test]
fn what_cannot_be_compared_is_an_error_that_says_why() {
    let place = tempfile::tempdir().unwrap();
    let folder = Left::new(&[("/", 1.0)], 1).write(&place.path().join("bare"));
    std::fs::remove_file(place.path().join("bare/seconds.jsonl.zst")).unwrap();
    let run = compare(&[&folder, &folder]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("bare: has no seconds.jsonl.zst: nothing can be compared"), "{}", run.stderr);
    assert_eq!(compare(&[&folder]).exit(), 104);
    assert_eq!(compare(&["--base", &folder]).exit(), 104);
}
