use std::time::Duration;

use throng_tests::engine::Engine;
use throng_tests::guest::root;
use throng_tests::language::language;

const PLAN: &str = r#"
journey = "journey.wasm"
[env]
GREETING = "hello"
[scenarios.garbage]
executor = "shared-iterations"
vus = 2
iterations = 1000000
max_duration = "40m"
"#;

/// A million iterations that allocate, in two instances of 16 MiB at most: none traps, none runs out of memory.
/// `ITERATIONS` gives another number, for work on the test.
#[test]
#[ignore = "takes minutes; cargo xtask full asks for it"]
fn the_collector_of_go_does_its_work() {
    let folder = tempfile::tempdir().unwrap();
    language("go").conformance().project(folder.path());
    let journey = root().join("tests/guests/collector/journey.go");
    std::fs::copy(journey, folder.path().join("journey.go")).unwrap();
    let built = Engine::bare().args(["build", folder.path().to_str().unwrap()]).limit(Duration::from_secs(300));
    let built = built.run_plainly();
    assert_eq!(built.exit(), 0, "{}", built.text());
    let iterations = std::env::var("ITERATIONS").unwrap_or_else(|_| "1000000".into());
    let engine = Engine::new(&PLAN.replace("1000000", &iterations)).args(["--set", "limits.memory=16MiB"]);
    let component = std::fs::read(folder.path().join("journey.wasm")).unwrap();
    let run = engine.file("journey.wasm", component).limit(Duration::from_secs(3000)).run();
    assert_eq!(run.exit(), 0, "{}", run.text());
    assert_eq!(
        (run.iterations("complete"), run.iterations("failed")),
        (iterations.parse().unwrap(), 0),
        "{}",
        run.text()
    );
}
