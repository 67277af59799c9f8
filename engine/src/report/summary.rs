//! The data behind every report. Durations are milliseconds, rates per second; a number that nobody measured is absent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::exit::ExitCode;

/// Everything that a run says about itself. The JSON summary is this, as `schema` 1; fields are only ever added.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    /// What the process ends with.
    #[serde(skip, default = "unknown")]
    pub exit_code: ExitCode,
    /// The folder that the run left, as a reader finds it; none where it left none.
    #[serde(skip)]
    pub folder: Option<String>,
    /// Version of this shape.
    pub schema: u32,
    /// Version of the engine.
    pub engine: String,
    /// The plan's name.
    pub plan: String,
    /// The bundle that ran, and what it was granted; none where the plan lay on the disk.
    pub bundle: Option<crate::plan::Provenance>,
    /// Base URL of the target.
    pub target: Option<String>,
    /// Whether the target is the built-in demonstration target: reports say so on their face.
    pub demonstration: bool,
    /// Facts about the target, from the plan.
    pub about: BTreeMap<String, String>,
    /// The seed that repeats the run's random choices.
    pub seed: u64,
    /// How the process ends.
    pub exit: ExitRow,
    /// From the start of the first scenario to the end of the last.
    pub duration_ms: f64,
    /// From the start of the run to that of the scenarios, with `setup` and the making of users.
    #[serde(default)]
    pub scenarios_at_ms: f64,
    /// From the start of `setup` to the end of `teardown`, with the making of users.
    pub whole_ms: f64,
    /// How iterations ended.
    pub iterations: Iterations,
    /// Users.
    pub vus: Vus,
    /// One row a scenario.
    pub scenarios: Vec<ScenarioRow>,
    /// One row a request name.
    pub requests: Vec<RequestRow>,
    /// One row a check and group.
    pub checks: Vec<CheckRow>,
    /// One row a threshold.
    pub thresholds: Vec<ThresholdRow>,
    /// The thresholds as requirements; none where the plan has no requirements.
    #[serde(default)]
    pub requirements: Option<super::Requirements>,
    /// The run beside its baseline; none where it was not compared.
    #[serde(default)]
    pub comparison: Option<crate::compare::Comparison>,
    /// What failed.
    pub failures: Failures,
    /// The slowest requests, the slowest first.
    #[serde(default)]
    pub slowest: Vec<SlowRow>,
    /// Every metric, and every sub-metric that a threshold names.
    pub metrics: BTreeMap<String, MetricRow>,
    /// What was watched of the target, one row a series.
    #[serde(default)]
    pub resources: Vec<super::ResourceRow>,
    /// What held the target back; none where nothing was watched.
    #[serde(default)]
    pub bottleneck: Option<super::Bottleneck>,
    /// Every series with its tags.
    pub series: Vec<SeriesRow>,
    /// What limits the worth of these numbers.
    pub warnings: Vec<String>,
    /// What a reader should know, without a limit on the worth.
    pub notes: Vec<String>,
    /// What became of the outputs.
    #[serde(default)]
    pub outputs: Vec<crate::output::Outcome>,
}

/// Until the code is read.
fn unknown() -> ExitCode {
    ExitCode::Passed
}

/// Numbers by name; JSON has no infinity and says `null`.
fn numbers<'de, D: serde::Deserializer<'de>>(from: D) -> Result<BTreeMap<String, f64>, D::Error> {
    let numbers = BTreeMap::<String, Option<f64>>::deserialize(from)?;
    Ok(numbers.into_iter().map(|(name, number)| (name, number.unwrap_or(f64::NAN))).collect())
}

impl Summary {
    /// A summary that was written before.
    ///
    /// # Errors
    /// What is missing or wrong in it.
    pub fn read(document: serde_json::Value) -> Result<Self, String> {
        let summary: Self = serde_json::from_value(document).map_err(|error| error.to_string())?;
        let known = ExitCode::PRECEDENCE.into_iter().find(|code| code.number() == summary.exit.code);
        let code = known.ok_or_else(|| format!("{} is no exit code", summary.exit.code))?;
        Ok(Self { exit_code: code, ..summary })
    }

    /// One more exit code applies; of all, the first in the documented order is the process's.
    pub fn applies(&mut self, code: ExitCode, reason: &str) {
        self.exit.all.push(code.number());
        let first = ExitCode::first(&[self.exit_code, code]);
        if first != self.exit_code {
            self.exit_code = first;
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            (self.exit.code, self.exit.name, self.exit.reason) = (first.number(), first.name().to_owned(), reason);
        }
    }
}

/// How the process ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExitRow {
    /// The exit code.
    pub code: u8,
    /// In words.
    pub name: String,
    /// Why, where there is more to say.
    pub reason: Option<String>,
    /// All codes that applied.
    pub all: Vec<u8>,
}

/// Users.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Vus {
    /// Users made in all.
    pub max: u32,
}

/// What failed, of the target and of the journey.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Failures {
    /// Failed requests by cause and code.
    pub requests: Vec<FailureRow>,
    /// Failed iterations by cause.
    pub journey: Vec<JourneyFailureRow>,
}

/// How iterations ended.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Iterations {
    /// Begun and ended by themselves, failed ones included.
    pub complete: u64,
    /// Ended with an error, a trap or a limit.
    pub failed: u64,
    /// Cut off.
    pub interrupted: u64,
    /// Never begun, though they were due.
    pub dropped: u64,
}

/// One scenario.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScenarioRow {
    /// Its name.
    pub name: String,
    /// Its executor.
    pub executor: String,
    /// From the end of `setup` to its start.
    pub started_ms: Option<f64>,
    /// From the end of `setup` to its end.
    pub ended_ms: Option<f64>,
    /// How its iterations ended.
    #[serde(flatten)]
    pub iterations: Iterations,
    /// Iterations per second.
    pub rate: f64,
    /// Little's law: users that throughput and times imply, and users that there were.
    pub little: Option<(f64, f64)>,
}

/// Statistics of a distribution.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Times {
    /// Samples.
    pub count: u64,
    /// Arithmetic mean.
    pub avg: f64,
    /// Least.
    pub min: f64,
    /// Median.
    pub med: f64,
    /// 90th percentile.
    #[serde(rename = "p(90)")]
    pub p90: f64,
    /// 95th percentile.
    #[serde(rename = "p(95)")]
    pub p95: f64,
    /// 99th percentile.
    #[serde(rename = "p(99)")]
    pub p99: f64,
    /// 99.9th percentile.
    #[serde(rename = "p(99.9)")]
    pub p999: f64,
    /// Greatest.
    pub max: f64,
}

/// One request name, three times: all, succeeded, failed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequestRow {
    /// The request's name.
    pub name: String,
    /// Its method.
    pub method: String,
    /// Requests sent.
    pub count: u64,
    /// Requests per second.
    pub rate: f64,
    /// Requests that failed.
    pub failed: u64,
    /// Durations of all.
    pub all: Option<Times>,
    /// Durations of those that succeeded.
    pub succeeded: Option<Times>,
    /// Durations of those that failed.
    pub failed_times: Option<Times>,
}

/// One check.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckRow {
    /// Its name.
    pub name: String,
    /// The step that it stands in.
    pub group: String,
    /// Times that it held.
    pub passes: u64,
    /// Times that it did not.
    pub fails: u64,
}

/// One threshold and its verdict.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ThresholdRow {
    /// Metric and selector.
    pub metric: String,
    /// The condition.
    pub expression: String,
    /// `passed`, `failed`, `not measured`.
    pub verdict: String,
    /// What was observed.
    pub observed: Option<f64>,
    /// What was observed, with its unit.
    pub observed_text: Option<String>,
    /// How many samples stand behind it.
    pub samples: u64,
    /// Arrivals that were dropped: what the number does not contain.
    pub censored: u64,
    /// The group that it is reported in, as the plan has it.
    #[serde(default)]
    pub category: String,
    /// What is required, as the plan has it.
    #[serde(default)]
    pub title: String,
    /// The target in words, as the plan has it.
    #[serde(default)]
    pub target: String,
    /// Its weight in the score.
    #[serde(default)]
    pub weight: f64,
}

impl ThresholdRow {
    /// `PASS`, `FAIL`, `NOT MEASURED`.
    pub fn status(&self) -> &'static str {
        match self.verdict.as_str() {
            "passed" => "PASS",
            "failed" => "FAIL",
            _ => "NOT MEASURED",
        }
    }
}

/// Failed requests of one cause and code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FailureRow {
    /// The stable cause; `status` for a response that was not expected.
    pub cause: String,
    /// k6's error code.
    pub code: u16,
    /// How many.
    pub count: u64,
    /// The first one's message.
    pub message: String,
    /// The first trace of them that was sampled.
    #[serde(default)]
    pub trace: Option<String>,
}

/// One slow request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SlowRow {
    /// When it ended, RFC 3339 in UTC.
    pub at: String,
    /// Its `http_req_duration`.
    pub duration_ms: f64,
    /// Name.
    pub name: String,
    /// Method.
    pub method: String,
    /// Its URL, as the tag `url` has it.
    pub url: String,
    /// Scenario.
    pub scenario: String,
    /// Status; 0 without a valid response.
    pub status: u16,
    /// Its trace, where it was sampled.
    pub trace: Option<String>,
}

/// Failed iterations of one cause.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JourneyFailureRow {
    /// `error`, `trap`, `cpu`, `memory` …
    pub cause: String,
    /// How many.
    pub count: u64,
    /// The first one's message, with its backtrace.
    pub message: String,
}

/// One metric or sub-metric.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MetricRow {
    /// `counter`, `gauge`, `rate`, `trend`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `ms`, `bytes`, another word, or empty.
    pub unit: String,
    /// Statistics by k6's names.
    #[serde(deserialize_with = "numbers")]
    pub values: BTreeMap<String, f64>,
}

/// One series.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeriesRow {
    /// Its metric.
    pub metric: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Statistics by k6's names.
    #[serde(deserialize_with = "numbers")]
    pub values: BTreeMap<String, f64>,
}
