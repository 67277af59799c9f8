//! What looks at a run while it goes on: merges once a second, judges, shows, and sums up at the end.

use std::future::Future;
use std::sync::Arc;

use anyhow::Result;

use crate::aggregate::overload;
use crate::aggregate::{Aggregator, Recorder, Registry, Selector, Sink, Snapshot, Statistic, TagsId};
use crate::clock::{self, Duration, Instant};
use crate::exit::{ExitCode, Failed};
use crate::lateness::lateness;
use crate::output::{self, Outputs};
use crate::plan::{DecisionRule, Pause, Plan, Scenario, ThresholdSpec};
use crate::report::progress::{self, Progress};
use crate::report::warning::Warning;
use crate::report::{self, Facts, Iterations, ScenarioRow};
use crate::result::Recording;
use crate::run::{Options, Ran};
use crate::sample::TagSet;
use crate::schedule::{Board, Outcome};
use crate::stop::{Reason, Stop};
use crate::threshold::{self, Threshold};
use crate::vu::Live;

/// The run as it is seen from outside.
pub struct Monitor {
    plan: Arc<Plan>,
    registry: Registry,
    recorders: Vec<Recorder>,
    pacer: Recorder,
    tags: TagsId,
    aggregator: Aggregator,
    thresholds: Vec<Threshold>,
    outputs: Outputs,
    progress: Progress,
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
    pub fn new(plan: Arc<Plan>, options: &Options, shards: usize, stop: Stop) -> Result<Self> {
        let registry = Registry::new(plan.limits.series);
        let invalid = |message: String| Failed::error(ExitCode::Invalid, message);
        for metric in &plan.metrics {
            registry.metric(&metric.name, metric.kind, &metric.unit).map_err(invalid)?;
        }
        let specs = if options.no_thresholds { &[][..] } else { &plan.thresholds };
        let thresholds =
            specs.iter().map(|spec| meaning(spec, &registry)).collect::<Result<Vec<_>, _>>().map_err(invalid)?;
        let outputs = Outputs::open(&plan.outputs, &registry, options.log.redactor()).map_err(invalid)?;
        let recorders: Vec<Recorder> = (0..shards).map(|_| registry.recorder()).collect();
        let pacer = registry.recorder();
        let tags =
            pacer.intern(&plan.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect::<TagSet>());
        let names: Vec<&str> = plan.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        let mut aggregator = Aggregator::new(&registry);
        if outputs.wants_interval() {
            aggregator.keep_interval();
        }
        Ok(Self {
            aggregator,
            outputs,
            progress: Progress::new(&names, options.quiet, options.screen.as_ref()),
            registry,
            recorders,
            recording: None,
            pacer,
            tags,
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
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep_until(next) => self.second(),
            }
        }
    }

    /// As `during`, of the scenarios: counters' rates are over their time.
    pub async fn scenarios(&mut self, work: impl Future<Output = Outcome>) {
        let began = clock::now();
        self.scenarios = Some((began, None));
        self.outcome = self.during(work).await;
        // The schedule's own end, so that the time until the last user has left is not counted.
        let ended = self.outcome.scenarios.iter().filter_map(|counts| counts.ended).max();
        let ended = ended.unwrap_or_else(clock::now);
        self.scenarios = Some((began, Some(ended.saturating_duration_since(began))));
    }

    fn window(&self) -> Duration {
        match self.scenarios {
            None => Duration::ZERO,
            Some((_, Some(length))) => length,
            Some((began, None)) => clock::now().saturating_duration_since(began),
        }
    }

    fn second(&mut self) {
        self.seconds += 1;
        let Some((live, board)) = self.view.clone() else { return };
        let counts = board.counts();
        let sum = |of: fn(&crate::schedule::Counts) -> u64| counts.iter().map(of).sum::<u64>();
        let users = counts.iter().map(|counts| counts.users).sum();
        self.pacer.users(self.tags, sum(|c| u64::from(c.active)), u64::from(users));
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
        let (requests, failed_requests) = requests(snapshot);
        let shown = progress::Counts {
            complete: sum(|c| c.complete),
            interrupted: sum(|c| c.interrupted),
            dropped: sum(|c| c.dropped),
            users,
            failed_requests,
            requests,
        };
        self.progress.show(elapsed, &live, shown);
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
        let outputs = std::mem::take(&mut self.outputs).finish().await;
        codes.extend(outputs.iter().filter_map(output::Outcome::incomplete).map(|what| (ExitCode::Incomplete, what)));
        if let Some(recording) = &mut self.recording {
            recording.last(|| self.aggregator.take_delta());
        }
        std::mem::replace(&mut self.progress, Progress::Quiet).finish();
        let snapshot = self.aggregator.snapshot();
        codes.extend(reason.map(crate::run::code));
        let judged = threshold::judge_all(&self.thresholds, snapshot);
        let mut warnings = self.warnings();
        // A run that was over before anyone could stop it.
        let diagnosis = self.undiagnosed.then(|| threshold::diagnose(snapshot)).flatten();
        warnings.extend(diagnosis.map(Warning::Other));
        let late = lateness(&self.plan, snapshot, &judged);
        warnings.extend(late.warnings);
        codes.extend(late.codes);
        codes.extend(verdicts(&judged));
        let metrics = self.registry.all();
        let facts = Facts {
            metrics: &metrics,
            scenarios: self.rows(),
            users: self.outcome.users,
            whole: clock::now().saturating_duration_since(self.began),
            begun: &options.begun,
            snapshot,
            judged: &judged,
            assessment: assessment(&judged, options.begun.decision.as_ref(), &codes),
            codes,
            warnings,
            notes: late.notes,
            outputs,
            redactor: options.log.redactor(),
        };
        let summary = report::build(facts);
        Ran { summary, snapshot: self.aggregator.into_snapshot() }
    }

    fn warnings(&self) -> Vec<Warning> {
        let snapshot = self.aggregator.snapshot();
        let mut warnings = Vec::new();
        for (scenario, counts) in self.plan.scenarios.iter().zip(&self.outcome.scenarios) {
            if counts.dropped > 0 {
                let due = counts.complete + counts.interrupted + counts.dropped;
                warnings.push(Warning::Censored { scenario: scenario.name.clone(), dropped: counts.dropped, due });
            }
        }
        let all = |of: fn(&crate::schedule::Counts) -> u64| self.outcome.scenarios.iter().map(of).sum::<u64>();
        if all(|c| c.complete) == 0 && all(|c| c.interrupted) > 0 {
            warnings.push(Warning::OnlyInterrupted);
        }
        if requests(snapshot).0 == 0 {
            warnings.push(Warning::NoRequests);
        }
        if snapshot.folded {
            warnings.push(Warning::SeriesOverflow { bound: self.plan.limits.series });
        }
        warnings
    }

    fn rows(&self) -> Vec<ScenarioRow> {
        let Some((zero, _)) = self.scenarios else { return Vec::new() };
        let since = |at: Option<Instant>| at.map(|at| at.saturating_duration_since(zero).as_secs_f64() * 1e3);
        let snapshot = self.aggregator.snapshot();
        let measured = snapshot.iterations();
        let pairs = self.plan.scenarios.iter().zip(&self.outcome.scenarios);
        pairs
            .map(|(scenario, counts)| {
                let length = counts
                    .began
                    .zip(counts.ended)
                    .map_or(Duration::ZERO, |(from, to)| to.saturating_duration_since(from));
                let rate = if length.is_zero() { 0.0 } else { counts.complete as f64 / length.as_secs_f64() };
                ScenarioRow {
                    name: scenario.name.clone(),
                    executor: scenario.executor.name().to_owned(),
                    started_ms: since(counts.began),
                    ended_ms: since(counts.ended),
                    iterations: Iterations {
                        complete: counts.complete,
                        failed: measured.get(&scenario.name).map_or(0, |iterations| iterations.failed),
                        interrupted: counts.interrupted,
                        dropped: counts.dropped,
                    },
                    rate,
                    little: overload::little(snapshot, &scenario.name, length, mean_pause(scenario))
                        .map(|little| (little.users, f64::from(counts.users))),
                }
            })
            .collect()
    }
}

/// A threshold of the plan, held against the metrics of the run.
pub(crate) fn meaning(spec: &ThresholdSpec, registry: &Registry) -> Result<Threshold, String> {
    let mut threshold = threshold::parse(spec).map_err(|error| format!("threshold {}: {error}", spec.key))?;
    threshold::validate(&mut threshold, registry).map_err(|error| format!("threshold {}: {error}", spec.key))?;
    Ok(threshold)
}

/// Requests, and those that failed.
fn requests(snapshot: &Snapshot) -> (u64, u64) {
    let all = snapshot.value("http_reqs", &Selector::all(), Statistic::Count).unwrap_or(0.0);
    let failed = match snapshot.sink("http_req_failed", &Selector::all()) {
        Some(Sink::Rate { hits, .. }) => hits,
        _ => 0,
    };
    (all as u64, failed)
}

/// The mean of the plan's pause, where its law has one.
fn mean_pause(scenario: &Scenario) -> Duration {
    match scenario.pause {
        Some(Pause::Constant(mean) | Pause::Exponential(mean) | Pause::Normal(mean, _)) => mean,
        Some(Pause::Uniform(low, high)) => (low + high) / 2,
        Some(Pause::Pacing(_) | Pause::Throughput(_)) | None => Duration::ZERO,
    }
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
