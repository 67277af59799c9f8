use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};
use throng_tests::guest::root;
use throng_tests::origin::Origin;

use crate::recorder::{Recorder, Request};
use crate::work::{hostile, hostile_journey, metrics, mixed};

/// The program of `tests/otlp`, which has OpenTelemetry's own types.
fn decoder() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = root().join("tests/otlp");
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["build", "--release", "--locked", "--quiet"]).current_dir(&folder);
        command.env("CARGO_TARGET_DIR", folder.join("target"));
        assert!(command.status().expect("cargo runs").success(), "tests/otlp does not build");
        folder.join("target/release/otlp")
    })
}

fn decoded(request: &Request, what: &str) -> Value {
    let mut child = Command::new(decoder())
        .arg(what)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the decoder of tests/otlp works, and every metric has it");
    child
        .stdin
        .take()
        .expect("the decoder of tests/otlp works, and every metric has it")
        .write_all(&request.body)
        .expect("the decoder of tests/otlp works, and every metric has it");
    let output = child.wait_with_output().expect("the decoder of tests/otlp works, and every metric has it");
    assert!(output.status.success(), "it is no request for {what}");
    serde_json::from_slice(&output.stdout).expect("the decoder of tests/otlp works, and every metric has it")
}

/// The metrics of the last request that has each, by name.
fn last(sink: &Recorder) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for request in sink.requests() {
        assert!(request.head.starts_with("POST /v1/metrics HTTP/1.1\r\n"), "{}", request.head);
        assert!(request.head.contains("content-type: application/x-protobuf\r\n"), "{}", request.head);
        let decoded = decoded(&request, "metrics");
        let resource = &decoded["resourceMetrics"][0];
        assert_eq!(resource["resource"]["attributes"][0]["value"]["stringValue"], "throng");
        for metric in resource["scopeMetrics"][0]["metrics"]
            .as_array()
            .expect("the decoder of tests/otlp works, and every metric has it")
        {
            all.insert(
                metric["name"].as_str().expect("the decoder of tests/otlp works, and every metric has it").to_owned(),
                metric.clone(),
            );
        }
    }
    all
}

/// A number, or a whole number as text, as JSON of protobuf has it.
fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_else(|| panic!("{value} is no number"))
}

/// The sum of a field of all points.
fn sum(metric: &Value, kind: &str, field: &str) -> f64 {
    let points = metric[kind]["dataPoints"].as_array().unwrap_or_else(|| panic!("no {kind} in {metric}"));
    points.iter().map(|point| number(&point[field])).sum()
}

fn buckets(point: &Value) -> f64 {
    let side = |side: &str| point[side]["bucketCounts"].as_array().cloned().unwrap_or_default();
    let all = [side("positive"), side("negative")].concat();
    all.iter().map(number).sum::<f64>() + number(&point["zeroCount"])
}

#[test]
fn the_types_of_opentelemetry_read_the_totals_of_the_summary() {
    let (origin, sink) = (Origin::plain(), Recorder::answering(200));
    let run = mixed(&origin).engine().args(["--out", &format!("otlp={}/v1/metrics", sink.url())]).run();
    run.assert_exit(0, "passed", &[]);
    let got = last(&sink);
    let of = |name: String| got.get(&name).unwrap_or_else(|| panic!("{name} in {:?}", got.keys()));
    for (name, values) in metrics(&run, "counter") {
        let metric = of(format!("throng_{name}"));
        assert_eq!(sum(metric, "sum", "asDouble"), number(&values["count"]), "{name}");
        assert_eq!(
            (number(&metric["sum"]["aggregationTemporality"]), &metric["sum"]["isMonotonic"]),
            (2.0, &true.into())
        );
    }
    for (name, values) in metrics(&run, "rate") {
        assert_eq!(sum(of(format!("throng_{name}_hits")), "sum", "asDouble"), number(&values["passes"]), "{name}");
    }
    for (name, values) in metrics(&run, "gauge") {
        assert_eq!(sum(of(format!("throng_{name}")), "gauge", "asDouble"), number(&values["value"]), "{name}");
    }
    for (name, values) in metrics(&run, "trend") {
        let metric = of(format!("throng_{name}"));
        assert_eq!(sum(metric, "exponentialHistogram", "count"), number(&values["count"]), "{name}");
        for point in metric["exponentialHistogram"]["dataPoints"].as_array().unwrap() {
            assert_eq!(buckets(point), number(&point["count"]), "{name}: {point}");
        }
    }
    let unit = |name: &str| of(format!("throng_{name}"))["unit"].clone();
    assert_eq!((unit("http_req_duration"), unit("data_sent")), ("ms".into(), "By".into()));
}

/// The value of the greatest bucket of a point is the greatest value, within the width of a bucket.
#[test]
fn buckets_of_opentelemetry_are_where_the_values_are() {
    let (origin, sink) = (Origin::plain(), Recorder::answering(200));
    mixed(&origin).engine().args(["--out", &format!("otlp={}/v1/metrics", sink.url())]).run().assert_exit(
        0,
        "passed",
        &[],
    );
    let got = last(&sink);
    let points = got["throng_iteration_duration"]["exponentialHistogram"]["dataPoints"].as_array().unwrap();
    for point in points {
        let counts = point["positive"]["bucketCounts"].as_array().unwrap().len() as f64;
        let base = 2f64.powf(2f64.powf(-number(&point["scale"])));
        let (low, high) = (number(&point["positive"]["offset"]), number(&point["positive"]["offset"]) + counts);
        let (min, max) = (number(&point["min"]), number(&point["max"]));
        assert!(base.powf(low) <= min && min <= base.powf(low + 1.0), "{point}");
        assert!(base.powf(high - 1.0) <= max && max <= base.powf(high), "{point}");
    }
}

#[test]
fn hostile_strings_stay_attributes_in_opentelemetry() {
    let (origin, sink) = (Origin::plain(), Recorder::answering(200));
    let strings = hostile();
    let journey = hostile_journey(&origin, &strings);
    journey.engine().args(["--out", &format!("otlp={}/v1/metrics", sink.url())]).run().assert_exit(0, "passed", &[]);
    let metrics = last(&sink);
    let points = metrics["throng_http_reqs"]["sum"]["dataPoints"].as_array().unwrap().iter();
    let hostile = |point: &Value| {
        let attributes = point["attributes"].as_array()?;
        let attribute = attributes.iter().find(|attribute| attribute["key"] == "hostile")?;
        Some(attribute["value"]["stringValue"].as_str()?.to_owned())
    };
    let mut got: Vec<String> = points.filter_map(hostile).collect();
    let mut want = strings;
    got.sort();
    want.sort();
    assert_eq!(got, want);
}

/// The spans of all requests.
fn spans(sink: &Recorder) -> Vec<Value> {
    let mut all = Vec::new();
    for request in sink.requests() {
        assert!(request.head.starts_with("POST /v1/traces HTTP/1.1\r\n"), "{}", request.head);
        let decoded = decoded(&request, "traces");
        let resource = &decoded["resourceSpans"][0];
        assert_eq!(resource["resource"]["attributes"][0]["value"]["stringValue"], "throng");
        all.extend(resource["scopeSpans"][0]["spans"].as_array().expect("a request has spans").iter().cloned());
    }
    all
}

fn attribute<'a>(span: &'a Value, key: &str) -> &'a Value {
    let all = span["attributes"].as_array().expect("a span has attributes");
    all.iter().find(|attribute| attribute["key"] == key).map_or(&Value::Null, |attribute| &attribute["value"])
}

#[test]
fn every_sampled_request_is_the_span_that_its_traceparent_says() {
    let (origin, sink) = (Origin::plain(), Recorder::answering(200));
    let journey = mixed(&origin).users(2, 10).set("http", json!({ "trace": 1 }));
    let run = journey.engine().args(["--out", &format!("otlp-traces={}/v1/traces", sink.url())]).run();
    run.assert_exit(0, "passed", &[]);
    let spans = spans(&sink);
    let mut told: Vec<String> = spans
        .iter()
        .map(|span| format!("00-{}-{}-01", span["traceId"].as_str().unwrap(), span["spanId"].as_str().unwrap()))
        .collect();
    let mut sent: Vec<String> =
        origin.log().requests().iter().map(|seen| seen.header("traceparent").to_owned()).collect();
    told.sort();
    sent.sort();
    assert_eq!((sent.len(), &told), (60, &sent));
    let gone: Vec<&Value> = spans.iter().filter(|span| span["name"] == "GET gone").collect();
    assert_eq!(gone.len(), 20);
    for span in gone {
        assert_eq!(number(&attribute(span, "http.response.status_code")["intValue"]), 404.0, "{span}");
        assert_eq!(attribute(span, "http.request.method")["stringValue"], "GET");
        assert_eq!(attribute(span, "url.full"), &Value::Null, "a name stands for the URL: {span}");
        assert_eq!((number(&span["kind"]), number(&span["status"]["code"])), (3.0, 2.0), "{span}");
        let (start, end) = (number(&span["startTimeUnixNano"]), number(&span["endTimeUnixNano"]));
        assert!(start < end && end - start < 60e9, "{span}");
    }
    // The report names a trace where somebody would look for one.
    let failure = &run.summary["failures"]["requests"][0];
    assert!(sent.iter().any(|sent| sent.contains(failure["trace"].as_str().unwrap())), "{failure}");
    let slowest = run.summary["slowest"].as_array().unwrap();
    assert_eq!(slowest.len(), 20);
    let times: Vec<f64> = slowest.iter().map(|slow| number(&slow["duration_ms"])).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    assert_eq!(times[0], number(&run.summary["metrics"]["http_req_duration"]["values"]["max"]));
    assert!(sent.iter().any(|sent| sent.contains(slowest[0]["trace"].as_str().unwrap())), "{slowest:?}");
}

#[test]
fn what_is_not_sampled_says_so_to_the_target_and_is_no_span() {
    let (origin, sink) = (Origin::plain(), Recorder::answering(200));
    let journey = mixed(&origin).users(1, 5).set("http", json!({ "trace": 0 }));
    let run = journey.engine().args(["--out", &format!("otlp-traces={}/v1/traces", sink.url())]).run();
    run.assert_exit(0, "passed", &[]);
    assert!(origin.log().requests().iter().all(|seen| seen.header("traceparent").ends_with("-00")));
    assert_eq!((sink.requests().len(), &run.summary["outputs"][0]["written"]), (0, &json!(0)));
    assert_eq!(run.summary["slowest"][0]["trace"], Value::Null);
    // A journey's own stands.
    let own = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let headers = json!({ "traceparent": own });
    let other = Origin::plain();
    let journey = mixed(&other).users(1, 1).set("http", json!({ "trace": 1, "headers": headers }));
    journey.engine().run().assert_exit(0, "passed", &[]);
    assert!(other.log().requests().iter().all(|seen| seen.header("traceparent") == own));
}
