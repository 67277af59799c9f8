//! The virtual user, and where the run is.

use crate::bindings::throng::load::vu as raw;
use crate::{Context, Result, duration};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// This user's number: unique in the whole run, also across machines; from 1.
pub fn id() -> u32 {
    raw::id()
}

/// This user's iteration, from 0.
pub fn iteration() -> u32 {
    raw::iteration()
}

/// The iteration's number in its scenario: unique, also across machines; from 0.
pub fn iteration_in_scenario() -> u64 {
    raw::iteration_in_scenario()
}

/// The scenario of this iteration.
pub fn scenario() -> String {
    raw::scenario()
}

/// What `setup` returned, in the type that it was; `null` before `setup` and where there is none.
pub fn setup_data<T: DeserializeOwned>() -> Result<T> {
    let text = raw::setup_data();
    serde_json::from_str(if text.is_empty() { "null" } else { &text }).context("the data of setup")
}

/// Sleeps; the time does not count as the target's.
pub fn sleep(time: Duration) {
    raw::sleep(duration::to_ms(time));
}

/// Sleeps until so much time has passed since this iteration began: a steady pace, whatever the target takes.
pub fn pace(period: Duration) {
    raw::pace(duration::to_ms(period));
}

/// A tag of every sample of this user from now on.
pub fn tag(key: &str, value: &str) {
    raw::tag(key, value);
}

/// Takes a tag away.
pub fn untag(key: &str) {
    raw::untag(key);
}

/// What the plan or the command line hands over under this name.
pub fn env(name: &str) -> Option<String> {
    raw::env(name)
}

/// A secret that the plan grants; it is blacked out wherever text leaves the engine. Unknown: traps.
pub fn secret(name: &str) -> String {
    raw::secret(name)
}

/// At least 0, less than 1; repeatable from the plan's seed and the user's id.
pub fn random() -> f64 {
    raw::random()
}

/// One of them, at random; none of an empty slice.
pub fn pick<T>(from: &[T]) -> Option<&T> {
    from.get((random() * from.len() as f64) as usize)
}

/// A whole number of the range, at random, repeatable: `roll(1..7)`. An empty range gives its start.
pub fn roll(range: std::ops::Range<u32>) -> u32 {
    range.start + (random() * f64::from(range.end.saturating_sub(range.start))) as u32
}

/// Since the run began.
pub fn elapsed() -> Duration {
    duration::from_ms(raw::elapsed())
}

/// How much of the scenario is over, from 0 to 1.
pub fn progress() -> f64 {
    raw::progress()
}

/// Which stage of the scenario's curve, from 0.
pub fn stage() -> u32 {
    raw::stage()
}

/// Users of this scenario that are active now, on all machines.
pub fn users() -> u32 {
    raw::users()
}

/// Waits until so many users have come to the place of that name; false when the wait is over before.
pub fn meet(place: &str, users: u32, wait: Duration) -> bool {
    raw::meet(place, users, duration::to_ms(wait))
}

/// Marks the run as failed with this reason, and lets it go on.
pub fn mark_failed(reason: &str) {
    raw::mark_failed(reason);
}

/// Stops the run, which fails with this reason. To fail one iteration, return an error instead.
pub fn abort(reason: &str) -> ! {
    raw::abort(reason);
    unreachable!("the host does not return from abort")
}
