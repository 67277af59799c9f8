use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Map, Value};
use throng_tests::guest::{self, root};
use throng_tests::language::{BUILT, Language, chosen};

use super::record::{PARTS, record};

/// Every journey that is run: its language, its file's name, its bytes.
fn journeys() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let text = root().join("tests/guests/conformance/wat/journey.wat");
    let wat = ("wat", "journey.wat", std::fs::read(text).unwrap());
    std::iter::once(wat).chain(chosen().map(|language| (language.name, "journey.wasm", component(language)))).collect()
}

fn component(language: Language) -> Vec<u8> {
    if language.recorded { language.conformance().bytes() } else { std::fs::read(guest::conformance()).unwrap() }
}

fn golden(file: PathBuf, text: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, text, "{} differs: look, then run with UPDATE_GOLDEN=1", file.display());
}

/// One record for all, and the table that says so.
#[test]
fn every_language_leaves_the_same_record() {
    let expected = root().join("tests/guests/conformance/expected.json");
    let mut rows = String::new();
    let mut wrong = Vec::new();
    let mut first: Option<Map<String, Value>> = None;
    for (language, name, journey) in journeys() {
        let found = record(name, &journey);
        let wanted = first.get_or_insert_with(|| {
            golden(expected.clone(), &(serde_json::to_string_pretty(&found).unwrap() + "\n"));
            found.clone()
        });
        let _ = write!(rows, "| {language} |");
        for (part, _) in PARTS {
            let same = found[part] == wanted[part];
            let _ = write!(rows, " {} |", if same { "same" } else { "differs" });
            if !same {
                wrong.push(format!("{language}, {part}: {:#}\ninstead of {:#}", found[part], wanted[part]));
            }
        }
        rows.push('\n');
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let heads: String = PARTS.iter().map(|(part, _)| format!(" {part} |")).collect();
    let text = format!(
        "# Conformance\n\n<!-- Written by the test `languages`. Do not edit. -->\n\n\
         One journey is written in every language (`tests/guests/conformance`). In each part, what the target received or the\n\
         engine recorded is the same, byte for byte.\n\n| language |{heads}\n|---|{}\n{rows}",
        "---|".repeat(PARTS.len())
    );
    if chosen().count() == BUILT.len() {
        golden(root().join("docs/languages/conformance.md"), &text);
    }
}
