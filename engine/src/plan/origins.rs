//! Which value each setting has and who gave it.

use super::layers::{Sources, lay};
use super::mistake::{quoted, toml_key};
use super::node::{Node, Value};
use super::schema::shown;
use super::settings::{SETTINGS, Setting};

/// One setting as the run has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginRow {
    /// The setting: `http.timeout`.
    pub path: String,
    /// Its value as TOML; secrets as `***`, empty = none.
    pub value: String,
    /// Who gave it: `default`, `plan file`, `variable THRONG_…`, `flag …`, `the journey's plan export`.
    pub origin: String,
}

/// Every setting with its value and origin, in the order of the reference; those below a user's name where given.
pub fn origins(sources: &Sources) -> Vec<OriginRow> {
    let root = lay(sources).root;
    let mut rows = Vec::new();
    for setting in SETTINGS {
        let parts: Vec<&str> = setting.path.split('.').collect();
        given(&root, setting, &parts, &mut Vec::new(), &mut rows);
    }
    rows
}

fn given<'n>(
    node: &'n Node,
    setting: &Setting,
    pattern: &[&'n str],
    path: &mut Vec<&'n str>,
    rows: &mut Vec<OriginRow>,
) {
    let Some((first, after)) = pattern.split_first() else {
        let value = shown_value(setting, path, node);
        rows.push(OriginRow { path: shown(path), value, origin: node.at.origin.to_string() });
        return;
    };
    if *first == "*" {
        for entry in node.entries() {
            path.push(&entry.key);
            given(&entry.node, setting, after, path, rows);
            path.pop();
        }
        return;
    }
    match node.get(first) {
        Some(below) => {
            path.push(first);
            given(below, setting, after, path, rows);
            path.pop();
        }
        None if !setting.path.contains('*') => {
            rows.push(OriginRow { path: setting.path.into(), value: setting.default.into(), origin: "default".into() });
        }
        None => {}
    }
}

/// The value as TOML, without what must not be seen.
fn shown_value(setting: &Setting, path: &[&str], node: &Node) -> String {
    const HIDDEN: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "x-api-key"];
    let name = path.last().copied().unwrap_or_default();
    let is_header = matches!(setting.path, "http.headers.*" | "outputs.*.headers.*" | "notify.*.headers.*");
    if setting.path == "notify.*.to" && node.text().is_some() {
        return "***".into();
    }
    if is_header && node.text().is_some() && HIDDEN.iter().any(|h| name.eq_ignore_ascii_case(h)) {
        return "***".into();
    }
    match node.text().and_then(|text| url::Url::parse(text).ok()) {
        Some(mut url) if url.password().is_some() => {
            let hidden = url.set_password(Some("***")).is_ok();
            if hidden { quoted(url.as_str()) } else { "***".into() }
        }
        _ => toml(node),
    }
}

pub(super) fn toml(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => quoted(text),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Table(entries) => {
            let parts: Vec<String> =
                entries.iter().map(|e| format!("{} = {}", toml_key(&e.key), toml(&e.node))).collect();
            format!("{{ {} }}", parts.join(", "))
        }
        Value::Other(what) => (*what).to_owned(),
    }
}
