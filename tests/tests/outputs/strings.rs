use throng_tests::origin::Origin;
use throng_tests::server::{Server, free_port};

use crate::work::{hostile, hostile_journey};

/// The values of a tag, sorted.
fn sorted(values: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut values: Vec<String> = values.into_iter().collect();
    values.sort();
    values
}

#[test]
fn hostile_strings_stay_text_in_files() {
    let origin = Origin::plain();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let strings = hostile();
    let out = format!("json={},csv={}", path("a.json"), path("a.csv"));
    let run = hostile_journey(&origin, &strings).engine().args(["--out", &out]).run();
    run.assert_exit(0, "passed", &[]);
    let text = std::fs::read_to_string(path("a.json")).unwrap();
    let lines = text
        .split('\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{line}: {error}")));
    let points = lines.filter(|line| line["type"] == "Point" && line["metric"] == "http_reqs");
    let names = points.map(|line| line["data"]["tags"]["hostile"].as_str().unwrap().to_owned());
    assert_eq!(sorted(names), sorted(strings.clone()));
    let mut rows = csv::Reader::from_path(path("a.csv")).unwrap();
    let rows: Vec<csv::StringRecord> =
        rows.records().map(Result::unwrap).filter(|row| &row[0] == "http_reqs").collect();
    let formula = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert!(rows.iter().all(|row| row.iter().all(|cell| !formula(cell))), "{rows:?}");
    let shown = |string: &String| if formula(string) { format!("'{string}") } else { string.clone() };
    assert_eq!(sorted(rows.iter().map(|row| row[9].to_owned())), sorted(strings.iter().map(shown)));
}

#[test]
fn hostile_strings_stay_labels_in_prometheus() {
    let (origin, port) = (Origin::plain(), free_port());
    let server = Server::scraping(port);
    let strings = hostile();
    let out = format!("openmetrics={port},prometheus={}/api/v1/write", server.url());
    let journey = hostile_journey(&origin, &strings).set("min_iteration_duration", "1500ms".into());
    let run = journey.engine().args(["--out", &out]).run();
    run.assert_exit(0, "passed", &[]);
    std::thread::sleep(std::time::Duration::from_millis(300));
    let of = |selector: &str| {
        let rows = server.query(&format!("last_over_time(throng_http_reqs_total{{{selector}}}[10m])"));
        sorted(rows.iter().map(|(labels, _)| labels["hostile"].as_str().unwrap_or_default().to_owned()))
    };
    assert_eq!(of("job=\"\""), sorted(strings.clone()));
    assert_eq!(of("job=\"throng\""), sorted(strings.iter().map(|string| string.replace('\0', "\u{fffd}"))));
}
