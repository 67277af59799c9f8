use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::Build;
use crate::plan::mistake::Instead;
use crate::plan::node::{Entry, Node, Origin, Value};
use crate::plan::observe::{ObserveSpec, Observed, Pick, ProcessSpec};
use crate::plan::schema::shown;
use crate::plan::{MetricDecl, value};

/// What an observation can be of, each with an example.
const KINDS: [(&str, &str); 6] = [
    ("prometheus", "http://127.0.0.1:9100/metrics"),
    ("process", "server.pid"),
    ("command", "nginx"),
    ("cgroup", "/sys/fs/cgroup/app"),
    ("postgres", "postgres://user@127.0.0.1/shop"),
    ("redis", "redis://127.0.0.1/"),
];

impl Build<'_> {
    pub(super) fn observe(&mut self) -> Vec<ObserveSpec> {
        let root = self.root;
        let entries = root.get("observe").map_or(&[][..], Node::entries);
        entries.iter().filter_map(|entry| self.observation(entry)).collect()
    }

    fn observation(&mut self, entry: &Entry) -> Option<ObserveSpec> {
        let (name, node) = (entry.key.as_str(), &entry.node);
        if !matches!(node.value, Value::Table(_)) {
            return None;
        }
        let given: Vec<&(&str, &str)> = KINDS.iter().filter(|(kind, _)| node.get(kind).is_some()).collect();
        let [(kind, example)] = given[..] else {
            let names = KINDS.map(|(kind, _)| kind).join(", ");
            let instead = Instead::Advice(format!("one of {names}"));
            let message = if given.is_empty() { "says nothing of where to look" } else { "looks at two things" };
            self.mistake(&node.at, &shown(&["observe", name]), message, instead);
            return None;
        };
        let at = node.get(kind)?;
        let path = shown(&["observe", name, kind]);
        let text = self.env_value(at, &path)?;
        let what = match *kind {
            "prometheus" => web(&text).map(|url| Observed::Page(url, self.picks(name, node))),
            "process" => Some(Observed::Process(self.process_of(at, &text))),
            "command" => Some(Observed::Process(ProcessSpec::Command(text))),
            "cgroup" => Some(Observed::Cgroup(PathBuf::from(&text))),
            "postgres" => text.starts_with("postgres").then_some(Observed::Postgres(text)),
            _ => text.starts_with("redis://").then_some(Observed::Redis(text)),
        };
        let Some(what) = what else {
            // What was given may hold a password, so that it is not repeated.
            let message = format!("this is not the URL of a {kind} server");
            self.mistake(&at.at, &path, message, Instead::Text((*example).to_owned()));
            return None;
        };
        Some(ObserveSpec {
            name: name.to_owned(),
            what,
            interval: node.span(&["interval"]).unwrap_or(Duration::from_secs(1)),
            silence: node.span(&["silence"]).unwrap_or(Duration::from_secs(10)),
            pool: node.whole(&["pool"]),
        })
    }

    /// What is taken of a page; at least one metric.
    fn picks(&mut self, name: &str, node: &Node) -> Vec<Pick> {
        let texts = node.many(&["metrics"], |item| value::text(item, "pool_used"));
        if texts.is_empty() && node.get("metrics").is_none() {
            self.missing(&node.at, &["observe", name, "metrics"], "[\"pool_used\"]");
        }
        let path = shown(&["observe", name, "metrics"]);
        let mut picks = Vec::new();
        for text in texts {
            match Pick::parse(&text) {
                Some(pick) => picks.push(pick),
                None => {
                    let message = format!("`{text}` names no metric");
                    let instead = Instead::Advice("`name` or `name{label=\"value\"}`".to_owned());
                    self.mistake(&node.at, &path, message, instead);
                }
            }
        }
        picks
    }

    fn process_of(&self, node: &Node, text: &str) -> ProcessSpec {
        match text.parse() {
            Ok(number) => ProcessSpec::Number(number),
            Err(_) if node.at.origin == Origin::Bundle => ProcessSpec::File(PathBuf::from(text)),
            Err(_) => ProcessSpec::File(self.folders.resolve(node, text)),
        }
    }

    /// The metrics that pages bring and the plan does not declare itself.
    pub(super) fn picked(&self, declared: &[MetricDecl]) -> Vec<MetricDecl> {
        let mut known: BTreeSet<String> = declared.iter().map(|metric| metric.name.clone()).collect();
        let picks = self.all_picks().into_iter().filter(|pick| known.insert(pick.name.clone()));
        picks.map(|pick| MetricDecl { kind: pick.kind(), unit: pick.unit().to_owned(), name: pick.name }).collect()
    }

    /// Every metric that is taken of a page.
    pub(super) fn all_picks(&self) -> Vec<Pick> {
        let entries = self.root.get("observe").map_or(&[][..], Node::entries);
        let texts = entries.iter().flat_map(|entry| entry.node.many(&["metrics"], |item| value::text(item, "")));
        texts.filter_map(|text| Pick::parse(&text)).collect()
    }
}

fn web(text: &str) -> Option<url::Url> {
    url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
