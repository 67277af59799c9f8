use std::fs;
use std::path::{Path, PathBuf};

use throng_tests::guest::root;

/// The stages, in the order in which values go through them.
const STAGES: [&str; 14] = [
    "bundle",
    "plan",
    "schedule",
    "vu",
    "protocol",
    "inbox",
    "observe",
    "sample",
    "aggregate",
    "threshold",
    "output",
    "report",
    "compare",
    "result",
];

/// What a stage may import from its left: values, and the names and shapes of values. What records, merges or decides
/// is not among them.
const DATA: [(&str, &[&str]); 7] = [
    ("bundle", &["Date"]),
    ("plan", &[]),
    ("sample", &[]),
    ("vu", &["Tick", "Live", "ScenarioLive"]),
    (
        "aggregate",
        &[
            "Snapshot",
            "Row",
            "Part",
            "Series",
            "Check",
            "Failed",
            "JourneyFailure",
            "Metric",
            "Selector",
            "Statistic",
            "Sink",
            "Trend",
            "Registry",
            "RawSample",
            "Amount",
            "Slow",
            "MetricId",
            "Outcome",
            "builtin",
        ],
    ),
    ("threshold", &["Verdict", "Outcome", "Judged", "Assessment", "Category", "Decision", "Status"]),
    ("output", &["Outcome"]),
];

/// Files in which the stages meet.
const WIRING: [&str; 4] = ["lib.rs", "main.rs", "run.rs", "cli.rs"];

#[test]
fn behaviour_is_imported_only_rightwards() {
    let source = root().join("engine/src");
    let mut wrong = Vec::new();
    for file in files(&source) {
        let Some(stage) = stage(&source, &file) else { continue };
        let text = fs::read_to_string(&file).unwrap();
        for (line, import) in imports(&text) {
            if !allowed(&stage, &import) {
                wrong.push(format!(
                    "{}:{line}: {stage} imports {import}",
                    file.strip_prefix(&source).unwrap().display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "leftward imports:\n{}", wrong.join("\n"));
}

#[test]
fn a_leftward_import_is_found() {
    assert!(allowed("schedule", "vu::User") && allowed("report", "plan::Plan") && allowed("aggregate", "clock"));
    assert!(!allowed("report", "aggregate::Aggregator") && !allowed("threshold", "aggregate::Recorder"));
    assert!(!allowed("protocol", "vu::state::State") && !allowed("aggregate", "schedule::Scheduler"));
    let text =
        "use crate::plan::{Plan, http::Auth};\nlet x = crate::vu::Tick::new();\n#[cfg(test)]\nuse crate::report::x;";
    let found: Vec<_> = imports(text).into_iter().map(|(_, import)| import).collect();
    assert_eq!(found, ["plan::Plan", "plan::http", "vu::Tick"]);
}

fn allowed(stage: &str, import: &str) -> bool {
    let (to, item) = import.split_once("::").unwrap_or((import, ""));
    let position = |name| STAGES.iter().position(|stage| *stage == name);
    match (position(stage), position(to)) {
        (Some(from), Some(onto)) => {
            onto >= from || DATA.iter().any(|(s, items)| *s == to && (items.is_empty() || items.contains(&item)))
        }
        _ => true,
    }
}

/// `crate::a::b` of every line outside tests, a list in braces one by one.
fn imports(text: &str) -> Vec<(usize, String)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for rest in line.split("crate::").skip(1) {
            let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
            let module = word(rest);
            let after = rest[module.len()..].strip_prefix("::").unwrap_or_default();
            let items: Vec<String> = match after.strip_prefix('{') {
                Some(list) => list.split(',').map(|item| word(item.trim())).collect(),
                None => vec![word(after)],
            };
            for item in items {
                found.push((number + 1, if item.is_empty() { module.clone() } else { format!("{module}::{item}") }));
            }
        }
    }
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it can be listed").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let source = files.into_iter().filter(|file| file.extension().is_some_and(|e| e == "rs"));
    source.chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

/// The stage that a file belongs to; none for the wiring and for what all stages share, and for tests.
fn stage(source: &Path, file: &Path) -> Option<String> {
    let path = file.strip_prefix(source).ok()?;
    let name = path.file_name()?.to_str()?;
    if WIRING.contains(&name) && path.components().count() == 1 || name.contains("test") {
        return None;
    }
    let stage = path.components().next()?.as_os_str().to_str()?;
    (path.components().count() > 1 && STAGES.contains(&stage) && !path.to_string_lossy().contains("tests"))
        .then(|| stage.to_owned())
}
