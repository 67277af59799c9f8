//! What may change in the contract between two releases of one minor version: functions, methods, interfaces and
//! resources may come; nothing else may change, and what comes raises the patch version.

use std::collections::BTreeMap;

use throng::wit::items;
use wit_parser::{PackageId, Resolve, WorldItem};

/// Why the new text is no successor of the released one; empty where it is.
///
/// # Panics
/// Where a text is not WIT.
pub fn mistakes(released: &str, now: &str) -> Vec<String> {
    let (released, now) = (Contract::of(released), Contract::of(now));
    let mut mistakes = Vec::new();
    let mut grown = false;
    for (interface, before) in &released.interfaces {
        match now.interfaces.get(interface) {
            None => mistakes.push(format!("the interface {interface} is gone")),
            Some(after) => grown |= compare(interface, before, after, &mut mistakes),
        }
    }
    let new = now.interfaces.iter().filter(|(name, _)| !released.interfaces.contains_key(*name));
    for (interface, after) in new {
        compare(interface, &BTreeMap::new(), after, &mut mistakes);
        grown = true;
    }
    for (world, before) in &released.worlds {
        match now.worlds.get(world) {
            None => mistakes.push(format!("the world {world} is gone")),
            Some(after) => compare_worlds(world, before, after, &mut mistakes),
        }
    }
    if let Some(mistake) = version(&released.version, &now.version, grown) {
        mistakes.push(mistake);
    }
    mistakes
}

/// Whether anything was added.
fn compare(
    interface: &str,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    mistakes: &mut Vec<String>,
) -> bool {
    for (name, was) in before {
        match after.get(name) {
            None => mistakes.push(format!("{interface}: `{name}` is gone; it was `{was}`")),
            Some(is) if is != was => mistakes.push(format!("{interface}: `{name}` was `{was}` and is `{is}`")),
            Some(_) => {}
        }
    }
    let new: Vec<_> = after.iter().filter(|(name, _)| !before.contains_key(*name)).collect();
    for (name, is) in &new {
        if ["record ", "variant ", "enum ", "flags "].iter().any(|kind| is.starts_with(kind)) {
            mistakes.push(format!(
                "{interface}: `{name}` is a new `{is}`, which could never grow: use functions and words"
            ));
        }
    }
    !new.is_empty()
}

fn compare_worlds(world: &str, before: &[String], after: &[String], mistakes: &mut Vec<String>) {
    for gone in before.iter().filter(|item| !after.contains(item)) {
        mistakes.push(format!("the world {world} has no `{gone}` any more"));
    }
    // A guest that was built before does not have it.
    for new in after.iter().filter(|item| item.starts_with("export ") && !before.contains(item)) {
        mistakes.push(format!("the world {world} wants `{new}`, which no older guest has"));
    }
}

fn version(released: &[u64], now: &[u64], grown: bool) -> Option<String> {
    let text = |version: &[u64]| version.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
    let next = [released[0], released[1], released[2] + 1];
    match (grown, now) {
        (true, now) if now == next => None,
        (false, now) if now == released => None,
        (true, now) => Some(format!("something was added, so the version must be {}, not {}", text(&next), text(now))),
        (false, now) => Some(format!("nothing was added, so the version stays {}, not {}", text(released), text(now))),
    }
}

struct Contract {
    version: Vec<u64>,
    interfaces: BTreeMap<String, BTreeMap<String, String>>,
    worlds: BTreeMap<String, Vec<String>>,
}

impl Contract {
    fn of(text: &str) -> Self {
        let (resolve, package) = parse(text);
        let own = &resolve.packages[package];
        let version = own.name.version.as_ref().expect("the contract has a version");
        let interfaces = own.interfaces.iter().map(|(name, id)| (name.clone(), items(&resolve, *id)));
        let worlds = own.worlds.iter().map(|(name, id)| {
            let world = &resolve.worlds[*id];
            // Without versions: they follow the package's.
            let name_of = |key| resolve.name_world_key(key).split('@').next().unwrap_or_default().to_owned();
            let kind = |item: &WorldItem| match item {
                WorldItem::Function(function) => format!(": {}", throng::wit::function(&resolve, function)),
                _ => String::new(),
            };
            let imports = world.imports.iter().map(|(key, item)| format!("import {}{}", name_of(key), kind(item)));
            let exports = world.exports.iter().map(|(key, item)| format!("export {}{}", name_of(key), kind(item)));
            (name.clone(), imports.chain(exports).collect())
        });
        Self {
            version: vec![version.major, version.minor, version.patch],
            interfaces: interfaces.collect(),
            worlds: worlds.collect(),
        }
    }
}

fn parse(text: &str) -> (Resolve, PackageId) {
    let mut resolve = Resolve::default();
    resolve.push_source("poll.wit", include_str!("../../wit/deps/io/poll.wit")).expect("poll.wit is WIT");
    let package = resolve.push_source("load.wit", text).unwrap_or_else(|error| panic!("{error:#}"));
    (resolve, package)
}
