use std::collections::BTreeMap;
use std::time::Duration;

use super::*;
use crate::aggregate::{Aggregator, Registry, Snapshot};
use crate::plan::{DecisionRule, MetricKind, Requirement, ThresholdSpec};
use crate::sample::TagSet;

const VECTORS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/thresholds.json"));

/// Vectors whose outcome needs a run: requests, iterations, signals or the clock.
const NEED_A_RUN: [&str; 26] = [
    "th-pass",
    "th-fail",
    "th-sub",
    "th-sub-two",
    "th-sub-empty-count",
    "th-sub-empty-fail",
    "th-dropped",
    "th-abort",
    "th-abort-delay",
    "th-abort-delay-long",
    "th-abort-short",
    "th-recover",
    "th-abort-empty",
    "th-no",
    "th-no-bad",
    "th-group",
    "th-h1",
    "th-h3",
    "th-setup-clock",
    "th-abort-hard",
    "th-final-teardown",
    "th-setup-counted",
    "th-rate-window",
    "th-quoted",
    "th-dup",
    "th-none-finished",
];
/// Vectors in which k6 passes or fails a threshold that measured nothing; here it is not measured (exit 111).
const NOT_MEASURED: [&str; 5] =
    ["th-empty-rate", "th-empty-trend", "th-empty-trend-fail", "th-empty-gauge", "th-vusgauge"];

fn spec(key: &str, expression: &str) -> ThresholdSpec {
    ThresholdSpec {
        key: key.into(),
        expression: expression.into(),
        abort_on_fail: false,
        delay_abort: Duration::ZERO,
        requirement: Requirement::default(),
    }
}

fn registry() -> Registry {
    let registry = Registry::new(1000);
    let custom =
        [("mt", MetricKind::Trend), ("mc", MetricKind::Counter), ("mg", MetricKind::Gauge), ("mr", MetricKind::Rate)];
    for (name, kind) in custom {
        registry.metric(name, kind, "").unwrap();
    }
    registry
}

/// What the vectors' function records: mt 10 20 30 40, mc 1 1 1, mg 1 2 3, mr 1 0.
fn measured(registry: &Registry) -> Snapshot {
    let recorder = registry.recorder();
    let tags = recorder.intern(&TagSet::from_iter([("scenario", "default")]));
    let values: [(&str, &[f64]); 4] =
        [("mt", &[10.0, 20.0, 30.0, 40.0]), ("mc", &[1.0, 1.0, 1.0]), ("mg", &[1.0, 2.0, 3.0]), ("mr", &[1.0, 0.0])];
    for (metric, values) in values {
        let (id, _) = registry.find(metric).unwrap();
        values.iter().for_each(|value| recorder.add(id, tags, *value));
    }
    recorder.users(tags, 3, 3);
    let mut aggregator = Aggregator::new(registry);
    aggregator.merge(Duration::from_secs(1)).clone()
}

fn ready(key: &str, expression: &str, registry: &Registry) -> Result<Threshold, ThresholdError> {
    let mut threshold = parse(&spec(key, expression))?;
    validate(&mut threshold, registry)?;
    Ok(threshold)
}

fn texts(value: &serde_json::Value) -> Vec<String> {
    let text = |v: &serde_json::Value| v.as_str().or_else(|| v["expr"].as_str()).unwrap().to_owned();
    value.as_array().unwrap().iter().map(text).collect()
}

#[test]
fn vectors_parse_as_expected_and_judge_as_expected_from_samples() {
    let vectors: serde_json::Value = serde_json::from_str(VECTORS).unwrap();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for vector in vectors["vectors"].as_array().unwrap() {
        let id = vector["id"].as_str().unwrap();
        let registry = registry();
        let specs = vector["plan"]["thresholds"].as_object().unwrap();
        let pairs = specs.iter().flat_map(|(key, list)| texts(list).into_iter().map(move |text| (key.as_str(), text)));
        let all: Result<Vec<_>, _> = pairs.map(|(key, text)| ready(key, &text, &registry)).collect();
        let exit = vector["expect"]["exit"].as_u64().unwrap();
        assert_eq!(all.is_err(), exit == 104 || id == "th-no-bad", "{id}: {all:?}");
        let Ok(all) = all else {
            *seen.entry("refused").or_default() += 1;
            continue;
        };
        if NEED_A_RUN.contains(&id) {
            *seen.entry("run").or_default() += 1;
            continue;
        }
        let snapshot = if NOT_MEASURED.contains(&id) { Snapshot::default() } else { measured(&registry) };
        let outcomes: Vec<_> = judge_all(&all, &snapshot).into_iter().map(|verdict| verdict.outcome).collect();
        let worst = match () {
            () if outcomes.contains(&Outcome::NotMeasured) => Outcome::NotMeasured,
            () if outcomes.contains(&Outcome::Failed) => Outcome::Failed,
            () => Outcome::Passed,
        };
        let want = match exit {
            _ if NOT_MEASURED.contains(&id) => Outcome::NotMeasured,
            99 => Outcome::Failed,
            _ => Outcome::Passed,
        };
        assert_eq!(worst, want, "{id}");
        *seen.entry("judged").or_default() += 1;
    }
    assert_eq!(seen, BTreeMap::from([("judged", 29), ("refused", 25), ("run", 25)]));
}

#[test]
fn a_late_generator_may_turn_times_near_their_bound_and_rates_of_counters() {
    let registry = registry();
    registry.metric("took", MetricKind::Trend, "s").unwrap();
    let recorder = registry.recorder();
    let tags = recorder.intern(&TagSet::from_iter([("scenario", "default")]));
    for (metric, value) in [("http_req_duration", 200.0), ("took", 0.2), ("mt", 200.0), ("mr", 1.0), ("mc", 1.0)] {
        recorder.add(registry.find(metric).unwrap().0, tags, value);
    }
    let mut aggregator = Aggregator::new(&registry);
    let snapshot = aggregator.merge(Duration::from_secs(1));
    let cases = [
        ("http_req_duration", "p(95) < 229ms", true),
        ("http_req_duration", "p(95) < 231ms", false),
        ("http_req_duration", "p(95) < 171ms", true),
        ("http_req_duration", "p(95) < 169ms", false),
        ("http_reqs", "rate < 1", true),
        ("http_reqs", "count < 1", false),
        ("took", "max < 0.299", true),
        ("took", "max < 0.301", false),
        ("iteration_duration", "avg < 1s", false),
        ("mt", "avg < 200", false),
        ("mr", "rate < 1", false),
        ("mc", "rate < 1000", true),
        ("mc", "count < 2", false),
    ];
    for (key, expression, turns) in cases {
        let verdict = judge(&ready(key, expression, &registry).unwrap(), snapshot);
        assert_eq!(may_turn(&verdict, snapshot, 10.0), turns, "{key} {expression}");
    }
}

#[test]
fn bounds_are_converted_into_the_unit_of_the_metric() {
    let registry = registry();
    let cases = [
        ("http_req_duration", "p(95) < 800ms", 800.0),
        ("http_req_duration", "p(95)<1.5s", 1500.0),
        ("http_req_duration", "avg < 250us", 0.25),
        ("data_sent", "count < 2KB", 2000.0),
        ("data_sent", "count < 2 KiB", 2048.0),
        ("http_req_failed", "rate < 1%", 0.01),
        ("http_req_duration", "max<2.6e1", 26.0),
    ];
    for (key, expression, bound) in cases {
        assert_eq!(ready(key, expression, &registry).unwrap().bound, bound, "{expression}");
    }
}

#[test]
fn a_mistake_comes_with_what_to_write_and_that_is_valid() {
    let registry = registry();
    let cases = [
        ("http_req_duration", "p95 < 800", "p(95) < 800"),
        ("http_req_duration", "p(101) < 1", "p(95) < 1"),
        ("http_req_duration", "AVG<1", "avg < 1"),
        ("http_req_duration", "median<1", "med < 1"),
        ("http_req_duration", "avg = 5", "avg == 5"),
        ("http_req_duration", "p(95)", "p(95) < 500"),
        ("http_req_duration", "rate<1", "p(95) <1"),
        ("http_reqs", "p(95)<1", "count <1"),
        ("http_reqs", "count<1s", "count<1"),
    ];
    for (key, expression, instead) in cases {
        let error = ready(key, expression, &registry).unwrap_err();
        assert_eq!((error.in_key, error.instead.as_deref()), (false, Some(instead)), "{expression}: {error}");
        assert!(ready(key, instead, &registry).is_ok(), "{instead}");
    }
    let keys = [
        ("http_req_durations{name:a}", "http_req_duration{name:a}"),
        ("http_req_duration{name:a", "http_req_duration{name:a}"),
        ("http_req_duration{}", "http_req_duration"),
        ("http_req_duration{", "http_req_duration"),
    ];
    for (key, instead) in keys {
        let error = ready(key, "p(95)<1", &registry).unwrap_err();
        assert_eq!((error.in_key, error.instead.as_deref()), (true, Some(instead)), "{key}: {error}");
        assert!(ready(instead, "p(95)<1", &registry).is_ok(), "{instead}");
    }
}

#[test]
fn a_tag_that_nobody_sets_comes_with_the_nearest_that_somebody_does() {
    let unknown = |key: &str| {
        let threshold = parse(&spec(key, "count>1")).unwrap();
        unknown_tag(&threshold, &["kind"]).map(|error| error.to_string())
    };
    assert_eq!(
        unknown("http_reqs{statsu:200}").as_deref(),
        Some("no series has a tag `statsu`: write `http_reqs{status:200}`")
    );
    assert_eq!(unknown("http_reqs{zzz:1}").as_deref(), Some("no series has a tag `zzz`"));
    assert_eq!([unknown("http_reqs{kind:a}"), unknown("http_reqs{status:200,kind:a}")], [None, None]);
}

#[test]
fn selectors_may_be_quoted_and_hold_colons() {
    let selector = |key: &str| parse(&spec(key, "count>1")).unwrap().selector;
    let tags = |key: &str| selector(key).tags().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>();
    assert_eq!(tags("http_reqs{ status : 200 }"), ["status=200"]);
    assert_eq!(tags("http_reqs{status:\"200\",'name':'a, b'}"), ["status=200", "name=a, b"]);
    assert_eq!(tags("http_reqs{group:::g1::g2}"), ["group=::g1::g2"]);
    assert_eq!(tags("http_reqs{name:http://x/${}}"), ["name=http://x/${}"]);
    assert_eq!(tags("http_reqs{check:it's there,x:1}"), ["check=it's there", "x=1"]);
}

#[test]
fn counters_of_the_engine_count_from_zero_and_nothing_else_does() {
    let registry = registry();
    let mut snapshot = Snapshot::default();
    snapshot.window = Duration::from_secs(1);
    let outcome = |key: &str, text: &str| judge(&ready(key, text, &registry).unwrap(), &snapshot).outcome;
    assert_eq!(outcome("dropped_iterations", "count==0"), Outcome::Passed);
    assert_eq!(outcome("http_reqs{kind:zz}", "count>0"), Outcome::Failed);
    for (key, text) in [("mc", "count==0"), ("checks", "rate>=0"), ("vus", "value==0"), ("mt", "max<1")] {
        assert_eq!(outcome(key, text), Outcome::NotMeasured, "{key}");
    }
}

#[test]
fn only_a_failing_abort_threshold_with_samples_stops_the_run_and_not_before_its_delay() {
    let registry = registry();
    let snapshot = measured(&registry);
    let threshold = |key: &str, text: &str, abort_on_fail, delay: u64| Threshold {
        abort_on_fail,
        delay_abort: Duration::from_secs(delay),
        ..ready(key, text, &registry).unwrap()
    };
    let stops = |threshold: Threshold| abort(&[threshold], &snapshot, Duration::from_secs(2)).is_some();
    assert!(stops(threshold("mc", "count<1", true, 0)));
    assert!(!stops(threshold("mc", "count<1", false, 0)));
    assert!(!stops(threshold("mc", "count<1", true, 3)));
    assert!(!stops(threshold("mc", "count>1", true, 0)));
    assert!(!stops(threshold("http_reqs", "count>0", true, 0)));
}

#[test]
fn a_bound_may_follow_from_the_baseline() {
    let registry = registry();
    let (snapshot, empty) = (measured(&registry), Snapshot::default());
    let outcome = |key: &str, text: &str, baseline: &Snapshot| {
        let mut threshold = ready(key, text, &registry).unwrap();
        threshold.hold_against(baseline);
        (judge(&threshold, &snapshot).outcome, threshold.bound)
    };
    // The baseline is the run itself: mt has the mean 25, mc the sum 3, mr the share 0.5.
    assert_eq!(outcome("mt", "avg <= baseline", &snapshot), (Outcome::Passed, 25.0));
    assert_eq!(outcome("mt", "avg < baseline*0.5", &snapshot), (Outcome::Failed, 12.5));
    assert_eq!(outcome("mc", "count >= baseline - 1", &snapshot), (Outcome::Passed, 2.0));
    assert_eq!(outcome("mr", "rate < baseline + 10%", &snapshot), (Outcome::Passed, 0.6));
    let (missing, bound) = outcome("mt", "avg <= baseline", &empty);
    assert!(missing == Outcome::NotMeasured && bound.is_nan());
    // Engine's own counters count from 0, in the baseline too.
    assert_eq!(outcome("http_reqs{status:500}", "count <= baseline", &snapshot), (Outcome::Passed, 0.0));
    for wrong in
        ["avg < baseline *", "avg < baseline / 2", "avg < baselines", "avg < baseline + x", "avg < baseline * 2ms"]
    {
        let error = parse(&spec("mt", wrong)).unwrap_err();
        assert_eq!(error.instead.as_deref(), Some("avg < baseline * 1.1"), "{wrong}: {error}");
    }
    assert!(ready("mt", "avg < baseline + 5ms", &registry).is_err(), "mt has no unit");
}

/// Verdicts of these categories, titles, weights and outcomes.
fn verdicts(rows: &[(&str, &str, f64, Outcome)]) -> Vec<Verdict> {
    let one = |&(category, title, weight, outcome): &(&str, &str, f64, Outcome)| {
        let mut threshold = parse(&spec("http_reqs", "count > 0")).unwrap();
        threshold.requirement =
            Requirement { category: category.into(), title: title.into(), target: String::new(), weight };
        Verdict { threshold, outcome, observed: None, samples: 0, censored: 0 }
    };
    rows.iter().map(one).collect()
}

fn rule(score: f64, evidence: f64, must: &[&str]) -> DecisionRule {
    DecisionRule { score, evidence, must: must.iter().map(|name| (*name).to_owned()).collect() }
}

#[test]
fn requirements_are_grouped_and_weighed() {
    let rows = [
        ("api", "list", 3.0, Outcome::Passed),
        ("api", "search", 1.0, Outcome::Failed),
        ("cache", "", 2.0, Outcome::Passed),
        ("cache", "cold", 2.0, Outcome::NotMeasured),
        ("pages", "home", 1.0, Outcome::NotMeasured),
        ("", "x", 1.0, Outcome::Passed),
    ];
    let assessment = assess(&verdicts(&rows), None, None).unwrap();
    let of = |name: &str| assessment.categories[name].clone();
    let statuses = ["api", "cache", "pages", ""].map(|name| (of(name).status(), of(name).success_rate()));
    let want = [
        (Status::Fail, Some(0.5)),
        (Status::Partial, Some(1.0)),
        (Status::NotMeasured, None),
        (Status::Pass, Some(1.0)),
    ];
    assert_eq!(statuses, want);
    assert_eq!((of("cache").missing, of("pages").missing), (vec!["cold".to_owned()], vec!["home".to_owned()]));
    assert_eq!((assessment.passed, assessment.measured, assessment.weight), (6.0, 7.0, 10.0));
    assert_eq!((assessment.score(), assessment.decision), (Some(6.0 / 7.0), None));
    assert_eq!(assess(&[], None, None), None);
    assert_eq!(assess(&verdicts(&[("", "", 1.0, Outcome::Passed)]), None, None), None);
}

#[test]
fn a_run_is_approved_rejected_or_there_is_not_enough_evidence() {
    use Outcome::{Failed as F, NotMeasured as N, Passed as P};
    let decided = |outcomes: &[(&str, Outcome)], rule: &DecisionRule, unsound: Option<&str>| {
        let rows: Vec<_> = outcomes.iter().map(|(category, outcome)| (*category, "t", 1.0, *outcome)).collect();
        match assess(&verdicts(&rows), Some(rule), unsound).unwrap().decision.unwrap() {
            Decision::Approved(_) => "approved",
            Decision::Rejected(_) => "rejected",
            Decision::NotEnoughEvidence(_) => "not enough evidence",
        }
    };
    let half = rule(0.5, 0.5, &["safe"]);
    let strict = rule(1.0, 1.0, &[]);
    assert_eq!(decided(&[("a", P), ("b", P)], &strict, None), "approved");
    assert_eq!(decided(&[("a", P), ("b", F)], &strict, None), "rejected");
    assert_eq!(decided(&[("a", P), ("b", N)], &strict, None), "not enough evidence");
    // One is enough to reject, whatever the rest would say.
    assert_eq!(decided(&[("a", F), ("b", N)], &strict, None), "rejected");
    assert_eq!(decided(&[("a", P), ("b", F)], &half, None), "approved");
    assert_eq!(decided(&[("a", P), ("b", N)], &half, None), "approved");
    assert_eq!(decided(&[("a", P), ("b", N), ("c", N)], &half, None), "not enough evidence");
    assert_eq!(decided(&[("a", F), ("b", F), ("c", N)], &half, None), "rejected");
    assert_eq!(decided(&[("a", P), ("b", P), ("safe", F)], &half, None), "rejected");
    assert_eq!(decided(&[("a", P), ("b", P), ("safe", N)], &half, None), "not enough evidence");
    assert_eq!(decided(&[("a", N)], &rule(0.0, 0.0, &[]), None), "not enough evidence");
    assert_eq!(decided(&[], &half, None), "not enough evidence");
    assert_eq!(decided(&[("a", P)], &strict, Some("interrupted")), "not enough evidence");
    assert_eq!(decided(&[("a", F)], &strict, Some("interrupted")), "rejected");
}
