use std::io::Read as _;

use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// Three users, each four requests and checks, of which one fails.
fn engine(origin: &Origin) -> Engine {
    let steps = json!([
        { "op": "request", "name": "ok", "tags": { "team": "a" } },
        { "op": "check", "name": "it holds", "value": true },
        { "op": "request", "path": "/status/404", "name": "gone" },
    ]);
    Journey::new(origin, steps).users(3, 4).engine()
}

fn points<'a>(lines: &'a [Value], metric: &str) -> impl Iterator<Item = &'a Value> {
    let metric = metric.to_owned();
    lines.iter().filter(move |line| line["type"] == "Point" && line["metric"] == metric.as_str())
}

fn sum(lines: &[Value], metric: &str) -> f64 {
    points(lines, metric).map(|line| line["data"]["value"].as_f64().expect("every line and the summary have it")).sum()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect()
}

/// Every total of the summary is that of the points.
fn assert_totals(run: &Run, lines: &[Value]) {
    let metrics = run.summary["metrics"].as_object().expect("every line and the summary have it");
    for (name, metric) in metrics.iter().filter(|(name, _)| !name.contains('{')) {
        let values = &metric["values"];
        match metric["type"].as_str().expect("every line and the summary have it") {
            "counter" => assert_eq!(
                sum(lines, name),
                values["count"].as_f64().expect("every line and the summary have it"),
                "{name}"
            ),
            "rate" => assert_eq!(
                sum(lines, name),
                values["passes"].as_f64().expect("every line and the summary have it"),
                "{name}"
            ),
            "trend" => assert_eq!(
                points(lines, name).count() as f64,
                values["count"].as_f64().expect("every line and the summary have it"),
                "{name}"
            ),
            _ => assert_eq!(
                points(lines, name).last().expect("every line and the summary have it")["data"]["value"],
                values["value"],
                "{name}"
            ),
        }
        assert_eq!(lines.iter().filter(|line| line["type"] == "Metric" && line["metric"] == **name).count(), 1);
    }
}

#[test]
fn every_sample_is_a_line_of_json() {
    let origin = Origin::plain();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plain, packed) = (path("samples.json"), path("samples.json.gz"));
    let run = engine(&origin).args(["--out", &format!("json={plain}"), "--out", &format!("json={packed}")]).run();
    run.assert_exit(0, "passed", &[]);
    let text = std::fs::read_to_string(&plain).unwrap();
    let mut unpacked = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(&packed).unwrap()).read_to_string(&mut unpacked).unwrap();
    let lines = lines(&text);
    assert_totals(&run, &lines);
    assert_eq!((run.count("http_reqs"), sum(&lines, "http_reqs")), (24, 24.0));
    assert_eq!(text.len(), unpacked.len());
    let first = points(&lines, "http_req_failed").find(|line| line["data"]["tags"]["name"] == "gone").unwrap();
    let tags = &first["data"]["tags"];
    assert_eq!((tags["status"].as_str(), tags["error_code"].as_str()), (Some("404"), Some("1404")));
    assert_eq!(points(&lines, "checks").next().unwrap()["data"]["tags"]["check"], "it holds");
    let rows = run.summary["outputs"].as_array().unwrap();
    let counted: Vec<_> =
        rows.iter().map(|row| (row["name"].as_str().unwrap(), row["lost"].as_u64().unwrap())).collect();
    assert_eq!(counted, [("json", 0), ("json-2", 0)]);
    let all = lines.iter().filter(|line| line["type"] == "Point").count() as u64;
    assert_eq!(rows[0]["written"].as_u64(), Some(all));
    assert!(run.stdout.contains(&format!("  json  {all} points to {plain}\n")), "{}", run.stdout);
}

#[test]
fn every_sample_is_a_row_of_csv() {
    let origin = Origin::plain();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("samples.csv");
    let run = engine(&origin).env("THRONG_OUT", &format!("csv={}", file.display())).run();
    run.assert_exit(0, "passed", &[]);
    let text = std::fs::read_to_string(&file).unwrap();
    let head = "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,\
                subproto,tls_version,url,extra_tags,metadata";
    assert_eq!(text.lines().next(), Some(head));
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 19), "{text}");
    let of = |metric: &str, name: &str| rows.iter().filter(|row| row[0] == metric && row[9] == name).count();
    assert_eq!((of("http_reqs", "ok"), of("http_req_waiting", "gone")), (12, 12));
    let row = rows.iter().find(|row| row[0] == "http_reqs" && row[9] == "ok").unwrap();
    assert_eq!((row[2], row[7], row[13], row[17]), ("1.000000", "", "200", "team=a"));
    assert_eq!(run.summary["outputs"][0]["written"].as_u64(), Some(rows.len() as u64));
}

#[test]
fn what_cannot_be_opened_is_told_before_the_run() {
    let origin = Origin::plain();
    for (flags, told) in [
        (
            &["--out", "json=/no/such/folder/x.json"][..],
            "output json (/no/such/folder/x.json): the file cannot be written",
        ),
        (&["--out", "json"], "--out json: write --out KIND=WHERE"),
        (&["--out", "jsn=x"], "`jsn` is none of json, csv, prometheus"),
        (&["--out", "prometheus=127.0.0.1:9090"], "`127.0.0.1:9090` is not a URL with http or https"),
        (&["--out", "statsd=localhost"], "`localhost` is not host:port"),
    ] {
        let run = Journey::new(&origin, json!([])).engine().args(flags.iter().copied()).run();
        assert_eq!(run.exit(), 104, "{}", run.text());
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    assert_eq!(origin.log().of("/").len(), 0);
}

#[test]
fn a_check_says_where_measurements_would_go() {
    let origin = Origin::plain();
    let flags = ["--out", "statsd=127.0.0.1:8125", "--out", "influxdb=http://ann:pw@127.0.0.1:8086/write?db=x&p=pw"];
    let engine = Engine::bare().file("throng.toml", Journey::new(&origin, json!([])).toml());
    let plan = engine.path("throng.toml");
    let run = engine.args(["check", &plan]).args(flags).run_plainly();
    assert_eq!(run.exit(), 0, "{}", run.text());
    assert!(run.stdout.contains("output       statsd: statsd to 127.0.0.1:8125\n"), "{}", run.stdout);
    assert!(run.stdout.contains("output       influxdb: influxdb to http://127.0.0.1:8086/write\n"), "{}", run.stdout);
}
