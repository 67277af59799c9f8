//! The shop's customers in other languages than Rust do what those in Rust do, request by request.

use std::collections::BTreeMap;
use std::time::Duration;

use throng_tests::engine::Engine;
use throng_tests::guest::{example, root};
use throng_tests::language::chosen;
use throng_tests::recorded;
use throng_tests::shop::Shop;

use super::build::built;

/// The same seed gives the same customers: pages, words and tasks are drawn in one order.
const PLAN: &str = r#"
journey = "journey.wasm"
seed = 7
data.users = { file = "users.csv", policy = "sequential" }
[scenarios.browse]
executor = "per-vu-iterations"
vus = 3
iterations = 8
[scenarios.checkout]
executor = "per-vu-iterations"
vus = 2
iterations = 3
[thresholds]
checks = ["rate == 1"]
revenue = ["count > 0"]
search_found = ["rate > 0"]
"#;

type Answers = BTreeMap<(String, u16), u64>;

/// What the shop answered to this journey, and the checks with their numbers.
fn customers(journey: Vec<u8>) -> (Answers, Vec<(String, u64)>) {
    let shop = Shop::start();
    let users = std::fs::read(root().join("guest-examples/shop/users.csv")).unwrap();
    let plan = format!("target = \"{}\"\n{PLAN}", shop.url());
    let engine = Engine::new(&plan).file("journey.wasm", journey).file("users.csv", users);
    let run = engine.limit(Duration::from_secs(240)).run();
    // No threshold is of a time: a machine that is late changes no verdict.
    assert_eq!((run.exit(), run.iterations("complete"), run.iterations("failed")), (0, 30, 0), "{}", run.text());
    assert!(run.number("checkout_time", "max") > 0.0, "{}", run.text());
    let checks = run.summary["checks"].as_array().cloned().unwrap_or_default();
    let mut checks: Vec<(String, u64)> =
        checks.iter().map(|row| (row["name"].as_str().unwrap().to_owned(), row["passes"].as_u64().unwrap())).collect();
    checks.sort();
    (shop.answers(), checks)
}

#[test]
#[ignore = "needs the tools of JavaScript and Python; cargo xtask full asks for it"]
fn customers_are_the_same_in_every_language() {
    let rust = customers(std::fs::read(example("shop")).unwrap());
    assert_eq!(rust.0.get(&("POST /api/login".to_owned(), 200)), Some(&5));
    for journey in recorded::shops().into_iter().filter(|shop| chosen().any(|language| language == shop.language)) {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(customers(built(&journey, folder.path())), rust, "{}", journey.name);
    }
}
