use serde::Serialize;

use super::figures::percent;
use crate::report::{SheetTable, milliseconds, number};

/// What the search for the highest level at which all thresholds hold has found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Capacity {
    /// The scenario whose level was varied.
    pub scenario: String,
    /// `iterations/s` or `users`.
    pub unit: &'static str,
    /// The highest level that holds; none where the search ended without one.
    pub level: Option<f64>,
    /// The level lies above this with a probability of 97.5 %.
    pub low: Option<f64>,
    /// The level lies below this with a probability of 97.5 %.
    pub high: Option<f64>,
    /// Whether nothing broke, so that `level` is only known to hold.
    pub at_least: bool,
    /// The highest level that held while none at it or below it broke.
    pub safe: Option<f64>,
    /// The lowest level at which a threshold broke.
    pub breaking: Option<Breaking>,
    /// The level that is wanted.
    pub wanted: Option<f64>,
    /// What is left over it, as a share of it; negative where it is not reached.
    pub headroom: Option<f64>,
    /// The longest time until the thresholds held again after a trial in which they did not, s.
    pub recovery_s: Option<f64>,
    /// What the target costs at that level.
    pub cost: Option<CostRow>,
    /// Every trial, in order.
    pub trials: Vec<LevelRow>,
}

/// Where a threshold broke first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breaking {
    /// The level.
    pub level: f64,
    /// The threshold that was furthest from its bound.
    pub threshold: String,
    /// What was observed.
    pub observed: String,
}

/// What the target costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CostRow {
    /// For 1,000 requests.
    pub per_1000_requests: f64,
    /// The currency, as the plan has it.
    pub currency: String,
    /// Requests per second that this is for.
    pub requests_per_second: f64,
}

/// One trial.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LevelRow {
    /// The level.
    pub level: f64,
    /// Whether every threshold held.
    pub held: bool,
    /// Iterations per second that were completed.
    pub achieved: f64,
    /// Requests per second.
    pub requests_per_second: f64,
    /// 95th percentile of the duration of requests, ms.
    #[serde(rename = "p(95)")]
    pub p95: Option<f64>,
    /// The share of requests that failed.
    pub error_rate: Option<f64>,
    /// The threshold that was nearest to its bound, or furthest over it.
    pub threshold: String,
    /// What was observed of it.
    pub observed: String,
    /// What was observed by the bound, so that more than 1 is broken; none where there is no such number.
    pub margin: Option<f64>,
    /// After a trial that broke: how long until the thresholds held again, s; none where they did not.
    pub recovery_s: Option<f64>,
    /// The name of its result's folder.
    pub folder: Option<String>,
}

impl Capacity {
    /// What follows from all trials; `level`, `low`, `high` and `at_least` are given.
    pub fn conclude(&mut self, price: Option<(f64, String)>) {
        let broken = self.trials.iter().filter(|trial| !trial.held);
        let first = broken.min_by(|a, b| a.level.total_cmp(&b.level));
        self.breaking = first.map(|trial| Breaking {
            level: trial.level,
            threshold: trial.threshold.clone(),
            observed: trial.observed.clone(),
        });
        let limit = first.map_or(f64::INFINITY, |trial| trial.level);
        let held = self.trials.iter().filter(|trial| trial.held);
        let safe = held.clone().filter(|trial| trial.level < limit).max_by(|a, b| a.level.total_cmp(&b.level));
        self.safe = safe.map(|trial| trial.level);
        self.recovery_s = self.trials.iter().filter_map(|trial| trial.recovery_s).reduce(f64::max);
        self.headroom = self.level.zip(self.wanted).map(|(level, wanted)| level / wanted - 1.0);
        // Requests grow with the level, as they did in the highest trial that held.
        let highest = held.max_by(|a, b| a.level.total_cmp(&b.level));
        let rate = self.level.zip(highest).map(|(level, trial)| trial.requests_per_second * level / trial.level);
        self.cost = price.zip(rate.filter(|rate| *rate > 0.0)).map(|((per_hour, currency), rate)| CostRow {
            per_1000_requests: per_hour / 3600.0 / rate * 1000.0,
            currency,
            requests_per_second: rate,
        });
    }

    /// Whether the wanted level is known not to be reached.
    pub fn falls_short(&self) -> bool {
        self.headroom.is_some_and(|headroom| headroom < 0.0) && !self.at_least
    }

    /// What is said first.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let unit = self.unit;
        let mut facts = Vec::new();
        facts.push(("capacity", self.found()));
        if let Some(safe) = self.safe {
            facts.push(("safe", format!("{} {unit}: held, and nothing at it or below it broke", number(round(safe)))));
        }
        if let Some(breaking) = &self.breaking {
            let (level, threshold) = (number(round(breaking.level)), &breaking.threshold);
            facts.push(("breaks at", format!("{level} {unit}: {threshold} ({} observed)", breaking.observed)));
        }
        if let Some((wanted, headroom)) = self.wanted.zip(self.headroom) {
            let over = if self.at_least { "at least " } else { "" };
            facts.push((
                "headroom",
                format!("{over}{:+.1}% over the wanted {} {unit}", headroom * 100.0, number(wanted)),
            ));
        }
        if let Some(recovery) = self.recovery_s {
            facts.push(("recovery", format!("{} s at most until the thresholds held again", number(recovery))));
        }
        if let Some(cost) = &self.cost {
            let (price, rate) = (cost.per_1000_requests, number(round(cost.requests_per_second)));
            facts.push(("cost", format!("{price:.6} {} per 1,000 requests, at {rate} requests/s", cost.currency)));
        }
        facts
    }

    fn found(&self) -> String {
        let shown = |level: f64| number(round(level));
        match (self.level, self.low.zip(self.high)) {
            (Some(level), Some((low, high))) => {
                format!("{} {} hold (95 % between {} and {})", shown(level), self.unit, shown(low), shown(high))
            }
            (Some(level), None) => format!("at least {} {}: nothing broke", shown(level), self.unit),
            (None, _) => "not found".to_owned(),
        }
    }

    pub(super) fn table(&self) -> SheetTable {
        let dash = || "-".to_owned();
        let row = |(at, trial): (usize, &LevelRow)| {
            let recovery = if trial.held {
                String::new()
            } else {
                trial.recovery_s.map_or_else(dash, |s| format!("{} s", number(s)))
            };
            vec![
                (at + 1).to_string(),
                if trial.held { "held" } else { "broke" }.to_owned(),
                trial.threshold.clone(),
                trial.observed.clone(),
                number(round(trial.level)),
                number(round(trial.achieved)),
                trial.p95.map_or_else(dash, milliseconds),
                trial.error_rate.map_or_else(dash, percent),
                trial.margin.map_or_else(dash, |margin| format!("{margin:.2}")),
                recovery,
            ]
        };
        let columns = [
            "trial",
            "thresholds",
            "nearest to its bound",
            "observed",
            self.unit,
            "done/s",
            "p95",
            "failed",
            "of bound",
            "recovery",
        ];
        SheetTable {
            title: format!("trials of {}", self.scenario),
            columns: columns.map(str::to_owned).to_vec(),
            texts: 4,
            rows: self.trials.iter().enumerate().map(row).collect(),
            note: "of bound: observed by bound, more than 1 is broken; recovery: until the thresholds held again"
                .to_owned(),
        }
    }
}

/// As many digits as such a level deserves.
fn round(level: f64) -> f64 {
    if level.abs() >= 100.0 { level.round() } else { (level * 100.0).round() / 100.0 }
}

/// How long it took until the thresholds held, in seconds: the place of the first second from which on none broke. A
/// second in which nothing could be judged is not one in which they held.
pub fn recovered(seconds: &[Option<bool>]) -> Option<usize> {
    let last = seconds.iter().rposition(|held| *held == Some(false));
    let from = last.map_or(0, |last| last + 1);
    let first = seconds.get(from..)?.iter().position(|held| *held == Some(true))?;
    Some(from + first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(level: f64, held: bool, recovery_s: Option<f64>) -> LevelRow {
        let (threshold, observed) = ("t".to_owned(), format!("at {level}"));
        LevelRow {
            level,
            held,
            requests_per_second: level * 2.0,
            threshold,
            observed,
            recovery_s,
            ..LevelRow::default()
        }
    }

    #[test]
    fn what_follows_from_the_trials() {
        let trials = vec![
            row(100.0, true, None),
            row(200.0, false, Some(3.0)),
            row(150.0, false, Some(1.0)),
            row(160.0, true, None),
        ];
        let mut found = Capacity {
            level: Some(155.0),
            low: Some(150.0),
            high: Some(160.0),
            wanted: Some(124.0),
            unit: "iterations/s",
            trials,
            ..Capacity::default()
        };
        found.conclude(Some((3.6, "EUR".to_owned())));
        let breaking = found.breaking.clone().unwrap();
        assert_eq!((found.safe, breaking.level, breaking.observed.as_str()), (Some(100.0), 150.0, "at 150"));
        assert_eq!((found.headroom, found.recovery_s, found.falls_short()), (Some(0.25), Some(3.0), false));
        // 3.6 an hour is 0.001 a second, in which there are 310 requests.
        let cost = found.cost.clone().unwrap();
        assert!((cost.per_1000_requests - 0.001 / 310.0 * 1000.0).abs() < 1e-12 && cost.requests_per_second == 310.0);
        let facts: Vec<String> = found.facts().into_iter().map(|(_, text)| text).collect();
        assert_eq!(facts[0], "155 iterations/s hold (95 % between 150 and 160)");
        assert_eq!(facts[3], "+25.0% over the wanted 124 iterations/s");
        assert!(Capacity { wanted: Some(200.0), headroom: Some(-0.1), ..found }.falls_short());
    }

    #[test]
    fn a_target_has_recovered_when_nothing_breaks_any_more() {
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(recovered(&[yes, yes]), Some(0));
        assert_eq!(recovered(&[no, yes, no, None, yes, yes]), Some(4));
        assert_eq!(recovered(&[yes, no]), None);
        assert_eq!(recovered(&[None, None]), None);
        assert_eq!(recovered(&[]), None);
    }
}
