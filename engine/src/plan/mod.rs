//! The plan: what will run, validated and immutable. Everything right of this stage reads it and none changes it.

mod allow;
pub mod baseline;
mod build;
mod compound;
mod data;
mod document;
pub mod executor;
mod grpc;
pub mod http;
mod inbox;
mod layers;
pub mod limits;
mod load;
mod matrix;
mod mistake;
mod node;
mod notify;
mod observe;
mod origins;
mod output;
mod permission;
mod quantity;
mod recipe;
mod recording;
mod reference;
pub mod results;
pub mod scenario;
mod schema;
pub mod segment;
mod settings;
mod source;
mod value;
mod variables;
mod wants;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

pub use baseline::{Baseline, Reference};
pub use data::{DataPolicy, DataRows, DataTable};
pub use executor::{Executor, Late, Stage};
pub use grpc::GrpcOptions;
pub use http::{AllowEntry, Auth, DnsOptions, HttpOptions, TlsOptions};
pub use inbox::InboxOptions;
pub use layers::{Overrides, Sources};
pub use limits::Limits;
pub use load::{load, preview, read_file};
pub use matrix::{Axis, Cost, Matrix, TargetProcess};
pub use mistake::{Edit, PlanError, Warning, render_errors};
pub use node::Origin;
pub use notify::{NotifyKind, NotifySpec, Occasion};
pub use observe::{ObserveSpec, Observed, Pick, ProcessSpec, series as prometheus_series};
pub use origins::{OriginRow, origins};
pub use output::{OutputKind, OutputSpec, Place};
pub use permission::Permission;
pub use quantity::{format_duration, format_size, parse_duration, parse_size};
pub use recipe::{COLUMN_WORDS, Column, Recipe};
pub use recording::{Arrivals, Recording};
pub use reference::reference;
pub use results::Results;
pub use scenario::{Pause, Scenario, UserLife};
pub use segment::{Segment, Striping};
pub use source::{FileSource, Parts, Provenance, part_name};
pub use wants::{NamedFile, named_files, variables as variables_of, wants};

/// The whole validated run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where its files are read from.
    pub source: FileSource,
    /// What the report calls it: the plan's `name`, else the file's stem.
    pub name: String,
    /// The component or core module that is the journey.
    pub journey: Journey,
    /// Base URL that relative request URLs are resolved against.
    pub target: Option<url::Url>,
    /// The workloads, in the order of the file.
    pub scenarios: Vec<Scenario>,
    /// Threshold expressions as written, with where they stand.
    pub thresholds: Vec<ThresholdSpec>,
    /// When the run is approved; none where the plan decides nothing.
    pub decision: Option<DecisionRule>,
    /// Where measurements go while the run goes on.
    pub outputs: Vec<OutputSpec>,
    /// Who is told how the run went.
    pub notify: Vec<NotifySpec>,
    /// What is watched of the target while it runs.
    pub observe: Vec<ObserveSpec>,
    /// Whether a run stops early when nearly all of its first requests fail in the same way.
    pub diagnose: bool,
    /// Custom metrics that the plan declares.
    pub metrics: Vec<MetricDecl>,
    /// Values that `vu.env` gives.
    pub env: BTreeMap<String, String>,
    /// Values that `vu.secret` gives and that are blacked out wherever text leaves the engine.
    pub secrets: Vec<Secret>,
    /// Tags of every sample.
    pub tags: BTreeMap<String, String>,
    /// Data tables by name.
    pub data: Vec<DataTable>,
    /// Files by name, for `data.file`, `request.file` and certificates.
    pub files: BTreeMap<String, PathBuf>,
    /// Components that are put into the journey, by name.
    pub plugs: BTreeMap<String, PathBuf>,
    /// The run's own receiver; none where the plan has no `[inbox]`.
    pub inbox: Option<InboxOptions>,
    /// What it knows of gRPC.
    pub grpc: GrpcOptions,
    /// HTTP client settings.
    pub http: HttpOptions,
    /// Limits of each VU.
    pub limits: Limits,
    /// Where the run's result goes.
    pub results: Results,
    /// Values over which the plan is run; none where it is run as it stands.
    pub matrix: Option<Matrix>,
    /// What the target costs, where the plan says so.
    pub cost: Option<Cost>,
    /// What the run is held against; none where the plan names nothing.
    pub baseline: Option<Baseline>,
    /// Facts about the target, printed in the report.
    pub about: BTreeMap<String, String>,
    /// Seed of every random choice.
    pub seed: u64,
    /// The share of the work that this process does.
    pub segment: Segment,
    /// Shards (threads); 0 = one per core.
    pub shards: usize,
    /// Longest time for `setup`.
    pub setup_timeout: Duration,
    /// Longest time for `teardown`.
    pub teardown_timeout: Duration,
    /// Iterations shorter than this are padded to it.
    pub min_iteration: Duration,
}

/// Where the journey's code comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Journey {
    /// A `.wasm` or `.wat` file.
    File(PathBuf),
    /// A journey that is part of the engine, by name (`shop`, `url`).
    Builtin(&'static str),
}

/// One threshold as the plan has it; `threshold::parse` gives it its meaning.
#[derive(Debug, Clone)]
pub struct ThresholdSpec {
    /// `http_req_duration{name:login}`: the metric and its selector.
    pub key: String,
    /// `p(95) < 800ms`
    pub expression: String,
    /// Whether its failure stops the run.
    pub abort_on_fail: bool,
    /// Not judged for aborting before so much of the run is over.
    pub delay_abort: Duration,
    /// What the report calls it.
    pub requirement: Requirement,
}

/// A threshold as a requirement that someone wrote down; empty texts where nobody did.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Requirement {
    /// The group that it is reported in.
    pub category: String,
    /// What is required; the metric's key where empty.
    pub title: String,
    /// The target in words; the expression where empty.
    pub target: String,
    /// Its weight in the score, above 0.
    pub weight: f64,
}

impl Default for Requirement {
    fn default() -> Self {
        Self { category: String::new(), title: String::new(), target: String::new(), weight: 1.0 }
    }
}

/// When a run is approved, as the plan has it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct DecisionRule {
    /// The least score, 0 to 1.
    pub score: f64,
    /// The least share of the weight that was measured, 0 to 1.
    pub evidence: f64,
    /// Categories in which nothing may fail.
    pub must: Vec<String>,
}

/// A custom metric that is known before the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricDecl {
    /// Name, `[A-Za-z_][A-Za-z0-9_]{0,127}`.
    pub name: String,
    /// Its kind.
    pub kind: MetricKind,
    /// `ms`, `bytes`, another word, or empty.
    pub unit: String,
}

/// The four kinds of metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricKind {
    /// A sum.
    Counter,
    /// The last value, with least and greatest.
    Gauge,
    /// The share of values that are not zero.
    Rate,
    /// A distribution.
    Trend,
}

/// A secret: a value that must never be seen.
#[derive(Clone)]
pub struct Secret {
    /// The name that a journey asks for.
    pub name: String,
    /// The value; `Debug` does not show it.
    pub value: String,
    /// Hosts it may be sent to; empty = any.
    pub hosts: Vec<String>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("name", &self.name).field("value", &"***").field("hosts", &self.hosts).finish()
    }
}

impl Plan {
    /// Users that may run at once, over all scenarios, when none waits for another.
    pub fn max_vus(&self) -> u64 {
        self.scenarios.iter().map(|s| u64::from(s.executor.max_vus())).sum()
    }
}

#[cfg(test)]
mod tests;
