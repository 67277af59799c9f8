//! Tests through the front door: the real binary against the scripted origin, one file for each part of the promise.

mod content;
mod exits;
mod failures;
mod hostile;
mod layering;
mod numbers;
mod phases;
mod secrets;
mod strings;
mod tls;
mod waits;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// Tests whose times are judged, or that use the whole machine, run one after the other.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A machine that does other things too is late now and then, but not each time.
fn tries(times: usize, test: impl Fn() -> Result<(), String>) {
    let errors: Vec<String> = (0..times).map_while(|_| test().err()).collect();
    assert!(errors.len() < times, "{}", errors.join("\n"));
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}
