use serde::Serialize;

use super::{Figures, RequestFigures, of_requests};
use crate::aggregate::Snapshot;
use crate::exit::ExitCode;
use crate::report::{ExitRow, Summary, milliseconds, number};

/// One run of a series.
#[derive(Debug, Clone, Serialize)]
pub struct Trial {
    /// What it was: `run 2 of 5`, `row 3 of 6 (vus 100)`, `trial 4: 120 iterations/s`, `recovery at 60`.
    pub name: String,
    /// The name of its result's folder, which lies in that of the series; none where it left none.
    pub folder: Option<String>,
    /// How it ended.
    pub exit: ExitRow,
    /// How long its scenarios ran, ms, without what was not to be judged.
    pub duration_ms: f64,
    /// Users at most.
    pub vus: u32,
    /// Starts that were dropped.
    pub dropped: u64,
    /// Its warnings.
    pub warnings: Vec<String>,
    /// The figures of all requests.
    pub figures: Figures,
    /// The figures of each request name.
    pub requests: Vec<RequestFigures>,
}

impl Trial {
    /// Of a run's summary and what was measured of it.
    pub fn of(name: &str, summary: &Summary, snapshot: &Snapshot, folder: Option<String>) -> Self {
        let (figures, requests) = of_requests(snapshot);
        Self {
            name: name.to_owned(),
            folder,
            exit: summary.exit.clone(),
            duration_ms: snapshot.window.as_secs_f64() * 1e3,
            vus: summary.vus.max,
            dropped: snapshot.dropped(&crate::aggregate::Selector::all()),
            warnings: summary.warnings.clone(),
            figures,
            requests,
        }
    }

    /// All exit codes that applied.
    pub fn codes(&self) -> Vec<ExitCode> {
        ExitCode::PRECEDENCE.into_iter().filter(|code| self.exit.all.contains(&code.number())).collect()
    }

    /// Whether nothing more is to be learnt from further runs: it was interrupted, or did not come about.
    pub fn ends_the_series(&self) -> bool {
        const GOES_ON: [ExitCode; 8] = [
            ExitCode::Passed,
            ExitCode::ThresholdFailed,
            ExitCode::NotMeasured,
            ExitCode::MarkedFailed,
            ExitCode::Overloaded,
            ExitCode::Regression,
            ExitCode::Incomplete,
            ExitCode::TeardownTimeout,
        ];
        self.codes().iter().any(|code| !GOES_ON.contains(code))
    }

    /// In one line.
    pub fn line(&self) -> String {
        let of = &self.figures;
        let p95 = of.p95.map_or(String::new(), |ms| format!(", p95 {}", milliseconds(ms)));
        let failed = of.error_rate.filter(|rate| *rate > 0.0);
        let failed = failed.map_or(String::new(), |rate| format!(", {} failed", super::figures::percent(rate)));
        format!("{} requests, {}/s{p95}{failed}: {}", of.count, number(of.rate), self.exit.name)
    }
}
