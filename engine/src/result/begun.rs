use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::{SCHEMA, rfc3339};
use crate::aggregate::Metric;
use crate::plan::executor::is_open;
use crate::plan::{DecisionRule, Late, Plan, Provenance, Requirement, Scenario, Stage};
use crate::redact::Redactor;

/// What is known of a run when it begins: everything that a report says besides what was measured. Secrets are blacked
/// out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Begun {
    /// The version of the folder's files.
    pub schema: u32,
    /// Version of the engine.
    pub engine: String,
    /// The plan's name.
    pub plan: String,
    /// When the run began, RFC 3339 in UTC.
    pub started: String,
    /// Base URL of the target.
    pub target: Option<String>,
    /// Whether the target is the built-in demonstration target.
    pub demonstration: bool,
    /// Facts about the target, from the plan.
    pub about: BTreeMap<String, String>,
    /// The seed that repeats the run's random choices.
    pub seed: u64,
    /// The bundle that ran; none where the plan lay on the disk.
    pub bundle: Option<Provenance>,
    /// The machine that the engine ran on.
    pub environment: Environment,
    /// The journey and its parts.
    pub modules: Vec<Module>,
    /// The data sets.
    #[serde(default)]
    pub data: Vec<DataSet>,
    /// The workloads.
    pub scenarios: Vec<ScenarioHead>,
    /// Metrics that were declared.
    pub metrics: Vec<Metric>,
    /// The thresholds as written; none where they were not to be judged.
    pub thresholds: Vec<ThresholdHead>,
    /// When the run is approved; none where the plan decides nothing.
    #[serde(default)]
    pub decision: Option<DecisionRule>,
}

/// The machine that the engine ran on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Operating system and processor, `linux x86_64`.
    pub system: String,
    /// The kernel's version.
    pub kernel: String,
    /// The processor's name, as it gives it; empty where it gives none.
    pub processor: String,
    /// Cores that the engine could use.
    pub cores: usize,
    /// Memory that was free, bytes.
    pub memory: Option<u64>,
    /// Open files at most.
    pub files: Option<u64>,
}

/// A file of code that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// `sha256:…` of its bytes.
    pub digest: String,
    /// Its bytes.
    pub bytes: u64,
}

/// A table that the run drew rows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSet {
    /// The table's name.
    pub name: String,
    /// Its file, or how many rows were made.
    pub origin: String,
    /// `sha256:…` of the file, or `generated:…`, the stamp of the recipe.
    pub version: String,
}

/// One scenario as the plan has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioHead {
    /// Its name.
    pub name: String,
    /// Its executor.
    pub executor: String,
    /// Whether late arrivals wait for a user.
    #[serde(default)]
    pub queues: bool,
    /// Whether the plan makes users pause between iterations.
    #[serde(default)]
    pub pauses: bool,
    /// The stages of its curve; none for the executors that have no curve.
    #[serde(default)]
    pub stages: Vec<StageHead>,
}

/// One stage of a curve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageHead {
    /// How long it lasts, ms.
    pub length_ms: u64,
    /// Users, or iterations per unit of time, at its end.
    pub target: u64,
}

impl ScenarioHead {
    /// Of a plan's scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let head = |stage: &Stage| StageHead {
            length_ms: u64::try_from(stage.duration.as_millis()).unwrap_or(u64::MAX),
            target: stage.target,
        };
        Self {
            name: scenario.name.clone(),
            executor: scenario.executor.name().to_owned(),
            queues: scenario.late == Late::Queue,
            pauses: scenario.pause.is_some(),
            stages: scenario.executor.stages().iter().map(head).collect(),
        }
    }

    /// Whether its arrivals come whatever the target does.
    pub fn is_open(&self) -> bool {
        is_open(&self.executor)
    }
}

/// One threshold as the plan has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThresholdHead {
    /// Metric and selector.
    pub metric: String,
    /// The condition.
    pub expression: String,
    /// What it is required for.
    #[serde(default)]
    pub requirement: Requirement,
}

impl Begun {
    /// Of a plan that begins now; the modules' digests are added by whoever has the time.
    pub fn of(plan: &Plan, started: SystemTime, demonstration: bool, judged: bool, redactor: &Redactor) -> Self {
        let clean = |text: &str| redactor.apply(text).into_owned();
        let thresholds = if judged { &plan.thresholds[..] } else { &[] };
        Self {
            schema: SCHEMA,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            plan: clean(&plan.name),
            started: rfc3339(started),
            target: plan.target.as_ref().map(|url| clean(url.as_str())),
            demonstration,
            about: plan.about.iter().map(|(key, value)| (clean(key), clean(value))).collect(),
            seed: plan.seed,
            bundle: plan.source.provenance().map(|bundle| Provenance {
                name: clean(&bundle.name),
                granted: bundle.granted.iter().map(|granted| clean(granted)).collect(),
                ..bundle.clone()
            }),
            environment: Environment::read(),
            modules: Vec::new(),
            data: plan
                .data
                .iter()
                .map(|table| DataSet {
                    name: clean(&table.name),
                    origin: clean(&table.rows.origin()),
                    version: table.version.clone(),
                })
                .collect(),
            scenarios: plan
                .scenarios
                .iter()
                .map(ScenarioHead::of)
                .map(|head| ScenarioHead { name: clean(&head.name), ..head })
                .collect(),
            metrics: plan
                .metrics
                .iter()
                .map(|metric| Metric { name: metric.name.clone(), kind: metric.kind, unit: metric.unit.clone() })
                .collect(),
            thresholds: thresholds
                .iter()
                .map(|spec| ThresholdHead {
                    metric: clean(&spec.key),
                    expression: clean(&spec.expression),
                    requirement: spec.requirement.clone(),
                })
                .collect(),
            decision: plan.decision.clone(),
        }
    }
}

impl Environment {
    fn read() -> Self {
        let machine = crate::machine::Machine::read();
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Self {
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            kernel: rustix::system::uname().release().to_string_lossy().into_owned(),
            processor: model.map_or(String::new(), |(_, name)| name.trim().to_owned()),
            cores: machine.cores,
            memory: machine.memory,
            files: machine.files,
        }
    }
}
