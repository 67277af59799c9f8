//! One plan over a grid of values.

use std::path::Path;

use serde_json::{Value, json};
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

fn journey(origin: &Origin, matrix: Value) -> Journey {
    let journey = Journey::new(origin, json!([{ "op": "request", "path": "/start" }])).users(1, 4);
    journey.set("matrix", matrix)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

#[test]
fn each_row_has_its_values_its_command_and_its_result() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    // What stands in braces and is none of the names stays as it is.
    let script = format!(
        "test $0 != 2 || {{ echo no nodes; exit 4; }}; test -z \"$HOME\" && : > {}/made-$0-{{SIZE}}",
        place.path().display()
    );
    let matrix = json!({
        "scenarios.main.vus": [1, 3, 2],
        "env.SIZE": ["a", "b c"],
        "before": ["/bin/sh", "-c", script.replace("{SIZE}", "x"), "{vus}", "{env.SIZE}"],
        "pid": std::process::id().to_string(),
    });
    let results = place.path().join("results");
    let run = journey(&origin, matrix).engine().args(["--results", text(&results)]).run();
    run.assert_exit(111, "not measured", &[111]);
    assert_eq!(origin.log().requests().len(), (4 + 12) * 2);
    let reason = run.summary["exit"]["reason"].as_str().unwrap_or_default();
    assert!(
        reason.starts_with("row 5 of 6 (vus 2, SIZE a): the command `/bin/sh` ended with exit status: 4: no nodes"),
        "{reason}"
    );
    assert!(place.path().join("made-1-x").exists() && place.path().join("made-3-x").exists());
    let rows = run.summary["matrix"]["rows"].as_array().unwrap();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row["values"].clone(), row["state"].as_str().unwrap(), row["figures"]["count"].as_u64()))
        .collect();
    let measured = |vus: &str, size: &str, count| (json!([vus, size]), "measured", Some(count));
    let missing = |size: &str| (json!(["2", size]), "NOT MEASURED", None);
    let want = [
        measured("1", "a", 4),
        measured("1", "b c", 4),
        measured("3", "a", 12),
        measured("3", "b c", 12),
        missing("a"),
        missing("b c"),
    ];
    assert_eq!(shown, want);
    let number = |row: &Value, key: &str| row[key].as_f64().unwrap_or(f64::NAN);
    assert_eq!((number(&rows[0], "speed_up"), number(&rows[0], "efficiency")), (1.0, 1.0));
    let rate = |row: &Value| row["figures"]["rate"].as_f64().unwrap();
    let speed_up = number(&rows[2], "speed_up");
    assert!((speed_up - rate(&rows[2]) / rate(&rows[0])).abs() < 1e-9, "{rows:?}");
    assert!((number(&rows[2], "efficiency") - speed_up / 3.0).abs() < 1e-9, "{rows:?}");
    // The observed process is this one.
    assert!(rows[0]["target_memory"].as_f64().unwrap() > 1e6 && rows[4]["target_memory"].is_null(), "{rows:?}");
    let folder = std::fs::read_dir(&results).unwrap().next().unwrap().unwrap().path();
    let written: Value = serde_json::from_slice(&std::fs::read(folder.join("series.json")).unwrap()).unwrap();
    assert_eq!(written, run.summary);
    let markdown = std::fs::read_to_string(folder.join("report.md")).unwrap();
    assert!(
        markdown.contains("| vus | SIZE | row | requests/s |") && markdown.contains("| 3 | b c | measured |"),
        "{markdown}"
    );
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("<h2>Scaling</h2>") && page.contains("<circle cx="), "{page}");
    assert!(!page.contains("<script") && !page.contains("style="), "{page}");
    assert_eq!(run.summary["trials"][2]["name"], json!("row 3 of 6 (vus 3, SIZE a)"));
    assert!(run.stdout.contains("NOT MEASURED: the command `/bin/sh` ended"), "{}", run.stdout);
}

#[test]
fn a_row_is_made_as_often_as_runs_are_repeated() {
    let origin = Origin::plain();
    let run = journey(&origin, json!({ "scenarios.main.vus": [1, 2] }))
        .engine()
        .args(["--repeat", "2", "--no-results"])
        .run();
    run.assert_exit(0, "passed", &[]);
    let trials = run.summary["trials"].as_array().unwrap();
    let counts: Vec<_> = trials.iter().map(|trial| trial["figures"]["count"].as_u64().unwrap()).collect();
    assert_eq!(counts, [4, 4, 8, 8]);
    let rate = |at: usize| trials[at]["figures"]["rate"].as_f64().unwrap();
    let shown = run.summary["matrix"]["rows"][1]["figures"]["rate"].as_f64().unwrap();
    assert!((shown - (rate(2) + rate(3)) / 2.0).abs() < 1e-9, "{shown}");
}

#[test]
fn a_matrix_that_cannot_be_is_told_before_any_request() {
    let origin = Origin::plain();
    let cases = [
        (json!({}), "nothing varies"),
        (json!({ "scenarios.main.vuss": [1] }), "`scenarios.main.vuss` is not a setting that can vary"),
        (json!({ "scenarios.main.vus": [] }), "has no value"),
        (json!({ "scenarios.main.vus": [1, 0] }), "0 is too small"),
        (json!({ "scenarios.main.vus": [1], "before": ["scale", "{vsu}"] }), "`{vsu}` is none of what varies"),
        (json!({ "scenarios.main.vus": [1], "ramp": "1s" }), "the scenario main is per-vu-iterations"),
    ];
    for (matrix, told) in cases {
        let run = journey(&origin, matrix.clone()).engine().run();
        assert!(run.exit() == 104 && run.stderr.contains(told), "{matrix} {told}: {}", run.text());
    }
    // Who only gives variables starts nothing.
    let engine = journey(&origin, json!({ "scenarios.main.vus": [1] })).engine();
    let run = engine.env("THRONG_MATRIX_BEFORE", "/bin/true").run();
    let told = "the variable THRONG_MATRIX_BEFORE may not reach for a process";
    assert!(run.exit() == 104 && run.stderr.contains(told), "{}", run.text());
    assert!(origin.log().requests().is_empty());
}
