//! A checked tree to a plan: defaults, and the rules that need more than one value.

mod baseline;
mod client;
mod data;
mod grpc;
mod inbox;
mod inputs;
mod judging;
mod matrix;
mod notify;
mod observe;
mod outputs;
mod replay;
mod results;
mod workload;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::mistake::{Instead, Mistake, Warning};
use super::node::{At, Node, Origin};
use super::schema::{BUILTINS, Folders};
use super::settings::find;
use super::{Journey, Limits, Plan, Segment, value};

/// What the rules read, and what they find.
pub(super) struct Build<'a> {
    pub(super) root: &'a Node,
    pub(super) folders: &'a Folders,
    pub(super) environment: &'a [(String, String)],
    /// Whether there is a plan file; without one a local journey may reach any host.
    pub(super) has_file: bool,
    /// Whether the journey was asked for its `plan` export.
    pub(super) has_export: bool,
    /// Whether the journey can set tags of its own.
    pub(super) own_tags: bool,
    /// What the run is called when nothing names it.
    pub(super) stem: String,
    pub(super) data_names: &'a [Node],
    pub(super) mistakes: Vec<Mistake>,
    pub(super) warnings: Vec<Warning>,
}

/// Typed reads of values that are already checked: a wrong one is absent here.
impl Node {
    fn words(&self, path: &[&str]) -> Option<String> {
        self.find(path)?.text().map(str::to_owned)
    }

    fn span(&self, path: &[&str]) -> Option<Duration> {
        value::duration(self.find(path)?, Duration::ZERO, "").ok()
    }

    fn whole(&self, path: &[&str]) -> Option<u64> {
        value::integer(self.find(path)?, 0, u64::MAX).ok()
    }

    fn bytes(&self, path: &[&str]) -> Option<u64> {
        value::size(self.find(path)?, 0, u64::MAX).ok()
    }

    fn truth(&self, path: &[&str]) -> Option<bool> {
        value::boolean(self.find(path)?).ok()
    }

    fn many<T>(&self, path: &[&str], read: impl Fn(&Node) -> value::Reading<T>) -> Vec<T> {
        self.find(path).and_then(|node| value::list(node, "", read).ok()).unwrap_or_default()
    }

    fn pairs(&self, path: &[&str]) -> BTreeMap<String, String> {
        let entries = self.find(path).map_or(&[][..], Node::entries).iter();
        entries.filter_map(|e| Some((e.key.clone(), e.node.text()?.to_owned()))).collect()
    }
}

impl Build<'_> {
    /// The plan; only right when no mistake was found.
    pub(super) fn plan(&mut self) -> Plan {
        let root = self.root;
        let limits = limits(root);
        let http = self.http();
        let mut metrics = self.metrics();
        metrics.extend(self.picked(&metrics));
        let thresholds = self.thresholds(&metrics);
        let results = self.results();
        Plan {
            source: self.folders.source.clone(),
            name: root.words(&["name"]).unwrap_or_else(|| self.stem.clone()),
            journey: self.journey(),
            target: root.get("target").and_then(|n| value::base_url(n, &["http", "https"]).ok()),
            scenarios: self.scenarios(),
            decision: self.decision(&thresholds),
            diagnose: root.find(&["diagnose"]).and_then(|n| value::boolean(n).ok()).unwrap_or(true),
            thresholds,
            outputs: self.outputs(),
            notify: self.notify(),
            observe: self.observe(),
            metrics,
            env: self.env(&["env"]),
            secrets: self.secrets(),
            tags: root.pairs(&["tags"]),
            data: self.data(),
            files: self.files("files"),
            plugs: self.files("plugs"),
            inbox: self.inbox(),
            grpc: self.grpc(),
            http,
            limits,
            baseline: self.baseline(&results),
            results,
            matrix: self.matrix(),
            cost: self.cost(),
            about: root.pairs(&["about"]),
            seed: root.whole(&["seed"]).unwrap_or_else(rand::random),
            segment: self.segment(),
            shards: root.whole(&["shards"]).unwrap_or(0) as usize,
            setup_timeout: root.span(&["setup_timeout"]).unwrap_or(Duration::from_secs(60)),
            teardown_timeout: root.span(&["teardown_timeout"]).unwrap_or(Duration::from_secs(60)),
            min_iteration: root.span(&["min_iteration_duration"]).unwrap_or_default(),
        }
    }

    pub(super) fn mistake(&mut self, at: &At, path: &str, message: impl Into<String>, instead: Instead) {
        self.mistakes.push(Mistake::new(at, path, message, instead));
    }

    fn warn(&mut self, path: &str, message: impl Into<String>) {
        self.warnings.push(Warning { path: path.to_owned(), message: message.into(), doubt: false });
    }

    /// A setting that must be there, with the row's example as the proposal.
    fn missing(&mut self, table: &At, path: &[&str], proposal: &str) {
        let (Some((key, parents)), Some(setting)) = (path.split_last(), find(path)) else { return };
        let doc = setting.doc.trim_end_matches('.');
        let (first, rest) = doc.split_at(doc.chars().next().map_or(0, char::len_utf8));
        let message = format!("`{key}` is missing: {}{rest}", first.to_lowercase());
        self.mistake(
            table,
            &super::schema::shown(parents),
            message,
            Instead::Insert((*key).to_owned(), proposal.to_owned()),
        );
    }

    fn journey(&mut self) -> Journey {
        let Some(node) = self.root.get("journey") else {
            let at = At { origin: Origin::File, span: 0..0 };
            let instead = Instead::Advice("`journey = \"shop.wasm\"`, or name the journey on the command line".into());
            self.mistake(&at, "journey", "the plan names no journey", instead);
            return Journey::File(PathBuf::new());
        };
        let text = node.text().unwrap_or_default();
        match BUILTINS.iter().find(|name| **name == text) {
            Some(name) => Journey::Builtin(&name["builtin:".len()..]),
            None => Journey::File(self.folders.resolve(node, text)),
        }
    }

    fn segment(&mut self) -> Segment {
        let root = self.root;
        let (given, sequence) = (root.get("segment"), root.get("segment_sequence"));
        let text = |node: Option<&'_ Node>| node.and_then(Node::text).map(str::to_owned);
        let borders = text(sequence);
        let Some(node) = given else {
            if let Some(entry) = root.entry("segment_sequence") {
                let instead = Instead::Remove(entry.node.at.span.end);
                self.mistake(&entry.key_at, "segment_sequence", "says nothing without `segment`", instead);
            }
            return Segment::default();
        };
        let Some(part) = text(given) else { return Segment::default() };
        match Segment::parse(&part, borders.as_deref()) {
            Ok(segment) => segment,
            Err(problem) => {
                let first = borders.as_deref().and_then(|all| all.split(',').nth(1)).unwrap_or("1");
                let meant = format!("0:{}", first.trim());
                match Segment::parse(&meant, borders.as_deref()) {
                    Ok(_) => self.mistake(&node.at, "segment", problem, Instead::Text(meant)),
                    Err(problem) => {
                        let at = sequence.map_or(&node.at, |n| &n.at);
                        let instead = Instead::Text("0,1/3,2/3,1".into());
                        self.mistake(at, "segment_sequence", problem, instead);
                    }
                }
                Segment::default()
            }
        }
    }
}

fn limits(root: &Node) -> Limits {
    let of = Limits::default();
    let size = |key: &str| root.bytes(&["limits", key]);
    let count = |key: &str| root.whole(&["limits", key]);
    Limits {
        memory: size("memory").unwrap_or(of.memory),
        table_elements: count("table_elements").unwrap_or(of.table_elements),
        cpu: root.span(&["limits", "cpu"]).unwrap_or(of.cpu),
        handles: count("handles").map_or(of.handles, |n| n as u32),
        log_bytes: size("log_bytes").unwrap_or(of.log_bytes),
        series: count("series").map_or(of.series, |n| n as usize),
        tags: count("tags").map_or(of.tags, |n| n as usize),
        header_bytes: size("header_bytes").map_or(of.header_bytes, |n| n as usize),
        list_bytes: size("list_bytes").map_or(of.list_bytes, |n| n as usize),
        pattern_bytes: size("pattern_bytes").map_or(of.pattern_bytes, |n| n as usize),
        store_bytes: size("store_bytes").unwrap_or(of.store_bytes),
        response_bytes: size("response_bytes").unwrap_or(of.response_bytes),
        message_bytes: size("message_bytes").map_or(of.message_bytes, |n| n as usize),
    }
}
