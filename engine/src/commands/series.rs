use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use futures_util::FutureExt as _;
use tempfile::TempDir;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::run::Session;
use crate::aggregate::Snapshot;
use crate::clock;
use crate::exit::{ExitCode, Failed};
use crate::log::Level;
use crate::plan::{Plan, Results};
use crate::prepare::Prepared;
use crate::result::{self, Measured, REPORT, SERIES, replace, rfc3339};
use crate::trials::{Head, Kind, Series, Trial, repeated};

/// The tables of a series for a pull request or notes.
const MARKDOWN: &str = "report.md";

/// The runs of a series, one after another, each with a folder of its own in that of the series.
pub(super) struct Runs<'a> {
    session: &'a Session<'a>,
    place: PathBuf,
    /// Where the plan leaves no result: it goes with the series.
    scratch: Option<TempDir>,
    keep: usize,
    interruptions: [Signal; 2],
    /// What is known so far.
    pub(super) series: Series,
}

/// A run that ended.
pub(super) struct Ended {
    /// What was measured after it had settled.
    pub(super) snapshot: Snapshot,
    /// What was measured in each second.
    pub(super) seconds: Vec<Snapshot>,
    /// Whether no other run is to follow.
    pub(super) is_last: bool,
}

impl<'a> Runs<'a> {
    /// Makes the folder of the series.
    pub(super) fn begin(session: &'a Session<'a>, plan: &Plan, kind: Kind) -> Result<Self> {
        let started = clock::wall();
        let log = session.log(plan);
        let clean = |text: &str| log.redactor().apply(text).into_owned();
        let head = Head {
            kind,
            plan: clean(&plan.name),
            target: plan.target.as_ref().map(|url| clean(url.as_str())),
            demonstration: session.is_demonstration(),
            started: rfc3339(started),
            seed: plan.seed,
        };
        let scratch = (!plan.results.write).then(tempfile::tempdir).transpose()?;
        let place = scratch.as_ref().map_or(plan.results.folder.as_path(), |scratch| scratch.path());
        let mut series = Series::new(head);
        let folder = result::create_series(place, &series.plan, started, &series.json()).map_err(|error| {
            let told = format!("results.folder: no folder can be made in {}: {error}", place.display());
            Failed::error(ExitCode::Invalid, told)
        })?;
        if scratch.is_none() {
            series.folder = Some(folder.display().to_string());
        }
        let interruptions = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
        Ok(Self { session, place: folder, scratch, keep: plan.results.keep, interruptions, series })
    }

    /// Makes one run; what happened in its first `settling` is not among what was measured.
    pub(super) async fn trial(&mut self, prepared: Prepared, settling: Duration, name: &str) -> Result<Ended> {
        let log = self.session.log(&prepared.plan);
        let results = Results { folder: self.place.clone(), write: true, keep: 0 };
        // A series is many runs: nobody is told of each.
        let plan = Plan { results, notify: Vec::new(), ..(*prepared.plan).clone() };
        let done = self.session.run(Prepared { plan: Arc::new(plan), ..prepared }).await?;
        let folder = done.path();
        let summary = done.kept().await;
        let folder = folder.ok_or_else(|| Failed::error(ExitCode::EngineBug, "a run of a series left no folder"))?;
        let Measured { settled: snapshot, seconds } = Measured::read(&folder, settling)
            .map_err(|problem| Failed::error(ExitCode::Incomplete, format!("the result cannot be read: {problem}")))?;
        let named = folder.file_name().filter(|_| self.scratch.is_none());
        let trial = Trial::of(name, &summary, &snapshot, named.map(|name| name.to_string_lossy().into_owned()));
        log.line(Level::Info, "engine", &format!("{name}: {}", trial.line()));
        let is_last = trial.ends_the_series();
        self.series.add(trial);
        self.write();
        Ok(Ended { snapshot, seconds, is_last: self.is_interrupted() || is_last })
    }

    /// A file of the series.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.place.join(name)
    }

    /// Some work between two runs; none where it was interrupted.
    pub(super) async fn unless_interrupted<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let [interrupt, terminate] = &mut self.interruptions;
        let done = tokio::select! {
            done = work => Some(done),
            _ = interrupt.recv() => None,
            _ = terminate.recv() => None,
        };
        if done.is_none() {
            self.series.applies(ExitCode::Interrupted, "by a signal");
        }
        done
    }

    /// Waits; whether it was interrupted.
    pub(super) async fn pause(&mut self, time: Duration) -> bool {
        !time.is_zero() && self.unless_interrupted(tokio::time::sleep(time)).await.is_none()
    }

    /// Whether somebody interrupted the series, in a run or between two.
    fn is_interrupted(&mut self) -> bool {
        let interrupted = self.interruptions.iter_mut().any(|signal| signal.recv().now_or_never().is_some());
        if interrupted {
            self.series.applies(ExitCode::Interrupted, "by a signal");
        }
        interrupted
    }

    /// What is known is written anew: a kill loses nothing of it.
    fn write(&mut self) {
        if self.scratch.is_some() {
            return;
        }
        let written = replace(&self.place, REPORT, &self.series.html())
            .and_then(|()| replace(&self.place, MARKDOWN, self.series.markdown().as_bytes()))
            .and_then(|()| replace(&self.place, SERIES, &self.series.json()));
        if let Err(error) = written {
            let told = format!("the series cannot be written to {}: {error}", self.place.display());
            self.series.applies(ExitCode::Incomplete, &told);
        }
    }

    /// An error of a run: of the first, that of the command; of a later one, the end of the series.
    pub(super) fn lost(&mut self, error: anyhow::Error) -> Result<()> {
        if self.series.trials.is_empty() {
            // There is nothing in it but its name; what is left behind harms nobody.
            let _ = std::fs::remove_dir_all(&self.place);
            return Err(error);
        }
        let code = error.downcast_ref::<Failed>().map_or(ExitCode::EngineBug, |failed| failed.code);
        self.series.applies(code, &format!("{error:#}"));
        Ok(())
    }

    /// The series as it is reported.
    pub(super) fn end(mut self) -> Series {
        self.write();
        if self.scratch.is_none()
            && let Err(error) = result::retain(&self.place, self.keep)
        {
            self.series.applies(ExitCode::Incomplete, &format!("old results cannot be removed: {error}"));
        }
        self.series
    }
}

/// The same plan so many times: how much do its figures vary?
pub(super) async fn repeat(session: &Session<'_>, mut prepared: Prepared, times: u32) -> Result<Series> {
    let mut runs = Runs::begin(session, &prepared.plan, Kind::Repeat)?;
    for nth in 1..=times {
        let ended = runs.trial(prepared.clone(), Duration::ZERO, &format!("run {nth} of {times}")).await;
        // Said once.
        prepared.warnings.clear();
        let is_last = match ended {
            Ok(ended) => ended.is_last,
            Err(error) => runs.lost(error).map(|()| true)?,
        };
        runs.series.repeated = repeated(&runs.series.trials);
        if is_last && nth < times {
            runs.series.warnings.push(format!("only {} of {times} runs were made", runs.series.trials.len()));
            break;
        }
    }
    Ok(runs.end())
}
