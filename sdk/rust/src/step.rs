//! Steps: parts of an iteration that are timed, and whose name stands on all that happens inside (k6's groups).

use crate::bindings::throng::load::vu as raw;

/// Runs `inside` as a step; steps nest (`::buy::pay`). The step ends with it, also when it returns early by `?`.
///
/// ```no_run
/// # use throng_sdk::prelude::*;
/// # fn journey() -> Result {
/// let total: f64 = step("buy", || get("/cart").send().number("/total").context("no total"))?;
/// # Ok(())
/// # }
/// ```
pub fn step<T>(name: &str, inside: impl FnOnce() -> T) -> T {
    let _open = Step::enter(name);
    inside()
}

/// A step that is open until this is dropped; for where a closure does not fit. Async code that runs several things
/// at once should not open steps in them: a user has one stack of steps.
#[must_use = "the step ends when this is dropped"]
pub struct Step(());

impl Step {
    /// Opens a step.
    pub fn enter(name: &str) -> Self {
        raw::enter(name);
        Self(())
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        raw::leave();
    }
}
