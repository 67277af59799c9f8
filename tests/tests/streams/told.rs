//! One scenario of the guest that uses what stays open, and what it told.

use serde_json::Value;
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::streams;

/// One user, one iteration.
pub(crate) const ONCE: &str = "executor = \"per-vu-iterations\"\nvus = 1\niterations = 1";

/// The plan of one scenario of the guest against this url.
pub(crate) fn plan(scenario: &str, url: &str, settings: &str, shape: &str) -> String {
    format!(
        "journey = {:?}\ntarget = {url:?}\nenv = {{ URL = {url:?}, MESSAGES = \"2000\" }}\n{settings}\n\
         [scenarios.{scenario}]\n{shape}\n",
        streams()
    )
}

/// One user does this scenario once.
pub(crate) fn once(scenario: &str, url: &str) -> (Run, Value) {
    with(scenario, url, "")
}

/// The same with more settings.
pub(crate) fn with(scenario: &str, url: &str, settings: &str) -> (Run, Value) {
    let run = Engine::new(&plan(scenario, url, settings, ONCE)).run();
    assert_eq!((run.iterations("complete"), run.iterations("failed")), (1, 0), "{}", run.text());
    let told = told(&run);
    (run, told)
}

/// What the journey told in the log; null where it told nothing.
pub(crate) fn told(run: &Run) -> Value {
    let line = run.stderr.lines().find_map(|line| line.split_once("TOLD "));
    line.and_then(|(_, text)| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
}
