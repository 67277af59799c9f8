//! From what was measured to what a reader sees.

use std::collections::BTreeMap;

use super::quantity::quantity;
use super::requirements::Requirements;
use super::resources;
use super::summary::{
    CheckRow, ExitRow, FailureRow, Failures, Iterations, JourneyFailureRow, MetricRow, RequestRow, ScenarioRow,
    SeriesRow, SlowRow, Summary, ThresholdRow, Times, Vus,
};
use super::warning::Warning;
use crate::aggregate::builtin::kind_name;
use crate::aggregate::{Failed, Metric, Part, Row, Selector, Sink, Slow, Snapshot, Statistic, Trend};
use crate::clock::Duration;
use crate::exit::ExitCode;
use crate::redact::Redactor;
use crate::result::{Begun, rfc3339};
use crate::threshold::{Assessment, Outcome, Verdict};

/// Everything that a summary is made of.
pub struct Facts<'a> {
    /// What was known at the start.
    pub begun: &'a Begun,
    /// Every metric that the run knows.
    pub metrics: &'a [Metric],
    /// What was measured.
    pub snapshot: &'a Snapshot,
    /// The thresholds, judged.
    pub judged: &'a [Verdict],
    /// The thresholds as requirements; none where the plan has no requirements.
    pub assessment: Option<Assessment>,
    /// One a scenario, in the order of the plan.
    pub scenarios: Vec<ScenarioRow>,
    /// Users at most.
    pub users: u32,
    /// From the start of the run to that of the scenarios.
    pub before: Duration,
    /// From the start of `setup` to the end of `teardown`.
    pub whole: Duration,
    /// All exit codes that applied, with their reasons.
    pub codes: Vec<(ExitCode, String)>,
    /// What limits the worth of the numbers.
    pub warnings: Vec<Warning>,
    /// What a reader should know besides.
    pub notes: Vec<String>,
    /// What became of the outputs.
    pub outputs: Vec<crate::output::Outcome>,
    /// Blacks secrets out of everything that a journey or a target named.
    pub redactor: &'a Redactor,
}

/// The summary of a run.
pub fn build(facts: Facts<'_>) -> Summary {
    let (begun, snapshot) = (facts.begun, facts.snapshot);
    let clean = |text: &str| facts.redactor.apply(text).into_owned();
    let codes: Vec<ExitCode> = facts.codes.iter().map(|(code, _)| *code).collect();
    let exit_code = ExitCode::first(&codes);
    let reason =
        facts.codes.iter().find(|(code, reason)| *code == exit_code && !reason.is_empty()).map(|(_, r)| clean(r));
    let window = snapshot.window;
    Summary {
        exit_code,
        folder: None,
        schema: 1,
        engine: begun.engine.clone(),
        plan: begun.plan.clone(),
        bundle: begun.bundle.clone(),
        target: begun.target.clone(),
        demonstration: begun.demonstration,
        about: begun.about.clone(),
        seed: begun.seed,
        exit: ExitRow {
            code: exit_code.number(),
            name: exit_code.name().to_owned(),
            reason,
            all: codes.iter().map(|c| c.number()).collect(),
        },
        duration_ms: milliseconds(window),
        scenarios_at_ms: milliseconds(facts.before),
        whole_ms: milliseconds(facts.whole),
        iterations: total(&facts.scenarios),
        vus: Vus { max: facts.users },
        scenarios: facts.scenarios.clone(),
        requests: requests(snapshot, &clean),
        checks: checks(snapshot, &clean),
        thresholds: facts.judged.iter().map(|verdict| threshold(verdict, facts.metrics, &clean)).collect(),
        requirements: facts.assessment.as_ref().map(|assessment| Requirements::of(assessment, &clean)),
        comparison: None,
        slowest: snapshot.slowest.iter().map(|of| slow(of, &clean)).collect(),
        failures: Failures {
            requests: snapshot.failures().iter().map(|failed| failure(failed, &clean)).collect(),
            journey: journey_failures(snapshot, &clean),
        },
        metrics: metrics(&facts, &clean),
        resources: resources::resources(snapshot, &clean),
        bottleneck: resources::bottleneck(snapshot, &clean),
        series: series(snapshot, &clean),
        warnings: facts.warnings.iter().map(|warning| clean(&warning.to_string())).collect(),
        notes: facts.notes.iter().map(|note| clean(note)).collect(),
        outputs: facts.outputs.iter().map(|output| sent(output, &clean)).collect(),
    }
}

/// One row a request name; `clean` blacks secrets out.
pub fn requests(snapshot: &Snapshot, clean: &dyn Fn(&str) -> String) -> Vec<RequestRow> {
    snapshot.rows().iter().map(|row| request(row, snapshot.window, clean)).collect()
}

fn sent(output: &crate::output::Outcome, clean: &dyn Fn(&str) -> String) -> crate::output::Outcome {
    let mut shown = output.clone();
    for text in [&mut shown.name, &mut shown.to].into_iter().chain(&mut shown.reason) {
        *text = clean(text);
    }
    shown
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn total(scenarios: &[ScenarioRow]) -> Iterations {
    scenarios.iter().fold(Iterations::default(), |sum, row| Iterations {
        complete: sum.complete + row.iterations.complete,
        failed: sum.failed + row.iterations.failed,
        interrupted: sum.interrupted + row.iterations.interrupted,
        dropped: sum.dropped + row.iterations.dropped,
    })
}

fn request(row: &Row, window: Duration, clean: &dyn Fn(&str) -> String) -> RequestRow {
    let rate = if window.is_zero() { 0.0 } else { row.all.count as f64 / window.as_secs_f64() };
    let part = |part: &Part| times(&part.duration);
    RequestRow {
        name: clean(&row.name),
        method: clean(&row.method),
        count: row.all.count,
        rate,
        failed: row.failed.count,
        all: part(&row.all),
        succeeded: part(&row.succeeded),
        failed_times: part(&row.failed),
    }
}

fn times(trend: &Trend) -> Option<Times> {
    let percentiles = trend.percentiles(&[50.0, 90.0, 95.0, 99.0, 99.9])?;
    Some(Times {
        count: trend.count(),
        avg: trend.avg()?,
        min: trend.min()?,
        med: percentiles[0],
        p90: percentiles[1],
        p95: percentiles[2],
        p99: percentiles[3],
        p999: percentiles[4],
        max: trend.max()?,
    })
}

fn checks(snapshot: &Snapshot, clean: &dyn Fn(&str) -> String) -> Vec<CheckRow> {
    let row = |check: crate::aggregate::Check| CheckRow {
        name: clean(&check.name),
        group: clean(&check.group),
        passes: check.passed,
        fails: check.failed,
    };
    snapshot.checks().into_iter().map(row).collect()
}

/// The rows of thresholds.
pub fn thresholds(judged: &[Verdict], metrics: &[Metric], clean: &dyn Fn(&str) -> String) -> Vec<ThresholdRow> {
    judged.iter().map(|verdict| threshold(verdict, metrics, clean)).collect()
}

fn threshold(verdict: &Verdict, metrics: &[Metric], clean: &dyn Fn(&str) -> String) -> ThresholdRow {
    let threshold = &verdict.threshold;
    let metric = metrics.iter().find(|metric| metric.name == threshold.metric);
    let (kind, unit) = metric.map_or(("", ""), |metric| (kind_name(metric.kind), metric.unit.as_str()));
    let word = threshold.statistic.word();
    let expression = match threshold.relative {
        Some(_) if !threshold.bound.is_nan() => {
            format!("{} ({})", threshold.written.1, quantity(threshold.bound, word, kind, unit))
        }
        _ => threshold.written.1.clone(),
    };
    ThresholdRow {
        metric: clean(&threshold.written.0),
        expression: clean(&expression),
        verdict: match verdict.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::NotMeasured => "not measured",
        }
        .to_owned(),
        observed: verdict.observed,
        observed_text: verdict.observed.map(|value| quantity(value, word, kind, unit)),
        samples: verdict.samples,
        censored: verdict.censored,
        category: clean(&threshold.requirement.category),
        title: clean(&threshold.requirement.title),
        target: clean(&threshold.requirement.target),
        weight: threshold.requirement.weight,
    }
}

fn failure(failed: &Failed, clean: &dyn Fn(&str) -> String) -> FailureRow {
    let (cause, message) = match failed.cause {
        Some(cause) => (cause.name().to_owned(), clean(&failed.first)),
        None => ("status".to_owned(), format!("status {} was not expected", failed.status)),
    };
    FailureRow { cause, code: failed.code, count: failed.count, message, trace: failed.trace.clone() }
}

fn slow(slow: &Slow, clean: &dyn Fn(&str) -> String) -> SlowRow {
    let tag = |key| clean(slow.tags.get(key).unwrap_or_default());
    SlowRow {
        at: rfc3339(std::time::UNIX_EPOCH + Duration::from_nanos(slow.at)),
        duration_ms: slow.duration as f64 / 1e6,
        name: tag("name"),
        method: tag("method"),
        url: tag("url"),
        scenario: tag("scenario"),
        status: slow.outcome.status,
        trace: slow.trace.clone(),
    }
}

fn journey_failures(snapshot: &Snapshot, clean: &dyn Fn(&str) -> String) -> Vec<JourneyFailureRow> {
    let row = |(cause, failure): (&String, &crate::aggregate::JourneyFailure)| JourneyFailureRow {
        cause: cause.clone(),
        count: failure.count,
        message: clean(&failure.first),
    };
    snapshot.journey_failures.iter().map(row).collect()
}

/// Every metric that has samples, and every sub-metric that a threshold names.
fn metrics(facts: &Facts<'_>, clean: &dyn Fn(&str) -> String) -> BTreeMap<String, MetricRow> {
    let snapshot = facts.snapshot;
    let mut rows = BTreeMap::new();
    let whole = facts.metrics.iter().map(|metric| (metric, Selector::all()));
    let named = facts.judged.iter().filter_map(|verdict| {
        let metric = facts.metrics.iter().find(|metric| metric.name == verdict.threshold.metric)?;
        Some((metric, verdict.threshold.selector.clone()))
    });
    for (metric, selector) in whole.chain(named) {
        if let Some(sink) = snapshot.sink(&metric.name, &selector) {
            let name = clean(&format!("{}{selector}", metric.name));
            let rate = snapshot.value(&metric.name, &selector, Statistic::Rate);
            rows.insert(name, metric_row(metric, &sink, rate));
        }
    }
    rows
}

fn metric_row(metric: &Metric, sink: &Sink, rate: Option<f64>) -> MetricRow {
    let mut values = values(sink);
    if let (Sink::Counter { .. }, Some(rate)) = (sink, rate) {
        values.insert("rate".to_owned(), rate);
    }
    MetricRow { kind: kind_name(metric.kind).to_owned(), unit: metric.unit.clone(), values }
}

/// The statistics of one sink by k6's names.
pub(super) fn values(sink: &Sink) -> BTreeMap<String, f64> {
    let pairs: Vec<(&str, f64)> = match sink {
        Sink::Counter { sum, .. } => vec![("count", *sum)],
        Sink::Gauge { last, min, max, .. } => vec![("value", *last), ("min", *min), ("max", *max)],
        Sink::Rate { hits, total } => {
            let (hits, total) = (*hits as f64, *total as f64);
            vec![("rate", hits / total), ("passes", hits), ("fails", total - hits)]
        }
        Sink::Trend(trend) => {
            let Some(t) = times(trend) else { return BTreeMap::new() };
            vec![
                ("count", t.count as f64),
                ("avg", t.avg),
                ("min", t.min),
                ("med", t.med),
                ("p(90)", t.p90),
                ("p(95)", t.p95),
                ("p(99)", t.p99),
                ("p(99.9)", t.p999),
                ("max", t.max),
            ]
        }
    };
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn series(snapshot: &Snapshot, clean: &dyn Fn(&str) -> String) -> Vec<SeriesRow> {
    let row = |series: crate::aggregate::Series| SeriesRow {
        metric: series.metric,
        tags: series.tags.iter().map(|(key, value)| (clean(key), clean(value))).collect(),
        values: values(&series.sink),
    };
    snapshot.all_series().into_iter().map(row).collect()
}
