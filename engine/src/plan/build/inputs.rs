use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Build;
use crate::plan::Secret;
use crate::plan::compound::{EnvValue, env_value};
use crate::plan::mistake::Instead;
use crate::plan::node::{Entry, Node, Value};
use crate::plan::schema::shown;
use crate::plan::value::{nearest, text};

/// A secret's file is not longer than this.
const SECRET_BYTES: u64 = 64 << 10;

impl Build<'_> {
    /// A variable of the process, or the mistake that it is not there.
    fn process(&mut self, node: &Node, path: &str, name: &str) -> Option<String> {
        if let Some((_, value)) = self.environment.iter().find(|(n, _)| n == name) {
            return Some(value.clone());
        }
        let names = self.environment.iter().map(|(n, _)| n.as_str()).filter(|n| n.len() > 2);
        let instead = match nearest(name, names) {
            Some(near) => Instead::Text(near.into()),
            None => Instead::Advice(format!("a variable that is set: `export {name}=…` before the run")),
        };
        self.mistake(&node.at, path, format!("the variable `{name}` is not set"), instead);
        None
    }

    pub(super) fn env(&mut self, path: &[&str]) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        let root = self.root;
        for entry in root.find(path).map_or(&[][..], Node::entries) {
            let value = self.env_value(&entry.node, &shown(&[path, &[&entry.key]].concat()));
            values.extend(value.map(|v| (entry.key.clone(), v)));
        }
        values
    }

    /// Text as it stands, or that of a process variable; `shown` is the setting.
    pub(super) fn env_value(&mut self, node: &Node, shown: &str) -> Option<String> {
        match env_value(node).ok()? {
            EnvValue::Literal(text) => Some(text),
            EnvValue::Process(name) => self.process(node.get("env").unwrap_or(node), shown, &name),
        }
    }

    pub(super) fn secrets(&mut self) -> Vec<Secret> {
        let root = self.root;
        let entries = root.get("secrets").map_or(&[][..], Node::entries);
        entries.iter().filter_map(|entry| self.secret(entry)).collect()
    }

    fn secret(&mut self, entry: &Entry) -> Option<Secret> {
        let (name, node) = (entry.key.clone(), &entry.node);
        let value = match (node.entry("env"), node.entry("file")) {
            (Some(env), None) => self.process(&env.node, &shown(&["secrets", &name, "env"]), env.node.text()?)?,
            (None, Some(file)) => self.secret_file(&file.node, &shown(&["secrets", &name, "file"]))?,
            (Some(_), Some(file)) => {
                let instead = Instead::Remove(file.node.at.span.end);
                self.mistake(
                    &file.key_at,
                    &shown(&["secrets", &name]),
                    "`env` and `file` cannot stand side by side",
                    instead,
                );
                return None;
            }
            (None, None) => {
                let known = |e: &Entry| nearest(&e.key, ["env", "file"].into_iter()).is_some();
                if matches!(node.value, Value::Table(_)) && !node.entries().iter().any(known) {
                    let variable = name.to_uppercase();
                    let instead = if self.environment.iter().any(|(n, _)| *n == variable) {
                        Instead::Insert("env".into(), format!("\"{variable}\""))
                    } else {
                        Instead::Advice("`env = \"VARIABLE\"` or `file = \"key.txt\"`".into())
                    };
                    self.mistake(&node.at, &shown(&["secrets", &name]), "a secret needs `env` or `file`", instead);
                }
                return None;
            }
        };
        let hosts = node.many(&["hosts"], |n| text(n, "")).iter().map(|h| h.to_lowercase()).collect();
        Some(Secret { name, value, hosts })
    }

    fn secret_file(&mut self, node: &Node, path: &str) -> Option<String> {
        let file = self.folders.resolve(node, node.text()?);
        let size = self.folders.source.size(&file).ok()?;
        if size > SECRET_BYTES {
            let instead = Instead::Advice("a file that holds the secret alone".into());
            self.mistake(&node.at, path, format!("{size} bytes are too many for a secret"), instead);
            return None;
        }
        match self.folders.source.text(&file) {
            Ok(text) => Some(text.strip_suffix('\n').map_or(text.as_str(), |t| t.trim_end_matches('\r')).to_owned()),
            Err(e) => {
                let instead = Instead::Advice("a text file that this user may read".into());
                self.mistake(&node.at, path, format!("cannot be read: {e}"), instead);
                None
            }
        }
    }

    /// The files of a table of names and files.
    pub(super) fn files(&mut self, table: &str) -> BTreeMap<String, PathBuf> {
        let entries = self.root.get(table).map_or(&[][..], Node::entries).iter();
        entries.filter_map(|e| Some((e.key.clone(), self.folders.resolve(&e.node, e.node.text()?)))).collect()
    }
}
