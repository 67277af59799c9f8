use std::time::Duration;

use super::Build;
use crate::plan::mistake::Instead;
use crate::plan::node::{Entry, Node, Value};
use crate::plan::notify::{KINDS, OCCASIONS};
use crate::plan::schema::shown;
use crate::plan::value::{choice, list};
use crate::plan::{NotifyKind, NotifySpec, Occasion};

impl Build<'_> {
    pub(super) fn notify(&mut self) -> Vec<NotifySpec> {
        let root = self.root;
        let entries = root.get("notify").map_or(&[][..], Node::entries);
        entries.iter().filter_map(|entry| self.notice(entry)).collect()
    }

    fn notice(&mut self, entry: &Entry) -> Option<NotifySpec> {
        let (name, node) = (entry.key.as_str(), &entry.node);
        if !matches!(node.value, Value::Table(_)) {
            return None;
        }
        let Some(to) = node.get("to") else {
            self.missing(&node.at, &["notify", name, "to"], "\"https://hooks.example.org/throng\"");
            return None;
        };
        let path = shown(&["notify", name, "to"]);
        let text = self.env_value(to, &path)?;
        let url = url::Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let Some(url) = url else {
            // What was given may be a secret, so that it is not repeated.
            let instead = Instead::Text("https://hooks.example.org/throng".to_owned());
            self.mistake(&to.at, &path, "this is not a URL with http or https", instead);
            return None;
        };
        let kind = node.get("kind").and_then(|kind| choice(kind, KINDS).ok()).unwrap_or(0);
        let occasions = node.get("on").and_then(|on| list(on, "", |occasion| choice(occasion, OCCASIONS)).ok());
        let ends = || vec![Occasion::Passed, Occasion::Failed, Occasion::Aborted, Occasion::Silence];
        Some(NotifySpec {
            name: name.to_owned(),
            kind: NotifyKind::ALL[kind],
            to: url,
            on: occasions.map_or_else(ends, |all| all.into_iter().map(|at| Occasion::ALL[at]).collect()),
            headers: self.env(&["notify", name, "headers"]),
            timeout: node.span(&["timeout"]).unwrap_or(Duration::from_secs(5)),
        })
    }
}
