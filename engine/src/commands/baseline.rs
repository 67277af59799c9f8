use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::aggregate::Snapshot;
use crate::compare::{Comparison, Run, Settings, Side, Verdict, compare};
use crate::exit::{ExitCode, Failed};
use crate::log::{Level, Log};
use crate::plan::{Plan, Reference};
use crate::report::{self, Summary};
use crate::result;

/// The result that a run is held against.
pub(super) struct Baseline {
    path: PathBuf,
    settings: Settings,
    /// What it measured, where a threshold asks for it.
    snapshot: Option<Snapshot>,
}

impl Baseline {
    /// The one that the plan names; none where it names none, or the newest and there is none yet.
    pub(super) fn open(plan: &Plan, log: &Log) -> Result<Option<Self>> {
        let Some(baseline) = &plan.baseline else { return Ok(None) };
        let path = match &baseline.result {
            Reference::Folder(path) => path.clone(),
            Reference::Latest(place) => match result::latest(place, &plan.name) {
                Some(path) => path,
                None => {
                    let told =
                        format!("no result of this plan in {} has passed yet: nothing is compared", place.display());
                    log.line(Level::Warn, "engine", &format!("baseline.result: {told}"));
                    return Ok(None);
                }
            },
        };
        let invalid = |problem: String| Failed::error(ExitCode::Invalid, format!("baseline.result: {problem}"));
        result::head(&path).map_err(invalid)?;
        let asked = plan.thresholds.iter().any(|spec| spec.expression.contains("baseline"));
        let read = || result::read(&path).map(|record| record.snapshot);
        let snapshot = asked.then(read).transpose().map_err(invalid)?;
        let settings = Settings { min_effect: baseline.min_effect, ..Settings::default() };
        Ok(Some(Self { path, settings, snapshot }))
    }

    /// What thresholds are held against, once.
    pub(super) fn take_snapshot(&mut self) -> Option<Snapshot> {
        self.snapshot.take()
    }

    /// Holds a run that ended, and whose seconds are written to this folder, against it.
    pub(super) fn hold(&self, folder: &Path, summary: &mut Summary) {
        match self.compared(folder, summary) {
            Ok(comparison) => {
                if comparison.count(Verdict::Regression) > 0 {
                    summary.applies(ExitCode::Regression, &report::regressions(&comparison));
                }
                summary.comparison = Some(comparison);
            }
            Err(problem) => summary.warnings.push(format!("nothing was compared: {problem}")),
        }
    }

    fn compared(&self, folder: &Path, summary: &Summary) -> Result<Comparison, String> {
        let base = Side::of(&[Run::read(&self.path)?]);
        let mut run = Run::read(folder)?;
        // Its end is not written yet, and what it warns of stands in the summary.
        run.facts.codes = Some(summary.exit.all.clone());
        let mut compared = compare(&base, &[Side::of(&[run])], self.settings);
        compared.pop().ok_or_else(|| "there is no other side".to_owned())
    }
}
