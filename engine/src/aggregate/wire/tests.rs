use std::time::Duration;

use crate::aggregate::{Aggregator, IterationTimes, Registry, Selector, Snapshot, Statistic};
use crate::plan::MetricKind;
use crate::sample::{Cause, Exchange, Failure, Phases, Protocol, TagSet};

/// Every kind of metric: few values and many, of both signs, requests that succeeded and failed, a failed journey.
fn measured(shift: u64) -> Snapshot {
    let registry = Registry::new(1000);
    let balance = registry.metric("balance", MetricKind::Trend, "EUR").unwrap();
    let heat = registry.metric("heat", MetricKind::Gauge, "").unwrap();
    let recorder = registry.recorder();
    let tags = recorder.intern(&TagSet::from_iter([("scenario", "s"), ("name", "a \"b\"\n")]));
    (0..2_000).for_each(|i| recorder.add(balance, tags, f64::from(i - 1_000) * 0.1 + shift as f64));
    [0.1 + 0.2, 1e300, -7.0].into_iter().for_each(|value| recorder.add(heat, tags, value));
    for i in 0..600 {
        let phases = Phases { waiting: Duration::from_nanos(1_000_003 * (i + shift)), ..Phases::default() };
        let (protocol, tls) = (Some(Protocol::Http2), Some("tls1.3"));
        recorder.exchange(tags, &Exchange { status: 200, phases, protocol, tls, ..Exchange::default() }, Some(true));
    }
    let failure = Some(Failure::new(Cause::TooLarge, 1000, "65 MB"));
    recorder.exchange(tags, &Exchange { failure, ..Exchange::default() }, None);
    recorder.check("it holds", tags, false);
    let third = Duration::from_secs(1) / 3;
    recorder.iteration(tags, IterationTimes { response: third, service: third, lag: third }, true);
    recorder.journey_failure("trap", "out of bounds");
    let mut aggregator = Aggregator::new(&registry);
    aggregator.merge(Duration::from_millis(1_500));
    aggregator.into_snapshot()
}

fn text(snapshot: &Snapshot) -> String {
    serde_json::to_string(snapshot).unwrap()
}

fn back(text: &str) -> Snapshot {
    serde_json::from_str(text).unwrap()
}

#[test]
fn what_is_read_back_is_what_was_written_to_the_last_bit() {
    let snapshot = measured(0);
    let read = back(&text(&snapshot));
    assert_eq!(text(&read), text(&snapshot));
    let value = |snapshot: &Snapshot, metric: &str, statistic| snapshot.value(metric, &Selector::all(), statistic);
    let percents = [0.0, 12.5, 50.0, 90.0, 99.0, 99.9, 100.0].map(Statistic::Percentile);
    for metric in ["balance", "http_req_duration", "iteration_lag"] {
        for statistic in percents.into_iter().chain([Statistic::Avg, Statistic::Min, Statistic::Max]) {
            assert_eq!(value(&read, metric, statistic), value(&snapshot, metric, statistic), "{metric} {statistic}");
            assert!(value(&read, metric, statistic).is_some(), "{metric} {statistic}");
        }
    }
    assert_eq!(value(&read, "heat", Statistic::Max), Some(1e300));
    assert_eq!(read.failures(), snapshot.failures());
    assert_eq!((read.checks(), read.iterations()), (snapshot.checks(), snapshot.iterations()));
    assert_eq!((read.seconds.clone(), read.window, read.began), (snapshot.seconds, snapshot.window, snapshot.began));
    assert_eq!(read.journey_failures["trap"].first, "out of bounds");
}

#[test]
fn merging_what_was_read_is_merging_what_was_written() {
    let mut direct = measured(0);
    let mut read = back(&text(&direct));
    direct.began = 1_000;
    read.began = 1_000;
    let mut other = measured(5);
    other.began = 1_002;
    direct.merge(&other);
    read.merge(&back(&text(&other)));
    assert_eq!(text(&read), text(&direct));
    assert_eq!(read.value("http_reqs", &Selector::all(), Statistic::Count), Some(1_202.0));
}

#[test]
fn histograms_are_those_that_other_tools_read() {
    let json: serde_json::Value = serde_json::from_str(&text(&measured(0))).unwrap();
    let series = json["series"].as_array().unwrap().iter().find(|series| series["metric"] == "balance").unwrap();
    let trend = &series["sink"]["trend"];
    for side in ["positive", "negative"] {
        // HdrHistogram's V2 cookie is 0x1c849303 with the word size 1 in it: 1c 84 93 13.
        assert!(trend[side].as_str().unwrap().starts_with("HISTE"), "{side}: {trend}");
    }
    assert_eq!(trend["zeros"], 1);
}

#[test]
fn what_this_engine_cannot_read_says_why() {
    let error = |text: &str| serde_json::from_str::<Snapshot>(text).unwrap_err().to_string();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        error(r#"{"version": 2, "new": []}"#),
        format!(
            "a snapshot of version 2 cannot be read by throng {version}, which reads version 1: use the engine that wrote it"
        )
    );
    let spoiled = text(&measured(0)).replace("\"error\":\"too-large\"", "\"error\":\"too-long\"");
    assert!(error(&spoiled).starts_with("`too-long` is none of dns, connect, tls"), "{}", error(&spoiled));
    let stranger = text(&measured(0)).replace("\"metric\":\"heat\"", "\"metric\":\"cold\"");
    assert_eq!(error(&stranger), "the snapshot has a series of `cold` that fits none of its metrics");
}
