//! Makes users, and runs the stages that belong to none: `plan`, `setup`, `teardown`.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use wasmtime::component::{ComponentNamedList, Lift, TypedFunc};

use super::basics::Basics;
use super::labels::Labels;
use super::limits::{Meter, Metered};
use super::meeting::Meetings;
use super::observer::Observer;
use super::outcome::{ABORT, ERROR, Ended, REFUSED};
use super::persona::{Iteration, Persona, source};
use super::profile::Profile;
use super::program::Program;
use super::random::Random;
use super::run::{Run, fixed_tags, rows};
use super::speech::Speech;
use super::state::{Handles, State};
use super::storage::Storage;
use super::tables::Tables;
use super::user::{Instance, Vu};
use super::{Live, Users, wasi};
use crate::aggregate::{Recorder, Registry};
use crate::brake::Standstill;
use crate::clock;
use crate::exit::{ExitCode, Failed};
use crate::inbox::Inbox;
use crate::log::Log;
use crate::plan::Plan;
use crate::protocol;
use crate::stop::Stop;

/// What a host is made of.
pub struct Parts {
    /// The journey.
    pub program: Arc<Program>,
    /// The plan of this run.
    pub plan: Arc<Plan>,
    /// Where the scenarios are, by their number in the plan.
    pub live: Live,
    /// What the users' clients share.
    pub protocol: Arc<protocol::Shared>,
    /// The run's own receiver, where the plan has one.
    pub inbox: Option<Arc<Inbox>>,
    /// The run's metrics.
    pub registry: Registry,
    /// One for each shard; at least one.
    pub recorders: Vec<Recorder>,
    /// Where users speak.
    pub log: Log,
    /// Stopped by `vu.abort`.
    pub stop: Stop,
    /// Sees what the users do.
    pub observer: Option<Arc<dyn Observer>>,
    /// Where guests spend their time is added to it.
    pub profile: Option<Arc<Profile>>,
}

/// Makes users.
pub struct Host(Arc<Run>);

/// Why `setup` or `teardown` failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageFailure {
    /// Its time was up.
    TimedOut(Duration),
    /// It returned an error or trapped: the message.
    Failed(String),
    /// The journey called `abort`; the run stops with this reason.
    Aborted(String),
}

impl Host {
    /// Reads the plan's files and tables. An error names what is missing.
    pub fn new(parts: Parts) -> Result<Self> {
        let Parts { program, plan, live, protocol, inbox, registry, recorders, log, stop, observer, profile } = parts;
        let tags = plan.scenarios.iter().map(|scenario| fixed_tags(&plan.tags, Some(scenario))).collect();
        let rows = plan.scenarios.iter().map(|scenario| rows(&plan, scenario)).collect();
        let tables = Tables::load(&plan)?;
        let storage = Storage::new(plan.limits.store_bytes);
        let basics = Arc::new(Basics::new(plan, log)?);
        Ok(Self(Arc::new(Run {
            program,
            basics,
            live,
            protocol,
            inbox,
            registry,
            recorders,
            stop,
            observer,
            profile,
            tables,
            storage,
            meetings: Meetings::default(),
            marked: OnceLock::new(),
            setup_data: OnceLock::new(),
            began: OnceLock::new(),
            rows,
            tags,
        })))
    }

    /// From now on `vu.elapsed` runs. The first call counts.
    pub fn begin(&self) {
        self.0.began.get_or_init(clock::now);
    }

    /// The reason of the first `vu.mark-failed`: the run has failed, also when every threshold passes.
    pub fn marked_failed(&self) -> Option<&str> {
        self.0.marked.get().map(String::as_str)
    }

    /// The journey's `setup`, where it has one: once, before any user.
    pub async fn setup(&self) -> Result<(), StageFailure> {
        if !self.0.program.exports().setup {
            return Ok(());
        }
        let limit = self.0.basics.plan.setup_timeout;
        let data: (Result<String, String>,) = self.stage("setup", limit).await?;
        let data = data.0.map_err(StageFailure::Failed)?;
        // A second call would find the first one's.
        let _ = self.0.setup_data.set(data);
        Ok(())
    }

    /// The journey's `teardown`, where it has one: once, after the last user.
    pub async fn teardown(&self) -> Result<(), StageFailure> {
        if !self.0.program.exports().teardown {
            return Ok(());
        }
        let limit = self.0.basics.plan.teardown_timeout;
        let done: (Result<(), String>,) = self.stage("teardown", limit).await?;
        done.0.map_err(StageFailure::Failed)
    }

    async fn stage<R>(&self, export: &'static str, limit: Duration) -> Result<R, StageFailure>
    where
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        self.begin();
        let persona = persona(&self.0, 0, None, 0, export);
        let call = async {
            let mut instance = Instance::new(&self.0.program, state(&self.0, 0, 0, &persona.speech), persona).await?;
            let ended = instance.call::<R>(export).await;
            instance.close(false);
            ended
        };
        match tokio::time::timeout(limit, call).await {
            Err(_) => Err(StageFailure::TimedOut(limit)),
            Ok(Err(ended)) if ended.cause == ABORT => Err(StageFailure::Aborted(ended.message)),
            Ok(Err(ended)) => Err(StageFailure::Failed(ended.message)),
            Ok(Ok(done)) => Ok(done),
        }
    }
}

impl Program {
    /// The text that the journey's `plan` export gives, where it has one. It may call `vu.env` (this plan's values),
    /// `data.file` (this plan's files) and `log` only.
    pub async fn plan_export(&self, plan: &Plan, log: Log) -> Result<Option<String>> {
        if !self.exports().plan {
            return Ok(None);
        }
        let basics = Arc::new(Basics::new(Arc::new(plan.clone()), log.clone())?);
        let speech = Speech::new(log, "plan".into(), plan.limits.log_bytes);
        let meter = Arc::new(Meter::default());
        let mut store = self.store(bare(basics, speech, Random::new(plan.seed, 0, 0), meter.clone(), None));
        let call = std::pin::pin!(async {
            let instance = self.pre().instantiate_async(&mut store).await?;
            let export: TypedFunc<(), (String,)> = instance.get_typed_func(&mut store, "plan")?;
            export.call_async(&mut store, ()).await
        });
        match tokio::time::timeout(plan.setup_timeout, Metered::new(call, &meter)).await {
            Ok(Ok((text,))) => Ok(Some(text)),
            Ok(Err(error)) => match Ended::of(&error, self.symbols()) {
                refused if refused.cause == REFUSED => Err(Failed::error(ExitCode::Invalid, refused.message)),
                ended => bail!("{}: the journey's plan failed: {ended}", self.name()),
            },
            Err(_) => {
                let text = format!("{}: the journey's plan did not end within {:?}", self.name(), plan.setup_timeout);
                Err(Failed::error(ExitCode::Timeout, text))
            }
        }
    }
}

impl Users for Host {
    type User = Vu;

    async fn create(&self, id: u32, scenario: usize, shard: usize) -> Result<Vu> {
        let run = self.0.clone();
        let name = run.basics.plan.scenarios.get(scenario).map(|s| s.name.clone()).context("no such scenario")?;
        let persona = persona(&run, id, Some(scenario), shard, &name);
        Vu::new(run, Box::new(persona)).await.map_err(|ended| anyhow::anyhow!("user {id} of {name}: {ended}"))
    }
}

/// A user without an instance. `name` is the scenario's or stage's.
pub(crate) fn persona(run: &Arc<Run>, id: u32, scenario: Option<usize>, shard: usize, name: &str) -> Persona {
    let basics = &run.basics;
    let (tags, outermost) = match scenario {
        Some(at) => (run.tags[at].clone(), String::new()),
        None => (fixed_tags(&basics.plan.tags, None), format!("::{name}")),
    };
    let source = if scenario.is_some() { source(id, name) } else { name.to_owned() };
    let speech = Speech::new(basics.log.clone(), source, basics.plan.limits.log_bytes);
    // Setup and teardown have a time limit each: they are never held.
    let brake = scenario.and_then(|at| run.live.get(at)).map(|live| live.brake.clone());
    let standstill = Arc::new(Standstill::new(brake.unwrap_or_default()));
    let client = protocol::Client::held_by(standstill.clone(), run.protocol.clone());
    let shown = (basics.plan.http.debug && id == 1).then(|| speech.clone());
    if shown.is_some() || run.observer.is_some() {
        let (observer, who) = (run.observer.clone(), speech.source().to_owned());
        client.observe(move |seen| {
            if let Some(speech) = &shown {
                speech.show(&seen.text());
            }
            if let Some(observer) = &observer {
                observer.exchange(&who, seen);
            }
        });
    }
    Persona {
        run: run.clone(),
        id,
        scenario,
        client,
        standstill,
        recorder: run.recorders[shard % run.recorders.len()].clone(),
        labels: Labels::new(tags, &outermost),
        speech,
        expect: super::expectation::Expectation::default(),
        iteration: Iteration::new(0, 0, clock::now()),
        warned_leave: false,
        outgoing: Vec::new(),
        sends: 0,
    }
}

/// The state of a user's nth instance.
pub(crate) fn state(run: &Arc<Run>, id: u32, nth: u32, speech: &Speech) -> State {
    let random = Random::new(run.basics.plan.seed, id, nth);
    bare(
        run.basics.clone(),
        speech.clone(),
        random,
        Arc::new(Meter::new(run.profile.clone())),
        run.began.get().copied(),
    )
}

fn bare(
    basics: Arc<Basics>,
    speech: Speech,
    random: Random,
    meter: Arc<Meter>,
    began: Option<clock::Instant>,
) -> State {
    let limits = &basics.plan.limits;
    State {
        wasi: wasi::context(&speech, began),
        table: wasmtime_wasi::ResourceTable::new(),
        http: wasmtime_wasi_http::WasiHttpCtx::new(),
        nobody: super::host::Nobody,
        guard: super::limits::Guard::new(limits.memory, limits.table_elements),
        meter,
        basics,
        speech,
        entropy: random.apart(),
        random,
        handles: Handles::default(),
        pollables: 0,
        user: None,
    }
}

/// What `run` and its like return, as an end.
pub(crate) fn returned(result: Result<(), String>) -> Result<(), Ended> {
    result.map_err(|message| Ended::new(ERROR, message))
}
