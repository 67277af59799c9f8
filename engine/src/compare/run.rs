use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::values::Values;
use super::{blocks, steady};
use crate::aggregate::builtin::BUILTIN;
use crate::aggregate::{Selector, Series, Sink};
use crate::result::{self, Frame};

/// What is compared: a metric of the requests of one name, of one check, or as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// `GET /items`, a check, a scenario, or empty for the metric as a whole.
    pub name: String,
    /// The metric.
    pub metric: String,
}

/// A metric of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its unit; empty for a number.
    pub unit: String,
    /// The scenarios that it comes from.
    pub scenarios: BTreeSet<String>,
    /// Second by second.
    pub values: Values,
}

/// What is known of a run besides its numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Where it is, as it was named.
    pub path: String,
    /// The plan's name.
    pub plan: String,
    /// Base URL of the target.
    pub target: String,
    /// Name and executor of each scenario.
    pub scenarios: BTreeMap<String, String>,
    /// Users at most.
    pub users: f64,
    /// Dropped starts by scenario.
    pub dropped: BTreeMap<String, u64>,
    /// The exit codes that applied; none where the run did not come to its end.
    pub codes: Option<Vec<u8>>,
    /// What it warned of.
    pub warnings: Vec<String>,
}

/// One result, as far as it is compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What is known of it.
    pub facts: Facts,
    /// Its metrics: the steady part of each.
    pub courses: BTreeMap<Key, Course>,
    /// Seconds that were cut off at the start.
    pub cut: usize,
    /// Seconds that are left.
    pub seconds: usize,
    /// The least length of blocks, seconds: what moves all requests together moves each of them.
    pub block: usize,
}

impl Run {
    /// Reads a result: its folder, or a file in it.
    ///
    /// # Errors
    /// What is missing, of another version or spoiled, by file; and where it has no seconds.
    pub fn read(path: &Path) -> Result<Self, String> {
        let head = result::head(path)?;
        let summary = head.summary.unwrap_or_default();
        let codes: Option<Vec<u8>> = serde_json::from_value(summary["exit"]["all"].clone()).ok();
        let mut collected = Collected::default();
        result::each_second(&head.folder, |frame| collected.add(&frame))?;
        if collected.seconds == 0 {
            return Err(format!("{}: has no {}: nothing can be compared", path.display(), result::SECONDS));
        }
        let begun = head.begun;
        let facts = Facts {
            path: path.display().to_string(),
            plan: begun.plan,
            target: begun.target.unwrap_or_default(),
            scenarios: begun.scenarios.into_iter().map(|scenario| (scenario.name, scenario.executor)).collect(),
            users: collected.users,
            dropped: std::mem::take(&mut collected.dropped),
            codes,
            warnings: serde_json::from_value(summary["warnings"].clone()).unwrap_or_default(),
        };
        Ok(Self::of(facts, collected.finish()))
    }

    /// Of metrics second by second. The slow start is cut off, except from a run whose load changes on purpose.
    pub fn of(facts: Facts, mut courses: BTreeMap<Key, Course>) -> Self {
        let whole = courses.values().map(|course| course.values.seconds()).max().unwrap_or(0);
        courses.values_mut().for_each(|course| course.values.extend(whole));
        total(&mut courses, whole);
        let ramps = facts.scenarios.values().any(|executor| executor.starts_with("ramping"));
        let cut = if ramps { 0 } else { steady::start(&together(&courses)) };
        courses.values_mut().for_each(|course| course.values = course.values.from(cut));
        let block = blocks::length(&together(&courses));
        Self { facts, courses, cut, seconds: whole - cut, block }
    }
}

/// What the requests of all names are called together; a request's own name begins with its method.
pub(super) const ALL: &str = "all requests";

/// Adds the requests of all names together, where there are several names.
fn total(courses: &mut BTreeMap<Key, Course>, seconds: usize) {
    for metric in ["http_req_duration", "http_req_failed", "http_reqs"] {
        let own: Vec<&Course> = courses.iter().filter(|(key, _)| key.metric == metric).map(|(_, c)| c).collect();
        let [first, second, ..] = own[..] else { continue };
        let mut all = Course { scenarios: &first.scenarios | &second.scenarios, ..first.clone() };
        for other in &own[1..] {
            all.values.merge(&other.values);
            all.scenarios.extend(other.scenarios.iter().cloned());
        }
        all.values.extend(seconds);
        courses.insert(Key { name: ALL.to_owned(), metric: metric.to_owned() }, all);
    }
}

/// All times together, second by second: how much longer or shorter than its own mean each value was. Where there are no
/// times, everything that was counted.
fn together(courses: &BTreeMap<Key, Course>) -> Vec<f64> {
    let mut sums: Vec<(f64, f64)> = Vec::new();
    for (key, course) in courses {
        let Values::Trend(seconds) = &course.values else { continue };
        if key.name == ALL {
            continue;
        }
        let (sum, count) = seconds.iter().fold((0.0, 0), |(sum, count), s| (sum + s.sum, count + s.count()));
        let mean = sum / count as f64;
        if mean > 0.0 {
            sums.resize(sums.len().max(seconds.len()), (0.0, 0.0));
            sums.iter_mut().zip(seconds).for_each(|((a, b), s)| (*a, *b) = (*a + s.sum / mean, *b + s.count() as f64));
        }
    }
    if sums.is_empty() {
        for course in courses.values() {
            let Values::Counter(seconds) = &course.values else { continue };
            sums.resize(sums.len().max(seconds.len()), (0.0, 1.0));
            sums.iter_mut().zip(seconds).for_each(|((sum, _), value)| *sum += value);
        }
    }
    sums.into_iter().map(|(sum, count)| if count > 0.0 { sum / count } else { 1.0 }).collect()
}

/// The seconds of a run as they are read.
#[derive(Default)]
struct Collected {
    courses: BTreeMap<Key, Course>,
    units: BTreeMap<String, String>,
    dropped: BTreeMap<String, u64>,
    users: f64,
    seconds: usize,
}

impl Collected {
    fn add(&mut self, frame: &Frame) {
        let metrics = frame.snapshot.metrics();
        self.units.extend(metrics.map(|metric| (metric.name.clone(), metric.unit.clone())));
        for (scenario, iterations) in frame.snapshot.iterations() {
            if iterations.dropped > 0 {
                *self.dropped.entry(scenario).or_default() += iterations.dropped;
            }
        }
        if let Some(Sink::Gauge { max, .. }) = frame.snapshot.sink("vus_max", &Selector::all()) {
            self.users = self.users.max(max);
        }
        // The rest of a second at the end says little, and its rates are not those of a second.
        if frame.length_ms < 500 {
            return;
        }
        for series in frame.snapshot.all_series() {
            self.series(&series, frame.length_ms);
        }
        self.seconds += 1;
    }

    fn series(&mut self, series: &Series, length_ms: u64) {
        let Some(key) = key(series) else { return };
        let sink = match &series.sink {
            Sink::Counter { sum, samples } => Sink::Counter { sum: sum * 1000.0 / length_ms as f64, samples: *samples },
            other => other.clone(),
        };
        if !self.courses.contains_key(&key) {
            let Some(values) = Values::like(&sink, self.seconds) else { return };
            let builtin = BUILTIN.iter().find(|builtin| builtin.name == series.metric).map(|b| b.unit.to_owned());
            let unit = builtin.or_else(|| self.units.get(&series.metric).cloned()).unwrap_or_default();
            self.courses.insert(key.clone(), Course { unit, scenarios: BTreeSet::new(), values });
        }
        let course = self.courses.get_mut(&key).expect("it was just made");
        course.values.add(self.seconds, &sink);
        if let Some(scenario) = series.tags.get("scenario")
            && !course.scenarios.contains(scenario)
        {
            course.scenarios.insert(scenario.to_owned());
        }
    }

    /// Iterations stand for requests where there are none.
    fn finish(mut self) -> BTreeMap<Key, Course> {
        if self.courses.keys().any(|key| key.metric == "http_reqs") {
            self.courses.retain(|key, _| !key.metric.starts_with("iteration"));
        }
        self.courses
    }
}

/// What a series is compared as; none where it is not compared.
fn key(series: &Series) -> Option<Key> {
    let tag = |key| series.tags.get(key).unwrap_or_default();
    if ["::setup", "::teardown"].iter().any(|around| tag("group").starts_with(around)) {
        return None;
    }
    let name = match series.metric.as_str() {
        // The times of what failed are no times of the work that was asked for.
        "http_req_duration" if tag("expected_response") == "false" => return None,
        "http_req_duration" | "http_req_failed" | "http_reqs" => format!("{} {}", tag("method"), tag("name")),
        "checks" => tag("check").to_owned(),
        "iteration_duration" | "iterations" => tag("scenario").to_owned(),
        other if BUILTIN.iter().any(|builtin| builtin.name == other) => return None,
        _ => String::new(),
    };
    Some(Key { name, metric: series.metric.clone() })
}
