//! A document as a tree whose every key and value knows where it stands and who gave it.

use std::ops::Range;

/// Who gave a value. Later ones win; only `File`, `Environment` and `Flag` hold authority, and a bundle what was granted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The journey's `plan` export.
    Export,
    /// The plan of a bundle.
    Bundle,
    /// The plan file.
    File,
    /// A variable of the environment, by name.
    Environment(String),
    /// A flag of the command line, as typed without its value.
    Flag(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Export => f.write_str("the journey's plan export"),
            Self::Bundle => f.write_str("bundle's plan"),
            Self::File => f.write_str("plan file"),
            Self::Environment(variable) => write!(f, "variable {variable}"),
            Self::Flag(flag) => write!(f, "flag {flag}"),
        }
    }
}

/// Who gave a key or value, and its bytes in that document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At {
    pub(super) origin: Origin,
    pub(super) span: Range<usize>,
}

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) at: At,
    pub(super) value: Value,
}

/// What TOML and JSON can both say.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Integer(i128),
    Number(f64),
    Bool(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// What no setting takes: a date, null, a number out of range; by name.
    Other(&'static str),
}

/// One key of a table.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_at: At,
    pub(super) node: Node,
}

impl Node {
    pub(super) fn empty(origin: Origin) -> Self {
        Self { at: At { origin, span: 0..0 }, value: Value::Table(Vec::new()) }
    }

    /// The entries of a table; none for any other value.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|e| e.key == key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|e| &e.node)
    }

    /// The value at a path of keys.
    pub(super) fn find(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Puts a value at a path, making tables on the way and replacing what is no table.
    pub(super) fn put(&mut self, path: &[String], node: Node) {
        let Some((first, rest)) = path.split_first() else {
            *self = node;
            return;
        };
        if !matches!(self.value, Value::Table(_)) {
            *self = Node { at: node.at.clone(), value: Value::Table(Vec::new()) };
        }
        let Value::Table(entries) = &mut self.value else { return };
        let at = entries.iter().position(|e| e.key == *first).unwrap_or_else(|| {
            let empty = Node { at: node.at.clone(), value: Value::Table(Vec::new()) };
            entries.push(Entry { key: first.clone(), key_at: node.at.clone(), node: empty });
            entries.len() - 1
        });
        entries[at].node.put(rest, node);
    }

    /// Takes a key out of a table.
    pub(super) fn remove(&mut self, key: &str) -> Option<Entry> {
        let Value::Table(entries) = &mut self.value else { return None };
        entries.iter().position(|e| e.key == key).map(|i| entries.remove(i))
    }

    /// Lays a higher layer over this one: tables key by key, everything else as a whole.
    pub(super) fn overlay(&mut self, over: Node) {
        match (&mut self.value, over.value) {
            (Value::Table(below), Value::Table(above)) => {
                self.at = over.at;
                for entry in above {
                    match below.iter_mut().find(|e| e.key == entry.key) {
                        Some(old) => {
                            old.key_at = entry.key_at;
                            old.node.overlay(entry.node);
                        }
                        None => below.push(entry),
                    }
                }
            }
            (_, value) => *self = Node { at: over.at, value },
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value it is, for messages.
    pub(super) fn what(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "text",
            Value::Integer(_) => "a whole number",
            Value::Number(_) => "a number with a fraction",
            Value::Bool(_) => "true or false",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Other(what) => what,
        }
    }
}
