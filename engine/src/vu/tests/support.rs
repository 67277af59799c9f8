use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::origin::origin;
use crate::aggregate::{Aggregator, Registry, Snapshot};
use crate::clock;
use crate::log::{Level, Log};
use crate::plan::{self, Plan, Sources};
use crate::protocol::Shared;
use crate::redact::Redactor;
use crate::stop::Stop;
use crate::vu::{Effort, End, Host, Parts, Program, ScenarioLive, Tick, User, Users, Vu};

/// A plan of this text; what it lacks is as in a plan file.
pub(super) fn plan(text: &str) -> Plan {
    let file = Some((PathBuf::from("throng.toml"), text.to_owned()));
    let (plan, _) = plan::load(Sources { file, ..Sources::default() })
        .unwrap_or_else(|mistakes| panic!("{}", plan::render_errors(&mistakes)));
    plan
}

/// A log whose lines can be read.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    pub(super) fn log(&self) -> Log {
        Log::new(Box::new(self.clone()), Level::Debug, Redactor::default())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The compiled journey of this text.
pub(super) fn program(wat: &str, plan: &Plan) -> anyhow::Result<Arc<Program>> {
    Program::compile("test.wat", wat.as_bytes(), plan, &Effort::Try(None))
}

/// A host with an origin of its own, and what it records.
pub(super) struct Stage {
    pub(super) host: Host,
    pub(super) lines: Lines,
    pub(super) stop: Stop,
    registry: Registry,
}

impl Stage {
    /// `settings` are lines of the plan besides target, journey and one user.
    pub(super) async fn new(wat: &str, settings: &str) -> Self {
        Self::of(|plan| program(wat, plan).unwrap(), settings).await
    }

    /// The same with a program that the test makes for the plan.
    pub(super) async fn of(make: impl FnOnce(&Plan) -> Arc<Program>, settings: &str) -> Self {
        let port = origin().await;
        let plan =
            plan(&format!("target = \"http://127.0.0.1:{port}\"\njourney = \"builtin:url\"\nvus = 1\n{settings}"));
        let program = make(&plan);
        let registry = Registry::new(1_000);
        let (lines, stop) = (Lines::default(), Stop::default());
        let host = Host::new(Parts {
            program,
            live: (0..plan.scenarios.len()).map(|_| ScenarioLive::default()).collect(),
            protocol: Shared::new(&plan).unwrap(),
            inbox: None,
            recorders: vec![registry.recorder()],
            registry: registry.clone(),
            log: lines.log(),
            stop: stop.clone(),
            observer: None,
            profile: None,
            plan: Arc::new(plan),
        })
        .unwrap();
        Self { host, lines, stop, registry }
    }

    pub(super) async fn user(&self) -> Vu {
        self.host.create(1, 0, 0).await.unwrap()
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        let mut aggregator = Aggregator::new(&self.registry);
        aggregator.merge(std::time::Duration::from_secs(1));
        aggregator.into_snapshot()
    }

    /// Cause and first message of the only failure.
    pub(super) fn failure(&self, cause: &str) -> (u64, String) {
        let snapshot = self.snapshot();
        let failure =
            snapshot.journey_failure_of(cause).unwrap_or_else(|| panic!("no failure `{cause}`: {snapshot:?}"));
        (failure.count, failure.first.clone())
    }
}

/// The nth iteration of a user, begun when it was due.
pub(super) async fn iterate(user: &mut Vu, nth: u64) -> End {
    user.iterate(Tick { scenario: 0, iteration: nth, due: clock::now() }).await
}
