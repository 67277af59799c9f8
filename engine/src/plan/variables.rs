//! Which setting a `THRONG_*` variable gives.

use super::node::Node;
use super::settings::{SETTINGS, below};
use super::value::nearest;

/// The path that a variable gives; a user's name in it is one that the tree has, else the text in lower case
/// (below `env` as it stands, since variables are written in capitals there).
pub(super) fn path_of(variable: &str, root: &Node) -> Option<Vec<String>> {
    let rest = variable.strip_prefix("THRONG_")?;
    let fixed = SETTINGS.iter().find(|s| !s.path.contains('*') && s.variable() == variable);
    if let Some(setting) = fixed {
        return Some(setting.path.split('.').map(str::to_owned).collect());
    }
    let table = SETTINGS.iter().filter_map(|s| s.path.split_once(".*")).map(|(table, _)| table);
    let mut tables = table.filter(|t| !t.contains('*') && t.replace('.', "_").to_uppercase() == rest);
    if let Some(table) = tables.next() {
        return Some(table.split('.').map(str::to_owned).collect());
    }
    SETTINGS.iter().filter(|s| s.path.contains('*')).find_map(|s| {
        let parts: Vec<&str> = s.path.split('.').collect();
        fill(&parts, rest, Some(root), &[])
    })
}

/// The pattern with its names filled in from what is left of the variable.
fn fill(pattern: &[&str], rest: &str, node: Option<&Node>, above: &[String]) -> Option<Vec<String>> {
    let Some((first, after)) = pattern.split_first() else {
        return rest.is_empty().then(|| above.to_vec());
    };
    let go = |name: String, rest: &str| {
        let mut path = above.to_vec();
        path.push(name.clone());
        fill(after, rest, node.and_then(|n| n.get(&name)), &path)
    };
    let step = |upper: &str| {
        let left = rest.strip_prefix(upper)?;
        if after.is_empty() { left.is_empty().then_some(left) } else { left.strip_prefix('_') }
    };
    if *first != "*" {
        return step(&first.to_uppercase()).and_then(|left| go((*first).to_owned(), left));
    }
    let existing = node.map_or(&[][..], Node::entries).iter();
    if let Some(path) = existing.filter_map(|e| step(&shout(&e.key)).and_then(|left| go(e.key.clone(), left))).next() {
        return Some(path);
    }
    if after.is_empty() {
        return (!rest.is_empty()).then(|| [above, &[calm(rest, above)]].concat());
    }
    let mut borders = rest.match_indices('_').map(|(i, _)| i).filter(|i| *i > 0).collect::<Vec<_>>();
    borders.reverse();
    borders.into_iter().find_map(|i| go(calm(&rest[..i], above), &rest[i + 1..]))
}

fn shout(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

fn calm(name: &str, above: &[String]) -> String {
    match above.last().map(String::as_str) {
        Some("env") => name.to_owned(),
        Some("headers") => name.to_lowercase().replace('_', "-"),
        _ => name.to_lowercase(),
    }
}

/// The variable that a misspelt one most likely means.
pub(super) fn near(variable: &str) -> Option<String> {
    let names: Vec<String> = SETTINGS.iter().filter(|s| !s.path.contains('*')).map(|s| s.variable()).collect();
    let tables = below(&[]);
    if tables.iter().any(|t| variable == format!("THRONG_{}", t.to_uppercase())) {
        return None;
    }
    let rest = variable.strip_prefix("THRONG_")?;
    nearest(rest, names.iter().filter_map(|n| n.strip_prefix("THRONG_"))).map(|n| format!("THRONG_{n}"))
}
