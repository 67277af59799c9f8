use std::collections::HashMap;
use std::time::SystemTime;

use serde_json::Value as Json;
use tokio::sync::oneshot;

use super::cgroup::Cgroup;
use super::page::Page;
use super::postgres::Postgres;
use super::process::Process;
use super::reading::{Look, Seen, Value};
use super::redis::Redis;
use crate::aggregate::{MetricId, Recorder, Registry, TagsId, builtin};
use crate::clock::{self, Duration, Instant};
use crate::log::{Level, Log};
use crate::output::{Notice, notify};
use crate::plan::{NotifySpec, ObserveSpec, Observed, Occasion, Plan};
use crate::sample::{RESERVED, TagSet};

/// Series of one observation at most: more would crowd out those of the run.
const SERIES: usize = 200;
/// The shortest time that a look may take.
const PATIENCE: Duration = Duration::from_secs(1);

enum Source {
    Page(Page),
    Process(Process),
    Cgroup(Cgroup),
    Postgres(Postgres),
    Redis(Redis),
}

impl Source {
    fn of(spec: &ObserveSpec, registry: &Registry) -> Self {
        match &spec.what {
            Observed::Page(url, picks) => Self::Page(Page::new(url, picks, registry)),
            Observed::Process(process) => Self::Process(Process::new(process)),
            Observed::Cgroup(folder) => Self::Cgroup(Cgroup::new(folder)),
            Observed::Postgres(url) => Self::Postgres(Postgres::new(url, spec.pool)),
            Observed::Redis(url) => Self::Redis(Redis::new(url, spec.pool)),
        }
    }

    async fn look(&mut self) -> Look {
        match self {
            Self::Page(page) => page.look().await,
            Self::Process(process) => process.look(),
            Self::Cgroup(cgroup) => cgroup.look(),
            Self::Postgres(postgres) => postgres.look().await,
            Self::Redis(redis) => redis.look().await,
        }
    }
}

/// One thing that is watched, and what is known of it.
pub(super) struct Observer {
    name: String,
    source: Source,
    interval: Duration,
    silence: Duration,
    recorder: Recorder,
    tags: TagSet,
    own: TagsId,
    totals: HashMap<(MetricId, Vec<(String, String)>), f64>,
    /// Sums of the run: calls, hits, misses.
    sums: HashMap<MetricId, f64>,
    last: Instant,
    silent: bool,
    log: Log,
    to: Vec<NotifySpec>,
    plan: String,
    began: SystemTime,
}

impl Observer {
    pub(super) fn new(spec: &ObserveSpec, run: &TagSet, registry: &Registry, log: &Log, plan: &Plan) -> Self {
        let (recorder, mut tags) = (registry.recorder(), run.clone());
        tags.set("observed", spec.name.as_str());
        Self {
            name: spec.name.clone(),
            source: Source::of(spec, registry),
            interval: spec.interval,
            silence: spec.silence,
            own: recorder.intern(&tags),
            recorder,
            tags,
            totals: HashMap::new(),
            sums: HashMap::new(),
            last: clock::now(),
            silent: false,
            log: log.clone(),
            to: plan.notify.clone(),
            plan: plan.name.clone(),
            began: clock::wall(),
        }
    }

    /// Looks at once, then each interval, and once more at the end.
    pub(super) async fn watch(mut self, mut end: oneshot::Receiver<()>) -> Self {
        self.last = clock::now();
        let mut due = self.last;
        loop {
            self.look().await;
            due = (due + self.interval).max(clock::now());
            tokio::select! {
                () = tokio::time::sleep_until(due) => {}
                _ = &mut end => break,
            }
        }
        self.look().await;
        self
    }

    /// Calls of the run, where they are counted.
    pub(super) fn calls(&self) -> Option<(TagsId, Recorder, f64)> {
        Some((self.own, self.recorder.clone(), *self.sums.get(&builtin::OBSERVED_CALLS)?))
    }

    async fn look(&mut self) {
        let patience = self.interval.max(PATIENCE);
        let look = tokio::time::timeout(patience, self.source.look()).await;
        let look = look.unwrap_or_else(|_| Err(format!("no answer within {patience:?}")));
        let problem = match look {
            Ok(seen) if seen.len() > SERIES => format!("it has more than {SERIES} series: pick some by their labels"),
            Ok(seen) => {
                if std::mem::take(&mut self.silent) {
                    self.say(Level::Info, "is heard of again");
                }
                self.last = clock::now();
                return seen.iter().for_each(|seen| self.keep(seen));
            }
            Err(problem) => problem,
        };
        if !self.silent && clock::now().saturating_duration_since(self.last) >= self.silence {
            self.silent = true;
            self.fall_silent(&problem).await;
        }
    }

    fn say(&self, level: Level, text: &str) {
        self.log.line(level, "engine", &format!("observe.{} {text}", self.name));
    }

    /// Silence is an alarm: its thresholds are not measured, and somebody is told.
    async fn fall_silent(&self, problem: &str) {
        self.recorder.add(builtin::OBSERVED_SILENCES, self.own, 1.0);
        let text = format!("has said nothing new for {:?}: {problem}; its thresholds are not measured", self.silence);
        self.say(Level::Warn, &text);
        let text = format!("{}: observe.{} {text}", self.plan, self.name);
        let (plan, began, summary) = (self.plan.as_str(), self.began, Json::Null);
        let notice = Notice { occasion: Occasion::Silence, text: &text, plan, began, summary };
        for lost in notify(&self.to, &notice, self.log.redactor()).await {
            self.log.line(Level::Warn, "engine", &lost);
        }
    }

    fn keep(&mut self, seen: &Seen) {
        let tags = self.labelled(&seen.labels);
        match seen.value {
            Value::Level(value) => self.recorder.add(seen.metric, tags, value),
            Value::Total(total) => {
                let key = (seen.metric, seen.labels.clone());
                // A source that began anew counts from 0. What was before the first look is not of this run.
                let more =
                    self.totals.insert(key, total).map_or(0.0, |last| if total < last { total } else { total - last });
                self.recorder.add(seen.metric, tags, more);
                *self.sums.entry(seen.metric).or_default() += more;
                self.ratio(seen.metric);
            }
        }
    }

    /// The share of look-ups of the run so far that hit.
    fn ratio(&self, changed: MetricId) {
        let sum = |metric| self.sums.get(&metric).copied();
        if changed == builtin::OBSERVED_MISSES
            && let (Some(hits), Some(misses)) = (sum(builtin::OBSERVED_HITS), sum(builtin::OBSERVED_MISSES))
            && hits + misses > 0.0
        {
            self.recorder.add(builtin::OBSERVED_HIT_RATIO, self.own, hits / (hits + misses));
        }
    }

    fn labelled(&self, labels: &[(String, String)]) -> TagsId {
        if labels.is_empty() {
            return self.own;
        }
        let mut tags = self.tags.clone();
        for (label, value) in labels {
            // As Prometheus does with labels that it sets itself.
            let taken = RESERVED.contains(&label.as_str());
            let label = if taken { format!("exported_{label}") } else { label.clone() };
            tags.set(label, value.as_str());
        }
        self.recorder.intern(&tags)
    }
}
