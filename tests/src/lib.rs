//! Tests through the front door: the real binary, against a scripted origin that records what it received.
//!
//! `origin` is that server and the other things a client may meet (a closed port, a full backlog, a broken TLS peer);
//! `engine` runs the binary under a time limit; `journey` writes plans
//! around the guest that does the steps it is given; `vector` turns a semantics vector into a plan and checks what came of it.

pub mod browser;
pub mod contract;
pub mod engine;
pub mod guest;
pub mod journey;
pub mod language;
pub mod led;
pub mod origin;
pub mod patience;
pub mod recorded;
pub mod registry;
pub mod script;
pub mod secret;
pub mod server;
pub mod session;
pub mod shop;
pub mod terminal;
mod toml;
pub mod vector;
pub mod venv;
pub mod workshop;

/// A percentile between the two nearest ranks, as k6 takes it; `share` is 0 to 1.
///
/// # Panics
/// Without values.
pub fn percentile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = share * (values.len() - 1) as f64;
    let below = values[rank.floor() as usize];
    below + (values[rank.ceil() as usize] - below) * rank.fract()
}

/// A number of a summary or report; NaN where it is none, which no comparison accepts.
pub fn number(value: &serde_json::Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}
