use serde_json::{Value, json};
use throng_tests::guest::root;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// The corpus: one JSON string a line, `#` begins a comment; and one that is too long to write down.
pub(crate) fn corpus() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/corpus/strings.txt")).expect("the corpus is there");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut strings: Vec<String> =
        lines.map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect();
    strings.push("long ".repeat(2000));
    assert!(strings.len() > 30);
    strings
}

/// Nothing that a terminal obeys: no control characters but line ends and tabs, nothing that reorders text.
pub(crate) fn harmless(stream: &str, name: &str) {
    let bad = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = stream.chars().find(bad);
    let line = stream.lines().find(|line| line.chars().any(|c| bad(&c)));
    assert_eq!(found, None, "{name}: {line:?}");
}

#[test]
fn what_a_journey_says_cannot_harm_terminal_or_json() {
    let origin = Origin::plain();
    let corpus = corpus();
    let mut steps: Vec<Value> = Vec::new();
    for string in &corpus {
        steps.push(json!({ "op": "log", "message": string }));
        steps.push(json!({ "op": "check", "name": string, "value": false }));
        steps.push(json!({ "op": "group", "name": string, "steps": [] }));
        steps.push(json!({ "op": "request", "name": string, "tags": { "hostile": string } }));
    }
    let functions = json!({ "fail": [{ "op": "throw", "msg": corpus.concat() }] });
    let journey = Journey::new(&origin, json!(steps)).users(1, 1).set("about", json!({ "note": corpus[0] }));
    let run = journey.set("limits", json!({ "log_bytes": "10MB" })).engine().run();
    assert_eq!(run.exit(), 0, "{}", run.stderr);
    harmless(&run.stdout, "stdout");
    harmless(&run.stderr, "stderr");
    assert!(!run.summary.is_null(), "{}", run.summary_text);
    let names = |list: &str| {
        run.summary[list]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row["name"].as_str())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let short = |string: &&String| string.len() < 1000 && !string.is_empty();
    let (checks, requests) = (names("checks"), names("requests"));
    for string in corpus.iter().filter(short) {
        assert!(checks.contains(string), "{string:?} among {checks:?}");
        assert!(requests.contains(string), "{string:?} among {requests:?}");
    }
    let run = Journey::new(&origin, functions["fail"].clone()).engine().run();
    harmless(&run.stdout, "stdout");
    harmless(&run.stderr, "stderr");
    assert_eq!(run.iterations("failed"), 1);
}

/// What a person reads when the plan is wrong is as harmless.
#[test]
fn what_a_plan_says_cannot_harm_the_terminal() {
    let origin = Origin::plain();
    for string in corpus().iter().filter(|string| string.len() < 1000) {
        let run = Journey::new(&origin, json!([])).set(string, json!(string)).engine().run();
        assert_eq!(run.exit(), 104, "{string:?}: {}", run.text());
        harmless(&run.stderr, string);
        harmless(&run.stdout, string);
    }
}
