use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::origin::Origin;
use throng_tests::server::{Server, free_port};

use crate::work::{metrics, mixed};

/// One number of an expression that gives one.
fn number(server: &Server, expression: &str) -> f64 {
    match server.query(expression)[..] {
        [(_, value)] => value,
        ref other => panic!("{expression} gives {other:?}"),
    }
}

/// The last value of every series of a name, though the run is over.
fn last(name: &str) -> String {
    format!("last_over_time({name}[10m])")
}

fn stat(values: &Value, name: &str) -> f64 {
    values[name].as_f64().unwrap_or_else(|| panic!("no {name} in {values}"))
}

/// Counters and rates read back are those of the summary.
fn assert_sums(server: &Server, run: &Run) {
    for (name, values) in metrics(run, "counter") {
        let got = number(server, &format!("sum({})", last(&format!("throng_{name}_total"))));
        assert_eq!(got, stat(values, "count"), "{name}");
    }
    for (name, values) in metrics(run, "rate") {
        let sum = |suffix: &str| number(server, &format!("sum({})", last(&format!("throng_{name}_{suffix}_total"))));
        let (hits, all) = (sum("hits"), sum("samples"));
        assert_eq!((hits, all), (stat(values, "passes"), stat(values, "passes") + stat(values, "fails")), "{name}");
    }
    for (name, values) in metrics(run, "gauge") {
        assert_eq!(number(server, &last(&format!("throng_{name}"))), stat(values, "value"), "{name}");
    }
}

/// The name of a trend: Prometheus counts in seconds.
fn trend(run: &Run, name: &str) -> String {
    match run.summary["metrics"][name]["unit"].as_str() {
        Some("ms") => format!("throng_{name}_seconds"),
        Some("bytes") => format!("throng_{name}_bytes"),
        _ => format!("throng_{name}"),
    }
}

#[test]
fn remote_write_with_native_histograms_gives_the_totals_of_the_summary() {
    let (origin, server) = (Origin::plain(), Server::prometheus());
    let out = format!("prometheus={}/api/v1/write", server.url());
    let run = mixed(&origin).engine().args(["--out", &out]).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!(run.count("http_reqs"), 360);
    assert_sums(&server, &run);
    for (name, values) in metrics(&run, "trend") {
        // This Prometheus knows no histograms over time.
        let all = format!("sum({})", trend(&run, name));
        assert_eq!(number(&server, &format!("histogram_count({all})")), stat(values, "count"), "{name}");
    }
    let ok = "histogram_quantile(0.5, sum(throng_http_req_duration_seconds{name=\"ok\"}))";
    let median = number(&server, ok) * 1e3;
    let rows = run.summary["requests"].as_array().unwrap();
    let row = rows.iter().find(|row| row["name"] == "ok").unwrap();
    let want = row["all"]["med"].as_f64().unwrap();
    assert!((median / want - 1.0).abs() < 0.05, "{median} ms, not {want} ms");
}

#[test]
fn remote_write_with_gauges_gives_the_statistics_of_k6() {
    let (origin, server) = (Origin::plain(), Server::prometheus());
    let to = format!("{}/api/v1/write", server.url());
    let output = json!({ "kind": "prometheus", "to": to, "trends": "gauges", "prefix": "k6_" });
    let run = mixed(&origin).set("outputs", json!({ "metrics": output })).engine().run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!(number(&server, &format!("sum({})", last("k6_http_reqs_total"))), 360.0);
    for (name, values) in metrics(&run, "trend") {
        let count = number(&server, &format!("sum({})", last(&format!("k6_{name}_count"))));
        assert_eq!(count, stat(values, "count"), "{name}");
    }
    let rows = run.summary["requests"].as_array().unwrap();
    let row = rows.iter().find(|row| row["name"] == "ok").unwrap();
    for (suffix, statistic) in [("p95", "p(95)"), ("min", "min"), ("max", "max"), ("avg", "avg")] {
        let got = number(&server, &last(&format!("k6_http_req_duration_{suffix}{{name=\"ok\"}}"))) * 1e3;
        let want = row["all"][statistic].as_f64().unwrap();
        assert!((got / want - 1.0).abs() < 1e-9, "{suffix}: {got} ms, not {want} ms");
    }
}

#[test]
fn a_scraped_page_gives_the_totals_of_the_summary() {
    let (origin, port) = (Origin::plain(), free_port());
    let server = Server::scraping(port);
    let run = mixed(&origin).engine().args(["--out", &format!("openmetrics={port}")]).run();
    run.assert_exit(0, "passed", &[]);
    // What was fetched last is there a moment after it was answered.
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_sums(&server, &run);
    for (name, values) in metrics(&run, "trend") {
        let count = number(&server, &format!("sum({})", last(&format!("{}_count", trend(&run, name)))));
        assert_eq!(count, stat(values, "count"), "{name}");
    }
}

/// The load cannot be sent to the engine's own page.
#[test]
fn a_journey_does_not_reach_the_page() {
    let port = free_port();
    let steps = json!([{ "op": "request", "path": "/metrics" }]);
    let journey = throng_tests::journey::Journey::to(&format!("http://127.0.0.1:{port}"), steps).users(1, 1);
    let run = journey.engine().args(["--out", &format!("openmetrics={port}")]).run();
    let failures = run.summary["failures"]["requests"].as_array().unwrap();
    assert_eq!(failures[0]["cause"], "denied", "{failures:?}");
}

/// Every expression of the dashboard finds something.
#[test]
fn the_dashboard_asks_for_what_there_is() {
    let (origin, server) = (Origin::plain(), Server::prometheus());
    let out = format!("prometheus={}/api/v1/write", server.url());
    mixed(&origin).engine().args(["--out", &out]).run().assert_exit(0, "passed", &[]);
    let text = std::fs::read_to_string(throng_tests::guest::root().join("docs/grafana.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    let expressions: Vec<&str> = targets.map(|target| target["expr"].as_str().unwrap()).collect();
    assert_eq!(expressions.len(), 17);
    for expression in expressions {
        let asked = expression.replace("$scenario", ".*").replace("$__rate_interval", "1m");
        assert!(!server.query(&asked).is_empty(), "{asked}");
    }
}
