use serde::Serialize;

use super::figures::percent;
use super::{Capacity, Repeated, Scaling, Trial, repeat};
use crate::exit::ExitCode;
use crate::report::{ExitRow, Sheet, SheetTable, Style, milliseconds, number};

/// The version of that file's shape.
const SCHEMA: u32 = 1;

/// What the runs of a series were made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The same plan again and again.
    Repeat,
    /// A grid of values.
    Matrix,
    /// One level after another, to find the highest at which the thresholds hold.
    Capacity,
}

/// Several runs of one plan. `series.json` is this; fields are only ever added.
#[derive(Debug, Clone, Serialize)]
pub struct Series {
    /// What the process ends with.
    #[serde(skip)]
    pub exit_code: ExitCode,
    /// Where it lies; none where it left nothing.
    #[serde(skip)]
    pub folder: Option<String>,
    /// Version of this shape.
    pub schema: u32,
    /// What the runs were made for.
    pub kind: Kind,
    /// Version of the engine.
    pub engine: String,
    /// The plan's name.
    pub plan: String,
    /// Base URL of the target.
    pub target: Option<String>,
    /// Whether the target is the built-in demonstration target.
    pub demonstration: bool,
    /// When it began, RFC 3339 in UTC.
    pub started: String,
    /// The seed of every run.
    pub seed: u64,
    /// How the process ends.
    pub exit: ExitRow,
    /// What limits the worth of the numbers.
    pub warnings: Vec<String>,
    /// Every run, in order.
    pub trials: Vec<Trial>,
    /// How the figures vary over the runs; empty where they are not runs of the same.
    pub repeated: Vec<Repeated>,
    /// What a matrix says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Scaling>,
    /// What a search for the capacity found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
}

/// What is known of a series before its first run.
pub struct Head {
    /// What the runs are made for.
    pub kind: Kind,
    /// The plan's name.
    pub plan: String,
    /// Base URL of the target.
    pub target: Option<String>,
    /// Whether the target is the built-in demonstration target.
    pub demonstration: bool,
    /// When it begins, RFC 3339 in UTC.
    pub started: String,
    /// The seed of every run.
    pub seed: u64,
}

impl Series {
    /// A series without runs.
    pub fn new(head: Head) -> Self {
        let none = ExitCode::Passed;
        Self {
            exit_code: none,
            folder: None,
            schema: SCHEMA,
            kind: head.kind,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            plan: head.plan,
            target: head.target,
            demonstration: head.demonstration,
            started: head.started,
            seed: head.seed,
            exit: ExitRow { code: none.number(), name: none.name().to_owned(), reason: None, all: Vec::new() },
            warnings: Vec::new(),
            trials: Vec::new(),
            repeated: Vec::new(),
            matrix: None,
            capacity: None,
        }
    }

    /// Adds a run that ended; its codes apply to the series.
    pub fn add(&mut self, trial: Trial) {
        let reason = trial.exit.reason.clone().unwrap_or_default();
        let first = ExitCode::first(&trial.codes());
        // A search makes thresholds break on purpose, and says itself what is missing or late.
        let expected = [ExitCode::ThresholdFailed, ExitCode::NotMeasured, ExitCode::Overloaded];
        let counts = |code: &ExitCode| self.kind != Kind::Capacity || !expected.contains(code);
        let codes: Vec<ExitCode> = trial.codes().into_iter().filter(counts).collect();
        codes.into_iter().for_each(|code| self.applies(code, if code == first { &reason } else { "" }));
        self.trials.push(trial);
    }

    /// One more exit code applies; of all, the first in the documented order is the process's.
    pub fn applies(&mut self, code: ExitCode, reason: &str) {
        if !self.exit.all.contains(&code.number()) {
            self.exit.all.push(code.number());
        }
        let first = ExitCode::first(&[self.exit_code, code]);
        if first != self.exit_code {
            self.exit_code = first;
            let reason = (!reason.is_empty()).then(|| reason.to_owned());
            self.exit = ExitRow {
                code: first.number(),
                name: first.name().to_owned(),
                reason,
                all: std::mem::take(&mut self.exit.all),
            };
        }
    }

    /// The document as JSON text, indented, with a line feed at its end.
    pub fn json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a series has only string keys and numbers or nulls");
        bytes.push(b'\n');
        bytes
    }

    /// The report for a terminal.
    pub fn text(&self, style: Style) -> String {
        self.sheet().text(style)
    }

    /// The report for a browser.
    pub fn html(&self) -> Vec<u8> {
        self.sheet().html()
    }

    /// The report for a pull request or notes.
    pub fn markdown(&self) -> String {
        self.sheet().markdown()
    }

    fn sheet(&self) -> Sheet {
        let mut facts = Vec::new();
        if let Some(target) = &self.target {
            let demonstration = if self.demonstration { "  (demonstration target)" } else { "" };
            facts.push(("target", format!("{target}{demonstration}")));
        }
        facts.push(("began", self.started.replace('T', " ").replace('Z', " UTC")));
        facts.push(("seed", self.seed.to_string()));
        facts.extend(self.folder.as_ref().map(|folder| ("result", folder.clone())));
        facts.extend(self.capacity.iter().flat_map(Capacity::facts));
        facts.extend(self.matrix.iter().flat_map(Scaling::facts));
        let told = self.capacity.as_ref().map(Capacity::table).or(self.matrix.as_ref().map(Scaling::table));
        let mut tables = vec![told.unwrap_or_else(|| self.runs())];
        if !self.repeated.is_empty() {
            tables.push(repeat::table(&self.repeated, self.trials.len()));
        }
        Sheet {
            title: self.plan.clone(),
            facts,
            warnings: self.warnings.clone(),
            charts: self.matrix.as_ref().map_or_else(Vec::new, Scaling::charts),
            tables,
            verdict: self.exit.clone(),
        }
    }

    /// One row a run.
    fn runs(&self) -> SheetTable {
        let dash = || "-".to_owned();
        let row = |(at, trial): (usize, &Trial)| {
            let of = &trial.figures;
            vec![
                (at + 1).to_string(),
                trial.exit.name.clone(),
                trial.folder.clone().unwrap_or_else(dash),
                milliseconds(trial.duration_ms),
                of.count.to_string(),
                number(of.rate),
                of.avg.map_or_else(dash, milliseconds),
                of.p95.map_or_else(dash, milliseconds),
                of.error_rate.map_or_else(dash, percent),
            ]
        };
        let columns = ["run", "ended", "result", "time", "requests", "per s", "avg", "p95", "failed"];
        SheetTable {
            title: "runs".to_owned(),
            columns: columns.map(str::to_owned).to_vec(),
            texts: 3,
            rows: self.trials.iter().enumerate().map(row).collect(),
            note: String::new(),
        }
    }
}
