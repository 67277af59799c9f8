use throng_tests::engine::{Engine, Run};
use throng_tests::guest;

fn fault(what: &str) -> Run {
    let journey = guest::hosting("faults");
    Engine::new(&format!("journey = {journey:?}\niterations = 3\nenv.FAULT = \"{what}\"\n")).run()
}

/// The first failure of this cause, in the summary.
fn first(run: &Run, cause: &str) -> String {
    let failures = &run.summary["failures"]["journey"];
    let found = failures.as_array().into_iter().flatten().find(|failure| failure["cause"] == cause);
    let found = found.unwrap_or_else(|| panic!("no `{cause}` in {failures}"));
    assert_eq!(found["count"], 3);
    found["message"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_trap_names_file_and_line_of_the_source() {
    let run = fault("index");
    let message = first(&run, "trap");
    let lines: Vec<&str> = message.lines().collect();
    assert!(lines[0].ends_with("wasm trap: wasm `unreachable` instruction executed"), "{message}");
    assert!(lines[1].starts_with("    at faults::basket ("), "{message}");
    assert!(lines[1].ends_with("tests/hosting/faults/src/lib.rs:17:17)"), "{message}");
}

#[test]
fn so_does_a_mistake_that_a_host_function_found() {
    let message = first(&fault("host"), "trap");
    assert!(message.contains("src/lib.rs:9:"), "{message}");
}

#[test]
fn a_stack_that_is_used_up_is_told_without_flooding() {
    let message = first(&fault("deep"), "stack");
    assert!(message.contains("src/lib.rs:24:9"), "{message}");
    assert!(message.len() < 4096, "{} bytes: {message}", message.len());
}
