use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::guest::root;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// Users that do a bit of everything: requests of which some fail, checks, steps, a custom metric of each kind.
pub(crate) fn mixed(origin: &Origin) -> Journey {
    let steps = json!([
        { "op": "request", "name": "ok", "tags": { "team": "a" } },
        { "op": "check", "name": "it holds", "value": true },
        { "op": "request", "path": "/status/404", "name": "gone" },
        { "op": "group", "name": "step", "steps": [{ "op": "request", "path": "/bytes?n=1000", "name": "big" }] },
        { "op": "check", "name": "it does not", "value": false },
        { "op": "sleep", "ms": 30 },
    ]);
    Journey::new(origin, steps).users(3, 40)
}

/// The metrics of the summary without selectors, of this kind; without gauges that each thread of the engine has.
pub(crate) fn metrics<'a>(run: &'a Run, kind: &str) -> Vec<(&'a str, &'a Value)> {
    let metrics = run.summary["metrics"].as_object().expect("a summary has metrics");
    let of_kind = metrics.iter().filter(|(name, metric)| !name.contains('{') && metric["type"] == kind);
    let of_kind = of_kind.filter(|(name, _)| !matches!(name.as_str(), "generator_cpu" | "generator_queued"));
    let list: Vec<_> = of_kind.map(|(name, metric)| (name.as_str(), &metric["values"])).collect();
    assert!(!list.is_empty(), "no {kind} in {metrics:?}");
    list
}

/// Strings that have broken formats before, but for the empty one: it stands for no tag.
pub(crate) fn hostile() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/corpus/strings.txt")).expect("the corpus is there");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let strings = lines.map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}")));
    strings.chain([" ".to_owned(), "long ".repeat(400), "trailing\\".to_owned()]).collect()
}

/// One request for each hostile string, as its name and as a tag.
pub(crate) fn hostile_journey(origin: &Origin, strings: &[String]) -> Journey {
    let one = |string: &String| json!({ "op": "request", "name": string, "tags": { "hostile": string } });
    let steps: Vec<Value> = strings.iter().map(one).collect();
    Journey::new(origin, json!(steps)).users(1, 1)
}
