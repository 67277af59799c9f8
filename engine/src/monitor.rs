//! What looks at a run while it goes on: merges once a second, judges, shows, and sums up at the end.

use std::future::Future;
use std::sync::Arc;

use anyhow::Result;

use crate::aggregate::{Aggregator, Recorder, Registry, TagsId};
use crate::brake::Brake;
use crate::clock::{self, Duration, Instant};
use crate::control::Control;
use crate::exit::{ExitCode, Failed};
use crate::generator::Generator;
use crate::lateness::{heads, lateness};
use crate::log::Log;
use crate::observe::Observers;
use crate::output::{self, Outputs};
use crate::plan::{DecisionRule, Plan, ThresholdSpec};
use crate::report::progress::{self, Progress};
use crate::report::warning::Warning;
use crate::report::{self, Facts, Page, Pulse, Summary};
use crate::result::Recording;
use crate::run::{Options, Ran};
use crate::sample::TagSet;
use crate::schedule::{Board, Outcome};
use crate::shards::Shards;
use crate::stop::{Reason, Stop};
use crate::tally::{self, Tally};
use crate::threshold::{self, Threshold};
use crate::vu::Live;

/// The run as it is seen from outside.
pub struct Monitor {
    plan: Arc<Plan>,
    registry: Registry,
    recorders: Vec<Recorder>,
    pacer: Recorder,
    tags: TagsId,
    generator: Generator,
    aggregator: Aggregator,
    thresholds: Vec<Threshold>,
    outputs: Outputs,
    progress: Progress,
    control: Option<Control>,
    observers: Observers,
    log: Log,
    recording: Option<Recording>,
    view: Option<(Live, Board)>,
    outcome: Outcome,
    stop: Stop,
    began: Instant,
    /// When the scenarios began, and how long they ran.
    scenarios: Option<(Instant, Option<Duration>)>,
    seconds: u64,
    /// Whether the first requests are still to be looked at.
    undiagnosed: bool,
}

impl Monitor {
    /// An error names a threshold or metric that cannot be.
    pub fn new(plan: Arc<Plan>, options: &Options, shards: &Shards, stop: Stop) -> Result<Self> {
        let registry = Registry::new(plan.limits.series);
        let invalid = |message: String| Failed::error(ExitCode::Invalid, message);
        for metric in &plan.metrics {
            registry.metric(&metric.name, metric.kind, &metric.unit).map_err(invalid)?;
        }
        let specs = if options.no_thresholds { &[][..] } else { &plan.thresholds };
        let mut thresholds =
            specs.iter().map(|spec| meaning(spec, &registry)).collect::<Result<Vec<_>, _>>().map_err(invalid)?;
        if let Some(baseline) = &options.baseline {
            thresholds.iter_mut().for_each(|threshold| threshold.hold_against(baseline));
        }
        let outputs = Outputs::open(&plan.outputs, &registry, options.log.redactor()).map_err(invalid)?;
        let recorders: Vec<Recorder> = shards.handles.iter().map(|_| registry.recorder()).collect();
        let pacer = registry.recorder();
        let tags: TagSet = plan.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let names: Vec<&str> = plan.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        let mut aggregator = Aggregator::new(&registry);
        if outputs.wants_interval() || options.control.is_some() {
            aggregator.keep_interval();
        }
        Ok(Self {
            aggregator,
            outputs,
            progress: Progress::new(&names, options.quiet, options.screen.as_ref()),
            observers: Observers::new(registry.clone()),
            registry,
            recorders,
            control: options.control.clone(),
            log: options.log.clone(),
            recording: None,
            generator: Generator::new(&shards.tasks, &tags, &pacer),
            tags: pacer.intern(&tags),
            pacer,
            thresholds,
            view: None,
            outcome: Outcome::default(),
            stop,
            began: clock::now(),
            scenarios: None,
            seconds: 0,
            undiagnosed: plan.diagnose,
            plan,
        })
    }

    /// The run's metrics.
    pub fn registry(&self) -> Registry {
        self.registry.clone()
    }

    /// Where outputs listen.
    pub fn listeners(&self) -> impl Iterator<Item = std::net::SocketAddr> {
        self.outputs.listeners()
    }

    /// One for each shard.
    pub fn recorders(&self) -> Vec<Recorder> {
        self.recorders.clone()
    }

    /// The one of the pacer.
    pub fn pacer_recorder(&self) -> Recorder {
        self.pacer.clone()
    }

    /// From now on it shows and counts these.
    pub fn watch(&mut self, live: Live, board: Board) {
        self.view = Some((live, board));
    }

    /// From now on every second is handed over, for the result.
    pub fn record(&mut self, recording: Recording) {
        self.aggregator.keep_deltas();
        self.recording = Some(recording);
    }

    /// Waits for some work, and does what is due each second meanwhile.
    pub async fn during<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            let next = self.began + Duration::from_secs(self.seconds + 1);
            let asked = async {
                match &self.control {
                    Some(control) => control.asked().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep_until(next) => self.second(),
                asked = asked => {
                    let control = self.control.clone().expect("only a control asks");
                    // Who asked may have gone.
                    let _ = asked.send(self.page(&control));
                }
            }
        }
    }

    /// As `during`, of the scenarios: counters' rates are over their time.
    pub async fn scenarios(&mut self, work: impl Future<Output = Outcome>) {
        let began = clock::now();
        self.scenarios = Some((began, None));
        self.observers.begin(&self.plan, &self.log);
        self.outcome = self.during(work).await;
        self.observers.end().await;
        // The schedule's own end, so that the time until the last user has left is not counted.
        let ended = self.outcome.scenarios.iter().filter_map(|counts| counts.ended).max();
        let ended = ended.unwrap_or_else(clock::now);
        self.scenarios = Some((began, Some(self.unheld(began, ended))));
    }

    /// The time between two moments in which the run was not held.
    fn unheld(&self, from: Instant, to: Instant) -> Duration {
        to.saturating_duration_since(from).saturating_sub(self.brake().held(from, to))
    }

    fn brake(&self) -> Brake {
        let first = self.view.as_ref().and_then(|(live, _)| live.first());
        first.map(|live| live.brake.clone()).unwrap_or_default()
    }

    fn window(&self) -> Duration {
        match self.scenarios {
            None => Duration::ZERO,
            Some((_, Some(length))) => length,
            Some((began, None)) => self.unheld(began, clock::now()),
        }
    }

    fn second(&mut self) {
        self.seconds += 1;
        let Some((live, board)) = self.view.clone() else { return };
        let counts = board.counts();
        let sum = |of: fn(&crate::schedule::Counts) -> u64| counts.iter().map(of).sum::<u64>();
        let users = counts.iter().map(|counts| counts.users).sum();
        self.pacer.users(self.tags, sum(|c| u64::from(c.active)), u64::from(users));
        self.generator.second(&self.pacer);
        let window = self.window();
        self.aggregator.merge(window);
        self.outputs.second(self.aggregator.snapshot(), self.aggregator.interval());
        if let Some(recording) = &mut self.recording {
            recording.second(|| self.aggregator.take_delta());
        }
        let snapshot = self.aggregator.snapshot();
        let elapsed = Duration::from_secs(self.seconds);
        if self.seconds.is_multiple_of(threshold::INTERVAL.as_secs())
            && let Some(verdict) = threshold::abort(&self.thresholds, snapshot, elapsed)
        {
            self.stop.stop(Reason::Threshold(verdict.threshold.to_string()));
        }
        if self.undiagnosed && threshold::is_ripe(snapshot) {
            self.undiagnosed = false;
            if let Some(diagnosis) = threshold::diagnose(snapshot) {
                self.stop.stop(Reason::Diagnosed(diagnosis));
            }
        }
        let (requests, failed_requests) = tally::requests(snapshot);
        if let (Some(control), Some(interval)) = (&self.control, self.aggregator.interval()) {
            let judged = threshold::judge_all(&self.thresholds, snapshot);
            let clean = |text: &str| control.redactor().apply(text).into_owned();
            control.second(snapshot, interval, report::thresholds(&judged, &self.registry.all(), &clean));
        }
        let shown = progress::Counts {
            complete: sum(|c| c.complete),
            interrupted: sum(|c| c.interrupted),
            dropped: sum(|c| c.dropped),
            users,
            failed_requests,
            requests,
        };
        let names = self.plan.scenarios.iter().filter(|_| self.progress.shows_pulses());
        let pulses: Vec<Pulse> = names.map(|scenario| Pulse::of(snapshot, &scenario.name)).collect();
        self.progress.show(elapsed, &live, shown, &pulses);
    }

    /// The end: everything is merged and judged. `codes` are those that the stages gave.
    pub async fn finish(
        mut self,
        options: &Options,
        mut codes: Vec<(ExitCode, String)>,
        reason: Option<&Reason>,
    ) -> Ran {
        let window = self.window();
        self.aggregator.merge(window);
        self.outputs.second(self.aggregator.snapshot(), self.aggregator.interval());
        if self.observers.conclude(tally::requests(self.aggregator.snapshot()).0) {
            self.aggregator.merge(window);
            self.outputs.second(self.aggregator.snapshot(), self.aggregator.interval());
        }
        let outputs = std::mem::take(&mut self.outputs).finish().await;
        codes.extend(outputs.iter().filter_map(output::Outcome::incomplete).map(|what| (ExitCode::Incomplete, what)));
        if let Some(recording) = &mut self.recording {
            recording.last(|| self.aggregator.take_delta());
        }
        std::mem::replace(&mut self.progress, Progress::Quiet).finish();
        let snapshot = self.aggregator.snapshot();
        // An end that was asked for is no failure.
        codes.extend(reason.filter(|reason| **reason != Reason::Asked).map(crate::run::code));
        let judged = threshold::judge_all(&self.thresholds, snapshot);
        let brake = self.brake();
        let tally = self.tally(&brake);
        let mut warnings = tally.warnings(snapshot);
        // A run that was over before anyone could stop it.
        let diagnosis = self.undiagnosed.then(|| threshold::diagnose(snapshot)).flatten();
        warnings.extend(diagnosis.map(Warning::Other));
        let late = lateness(&heads(&self.plan), snapshot, &judged);
        warnings.extend(late.warnings);
        codes.extend(late.codes);
        codes.extend(verdicts(&judged));
        let metrics = self.registry.all();
        let scenarios = tally.rows(snapshot);
        let mut notes = late.notes;
        notes.extend(options.control.as_ref().and_then(Control::told));
        let facts = Facts {
            metrics: &metrics,
            scenarios,
            users: self.outcome.users,
            before: self.before(),
            whole: clock::now().saturating_duration_since(self.began),
            begun: &options.begun,
            snapshot,
            judged: &judged,
            assessment: assessment(&judged, options.begun.decision.as_ref(), &codes),
            codes,
            warnings,
            notes,
            outputs,
            redactor: options.log.redactor(),
        };
        let summary = report::build(facts);
        Ran { summary, snapshot: self.aggregator.into_snapshot() }
    }

    /// How long it took until the scenarios began.
    fn before(&self) -> Duration {
        self.scenarios.map_or(Duration::ZERO, |(at, _)| at.saturating_duration_since(self.began))
    }

    fn tally<'a>(&'a self, brake: &'a Brake) -> Tally<'a> {
        Tally { plan: &self.plan, outcome: &self.outcome, zero: self.scenarios.map(|(zero, _)| zero), brake }
    }

    /// The report as it would be if the run ended now.
    fn page(&self, control: &Control) -> Vec<u8> {
        let (snapshot, brake) = (self.aggregator.snapshot(), self.brake());
        let outcome = self.view.as_ref().map_or_else(Outcome::default, |(_, board)| {
            let scenarios = board.counts();
            Outcome { users: scenarios.iter().map(|counts| counts.users).sum(), scenarios }
        });
        let tally = Tally { outcome: &outcome, ..self.tally(&brake) };
        let judged = threshold::judge_all(&self.thresholds, snapshot);
        let begun = control.begun();
        let metrics = self.registry.all();
        let summary: Summary = report::build(Facts {
            metrics: &metrics,
            scenarios: tally.rows(snapshot),
            users: outcome.users,
            before: self.before(),
            whole: clock::now().saturating_duration_since(self.began),
            begun,
            snapshot,
            judged: &judged,
            assessment: assessment(&judged, begun.decision.as_ref(), &[]),
            codes: verdicts(&judged),
            warnings: tally.warnings(snapshot),
            notes: vec!["the run goes on: these are its numbers so far".to_owned()],
            outputs: Vec::new(),
            redactor: control.redactor(),
        });
        let (seconds, annotations) = (control.course(), control.annotations());
        report::html(&Page { summary: &summary, begun, seconds: &seconds, snapshot, annotations: &annotations })
    }
}

/// A threshold of the plan, held against the metrics of the run.
pub(crate) fn meaning(spec: &ThresholdSpec, registry: &Registry) -> Result<Threshold, String> {
    let mut threshold = threshold::parse(spec).map_err(|error| format!("threshold {}: {error}", spec.key))?;
    threshold::validate(&mut threshold, registry).map_err(|error| format!("threshold {}: {error}", spec.key))?;
    Ok(threshold)
}

/// The requirements of a run that ended with these codes.
pub(crate) fn assessment(
    judged: &[threshold::Verdict],
    rule: Option<&DecisionRule>,
    codes: &[(ExitCode, String)],
) -> Option<threshold::Assessment> {
    // What was judged stands for itself, and an output is no evidence; anything else makes the run none for approval.
    let sound = [
        ExitCode::Passed,
        ExitCode::ThresholdFailed,
        ExitCode::NotMeasured,
        ExitCode::Regression,
        ExitCode::Incomplete,
    ];
    let wrong = codes.iter().map(|(code, _)| *code).find(|code| !sound.contains(code));
    let unsound = wrong.map(|code| format!("the run ended with {} ({})", code.number(), code.name()));
    threshold::assess(judged, rule, unsound.as_deref())
}

pub(crate) fn verdicts(judged: &[threshold::Verdict]) -> Vec<(ExitCode, String)> {
    let of = |wanted: threshold::Outcome, code: ExitCode| {
        let names: Vec<String> =
            judged.iter().filter(|v| v.outcome == wanted).map(|v| v.threshold.to_string()).collect();
        (!names.is_empty()).then(|| (code, names.join("; ")))
    };
    let failed = of(threshold::Outcome::Failed, ExitCode::ThresholdFailed);
    [failed, of(threshold::Outcome::NotMeasured, ExitCode::NotMeasured)].into_iter().flatten().collect()
}
