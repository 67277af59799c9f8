use throng_tests::engine::Engine;

const SLEEPER: &str = r#"(module
  (import "throng:load/vu@0.1.0" "sleep" (func $sleep (param f64)))
  (memory (export "memory") 1)
  (func (export "run") (result i32)
    (call $sleep (f64.const 6000))
    (i32.const 0)))"#;

/// As many users as the default of `vm.max_map_count` has room for by what `throng doctor` counts: all are in an
/// iteration at once, and none of them lacks memory.
#[test]
fn as_many_users_as_the_kernel_has_maps_for_sleep_at_once() {
    let engine = Engine::bare().file("sleeper.wat", SLEEPER);
    let journey = engine.path("sleeper.wat");
    let run = engine.args(["run", &journey, "--vus", "20000", "--iterations", "20000"]).run();
    run.assert_exit(0, "passed", &[]);
    let ends = ["complete", "failed", "interrupted"].map(|end| run.iterations(end));
    assert_eq!(ends, [20_000, 0, 0], "{}", run.text());
    assert_eq!(run.number("vus", "max"), 20_000.0);
    assert!(run.number("iteration_duration", "min") >= 6000.0, "{}", run.text());
}
