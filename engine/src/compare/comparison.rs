use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::difference::{Difference, holm};
use super::estimate::Estimate;
use super::run::{ALL, Facts, Key};
use super::side::{Measured, Side};
use crate::aggregate::Statistic;
use crate::aggregate::builtin::kind_name;
use crate::plan::MetricKind;

/// When a change is called one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// A change by this share of the base or less is never a regression nor an improvement.
    pub min_effect: f64,
    /// How probable it may be that any row of all calls a change where nothing changed.
    pub doubt: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { min_effect: 0.03, doubt: 0.01 }
    }
}

/// Two sides beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What it is compared with.
    pub base: Head,
    /// What is compared.
    pub new: Head,
    /// The least share of the base that is called a change.
    pub min_effect: f64,
    /// The confidence of all rows together, 0 to 1.
    pub confidence: f64,
    /// What limits the worth of the comparison.
    pub warnings: Vec<String>,
    /// One row a statistic of each metric and name.
    pub rows: Vec<Row>,
}

/// One side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Its results.
    pub results: Vec<String>,
    /// Seconds that were compared, of all results.
    pub seconds: usize,
    /// Seconds that were cut off as the slow start, of all results.
    pub cut: usize,
}

/// What is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// A lower number.
    Lower,
    /// A higher number.
    Higher,
    /// Nobody said.
    Unknown,
}

/// What a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// It became worse.
    #[serde(rename = "regression")]
    Regression,
    /// It became better.
    #[serde(rename = "improvement")]
    Improvement,
    /// Nothing says that it changed.
    #[serde(rename = "no evidence")]
    NoEvidence,
    /// What is better is not known, or the number is what the plan asked for.
    #[serde(rename = "not judged")]
    NotJudged,
}

/// One number of both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// `GET /items`, a check, a scenario, or empty for the metric as a whole.
    pub name: String,
    /// The metric.
    pub metric: String,
    /// `avg`, `med`, `p(95)`, `rate`.
    pub statistic: String,
    /// `trend`, `rate`, `counter`.
    pub kind: String,
    /// Its unit; empty for a number. A counter's rate is per second.
    pub unit: String,
    /// What is better.
    pub better: Better,
    /// The base's number.
    pub base: f64,
    /// The new one.
    pub new: f64,
    /// The new one less the base's.
    pub change: f64,
    /// The same in percent of the base; none where that is 0.
    pub percent: Option<f64>,
    /// The interval that holds the change with the confidence of all rows together.
    pub interval: (f64, f64),
    /// What it is.
    pub verdict: Verdict,
    /// How probable such a change is where none matters, of this row alone; none where it was not judged.
    pub probability: Option<f64>,
    /// How many more seconds each side would take until the change that was seen is evidence; none where it is evidence,
    /// or too small to matter.
    pub more_seconds: Option<u64>,
    /// Samples of the base and of the new one.
    pub samples: (u64, u64),
    /// What limits the worth of this row.
    pub caveats: Vec<String>,
}

impl Verdict {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Regression => "regression",
            Self::Improvement => "improvement",
            Self::NoEvidence => "no evidence",
            Self::NotJudged => "not judged",
        }
    }
}

impl Comparison {
    /// How many rows have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rows.iter().filter(|row| row.verdict == verdict).count()
    }
}

/// Compares each new side with the base. Evidence is held against all rows of all of them together.
pub fn compare(base: &Side, news: &[Side], settings: Settings) -> Vec<Comparison> {
    let pairs: Vec<Vec<Pair<'_>>> = news.iter().map(|new| pairs(base, new, settings)).collect();
    let judged = |pair: &&Pair<'_>| pair.is_judged();
    let probabilities: Vec<f64> =
        pairs.iter().flatten().filter(judged).map(|pair| pair.difference.probability()).collect();
    let mut held = holm(&probabilities, settings.doubt).into_iter();
    let alone = settings.doubt / probabilities.len().max(1) as f64;
    let rows = pairs.iter().map(|pairs| {
        let mut row = |pair: &Pair<'_>| {
            let (evidence, doubt) =
                if pair.is_judged() { held.next().unwrap_or((false, alone)) } else { (false, alone) };
            pair.row(evidence, doubt)
        };
        pairs.iter().map(&mut row).collect::<Vec<Row>>()
    });
    let rows: Vec<Vec<Row>> = rows.collect();
    let one = |(new, rows): (&Side, Vec<Row>)| Comparison {
        base: head(base),
        new: head(new),
        min_effect: settings.min_effect,
        confidence: 1.0 - settings.doubt,
        warnings: super::fitness::warnings(base, new),
        rows,
    };
    news.iter().zip(rows).map(one).collect()
}

fn head(side: &Side) -> Head {
    Head {
        results: side.facts.iter().map(|facts| facts.path.clone()).collect(),
        seconds: side.seconds.iter().map(|(_, left)| left).sum(),
        cut: side.seconds.iter().map(|(cut, _)| cut).sum(),
    }
}

/// A statistic of both sides.
struct Pair<'a> {
    key: &'a Key,
    statistic: Statistic,
    kind: MetricKind,
    unit: &'a str,
    better: Better,
    base: Estimate,
    new: Estimate,
    difference: Difference,
    min_effect: f64,
    /// How many times as long both sides must be measured for the number to be worth anything.
    too_short: Option<f64>,
    caveats: Vec<String>,
}

fn pairs<'a>(base: &'a Side, new: &'a Side, settings: Settings) -> Vec<Pair<'a>> {
    let mut all = Vec::new();
    for (key, measured) in &base.measured {
        let Some(other) = new.measured.get(key) else { continue };
        let better = better(key, measured, &[base, new]);
        let caveats = super::fitness::caveats(&measured.scenarios, base, new);
        for ((statistic, base), (same, new)) in measured.estimates.iter().zip(&other.estimates) {
            if statistic != same || !base.value.is_finite() || !new.value.is_finite() {
                continue;
            }
            all.push(Pair {
                key,
                statistic: *statistic,
                kind: measured.kind,
                unit: &measured.unit,
                better,
                base: *base,
                new: *new,
                difference: Difference::new(base, new, settings.min_effect),
                min_effect: settings.min_effect,
                too_short: too_short(measured.kind, *statistic, &[base, new]),
                caveats: caveats.clone(),
            });
        }
    }
    all
}

/// Which direction is better. A rate of arrivals is what the plan asked for.
fn better(key: &Key, measured: &Measured, sides: &[&Side]) -> Better {
    let of = |facts: &Facts, scenario: &str| facts.scenarios.get(scenario).cloned().unwrap_or_default();
    let asked = || {
        let facts = sides.iter().flat_map(|side| &side.facts);
        let executors: BTreeSet<String> =
            facts.flat_map(|facts| measured.scenarios.iter().map(|scenario| of(facts, scenario))).collect();
        executors.iter().any(|executor| crate::plan::executor::is_open(executor) || executor.starts_with("ramping"))
    };
    match (key.metric.as_str(), measured.unit.as_str()) {
        ("http_req_failed", _) => Better::Lower,
        ("checks", _) => Better::Higher,
        // How often each name is asked for is the journey's doing: one throughput is judged, that of all.
        ("http_reqs", _) if key.name != ALL && sides.iter().any(|side| side.measured.contains_key(&all(key))) => {
            Better::Unknown
        }
        ("http_reqs" | "iterations", _) => {
            if asked() {
                Better::Unknown
            } else {
                Better::Higher
            }
        }
        (_, "ns" | "us" | "ms" | "s") if measured.kind == MetricKind::Trend => Better::Lower,
        _ => Better::Unknown,
    }
}

fn all(key: &Key) -> Key {
    Key { name: ALL.to_owned(), metric: key.metric.clone() }
}

/// Seconds that each side must have.
const SECONDS: f64 = 10.0;

/// How many times as long the shorter side must be, where it is too short for its number to be judged.
fn too_short(kind: MetricKind, statistic: Statistic, sides: &[&Estimate]) -> Option<f64> {
    let least = match statistic {
        // Ten values beyond the percentile, at least.
        Statistic::Percentile(percent) => 1000.0 / (100.0 - percent),
        // A counter's rate is known by its seconds.
        _ if kind == MetricKind::Counter => 0.0,
        _ => 30.0,
    };
    let short = |side: &&Estimate| f64::max(SECONDS / side.seconds as f64, least / side.samples.max(1) as f64);
    let worst = sides.iter().map(short).fold(0.0, f64::max);
    (worst > 1.0).then_some(worst)
}

impl Pair<'_> {
    /// Whether a verdict can come of it. Where neither side had a hit, none can, and the others need not be held the
    /// stricter for it (Tarone 1990).
    fn is_judged(&self) -> bool {
        let nothing = self.base.value == 0.0 && self.new.value == 0.0;
        self.better != Better::Unknown && self.too_short.is_none() && !nothing
    }

    fn row(&self, evidence: bool, doubt: f64) -> Row {
        let (base, new) = (self.base.value, self.new.value);
        let verdict = match (self.better, evidence) {
            (Better::Unknown, _) => Verdict::NotJudged,
            (_, false) => Verdict::NoEvidence,
            (better, true) if (better == Better::Lower) == self.difference.rises() => Verdict::Regression,
            _ => Verdict::Improvement,
        };
        let mut caveats = self.caveats.clone();
        if self.too_short.is_some() {
            caveats.push(format!("too few samples: {} and {}", self.base.samples, self.new.samples));
        } else if verdict == Verdict::NoEvidence && self.difference.is_small(doubt) {
            caveats
                .push(format!("changed by less than {:.3} % if at all", self.min_effect * 100.0).replace(".000", ""));
        }
        Row {
            name: self.key.name.clone(),
            metric: self.key.metric.clone(),
            statistic: self.statistic.to_string(),
            kind: kind_name(self.kind).to_owned(),
            unit: self.unit.to_owned(),
            better: self.better,
            base,
            new,
            change: new - base,
            percent: (base != 0.0).then(|| (new - base) / base * 100.0),
            interval: self.difference.interval(doubt),
            verdict,
            probability: self.is_judged().then(|| self.difference.probability()),
            more_seconds: (verdict == Verdict::NoEvidence).then(|| self.more_seconds(doubt)).flatten(),
            samples: (self.base.samples, self.new.samples),
            caveats,
        }
    }

    fn more_seconds(&self, doubt: f64) -> Option<u64> {
        const DAY: f64 = 86_400.0;
        let seconds = self.base.seconds.max(self.new.seconds) as f64;
        let times = self.too_short.or_else(|| self.difference.times_as_long(doubt))?;
        let more = ((times - 1.0) * seconds).ceil();
        (1.0..=DAY).contains(&more).then_some(more as u64)
    }
}
