use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::Build;
use crate::plan::mistake::Instead;
use crate::plan::node::{Entry, Node, Origin, Value};
use crate::plan::output::WORDS;
use crate::plan::schema::shown;
use crate::plan::value::{choice, nearest};
use crate::plan::{OutputKind, OutputSpec, Place};

impl Build<'_> {
    pub(super) fn outputs(&mut self) -> Vec<OutputSpec> {
        let root = self.root;
        let entries = root.get("outputs").map_or(&[][..], Node::entries);
        entries.iter().filter_map(|entry| self.output(entry)).collect()
    }

    fn output(&mut self, entry: &Entry) -> Option<OutputSpec> {
        let (name, node) = (entry.key.as_str(), &entry.node);
        let absent = |key| matches!(node.value, Value::Table(_)) && node.get(key).is_none();
        let misspelt = |key: &str| node.entries().iter().any(|e| nearest(&e.key, std::iter::once(key)).is_some());
        if absent("kind") && !misspelt("kind") {
            self.missing(&node.at, &["outputs", name, "kind"], "\"json\"");
        }
        let kind = OutputKind::ALL[choice(node.get("kind")?, WORDS).ok()?];
        if absent("to") && kind != OutputKind::OpenMetrics && !misspelt("to") {
            self.missing(&node.at, &["outputs", name, "to"], &format!("\"{}\"", kind.example()));
        }
        let place = match node.get("to") {
            Some(to) => self.place(kind, to, &shown(&["outputs", name, "to"])),
            None => (kind == OutputKind::OpenMetrics).then(|| Place::Address(kind.example().to_owned())),
        }?;
        Some(OutputSpec {
            name: name.to_owned(),
            kind,
            place,
            prefix: node.words(&["prefix"]).unwrap_or_else(|| "throng_".to_owned()),
            native: node.words(&["trends"]).is_none_or(|trends| trends == "native"),
            buffer: node.whole(&["buffer"]).unwrap_or(1_000_000),
            timeout: node.span(&["timeout"]).unwrap_or(Duration::from_secs(5)),
            headers: self.headers(name),
        })
    }

    fn headers(&mut self, name: &str) -> BTreeMap<String, String> {
        self.env(&["outputs", name, "headers"])
    }

    fn place(&mut self, kind: OutputKind, to: &Node, path: &str) -> Option<Place> {
        let text = to.text()?;
        let found = match kind {
            OutputKind::Json | OutputKind::Csv => (!text.is_empty()).then(|| Place::File(self.written(to, text))),
            OutputKind::Prometheus | OutputKind::Influxdb | OutputKind::Otlp | OutputKind::OtlpTraces => {
                let url = url::Url::parse(text).ok();
                url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()).map(Place::Url)
            }
            OutputKind::OpenMetrics => listening(text).map(Place::Address),
            OutputKind::Statsd | OutputKind::Dogstatsd => is_address(text).then(|| Place::Address(text.to_owned())),
        };
        if found.is_none() {
            let what = match kind {
                OutputKind::Json | OutputKind::Csv => "the name of a file",
                OutputKind::Prometheus | OutputKind::Influxdb | OutputKind::Otlp | OutputKind::OtlpTraces => {
                    "a URL with http or https"
                }
                OutputKind::OpenMetrics | OutputKind::Statsd | OutputKind::Dogstatsd => "host:port",
            };
            let instead = Instead::Text(kind.example().to_owned());
            self.mistake(&to.at, path, format!("`{text}` is not {what}"), instead);
        }
        found
    }

    /// A file that is written: what a bundle names lies in the current folder, since nothing is written into a bundle.
    fn written(&self, node: &Node, text: &str) -> PathBuf {
        if node.at.origin == Origin::Bundle { PathBuf::from(text) } else { self.folders.resolve(node, text) }
    }
}

fn is_address(text: &str) -> bool {
    text.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

/// Where to listen; a port alone is on loopback.
fn listening(text: &str) -> Option<String> {
    let port = text.strip_prefix(':').unwrap_or(text);
    if port.parse::<u16>().is_ok() {
        return Some(format!("127.0.0.1:{port}"));
    }
    text.parse::<std::net::SocketAddr>().ok().map(|address| address.to_string())
}
