use serde_json::Value;
use throng_tests::engine::Engine;

/// A loop of a tenth of a second or so in a function of its own.
const BUSY: &str = r#"(module
  (memory (export "memory") 1)
  (func $grind (local $left i32)
    (local.set $left (i32.const 200000000))
    (loop $again
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $again (local.get $left))))
  (func (export "run") (result i32) (call $grind) (i32.const 0)))"#;

#[test]
fn a_profile_names_the_functions_that_take_time() {
    let engine = Engine::new("journey = \"busy.wat\"\niterations = 3\n").file("busy.wat", BUSY);
    // The harness takes the folder away with the run.
    let place = tempfile::tempdir().expect("a temporary folder");
    let file = place.path().join("profile.json");
    let run = engine.args(["--profile", file.to_str().expect("a plain name")]).run();
    run.assert_exit(0, "passed", &[]);
    let profile: Value = serde_json::from_slice(&std::fs::read(&file).expect("it was written")).expect("it is JSON");
    let thread = &profile["threads"][0];
    let samples = thread["samples"]["length"].as_u64().unwrap_or_default();
    assert!(samples > 10, "{samples} samples");
    assert!(profile.to_string().contains("grind"), "the function has its name");
    assert!(profile["meta"]["product"].as_str().is_some_and(|name| name.ends_with("busy.wat")), "{}", profile["meta"]);
}

#[test]
fn a_profile_that_cannot_be_written_is_a_mistake_before_the_run() {
    let run = Engine::new("journey = \"busy.wat\"\niterations = 1\n")
        .file("busy.wat", BUSY)
        .args(["--profile", "/nowhere/profile.json"])
        .run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("--profile /nowhere/profile.json: the file cannot be written"), "{}", run.stderr);
}
