use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Targets;
use crate::engine::Run;
use crate::origin::Seen;

/// What a run did, seen from its summary and from the origin.
pub struct Observed {
    /// The process.
    pub run: Run,
    /// What the origin received, by arrival.
    pub seen: Vec<Seen>,
    /// Milliseconds from the origin's start to the run's.
    epoch: f64,
    /// Whether there is a setup or teardown.
    stages: bool,
    /// Milliseconds that making the first user takes; scenarios count from then.
    init: f64,
}

impl Observed {
    pub(super) fn new(run: Run, targets: &Targets, plan: &Value) -> Self {
        let stages = plan["setup"].is_array() || plan["teardown"].is_array();
        let init = plan["vu_init_ms"].as_f64().unwrap_or_default();
        Self { stages, init, ..Self::of(run, targets.origin.log().requests()) }
    }

    /// Of a run and what its origin received.
    pub fn of(run: Run, seen: Vec<Seen>) -> Self {
        // A request arrives after it was sent: the quickest one tells best when the run began.
        let began = seen.iter().filter_map(|seen| Some(arrival(seen) - seen.number("x-elapsed")?));
        let epoch = began.fold(f64::INFINITY, f64::min);
        Self { run, seen, epoch, stages: false, init: 0.0 }
    }

    /// Milliseconds from the run's begin to the arrival.
    pub fn since_run(&self, seen: &Seen) -> f64 {
        arrival(seen) - self.epoch
    }

    /// Milliseconds from the begin of the request's scenario to the arrival.
    pub fn since_scenario(&self, seen: &Seen) -> f64 {
        let scenario = self.scenario(seen.header("x-sc"));
        self.since_run(seen) - scenario["started_ms"].as_f64().unwrap_or_default() - self.setup()
    }

    /// Milliseconds that `setup` took: scenarios count from its end, and the first of them starts at once.
    fn setup(&self) -> f64 {
        let firsts = self.path("/start").map(|seen| self.since_run(seen));
        if self.stages { firsts.reduce(f64::min).unwrap_or_default() } else { self.init }
    }

    /// Seconds of the whole run, setup and teardown included. The summary's duration is that of the scenarios.
    pub(super) fn seconds(&self) -> f64 {
        let scenarios = self.run.summary["duration_ms"].as_f64().unwrap_or(f64::NAN) / 1e3;
        if self.stages { self.run.wall.as_secs_f64() } else { scenarios }
    }

    /// A scenario's line of the summary.
    pub fn scenario(&self, name: &str) -> &Value {
        let all = self.run.summary["scenarios"].as_array().map_or(&[][..], Vec::as_slice);
        all.iter().find(|scenario| scenario["name"] == name).unwrap_or(&Value::Null)
    }

    /// The requests of one path.
    pub fn path<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Seen> {
        self.seen.iter().filter(move |seen| seen.path == path)
    }

    /// Sorted offsets of the iterations' first requests from their scenario's start.
    pub fn starts(&self) -> Vec<f64> {
        sorted(self.path("/start").map(|seen| self.since_scenario(seen)))
    }

    /// The offsets of each user's starts.
    pub fn starts_by_user(&self) -> BTreeMap<String, Vec<f64>> {
        let mut users: BTreeMap<_, Vec<f64>> = BTreeMap::new();
        for seen in self.path("/start") {
            users.entry(seen.header("x-vu").to_owned()).or_default().push(self.since_scenario(seen));
        }
        users
    }

    /// How many samples a metric has with exactly these tags set so (an empty value: not set).
    pub fn tagged(&self, metric: &str, tags: &Value) -> f64 {
        let holds = |series: &&Value| {
            tags.as_object().into_iter().flatten().all(|(key, value)| {
                series["tags"][key].as_str().unwrap_or_default() == value.as_str().unwrap_or_default()
            })
        };
        self.series(metric).filter(holds).map(|series| samples(&series["values"])).sum()
    }

    /// The tag keys that occur on a metric's series.
    pub fn tag_keys(&self, metric: &str) -> BTreeSet<String> {
        self.series(metric)
            .filter_map(|series| series["tags"].as_object())
            .flat_map(|tags| tags.keys().cloned())
            .collect()
    }

    /// All series of a metric.
    pub fn series<'a>(&'a self, metric: &'a str) -> impl Iterator<Item = &'a Value> {
        let all = self.run.summary["series"].as_array().map_or(&[][..], Vec::as_slice);
        all.iter().filter(move |series| series["metric"] == metric)
    }

    /// The sum of a counter, or the hits of a rate.
    pub fn sum(&self, metric: &str) -> f64 {
        let values = self.run.values(metric);
        match values["rate"].as_f64() {
            Some(rate) if !values["passes"].is_null() => (rate * samples(values)).round(),
            _ => values["count"].as_f64().unwrap_or_default(),
        }
    }

    /// The samples of a trend, a rate, or a counter that counts by one.
    pub fn samples(&self, metric: &str) -> f64 {
        samples(self.run.values(metric))
    }
}

fn samples(values: &Value) -> f64 {
    let number = |key: &str| values[key].as_f64();
    match (number("passes"), number("fails")) {
        (Some(passes), Some(fails)) => passes + fails,
        _ => number("samples").or_else(|| number("count")).unwrap_or_default(),
    }
}

fn arrival(seen: &Seen) -> f64 {
    seen.at.as_secs_f64() * 1e3
}

pub(super) fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values
}
