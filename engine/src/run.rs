//! The wiring: the one file that sees every stage.

use anyhow::Result;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

use crate::aggregate::Snapshot;
use crate::clock::{self, Duration};
use crate::control::{Control, Stage as Seen};
use crate::exit::{ExitCode, Failed};
use crate::inbox::Inbox;
use crate::log::{Level, Log};
use crate::monitor::Monitor;
use crate::plan::Plan;
use crate::prepare::Prepared;
use crate::report::Summary;
use crate::report::progress::Screen;
use crate::result::{Begun, Recording};
use crate::schedule::{self, Precision, Scheduler};
use crate::shards::Shards;
use crate::stop::{Reason, Stop};
use crate::vu::{Host, Profile, StageFailure};
use crate::{protocol, vu};

/// How a run is shown and judged.
pub struct Options {
    /// Where journeys and the engine speak.
    pub log: Log,
    /// No progress.
    pub quiet: bool,
    /// The terminal that progress goes to, where there is one; the log must be written to it too.
    pub screen: Option<Screen>,
    /// Thresholds are not judged.
    pub no_thresholds: bool,
    /// What is known of the run at its start.
    pub begun: Begun,
    /// What watches and leads the run from outside; none where nobody may.
    pub control: Option<Control>,
    /// What the baseline measured, for thresholds that are held against it.
    pub baseline: Option<Snapshot>,
    /// Where each second's measurements are handed over, for the result.
    pub recording: Option<Recording>,
    /// Where guests spend their time is added to it.
    pub profile: Option<Arc<Profile>>,
}

/// What came of a run.
pub struct Ran {
    /// What a reader sees.
    pub summary: Summary,
    /// All that was measured.
    pub snapshot: Snapshot,
}

/// Runs the plan to its end and gives what was measured. An error means that nothing was measured, and knows its exit code.
pub async fn run(prepared: Prepared, options: Options) -> Result<Ran> {
    let stop = Stop::default();
    let interrupted = interruptions(stop.clone(), options.log.clone());
    tokio::select! {
        summary = whole(prepared, options, stop) => summary,
        () = interrupted => Err(Failed::error(ExitCode::Interrupted, "interrupted twice: ended at once, without teardown and summary")),
    }
}

/// Signals so soon after the first are the same one: coreutils' `timeout` signals the process, and then its group.
const ONE_SIGNAL: Duration = Duration::from_millis(500);

/// The first signal stops the run; ends with the next one that is not its echo.
async fn interruptions(stop: Stop, log: Log) {
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    let (Ok(mut interrupt), Ok(mut terminate)) = signals else {
        return std::future::pending().await;
    };
    let mut next = async || {
        tokio::select! { _ = interrupt.recv() => {} _ = terminate.recv() => {} }
        clock::now()
    };
    let first = next().await;
    log.line(
        Level::Warn,
        "engine",
        "interrupted: iterations end now, teardown and summary follow; once more ends at once",
    );
    stop.stop(Reason::Interrupted);
    while next().await.saturating_duration_since(first) < ONE_SIGNAL {}
}

async fn whole(prepared: Prepared, mut options: Options, stop: Stop) -> Result<Ran> {
    let Prepared { plan, program, .. } = prepared;
    let shards = Shards::start(shard_count(&plan))?;
    let mut monitor = Monitor::new(plan.clone(), &options, &shards, stop.clone())?;
    if let Some(recording) = options.recording.take() {
        monitor.record(recording);
    }
    if let Some(warning) = program.warning() {
        options.log.line(Level::Warn, "engine", warning);
    }
    let shared =
        protocol::Shared::new(&plan).map_err(|error| Failed::error(ExitCode::Invalid, format!("{error:#}")))?;
    let own = options.control.iter().filter_map(Control::address);
    monitor.listeners().chain(own).for_each(|listener| shared.refuse_listener(listener));
    let inbox = Inbox::of_plan(&plan, monitor.pacer_recorder())
        .map_err(|error| Failed::error(ExitCode::Invalid, format!("{error:#}")))?;
    inbox.iter().for_each(|inbox| shared.refuse_listener(inbox.bound()));
    let live = schedule::live(&plan);
    let host = Host::new(vu::Parts {
        program,
        plan: plan.clone(),
        live: live.clone(),
        protocol: shared,
        inbox: inbox.clone(),
        registry: monitor.registry(),
        recorders: monitor.recorders(),
        log: options.log.clone(),
        stop: stop.clone(),
        observer: None,
        profile: options.profile.clone(),
    })
    .map_err(|error| Failed::error(ExitCode::Invalid, format!("{error:#}")))?;
    let host = Arc::new(host);
    let scheduler = Scheduler::new(
        &plan,
        schedule::Parts {
            users: host.clone(),
            shards: shards.handles.clone(),
            recorders: monitor.recorders(),
            pacer: shards.pacer.clone(),
            pacer_recorder: monitor.pacer_recorder(),
            precision: Precision::Kernel,
            live: live.clone(),
            stop: stop.clone(),
        },
    )?;
    if let Some(control) = &options.control {
        control.lead(scheduler.reins(&plan), scheduler.board(), live.clone(), plan.clone());
    }
    monitor.watch(live, scheduler.board());
    let mut codes = stages(&host, scheduler, &mut monitor, &stop, &options).await;
    codes.extend(host.marked_failed().map(|reason| (ExitCode::MarkedFailed, reason.to_owned())));
    inbox.iter().for_each(|inbox| inbox.close());
    drop(shards);
    let ran = monitor.finish(&options, codes, stop.reason()).await;
    if let Some(control) = &options.control {
        control.end().await;
    }
    Ok(ran)
}

fn shard_count(plan: &Plan) -> usize {
    match plan.shards {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        count => count,
    }
}

/// Setup, scenarios, teardown; gives the exit codes of what failed.
async fn stages(
    host: &Arc<Host>,
    scheduler: Scheduler<Host>,
    monitor: &mut Monitor,
    stop: &Stop,
    options: &Options,
) -> Vec<(ExitCode, String)> {
    let (mut codes, log) = (Vec::new(), &options.log);
    let enter = |stage| options.control.iter().for_each(|control| control.enter(stage));
    host.begin();
    if !stage(Stage::Setup, host, monitor, stop, log, &mut codes).await {
        return codes;
    }
    enter(Seen::Running);
    scenarios(scheduler, monitor, stop).await;
    enter(Seen::Teardown);
    stage(Stage::Teardown, host, monitor, stop, log, &mut codes).await;
    codes
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Setup,
    Teardown,
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Teardown => "teardown",
        }
    }

    fn timed_out(self) -> ExitCode {
        match self {
            Self::Setup => ExitCode::SetupTimeout,
            Self::Teardown => ExitCode::TeardownTimeout,
        }
    }
}

/// Whether the run goes on after it. A stop ends `setup` at once; `teardown` always runs.
async fn stage(
    stage: Stage,
    host: &Arc<Host>,
    monitor: &mut Monitor,
    stop: &Stop,
    log: &Log,
    codes: &mut Vec<(ExitCode, String)>,
) -> bool {
    let host = host.clone();
    let work = async move {
        match stage {
            Stage::Setup => host.setup().await,
            Stage::Teardown => host.teardown().await,
        }
    };
    let cut = async {
        match stage {
            Stage::Setup => stop.stopped().await,
            Stage::Teardown => std::future::pending().await,
        }
    };
    let ended = tokio::select! {
        ended = monitor.during(work) => Some(ended),
        () = cut => None,
    };
    let failure = match ended {
        None => return false,
        Some(Ok(())) => return true,
        Some(Err(failure)) => failure,
    };
    let (code, message) = match failure {
        StageFailure::TimedOut(limit) => (stage.timed_out(), format!("{} did not end within {limit:?}", stage.name())),
        StageFailure::Failed(message) => (ExitCode::JourneyError, format!("{} failed: {message}", stage.name())),
        StageFailure::Aborted(reason) => (ExitCode::Aborted, reason),
    };
    log.line(Level::Error, stage.name(), &message);
    codes.push((code, message));
    false
}

async fn scenarios(mut scheduler: Scheduler<Host>, monitor: &mut Monitor, stop: &Stop) {
    monitor.during(scheduler.initialise()).await;
    if stop.reason().is_some() {
        return;
    }
    monitor.scenarios(scheduler.run()).await;
}

/// The exit code that a stop stands for.
pub(crate) fn code(reason: &Reason) -> (ExitCode, String) {
    match reason {
        Reason::Interrupted => (ExitCode::Interrupted, "by a signal".to_owned()),
        Reason::Asked => (ExitCode::Passed, "stopped on request".to_owned()),
        Reason::Threshold(text) => (ExitCode::ThresholdFailed, text.clone()),
        Reason::Aborted(text) => (ExitCode::Aborted, text.clone()),
        Reason::Diagnosed(text) | Reason::Fatal(text) => (ExitCode::JourneyError, text.clone()),
        Reason::TimedOut(text) => (ExitCode::Timeout, text.clone()),
        Reason::Bug(text) => (ExitCode::EngineBug, text.clone()),
    }
}
