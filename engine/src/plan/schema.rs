//! Every key and value of a tree against the table of settings.

use std::path::{Path, PathBuf};

use crate::aggregate::builtin::BUILTIN;
use crate::sample::RESERVED;

use super::mistake::{Instead, Mistake};
use super::node::{Entry, Node, Origin, Value};
use super::settings::{COMMON, EXECUTORS, Kind, Setting, below, find, shape};
use super::source::part_path;
use super::value::{Reading, nearest, wrong};
use super::{FileSource, MetricKind, Sources};
use super::{allow, compound, value};

/// Where paths of a plan file start from.
#[derive(Debug, Clone)]
pub(super) struct Folders {
    pub(super) plan: PathBuf,
    pub(super) source: FileSource,
}

impl Folders {
    /// Those of a plan's sources.
    pub(super) fn of(sources: &Sources) -> Self {
        let parent = sources.file.as_ref().and_then(|(path, _)| path.parent()).map(Path::to_path_buf);
        Self { plan: parent.unwrap_or_default(), source: sources.source.clone() }
    }

    /// The file that a text names, by who gave it.
    pub(super) fn resolve(&self, node: &Node, text: &str) -> PathBuf {
        match node.at.origin {
            Origin::File => self.plan.join(text),
            Origin::Bundle => part_path(text),
            // An export gives no paths: one that tries is refused for it.
            Origin::Export => self.plan.join(text),
            Origin::Environment(_) | Origin::Flag(_) => PathBuf::from(text),
        }
    }
}

/// All mistakes that can be seen by looking at one key or value alone.
pub(super) fn check(root: &Node, folders: &Folders) -> Vec<Mistake> {
    let mut walk = Walk { folders, mistakes: Vec::new() };
    walk.table(root, &mut Vec::new());
    walk.mistakes
}

struct Walk<'a> {
    folders: &'a Folders,
    mistakes: Vec<Mistake>,
}

impl Walk<'_> {
    fn table<'n>(&mut self, node: &'n Node, path: &mut Vec<&'n str>) {
        let mut keys = below(path);
        if let Some(executor) = executor(node, path) {
            let fits = shape(executor).map_or(&[][..], |s| s.needs).iter();
            let fits: Vec<&str> =
                fits.chain(shape(executor).map_or(&[][..], |s| s.has)).chain(COMMON).copied().collect();
            keys.retain(|key| fits.contains(key));
        }
        for entry in node.entries() {
            path.push(&entry.key);
            self.entry(node, entry, path, &keys);
            path.pop();
        }
    }

    fn entry<'n>(&mut self, parent: &'n Node, entry: &'n Entry, path: &mut Vec<&'n str>, keys: &[&'static str]) {
        if !keys.contains(&"*") && !keys.contains(&entry.key.as_str()) {
            return self.unknown(parent, entry, path, keys);
        }
        if let Some(mistake) = bad_name(entry, path) {
            return self.mistakes.push(mistake);
        }
        if let Some(setting) = find(path) {
            return self.value(setting, &entry.node, path);
        }
        if matches!(entry.node.value, Value::Table(_)) {
            return self.table(&entry.node, path);
        }
        let message = format!("must be a table, not {}", entry.node.what());
        let instead = Instead::Both("{}".into(), "{}".into());
        self.mistakes.push(Mistake::new(&entry.node.at, &shown(path), message, instead));
    }

    fn unknown(&mut self, parent: &Node, entry: &Entry, path: &[&str], keys: &[&str]) {
        // A key that another layer gives may be meant again; one of the same layer may not be given twice.
        let taken = |key: &str| parent.entry(key).is_some_and(|e| e.key_at.origin == entry.key_at.origin);
        let near = nearest(&entry.key, keys.iter().copied().filter(|k| !taken(k)));
        let message = match executor(parent, &path[..path.len() - 1]) {
            Some(executor) if find(path).is_some() => format!("`{}` is not a setting of {executor}", entry.key),
            _ => format!("`{}` is not a setting", entry.key),
        };
        let instead = near.map_or(Instead::Remove(entry.node.at.span.end), |near| Instead::Key(near.into()));
        self.mistakes.push(Mistake::new(&entry.key_at, &shown(path), message, instead));
    }

    fn value(&mut self, setting: &Setting, node: &Node, path: &[&str]) {
        let setting = match setting.kind {
            Kind::Thresholds => {
                &Setting { example: expression_for(path.last().copied().unwrap_or_default()), ..*setting }
            }
            _ => setting,
        };
        if let Err(found) = read(setting, node, self.folders) {
            let prefix = shown(path);
            self.mistakes.extend(found.into_iter().map(|m| Mistake { path: format!("{prefix}{}", m.path), ..m }));
        }
    }
}

/// The executor of the scenario that a path leads to, when it is one that exists.
fn executor<'n>(node: &'n Node, path: &[&str]) -> Option<&'n str> {
    let executor = node.get("executor").filter(|_| path.len() == 2 && path[0] == "scenarios")?.text()?;
    EXECUTORS.contains(&executor).then_some(executor)
}

/// Whether a value is right for its setting.
fn read(setting: &Setting, node: &Node, folders: &Folders) -> Reading<()> {
    let example = setting.example;
    match setting.kind {
        Kind::Text => value::text(node, example).map(drop),
        Kind::Bool => value::boolean(node).map(drop),
        Kind::Integer(min, max) => value::integer(node, min, max).map(drop),
        Kind::Duration(min) => value::duration(node, min, example).map(drop),
        Kind::Ttl => value::ttl(node, example).map(drop),
        Kind::Size(min, max) => value::size(node, min, max).map(drop),
        Kind::Choice(words) => value::choice(node, words).map(drop),
        Kind::Choices(words) => value::list(node, example, |n| value::choice(n, words)).map(drop),
        Kind::Texts => value::list(node, example, |n| value::text(n, "api.example.org")).map(drop),
        Kind::Path => file(node, example, folders),
        Kind::Paths => value::list(node, example, |n| file(n, "ca.pem", folders)).map(drop),
        Kind::Journey if node.text().is_some_and(|t| t.starts_with("builtin:")) => builtin(node),
        Kind::Journey => file(node, example, folders),
        Kind::Url(schemes) => value::base_url(node, schemes).map(drop),
        Kind::Header => header(node, example),
        Kind::Encodings => encodings(node),
        Kind::HostTarget => value::host_target(node).map(drop),
        Kind::Addresses => value::list(node, example, value::address).map(drop),
        Kind::Networks => value::list(node, example, allow::blocked_network).map(drop),
        Kind::Allow => value::list(node, "[\"https://api.example.org\"]", allow::entry).map(drop),
        Kind::Env => compound::env_value(node).map(drop),
        Kind::Stages => compound::stages(node).map(drop),
        Kind::Pause => compound::pause(node).map(drop),
        Kind::Thresholds => compound::expressions(node, example).map(drop),
        Kind::Column => value::column(node).map(drop),
        Kind::Share => value::share(node, example).map(drop),
        Kind::Amount => value::positive(node).map(drop),
        Kind::Values => {
            value::list(node, example, value::scalar).and_then(|values| value::some(node, &values, example))
        }
    }
}

/// An expression that the metric of a key can be held to.
fn expression_for(key: &str) -> &'static str {
    let name = key.split('{').next().unwrap_or_default().trim();
    match BUILTIN.iter().find(|b| b.name == name).map(|b| b.kind) {
        Some(MetricKind::Counter) => "count > 0",
        Some(MetricKind::Gauge) => "value < 100",
        Some(MetricKind::Rate) => "rate > 0.9",
        Some(MetricKind::Trend) | None => "p(95) < 800",
    }
}

/// Names of the journeys that are part of the engine.
pub(super) const BUILTINS: &[&str] = &["builtin:shop", "builtin:url", "builtin:replay"];

fn builtin(node: &Node) -> Reading<()> {
    value::choice(node, BUILTINS).map(drop)
}

fn file(node: &Node, example: &str, folders: &Folders) -> Reading<()> {
    let text = value::text(node, example)?;
    let path = folders.resolve(node, &text);
    if !text.is_empty() && !text.contains('\0') && folders.source.is_file(&path) {
        return Ok(());
    }
    let instead = match near_file(&path) {
        Some(name) => {
            let written = Path::new(&text).parent().map_or(PathBuf::from(&name), |p| p.join(&name));
            Instead::Text(written.to_string_lossy().into_owned())
        }
        None => {
            let start = match node.at.origin {
                Origin::Environment(_) | Origin::Flag(_) => "the current folder",
                Origin::File | Origin::Bundle | Origin::Export => "the plan file",
            };
            Instead::Advice(format!("the path of a file that exists, relative to {start}"))
        }
    };
    wrong(node, format!("there is no file `{text}`"), instead)
}

/// The file of the same folder with the most similar name.
fn near_file(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = std::fs::read_dir(folder).ok()?.take(10_000).filter_map(Result::ok);
    let mut names: Vec<String> =
        files.filter(|f| f.path().is_file()).filter_map(|f| f.file_name().into_string().ok()).collect();
    names.sort();
    nearest(wanted, names.iter().map(String::as_str)).map(str::to_owned)
}

fn header(node: &Node, example: &str) -> Reading<()> {
    let text = value::text(node, example)?;
    match http::HeaderValue::from_str(&text) {
        Ok(_) => Ok(()),
        Err(_) => {
            let plain: String = text.chars().filter(|c| !c.is_control()).collect();
            wrong(node, "a header cannot hold line ends or control characters", Instead::Text(plain))
        }
    }
}

fn encodings(node: &Node) -> Reading<()> {
    const KNOWN: [&str; 5] = ["gzip", "deflate", "br", "zstd", "identity"];
    let text = value::text(node, "gzip, br")?;
    let words: Vec<&str> = text.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
    if words.iter().all(|w| KNOWN.contains(w)) {
        return Ok(());
    }
    let meant: Vec<&str> = words.into_iter().filter_map(|w| nearest(w, KNOWN.into_iter())).collect();
    wrong(node, format!("`{text}` has codings other than {}", KNOWN.join(", ")), Instead::Text(meant.join(", ")))
}

/// What is wrong with a name that the user gives.
fn bad_name(entry: &Entry, path: &[&str]) -> Option<Mistake> {
    let key = &entry.key;
    let say =
        |message: String, meant: String| Some(Mistake::new(&entry.key_at, &shown(path), message, Instead::Key(meant)));
    let fit = |also: &[char]| -> String {
        let plain: String =
            key.chars().map(|c| if c.is_ascii_alphanumeric() || also.contains(&c) { c } else { '_' }).collect();
        if plain.is_empty() { "name".into() } else { plain }
    };
    match path {
        ["scenarios", name] if fit(&['_', '-']) != **name => {
            say(format!("`{name}` is not a scenario's name (letters, digits, _ and -)"), fit(&['_', '-']))
        }
        ["observe", name] if fit(&['_', '-']) != **name => {
            say(format!("`{name}` is not the name of an observation (letters, digits, _ and -)"), fit(&['_', '-']))
        }
        ["metrics", name] => {
            let mut meant: String = fit(&['_']).chars().take(128).collect();
            if meant.starts_with(|c: char| c.is_ascii_digit()) {
                meant.insert(0, '_');
                meant.truncate(128);
            }
            if meant == **name {
                None
            } else {
                say(format!("`{name}` is not a metric's name (letters, digits and _)"), meant)
            }
        }
        ["http", "headers", name] if http::HeaderName::from_bytes(name.as_bytes()).is_err() => {
            say(format!("`{name}` is not a header's name"), fit(&['-', '_']))
        }
        ["tags", name] | ["scenarios", _, "tags", name] if RESERVED.contains(name) => {
            say(format!("`{name}` is a tag that the engine sets"), format!("my_{name}"))
        }
        [_, .., ""] => say("a name cannot be empty".into(), "name".into()),
        _ => None,
    }
}

/// A path as one writes it.
pub(super) fn shown(path: &[&str]) -> String {
    path.iter().map(|key| super::mistake::toml_key(key)).collect::<Vec<_>>().join(".")
}
