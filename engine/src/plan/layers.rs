//! The layers of a plan, laid over each other: journey's export < file < environment < flags.

use std::path::PathBuf;

use super::document::{Document, toml_value};
use super::mistake::{Instead, Mistake, Warning};
use super::node::{At, Entry, Node, Origin, Value};
use super::settings::{Kind, SETTINGS, below, find};
use super::{compound, variables};

/// Everything that a plan is made from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The plan file: its path (for messages, and relative paths start from its folder) and its text.
    pub file: Option<(PathBuf, String)>,
    /// What the journey's `plan` export returned: JSON, `{}` when it has none. While it is none, a threshold may name a
    /// metric that is not known yet.
    pub export: Option<String>,
    /// Whether the journey can set tags of its own: then a threshold may select one that nobody else sets.
    pub own_tags: bool,
    /// The variables of the process: `THRONG_*` are settings, the others are what `{ env = … }` names.
    pub environment: Vec<(String, String)>,
    /// What the command line says.
    pub overrides: Overrides,
    /// The journey named on the command line, or `builtin:NAME`; it replaces the plan's. Of a bundle, the name of its part.
    pub journey: Option<PathBuf>,
    /// Where files are read from; with a bundle's parts, `file` is its plan.
    pub source: super::FileSource,
}

impl Sources {
    /// Who gave what stands in `file`.
    pub(super) fn file_origin(&self) -> Origin {
        if self.source.provenance().is_some() { Origin::Bundle } else { Origin::File }
    }
}

/// Settings given one by one; later ones win.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Path (`http.timeout`, `thresholds."checks{a:b}"`), text and who gave it.
    pub values: Vec<(String, String, Origin)>,
}

/// The layers as one tree.
pub(super) struct Layered {
    pub(super) root: Node,
    pub(super) documents: Vec<Document>,
    pub(super) mistakes: Vec<Mistake>,
    pub(super) warnings: Vec<Warning>,
    /// Whether every document could be read as a table.
    pub(super) readable: bool,
    /// Tables that the journey says it reads.
    pub(super) data_names: Vec<Node>,
}

const SHORTCUTS: [&str; 3] = ["iterations", "duration", "stages"];

/// Reads and lays all layers; mistakes of notation and of authority are found here.
pub(super) fn lay(sources: &Sources) -> Layered {
    let mut all = Layered {
        root: Node::empty(Origin::File),
        documents: Vec::new(),
        mistakes: Vec::new(),
        warnings: Vec::new(),
        readable: true,
        data_names: Vec::new(),
    };
    if let Some(text) = &sources.export {
        let name = Origin::Export.to_string();
        all.document(Document { name, text: text.clone(), json: true, origin: Origin::Export });
    }
    if let Some((path, text)) = &sources.file {
        let json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json") || e.eq_ignore_ascii_case("jsonc"));
        let name = path.display().to_string();
        all.document(Document { name, text: text.clone(), json, origin: sources.file_origin() });
    }
    let environment = all.variables(&sources.environment);
    all.over(environment);
    let mut flags = all.given(
        sources.overrides.values.iter().map(|(path, text, origin)| (split(path), text.as_str(), origin.clone())),
    );
    if let Some(journey) = &sources.journey {
        let origin = match sources.file_origin() {
            Origin::Bundle => Origin::Bundle,
            _ => Origin::Flag("JOURNEY".into()),
        };
        let at = At { origin, span: 0..0 };
        flags.put(&["journey".into()], Node { at, value: Value::Text(journey.to_string_lossy().into_owned()) });
    }
    all.over(flags);
    all
}

impl Layered {
    fn document(&mut self, document: Document) {
        let (tree, mistakes) = document.parse();
        self.mistakes.extend(mistakes);
        let origin = document.origin.clone();
        self.documents.push(document);
        let Some(mut tree) = tree else {
            self.readable = false;
            return;
        };
        if !matches!(tree.value, Value::Table(_)) {
            self.readable = false;
            let instead = Instead::Both(String::new(), "{}".into());
            self.mistakes.push(Mistake::new(
                &tree.at,
                "",
                format!("a plan must be a table, not {}", tree.what()),
                instead,
            ));
            return;
        }
        if origin == Origin::Export {
            self.without_authority(&mut tree);
        }
        self.over(tree);
    }

    /// Takes out what a journey may not say about its own run.
    fn without_authority(&mut self, tree: &mut Node) {
        if let Some(Value::List(names)) = tree.get("data").map(|n| n.value.clone()) {
            tree.remove("data");
            self.data_names = names;
        }
        let (mut refused, mut path) = (Vec::new(), Vec::new());
        refuse(tree, &mut path, &mut refused);
        for (path, key_at) in refused {
            let shown = super::schema::shown(&path.iter().map(String::as_str).collect::<Vec<_>>());
            let message = "a journey may not set this: it may give scenarios, thresholds, metrics, http defaults, names of data tables, vus, iterations, duration and stages";
            let instead = Instead::Advice(format!("`{shown}` in the plan file, or `--set {shown}=…`"));
            self.mistakes.push(Mistake::new(&key_at, &shown, message, instead));
            if let Some((last, parents)) = path.split_last() {
                remove_at(tree, parents, last);
            }
        }
    }

    fn variables(&mut self, environment: &[(String, String)]) -> Node {
        let mut settings: Vec<_> = environment.iter().filter(|(name, _)| name.starts_with("THRONG_")).collect();
        settings.sort();
        let mut known = Vec::new();
        for (name, text) in settings {
            match variables::path_of(name, &self.root) {
                Some(path) => known.push((path, text.as_str(), Origin::Environment(name.clone()))),
                None => {
                    if let Some(near) = variables::near(name) {
                        let message = format!("this variable is no setting; the nearest is {near}");
                        self.warnings.push(Warning { path: name.clone(), message, doubt: false });
                    }
                }
            }
        }
        self.given(known.into_iter())
    }

    /// Settings given as text, as a tree.
    fn given<'a>(&mut self, values: impl Iterator<Item = (Vec<String>, &'a str, Origin)>) -> Node {
        let mut tree = Node::empty(Origin::Flag(String::new()));
        for (path, text, origin) in values {
            match from_text(&path, text, &origin) {
                Ok(node) => tree.put(&path, node),
                Err(problem) => {
                    let at = At { origin, span: 0..0 };
                    let shown = super::schema::shown(&path.iter().map(String::as_str).collect::<Vec<_>>());
                    let instead = Instead::Advice("a value as TOML writes it".into());
                    self.mistakes.push(Mistake::new(&at, &shown, format!("not valid TOML: {problem}"), instead));
                }
            }
        }
        tree
    }

    /// Lays a layer over what there is. A workload replaces the workload of lower layers, as in k6.
    fn over(&mut self, layer: Node) {
        self.one_workload(&layer);
        let shortcut = SHORTCUTS.iter().find_map(|key| layer.entry(key));
        let scenarios = layer.entry("scenarios").filter(|e| !e.node.entries().is_empty());
        if let Some(by) = shortcut {
            for key in ["scenarios", "iterations", "duration", "stages"] {
                self.replaced(key, by);
            }
        } else if let Some(by) = scenarios {
            for key in SHORTCUTS {
                self.replaced(key, by);
            }
        }
        self.root.overlay(layer);
    }

    fn replaced(&mut self, key: &str, by: &Entry) {
        let Some(old) = self.root.remove(key) else { return };
        if key != by.key {
            let message = format!(
                "`{key}` of the {} is replaced by `{}` of the {}",
                old.key_at.origin, by.key, by.node.at.origin
            );
            self.warnings.push(Warning { path: key.to_owned(), message, doubt: false });
        }
    }

    /// Two workloads in one layer contradict each other, but for `iterations` with `duration`.
    fn one_workload(&mut self, layer: &Node) {
        let mut given: Vec<&Entry> =
            SHORTCUTS.iter().chain(&["scenarios"]).filter_map(|key| layer.entry(key)).collect();
        given.sort_by_key(|e| e.key == "scenarios");
        let [first, second, ..] = given[..] else { return };
        let both = first.key == "iterations" && second.key == "duration";
        let Some(other) = (if both { given.get(2).copied() } else { Some(second) }) else { return };
        let (kept, gone) = if other.key == "scenarios" { (other, first) } else { (first, other) };
        let message = format!("`{}` and `{}` cannot stand side by side", kept.key, gone.key);
        self.mistakes.push(Mistake::new(&gone.key_at, &gone.key, message, Instead::Remove(gone.node.at.span.end)));
    }
}

fn remove_at(tree: &mut Node, parents: &[String], key: &str) {
    match parents.split_first() {
        None => drop(tree.remove(key)),
        Some((first, rest)) => {
            if let Value::Table(entries) = &mut tree.value
                && let Some(entry) = entries.iter_mut().find(|e| e.key == *first)
            {
                remove_at(&mut entry.node, rest, key);
            }
        }
    }
}

/// Paths of an export's tree that no export may give.
fn refuse(node: &Node, path: &mut Vec<String>, refused: &mut Vec<(Vec<String>, At)>) {
    for entry in node.entries() {
        path.push(entry.key.clone());
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        let inside = below(&keys);
        let allowed = SETTINGS.iter().any(|s| s.export && starts_with(s.path, &keys));
        let reads_process = find(&keys).is_some_and(|s| s.kind == Kind::Env)
            && matches!(compound::env_value(&entry.node), Ok(compound::EnvValue::Process(_)));
        let known = allowed || find(&keys).is_some() || !inside.is_empty() || path.len() == 1;
        if reads_process || (known && !allowed) {
            refused.push((path.clone(), entry.key_at.clone()));
        } else if find(&keys).is_none() {
            refuse(&entry.node, path, refused);
        }
        path.pop();
    }
}

fn starts_with(pattern: &str, path: &[&str]) -> bool {
    let mut parts = pattern.split('.');
    path.iter().all(|key| parts.next().is_some_and(|p| p == "*" || p == *key))
}

/// A dotted path; parts in quotes are TOML strings and keep their dots. The last name of a table of names keeps its dots
/// without quotes too.
pub(super) fn split(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = path;
    while let Some(c) = rest.chars().next() {
        let last = parts.len() - 1;
        let quoted = matches!(c, '"' | '\'') && parts[last].is_empty();
        let (piece, after) = match quoted.then(|| closing(rest)).flatten() {
            Some(end) => (unquoted(&rest[..end]).unwrap_or_else(|| rest[1..end - 1].to_owned()), &rest[end..]),
            None if c == '.' && !whole_rest(&parts) => {
                parts.push(String::new());
                rest = &rest[1..];
                continue;
            }
            None => (c.to_string(), &rest[c.len_utf8()..]),
        };
        parts[last] += &piece;
        rest = after;
    }
    parts
}

/// Where the quoted text at the start ends, its closing quote included.
fn closing(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return Some(i + 1);
        }
        escaped = c == '\\' && !escaped && quote == '"';
    }
    None
}

/// A string as TOML writes it; none for anything else.
fn unquoted(text: &str) -> Option<String> {
    if !text.starts_with(['"', '\'']) {
        return None;
    }
    toml_value(text, &Origin::File).ok()?.text().map(str::to_owned)
}

/// Whether the last part is a name below which nothing stands, so that a dot belongs to it.
fn whole_rest(parts: &[String]) -> bool {
    let keys: Vec<&str> = parts.iter().map(String::as_str).collect();
    let (Some((_, parents)), Some(setting)) = (keys.split_last(), find(&keys)) else { return false };
    setting.path.ends_with('*') && !parents.is_empty()
}

/// A value given as text by a flag or variable, as its setting takes it.
pub(super) fn from_text(path: &[String], text: &str, origin: &Origin) -> Result<Node, String> {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    let node = |value| Node { at: At { origin: origin.clone(), span: 0..0 }, value };
    // A flag's value may be written as in the plan, with its quotes.
    let string = if matches!(origin, Origin::Flag(_)) { unquoted(text) } else { None };
    let text = string.as_deref().unwrap_or(text);
    let plain = || node(Value::Text(text.to_owned()));
    let whole = || text.parse().map_or_else(|_| plain(), |number| node(Value::Integer(number)));
    let Some(setting) = find(&keys) else {
        return if text.starts_with('{') && !below(&keys).is_empty() { toml_value(text, origin) } else { Ok(plain()) };
    };
    let list = |items: Vec<&str>| {
        let texts = items.into_iter().map(|item| node(Value::Text(item.trim().to_owned())));
        node(Value::List(texts.collect()))
    };
    Ok(match setting.kind {
        Kind::Bool => text.parse().map_or_else(|_| plain(), |value| node(Value::Bool(value))),
        Kind::Integer(..) | Kind::Size(..) => whole(),
        Kind::Texts
        | Kind::Choices(_)
        | Kind::Paths
        | Kind::Addresses
        | Kind::Networks
        | Kind::Allow
        | Kind::Thresholds
        | Kind::Stages
        | Kind::Values
            if text.starts_with('[') =>
        {
            toml_value(text, origin)?
        }
        Kind::Pause if text.starts_with('{') => toml_value(text, origin)?,
        Kind::Texts
        | Kind::Choices(_)
        | Kind::Paths
        | Kind::Addresses
        | Kind::Networks
        | Kind::Allow
        | Kind::Values => list(text.split(',').filter(|item| !item.trim().is_empty()).collect()),
        Kind::Thresholds => list(vec![text]),
        Kind::Share | Kind::Amount => text.parse().map_or_else(|_| plain(), |number| node(Value::Number(number))),
        Kind::Stages => node(Value::List(text.split(',').map(|stage| short_stage(stage, origin)).collect())),
        _ => plain(),
    })
}

/// `10s:20` as a stage.
fn short_stage(text: &str, origin: &Origin) -> Node {
    let at = At { origin: origin.clone(), span: 0..0 };
    let node = |value| Node { at: at.clone(), value };
    let Some((duration, target)) = text.trim().split_once(':') else { return node(Value::Text(text.to_owned())) };
    let target = target.parse().map_or_else(|_| Value::Text(target.to_owned()), Value::Integer);
    let entry = |key: &str, value| Entry { key: key.into(), key_at: at.clone(), node: node(value) };
    node(Value::Table(vec![entry("duration", Value::Text(duration.to_owned())), entry("target", target)]))
}
