//! docs/plan-reference.md, written from the table of settings.

use std::fmt::Write;
use std::time::Duration;

use super::quantity::{format_duration, format_size};
use super::settings::{COMMON, EXECUTORS, Kind, SETTINGS, Setting, shape};

const HEAD: &str = "# Plan reference

<!-- Generated from the table of settings in engine/src/plan/settings.rs. Do not edit. -->

A plan is a file in TOML (`throng.toml`) or, with the same shape, in JSON (`*.json`; comments and trailing commas are allowed). Every mistake in it is told
before the run, with line, column and what to write instead; a key that is not in this list is a mistake.

- **Durations** are text with a unit: `500ms`, `1.5s`, `2m`, `1h30m`. **Sizes**: `64MB` (1000), `64MiB` (1024), or a bare number of bytes.
- **Layers**: the journey's `plan` export < the plan file < variables < flags. `throng check --origins` shows who gave what.
- **Flags**: `--set PATH=VALUE` gives any setting (`--set http.timeout=5s`, `--set 'thresholds.checks=[\"rate > 0.9\"]'`); some have a flag of their own.
- **Variables**: each setting has one. `<NAME>` stands for a name of yours in capitals, other characters as `_` (`THRONG_SCENARIOS_BROWSE_RATE`); a whole
  table can be given as TOML: `THRONG_HTTP_HOSTS='{ \"api.example.org\" = \"127.0.0.1\" }'`. Lists may be written with commas, stages as `10s:20,30s:0`.
- **Authority**: only settings marked *export* may come from the journey itself. The others are given by file, variable or flag alone.
- **Paths** start from the folder of the plan file; those of flags and variables from the current folder.
- A later layer's `duration`, `iterations`, `stages` or `scenarios` replaces the workload of the layers below it, with a warning. Two of them in one layer are a
  mistake, but for `iterations` with `duration`.

";

/// The reference of every setting as Markdown.
pub fn reference() -> String {
    let mut out = HEAD.to_owned();
    let mut section = "";
    for setting in SETTINGS {
        let table = table_of(setting.path);
        if table != section || setting.path == "name" {
            section = table;
            let title =
                if table.is_empty() { "Top level".to_owned() } else { format!("`[{table}]`").replace('*', "NAME") };
            let _ = writeln!(out, "## {title}\n");
            if table == "scenarios.*" {
                executors(&mut out);
            }
        }
        row(&mut out, setting);
    }
    out
}

/// The header that a setting stands below.
fn table_of(path: &'static str) -> &'static str {
    path.rsplit_once('.').map_or("", |(table, _)| table)
}

fn row(out: &mut String, setting: &Setting) {
    let name = setting.path.rsplit('.').next().unwrap_or_default().replace('*', "NAME");
    let _ = writeln!(out, "### `{name}`\n\n{}\n", setting.doc);
    let mut facts = vec![format!("takes {}", takes(setting.kind))];
    if !setting.default.is_empty() {
        facts.push(format!("default: {}", setting.default));
    }
    if !setting.flag.is_empty() {
        facts.push(format!("flag `{}`", setting.flag));
    }
    facts.push(format!("variable `{}`", setting.variable()));
    if setting.export {
        facts.push("export".to_owned());
    }
    let _ = writeln!(out, "- {}\n", facts.join("\n- "));
}

fn executors(out: &mut String) {
    let code = |keys: &[&str]| keys.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
    let _ = writeln!(out, "| executor | needs | takes besides |\n|---|---|---|");
    for executor in EXECUTORS {
        if let Some(shape) = shape(executor) {
            let _ = writeln!(out, "| `{executor}` | {} | {} |", code(shape.needs), code(shape.has));
        }
    }
    let _ = writeln!(out, "\nEvery scenario takes {}.\n", code(COMMON));
}

fn takes(kind: Kind) -> String {
    let words = |words: &[&str]| words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Text | Kind::Header => "text".into(),
        Kind::Bool => "`true` or `false`".into(),
        Kind::Integer(min, u64::MAX) => format!("a whole number from {min}"),
        Kind::Integer(min, max) => format!("a whole number, {min} to {max}"),
        Kind::Duration(Duration::ZERO) => "a duration".into(),
        Kind::Duration(min) if min < Duration::from_micros(1) => "a duration above zero".into(),
        Kind::Duration(min) => format!("a duration of at least {}", format_duration(min)),
        Kind::Ttl => "a duration, `inf` or `0`".into(),
        Kind::Size(min, max) => format!("a size, {} to {}", format_size(min), format_size(max)),
        Kind::Choice(choices) => format!("one of {}", words(choices)),
        Kind::Choices(choices) => format!("a list of {}", words(choices)),
        Kind::Texts => "a list of texts".into(),
        Kind::Path => "the path of a file".into(),
        Kind::Paths => "a list of paths".into(),
        Kind::Journey => "the path of a file, or `builtin:NAME`".into(),
        Kind::Url(schemes) => format!("a URL with {}", schemes.join(" or ")),
        Kind::Encodings => "words with commas".into(),
        Kind::HostTarget => "an address, or address:port".into(),
        Kind::Addresses => "a list of IP addresses".into(),
        Kind::Networks => "a list of networks or addresses".into(),
        Kind::Allow => "a list of origins and networks".into(),
        Kind::Env => "text or `{ env = \"NAME\" }`".into(),
        Kind::Stages => "a list of `{ duration, target }`".into(),
        Kind::Pause => "a duration or a law".into(),
        Kind::Thresholds => "a list of expressions".into(),
        Kind::Column => "a word, a range or a choice".into(),
        Kind::Share => "a number, 0 to 1".into(),
        Kind::Amount => "a number above 0".into(),
        Kind::Values => "a list of values".into(),
    }
}

#[cfg(test)]
mod tests {
    /// `UPDATE_GOLDEN=1` writes the file anew.
    #[test]
    fn the_file_in_docs_is_what_the_table_says() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/plan-reference.md");
        let now = super::reference();
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).unwrap() == now,
            "docs/plan-reference.md is old: UPDATE_GOLDEN=1 renews it"
        );
    }

    #[test]
    fn every_setting_stands_in_it_once() {
        let text = super::reference();
        for setting in super::SETTINGS {
            assert_eq!(text.matches(&format!("`{}`\n", setting.variable())).count(), 1, "{}", setting.path);
        }
    }
}
