//! Several runs of one plan.

use std::path::{Path, PathBuf};

use rustix::process::Signal;
use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// The one folder that a series left.
fn series(place: &Path) -> PathBuf {
    let all: Vec<PathBuf> = std::fs::read_dir(place)
        .expect("the place is there")
        .map(|entry| entry.expect("the folder is ours").path())
        .collect();
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

fn document(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
        .expect("what a series leaves is whole")
}

fn trials(run: &Run) -> &[Value] {
    run.summary["trials"].as_array().map_or(&[], Vec::as_slice)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[test]
fn runs_of_the_same_plan_say_how_their_figures_vary() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let steps = json!([
        { "op": "request", "path": "/slow?ms=5", "name": "slow" },
        { "op": "request", "path": "/status/500", "name": "broken" },
    ]);
    let journey = Journey::new(&origin, steps).users(2, 5).set("name", json!("pair"));
    let journey = journey.set("thresholds", json!({ "http_reqs": ["count == 20"] }));
    let run = journey.engine().args(["--repeat", "3", "--results", place.path().to_str().unwrap()]).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!((run.summary["schema"].as_u64(), run.summary["kind"].as_str()), (Some(1), Some("repeat")));
    assert_eq!(origin.log().requests().len(), 60);
    // Each run has a result of its own in the folder of the series.
    let folder = series(place.path());
    assert_eq!(document(&folder.join("series.json")), run.summary);
    let trials = trials(&run);
    assert_eq!(trials.len(), 3);
    for trial in trials {
        let result = document(&folder.join(trial["folder"].as_str().unwrap()).join("result.json"));
        assert_eq!(result["summary"]["metrics"]["http_reqs"]["values"]["count"], json!(20.0));
        let rates = [&result["summary"]["metrics"]["http_reqs"]["values"]["rate"], &trial["figures"]["rate"]];
        let [one, other] = rates.map(|rate| rate.as_f64().unwrap());
        assert!(near(one, other), "{one} {other}");
        assert_eq!(result["run"]["seed"], run.summary["seed"]);
    }
    // What varies is said of all requests and of each name.
    let rows = run.summary["repeated"].as_array().unwrap();
    let names: Vec<_> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["", "broken", "slow"]);
    assert_eq!(rows[1]["figures"]["error rate"]["mean"], json!(1.0));
    assert_eq!(rows[2]["figures"]["error rate"]["mean"], json!(0.0));
    assert!(rows[1]["figures"].get("avg").is_none(), "{}", rows[1]);
    let of = |trial: &Value| trial["requests"][1]["avg"].as_f64().unwrap();
    let avg: Vec<f64> = trials.iter().map(of).collect();
    let mean = avg.iter().sum::<f64>() / 3.0;
    let sd = (avg.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 2.0).sqrt();
    let spread = &rows[2]["figures"]["avg"];
    let number = |key: &str| spread[key].as_f64().unwrap();
    assert!(near(number("mean"), mean) && near(number("sd"), sd) && near(number("cv"), sd / mean), "{spread}");
    assert!(mean > 5.0 && number("min") == avg.iter().copied().fold(f64::MAX, f64::min), "{spread}");
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    for part in ["<h1>Passed</h1>", "<h2>Over 3 runs</h2>", "<td>GET slow</td><td>requests/s</td>"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(run.stdout.contains("over 3 runs") && run.stderr.contains("run 3 of 3: 20 requests, "), "{}", run.text());
}

#[test]
fn the_first_code_of_all_runs_counts_and_no_result_is_left_where_none_is_wanted() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "request", "path": "/start" }]);
    let journey = Journey::new(&origin, steps).users(1, 3);
    let wanted = json!({ "http_reqs": ["count == 4"], "checks": ["rate > 0.5"] });
    let run = journey.set("thresholds", wanted).engine().args(["--repeat", "2", "--no-results"]).run();
    run.assert_exit(99, "threshold failed", &[99, 111]);
    assert_eq!((trials(&run).len(), &trials(&run)[0]["folder"]), (2, &Value::Null));
    assert!(!run.stdout.contains("\n  result "), "{}", run.stdout);
}

#[test]
fn an_interruption_ends_the_series() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let steps = json!([{ "op": "request", "path": "/start" }, { "op": "sleep", "ms": 20 }]);
    let journey = Journey::new(&origin, steps)
        .scenario(json!({ "executor": "constant-vus", "vus": 1, "duration": "30s", "graceful_stop": "0s" }));
    let engine = journey.engine().args(["--repeat", "3", "--results", place.path().to_str().unwrap()]);
    let run = engine.signal_after(origin.shared_log(), "/start", Signal::INT).run();
    run.assert_exit(105, "interrupted", &[105]);
    assert_eq!(trials(&run).len(), 1);
    assert_eq!(run.summary["warnings"], json!(["only 1 of 3 runs were made"]));
    assert_eq!(document(&series(place.path()).join("series.json")), run.summary);
}
