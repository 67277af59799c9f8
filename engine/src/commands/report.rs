use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use super::result::{self, Made};
use crate::aggregate::{Registry, Selector, Sink};
use crate::cli::ReportArgs;
use crate::exit::{ExitCode, Failed};
use crate::lateness::lateness;
use crate::monitor::{assessment, meaning, verdicts};
use crate::plan::ThresholdSpec;
use crate::redact::Redactor;
use crate::report::warning::Warning;
use crate::report::{self, Facts, Iterations, ScenarioRow, Summary};
use crate::result::{HISTOGRAMS, Intervals, Record, SECONDS, compact, frames};
use crate::threshold::{self, Verdict};

/// Makes the files of results again and prints each summary; the exit code is that of the last run.
pub(super) fn execute(args: &ReportArgs) -> Result<ExitCode> {
    let invalid = |problem: String| Failed::error(ExitCode::Invalid, problem);
    if args.merge {
        return merged(args);
    }
    let mut code = ExitCode::Passed;
    for path in &args.results {
        let record = crate::result::read(path).map_err(invalid)?;
        let summary = match &record.summary {
            Some(summary) => Summary::read(summary.clone()).map_err(|e| invalid(format!("{}: {e}", path.display())))?,
            None => judged(&record, Some(killed(&record)))?,
        };
        code = finish(&record.folder, &record, summary)?;
    }
    Ok(code)
}

fn merged(args: &ReportArgs) -> Result<ExitCode> {
    let invalid = |problem: String| Failed::error(ExitCode::Invalid, problem);
    let record = crate::result::merge(&args.results).map_err(invalid)?;
    let beside = record.folder.parent().unwrap_or(Path::new("")).to_owned();
    let name = format!("merged-{}", compact(crate::clock::wall()));
    let folder = args.output.clone().unwrap_or_else(|| beside.join(name));
    let named = |error: std::io::Error| invalid(format!("{}: {error}", folder.display()));
    fs::create_dir(&folder).map_err(named)?;
    seconds(&args.results, &folder).map_err(|error| invalid(format!("{}: {error:#}", folder.display())))?;
    let summary = judged(&record, None)?;
    finish(&folder, &record, summary)
}

/// One after the other, the seconds of all are those of the whole.
fn seconds(results: &[PathBuf], folder: &Path) -> Result<()> {
    let mut all = File::create_new(folder.join(SECONDS))?;
    for result in results {
        let folder = if result.is_file() { result.parent().unwrap_or(Path::new("")) } else { result };
        std::io::copy(&mut File::open(folder.join(SECONDS))?, &mut all)?;
    }
    Ok(())
}

/// Writes what is made from a record, and says where.
fn finish(folder: &Path, record: &Record, mut summary: Summary) -> Result<ExitCode> {
    let named = |error: &dyn std::fmt::Display| {
        Failed::error(ExitCode::Incomplete, format!("the result cannot be written to {}: {error}", folder.display()))
    };
    histograms(folder).map_err(|error| named(&error))?;
    summary.folder = Some(folder.display().to_string());
    let made = Made {
        begun: &record.begun,
        seconds: &record.seconds,
        snapshot: &record.snapshot,
        anew: record.summary.is_none(),
    };
    result::write(folder, &summary, &made).map_err(|error| named(&error))?;
    super::print(&report::text(&summary, super::run::style()))?;
    Ok(summary.exit_code)
}

/// The interval log again, from the seconds: a kill may have cut its last line.
fn histograms(folder: &Path) -> Result<()> {
    let Ok(from) = File::open(folder.join(SECONDS)) else { return Ok(()) };
    let mut text = Vec::new();
    let mut intervals = Intervals::new(&mut text);
    let mut failed = None;
    let read = frames(from, |frame| failed = intervals.add(&frame).err().or(failed.take()));
    read.map_err(anyhow::Error::msg)?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    Ok(crate::result::replace(folder, HISTOGRAMS, &text)?)
}

/// What is said of a run that did not come to its end.
fn killed(record: &Record) -> (ExitCode, String) {
    let seconds = record.seconds.last().map_or(0, |last| (last.from_ms + last.length_ms) / 1000);
    (
        ExitCode::Interrupted,
        format!("the engine ended before the run did: this is what was measured in {seconds} seconds"),
    )
}

/// The summary of what was measured, with the thresholds judged anew.
fn judged(record: &Record, ended: Option<(ExitCode, String)>) -> Result<Summary> {
    let invalid = |message: String| Failed::error(ExitCode::Invalid, message);
    let registry = Registry::new(1);
    for metric in record.begun.metrics.iter().chain(record.snapshot.metrics()) {
        registry.metric(&metric.name, metric.kind, &metric.unit).map_err(invalid)?;
    }
    let specs = record.begun.thresholds.iter().map(|row| ThresholdSpec {
        key: row.metric.clone(),
        expression: row.expression.clone(),
        abort_on_fail: false,
        delay_abort: Duration::ZERO,
        requirement: row.requirement.clone(),
    });
    let thresholds = specs.map(|spec| meaning(&spec, &registry)).collect::<Result<Vec<_>, _>>().map_err(invalid)?;
    let judged: Vec<Verdict> = threshold::judge_all(&thresholds, &record.snapshot);
    let mut codes: Vec<(ExitCode, String)> = ended.into_iter().collect();
    codes.extend(verdicts(&judged));
    let late = lateness(&record.begun.scenarios, &record.snapshot, &judged);
    codes.extend(late.codes);
    let metrics = registry.all();
    let facts = Facts {
        begun: &record.begun,
        metrics: &metrics,
        snapshot: &record.snapshot,
        judged: &judged,
        assessment: assessment(&judged, record.begun.decision.as_ref(), &codes),
        scenarios: scenarios(record),
        users: users(record),
        before: Duration::ZERO,
        whole: record.seconds.last().map_or(Duration::ZERO, |s| Duration::from_millis(s.from_ms + s.length_ms)),
        codes,
        warnings: warnings(record).into_iter().chain(late.warnings).collect(),
        notes: late.notes,
        outputs: Vec::new(),
        // What is read was written without secrets.
        redactor: &Redactor::default(),
    };
    Ok(report::build(facts))
}

/// What limits the worth of the numbers, as far as they tell by themselves.
fn warnings(record: &Record) -> Vec<Warning> {
    let censored = record.snapshot.iterations().into_iter().filter(|(_, of)| of.dropped > 0);
    let mut warnings: Vec<Warning> = censored
        .map(|(scenario, of)| {
            let due = of.complete + of.failed + of.interrupted + of.dropped;
            Warning::Censored { scenario, dropped: of.dropped, due }
        })
        .collect();
    if record.snapshot.is_idle() {
        warnings.push(Warning::NoRequests);
    }
    warnings
}

fn users(record: &Record) -> u32 {
    match record.snapshot.sink("vus_max", &Selector::all()) {
        Some(Sink::Gauge { max, .. }) => max as u32,
        _ => 0,
    }
}

fn scenarios(record: &Record) -> Vec<ScenarioRow> {
    let measured = record.snapshot.iterations();
    let window = record.snapshot.window.as_secs_f64();
    let row = |scenario: &crate::result::ScenarioHead| {
        let of = measured.get(&scenario.name).cloned().unwrap_or_default();
        let complete = of.complete + of.failed;
        ScenarioRow {
            name: scenario.name.clone(),
            executor: scenario.executor.clone(),
            started_ms: None,
            ended_ms: None,
            iterations: Iterations { complete, failed: of.failed, interrupted: of.interrupted, dropped: of.dropped },
            rate: if window > 0.0 { complete as f64 / window } else { 0.0 },
            little: None,
        }
    };
    record.begun.scenarios.iter().map(row).collect()
}
