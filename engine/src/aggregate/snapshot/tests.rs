use std::time::Duration;

use super::super::{Aggregator, IterationTimes, Recorder, Registry};
use super::*;
use crate::plan::MetricKind;
use crate::sample::{Cause, Exchange, Failure, Phases, Protocol};

const SECOND: Duration = Duration::from_secs(1);

fn exchange(status: u16, ms: u64) -> Exchange {
    let phases = Phases { waiting: Duration::from_millis(ms), ..Phases::default() };
    Exchange { status, phases, protocol: Some(Protocol::Http1), body_size: 10, transferred: 5, ..Exchange::default() }
}

fn refused() -> Exchange {
    let failure = Some(Failure::new(Cause::Connect, 1212, "connection refused"));
    Exchange { failure, ..Exchange::default() }
}

fn tags(name: &str) -> TagSet {
    TagSet::from_iter([("name", name), ("method", "GET"), ("scenario", "s")])
}

fn select<const N: usize>(tags: [(&str, &str); N]) -> Selector {
    Selector::from_iter(tags)
}

/// Two shards: login answers 200 in 10, 20 and 30 ms, fails fast once with 500 and is refused once; cart is 404 once.
fn two_shards() -> (Registry, Recorder, Recorder) {
    let registry = Registry::new(1000);
    let (a, b) = (registry.recorder(), registry.recorder());
    let login = a.intern(&tags("login"));
    a.exchange(login, &exchange(200, 10), Some(true));
    a.exchange(login, &exchange(200, 20), Some(true));
    a.exchange(login, &exchange(500, 1), Some(false));
    let cart = b.intern(&tags("cart"));
    b.exchange(cart, &exchange(404, 2), None);
    let login = b.intern(&tags("login"));
    b.exchange(login, &exchange(200, 30), Some(true));
    b.exchange(login, &refused(), Some(false));
    (registry, a, b)
}

#[test]
fn a_sub_metric_is_the_exact_merge_of_its_series() {
    let (registry, ..) = two_shards();
    let mut aggregator = Aggregator::new(&registry);
    let snapshot = aggregator.merge(SECOND * 2);
    let value = |metric: &str, selector: Selector, statistic| snapshot.value(metric, &selector, statistic);
    assert_eq!(value("http_reqs", Selector::all(), Statistic::Count), Some(6.0));
    assert_eq!(value("http_reqs", Selector::all(), Statistic::Rate), Some(3.0));
    let login = || select([("name", "login"), ("status", "200")]);
    assert_eq!(value("http_req_duration", login(), Statistic::Med), Some(20.0));
    assert_eq!(value("http_req_duration", login(), Statistic::Percentile(90.0)), Some(28.0));
    assert_eq!(value("http_req_duration", select([("name", "login")]), Statistic::Min), Some(1.0));
    assert_eq!(value("http_req_failed", Selector::all(), Statistic::Rate), Some(0.4));
    assert_eq!(value("http_reqs", select([("error_code", "1212"), ("error", "connect")]), Statistic::Count), Some(1.0));
    assert_eq!(value("http_reqs", select([("proto", "HTTP/1.1")]), Statistic::Count), Some(5.0));
    assert_eq!(value("http_reqs", select([("name", "nosuch")]), Statistic::Count), None);
}

#[test]
fn rows_keep_fast_failures_away_from_latencies() {
    let (registry, ..) = two_shards();
    let mut aggregator = Aggregator::new(&registry);
    let rows = aggregator.merge(SECOND).rows();
    let counts: Vec<_> =
        rows.iter().map(|r| (r.name.as_str(), r.all.count, r.succeeded.count, r.failed.count)).collect();
    assert_eq!(counts, [("cart", 1, 1, 0), ("login", 5, 3, 2)]);
    assert_eq!((rows[1].all.duration.min(), rows[1].succeeded.duration.min()), (Some(1.0), Some(10.0)));
    assert_eq!(rows[1].all.duration.count(), 4, "a refused connection is no measurement of 0 ms");
}

#[test]
fn failures_are_counted_by_cause_with_the_first_message() {
    let (registry, ..) = two_shards();
    let mut aggregator = Aggregator::new(&registry);
    let failures = aggregator.merge(SECOND).failures();
    let found: Vec<_> = failures.iter().map(|f| (f.cause, f.status, f.code, f.count, f.first.as_str())).collect();
    assert_eq!(found, [(Some(Cause::Connect), 0, 1212, 1, "connection refused"), (None, 500, 1500, 1, "")]);
}

#[test]
fn merging_twice_adds_only_what_is_new() {
    let (registry, a, _) = two_shards();
    let mut aggregator = Aggregator::new(&registry);
    aggregator.merge(SECOND);
    let login = a.intern(&tags("login"));
    a.exchange(login, &exchange(200, 40), Some(true));
    let again = a.intern(&tags("new"));
    a.exchange(again, &exchange(200, 50), Some(true));
    let snapshot = aggregator.merge(SECOND * 2);
    assert_eq!(snapshot.samples("http_reqs", &Selector::all()), 8);
    assert_eq!(snapshot.value("http_req_duration", &Selector::all(), Statistic::Max), Some(50.0));
    let requests: Vec<_> =
        snapshot.seconds.iter().map(|s| (s.at, s.scenario.as_str(), s.requests, s.service_ms)).collect();
    assert_eq!(requests, [(0, "s", 6, Some(10.0)), (1, "s", 2, Some(45.0))]);
}

#[test]
fn iterations_checks_and_journey_failures() {
    let registry = Registry::new(1000);
    let recorder = registry.recorder();
    let tags = recorder.intern(&TagSet::from_iter([("scenario", "s"), ("group", "::pay")]));
    let times = IterationTimes { response: SECOND * 3, service: SECOND, lag: SECOND * 2 };
    recorder.iteration(tags, times, false);
    recorder.iteration(tags, times, true);
    recorder.interrupted(tags);
    recorder.dropped(tags, 7);
    recorder.check("paid", tags, true);
    recorder.check("paid", tags, false);
    recorder.check("seen", tags, true);
    recorder.journey_failure("trap", "first");
    recorder.journey_failure("trap", "second");
    let mut aggregator = Aggregator::new(&registry);
    let snapshot = aggregator.merge(SECOND);
    let iterations = &snapshot.iterations()["s"];
    assert_eq!((iterations.complete, iterations.failed, iterations.interrupted, iterations.dropped), (1, 1, 1, 7));
    let checks: Vec<_> = snapshot.checks().into_iter().map(|c| (c.group, c.name, c.passed, c.failed)).collect();
    assert_eq!(checks, [("::pay".into(), "paid".into(), 1, 1), ("::pay".into(), "seen".into(), 1, 0)]);
    assert_eq!(snapshot.value("checks", &select([("check", "paid")]), Statistic::Rate), Some(0.5));
    assert_eq!(snapshot.value("iteration_lag", &Selector::all(), Statistic::Max), Some(2000.0));
    assert_eq!(snapshot.journey_failures["trap"], JourneyFailure { count: 2, first: "first".into() });
    assert_eq!(snapshot.dropped(&select([("scenario", "other")])), 0);
}

#[test]
fn rates_leave_setup_out_and_counts_do_not() {
    let registry = Registry::new(1000);
    let recorder = registry.recorder();
    let setup = recorder.intern(&TagSet::from_iter([("group", "::setup")]));
    let own = recorder.intern(&tags("a"));
    recorder.exchange(setup, &exchange(200, 1), Some(true));
    (0..4).for_each(|_| recorder.exchange(own, &exchange(200, 1), Some(true)));
    let mut aggregator = Aggregator::new(&registry);
    let snapshot = aggregator.merge(SECOND * 2);
    let value = |statistic| snapshot.value("http_reqs", &Selector::all(), statistic);
    assert_eq!((value(Statistic::Count), value(Statistic::Rate)), (Some(5.0), Some(2.0)));
}

#[test]
fn series_over_the_limit_fold_into_one_and_nothing_is_lost() {
    let registry = Registry::new(10);
    let recorder = registry.recorder();
    let orders = registry.metric("orders", MetricKind::Counter, "").unwrap();
    for user in 0..100 {
        let tags = recorder.intern(&TagSet::from_iter([("user", user.to_string())]));
        recorder.add(orders, tags, 2.0);
        recorder.exchange(tags, &exchange(200, 5), Some(true));
    }
    let mut aggregator = Aggregator::new(&registry);
    let snapshot = aggregator.merge(SECOND);
    assert!(snapshot.folded);
    assert_eq!(snapshot.value("orders", &Selector::all(), Statistic::Count), Some(200.0));
    assert_eq!(snapshot.value("orders", &select([("overflow", "true")]), Statistic::Count), Some(190.0));
    assert_eq!(snapshot.value("http_reqs", &Selector::all(), Statistic::Count), Some(100.0));
    assert_eq!(snapshot.value("http_req_failed", &select([("overflow", "true")]), Statistic::Rate), Some(0.0));
}

#[test]
fn processes_merge_by_name() {
    let (registry, ..) = two_shards();
    let other = Registry::new(1000);
    other.metric("first", MetricKind::Gauge, "").unwrap();
    let (mine, theirs) = (registry.recorder(), other.recorder());
    for (registry, recorder) in [(&registry, &mine), (&other, &theirs)] {
        let paid = registry.metric("paid", MetricKind::Counter, "").unwrap();
        recorder.add(paid, recorder.intern(&tags("x")), 3.0);
        recorder.exchange(recorder.intern(&tags("login")), &exchange(200, 70), Some(true));
    }
    let mut all = Aggregator::new(&registry).merge(SECOND).clone();
    all.merge(Aggregator::new(&other).merge(SECOND * 5));
    assert_eq!(all.value("paid", &Selector::all(), Statistic::Count), Some(6.0));
    assert_eq!(all.value("http_req_duration", &select([("name", "login")]), Statistic::Max), Some(70.0));
    assert_eq!((all.samples("http_reqs", &Selector::all()), all.window), (8, SECOND * 5));
}

#[test]
fn server_timing_and_checks_of_the_same_name_stay_apart() {
    let registry = Registry::new(100);
    let recorder = registry.recorder();
    let login = recorder.intern(&tags("login"));
    recorder.check("db", login, true);
    let timed = Exchange { server_timing: vec![("db".into(), 2.5)], ..exchange(200, 9) };
    recorder.exchange(login, &timed, Some(true));
    let mut aggregator = Aggregator::new(&registry);
    let snapshot = aggregator.merge(SECOND);
    assert_eq!(snapshot.value("server_timing", &select([("entry", "db")]), Statistic::Max), Some(2.5));
    assert_eq!(snapshot.samples("checks", &select([("check", "db")])), 1);
}

/// `cargo test --release -p throng --lib -- --ignored --nocapture cost_of_one_exchange`
#[test]
#[ignore = "prints a measurement"]
#[expect(clippy::print_stderr, reason = "its only purpose is to print")]
fn cost_of_one_exchange() {
    /// Short enough for some windows to escape other work on the machine.
    const WINDOW: u64 = 3_200;
    let registry = Registry::new(10_000);
    let recorder = registry.recorder();
    let names: Vec<_> = (0..50).map(|i| recorder.intern(&tags(&format!("n{i}")))).collect();
    let mut aggregator = Aggregator::new(&registry);
    let mut phases = exchange(200, 3);
    for (what, among) in [("one name", 1), ("50 names", 50)] {
        let (mut costs, mut merges) = (Vec::new(), Vec::new());
        for i in 0..1_000_000_u64 / WINDOW * WINDOW {
            if i % (100 * WINDOW) == 0 {
                let began = crate::clock::now();
                aggregator.merge(SECOND);
                merges.push(began.elapsed());
            }
            if i % WINDOW == 0 {
                costs.push(crate::clock::now());
            }
            phases.phases.waiting = Duration::from_nanos(100_000 + i * 7919 % 900_000);
            phases.phases.sending = Duration::from_nanos(9_000 + i % 1000);
            phases.phases.receiving = Duration::from_nanos(20_000 + i % 5000);
            phases.phases.blocked = Duration::from_nanos(300 + i % 100);
            recorder.exchange(names[i as usize % among], &phases, Some(true));
        }
        let mut costs: Vec<_> = costs.windows(2).map(|w| (w[1] - w[0]).as_nanos() / u128::from(WINDOW)).collect();
        costs.sort_unstable();
        merges.sort_unstable();
        let (fast, median, merge) = (costs[costs.len() / 50], costs[costs.len() / 2], merges[merges.len() / 2]);
        eprintln!("{what}: {fast} ns an exchange (undisturbed), {median} ns (median), merge {merge:?}");
    }
    let sinks = &aggregator.snapshot().exchanges;
    let bytes: usize = sinks.iter().flat_map(|e| &e.sink.trends).map(super::super::Trend::bytes).sum();
    eprintln!("{} KiB a request name", bytes / sinks.len() / 1024);
}
