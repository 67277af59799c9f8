//! What the author of a plan wants of whoever runs it, and the files that the plan names: what a bundle is made of.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::allow::{Allowed, entry, of_url};
use super::compound::{EnvValue, env_value};
use super::layers::{Sources, from_text, lay};
use super::node::{Node, Origin};
use super::permission::{Permission, command, limit_of, reach, secret, setting_of};
use super::schema::{Folders, shown};
use super::settings::{Kind, SETTINGS, Setting};
use super::value;

/// Settings that give nobody anything: their author may choose them for a run of someone else.
const FREE: &[&str] = &[
    "name",
    "journey",
    "plugs.*",
    "seed",
    "setup_timeout",
    "teardown_timeout",
    "min_iteration_duration",
    "tags.*",
    "about.*",
    "scenarios.*.log",
    "secrets.*.hosts",
    "data.*.file",
    "data.*.generate.rows",
    "data.*.generate.seed",
    "data.*.generate.columns.*",
    "data.*.version",
    "data.*.policy",
    "data.*.wrap",
    "files.*",
    "grpc.proto",
    "grpc.include",
    "http.blocked_hosts",
    "http.blocked_networks",
    "http.dns.ttl",
    "http.dns.select",
    "http.dns.policy",
];

/// A file that a plan names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    /// The setting that names it.
    pub setting: String,
    /// As it is written there.
    pub text: String,
    /// Where it is.
    pub path: PathBuf,
}

/// What the plan text wants and no flag or variable gives instead, sorted.
pub fn wants(sources: &Sources) -> BTreeSet<Permission> {
    let root = lay(sources).root;
    let author = sources.file_origin();
    let mut wants = BTreeSet::new();
    each(&root, &mut |setting, path, node| {
        if node.at.origin == author {
            want(setting, path, node, &root, &mut wants);
        }
    });
    wants
}

fn want(setting: &Setting, path: &[&str], node: &Node, root: &Node, wants: &mut BTreeSet<Permission>) {
    match setting.path {
        "target" => {
            let origin = value::base_url(node, &["http", "https"]).ok().and_then(|url| of_url(&url, false));
            wants.extend(origin.map(|origin| reach(&Allowed::Entry(origin))));
        }
        "allow" => wants.extend(value::list(node, "", entry).into_iter().flatten().map(|allowed| reach(&allowed))),
        "env.*" | "scenarios.*.env.*" => {
            if let Ok(EnvValue::Process(name)) = env_value(node) {
                wants.insert(Permission::new("env", name));
            }
        }
        // The output itself is a setting that is granted; what it sends of the process is asked for by name.
        "outputs.*.headers.*" | "notify.*.headers.*" | "notify.*.to" | "observe.*.postgres" | "observe.*.redis" => {
            match env_value(node) {
                Ok(EnvValue::Process(name)) => drop(wants.insert(Permission::new("env", name))),
                _ => drop(wants.insert(setting_of(path, node))),
            }
        }
        "secrets.*.env" => wants.extend(node.text().map(|variable| secret(path[1], variable))),
        "wants.data" => {
            let brought = |name: &String| {
                let file = root.find(&["data", name, "file"]);
                file.is_some_and(|file| matches!(file.at.origin, Origin::Flag(_) | Origin::Environment(_)))
            };
            wants.extend(texts(node).into_iter().filter(|name| !brought(name)).map(|n| Permission::new("data", n)));
        }
        "wants.inbox" => wants.extend(texts(node).into_iter().map(|name| Permission::new("inbox", name))),
        "wants.commands.*" => drop(wants.insert(command(&texts(node)))),
        limit if limit.starts_with("limits.") => {
            if exceeds(setting, path, node) {
                wants.extend(limit_of(path[1], node));
            }
        }
        free if setting.export || FREE.contains(&free) => {}
        _ => drop(wants.insert(setting_of(path, node))),
    }
}

fn texts(node: &Node) -> Vec<String> {
    value::list(node, "", |item| value::text(item, "")).unwrap_or_default()
}

/// Whether a limit lets a journey use more than it may without being asked.
fn exceeds(setting: &Setting, path: &[&str], node: &Node) -> bool {
    let keys: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
    let Ok(default) = from_text(&keys, setting.default, &Origin::Bundle) else { return true };
    let more = match setting.kind {
        Kind::Size(..) => Some(value::size(node, 0, u64::MAX).ok() > value::size(&default, 0, u64::MAX).ok()),
        Kind::Duration(least) => {
            Some(value::duration(node, least, "").ok() > value::duration(&default, least, "").ok())
        }
        _ => Some(value::integer(node, 0, u64::MAX).ok() > value::integer(&default, 0, u64::MAX).ok()),
    };
    more.unwrap_or(true)
}

/// Variables of the process that the plan reads, by `{ env = … }` and `[secrets]`.
pub fn variables(sources: &Sources) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    each(&lay(sources).root, &mut |setting, _, node| match setting.path {
        _ if setting.kind == Kind::Env => {
            if let Ok(EnvValue::Process(name)) = env_value(node) {
                names.insert(name);
            }
        }
        "secrets.*.env" => names.extend(node.text().map(str::to_owned)),
        _ => {}
    });
    names
}

/// Every file that the plan names, the journey's too, in the order of the reference.
pub fn named_files(sources: &Sources) -> Vec<NamedFile> {
    let folders = Folders::of(sources);
    let mut files = Vec::new();
    each(&lay(sources).root, &mut |setting, path, node| {
        let nodes: Vec<&Node> = match (setting.kind, &node.value) {
            (Kind::Paths, super::node::Value::List(items)) => items.iter().collect(),
            (Kind::Path | Kind::Paths | Kind::Journey, _) => vec![node],
            _ => return,
        };
        let named = nodes.into_iter().filter_map(|node| {
            let text = node.text()?.to_owned();
            Some(NamedFile { setting: shown(path), path: folders.resolve(node, &text), text })
        });
        files.extend(named);
    });
    files
}

/// Calls with every value that is given, in the order of the reference.
fn each<'n>(root: &'n Node, visit: &mut dyn FnMut(&Setting, &[&'n str], &'n Node)) {
    for setting in SETTINGS {
        let pattern: Vec<&'static str> = setting.path.split('.').collect();
        descend(root, setting, &pattern, &mut Vec::new(), visit);
    }
}

fn descend<'n>(
    node: &'n Node,
    setting: &Setting,
    pattern: &[&'static str],
    path: &mut Vec<&'n str>,
    visit: &mut dyn FnMut(&Setting, &[&'n str], &'n Node),
) {
    let Some((first, after)) = pattern.split_first() else { return visit(setting, path, node) };
    for entry in node.entries().iter().filter(|entry| *first == "*" || *first == entry.key) {
        path.push(&entry.key);
        descend(&entry.node, setting, after, path, visit);
        path.pop();
    }
}
