//! A tagged series that is asked for in each iteration costs no handle each time.

use std::time::Duration;

use throng_tests::engine::Engine;
use throng_tests::language::{Language, language};

use super::build::built;

const ITERATIONS: u64 = 20_000;

/// Two users share the iterations; a handle more in each would end an instance after some 1,100 of them.
const PLAN: &str = r#"
journey = "journey.wasm"
limits.handles = 1100
metrics.seen.kind = "counter"
[scenarios.main]
executor = "shared-iterations"
vus = 2
iterations = 20000
max_duration = "5m"
[thresholds]
"seen{shelf:lamps}" = ["count == 20000"]
seen = ["count == 40000"]
"#;

fn hold(language: Language, component: Vec<u8>) {
    let engine = Engine::new(PLAN).file("journey.wasm", component).limit(Duration::from_secs(400));
    let run = engine.run();
    assert_eq!(run.exit(), 0, "{}: {}", language.name, run.text());
    assert_eq!((run.iterations("complete"), run.iterations("failed")), (ITERATIONS, 0), "{}", language.name);
}

#[test]
fn asked_for_in_each_iteration() {
    for language in ["c", "assemblyscript"].map(language) {
        hold(language, language.handles().bytes());
    }
}

#[test]
#[ignore = "needs the tools of Go, JavaScript and Python; cargo xtask full asks for it"]
fn asked_for_in_each_iteration_in_other_languages() {
    for language in ["go", "javascript", "python"].map(language) {
        let folder = tempfile::tempdir().unwrap();
        hold(language, built(&language.handles(), folder.path()));
    }
}
