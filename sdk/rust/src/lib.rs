//! Write load journeys for throng in Rust.
//!
//! A journey is what one user does in one iteration. This is a whole one:
//!
//! ```
//! use throng_sdk::prelude::*;
//!
//! #[journey]
//! fn run() {
//!     check!(r = get("/").send(), "status is 200" => r.status() == 200);
//!     sleep(secs(1));
//! }
//! ```
//!
//! Build it for `wasm32-wasip2` as a `cdylib`, name it in a plan (`journey = "hello.wasm"`), and run the plan.
//!
//! A user may have state, tasks by weight and think time:
//!
//! ```
//! use throng_sdk::prelude::*;
//!
//! struct Shop { token: String }
//!
//! #[journey(wait = between(1.0, 3.0))]
//! impl Shop {
//!     fn setup() -> Vec<u32> { vec![7, 8] }
//!     fn start(items: &Vec<u32>) -> Result<Self> {
//!         let r = post("/login").json(&json!({ "first": items.first() }))?.send();
//!         Ok(Self { token: r.pointer("/token").context("no token")? })
//!     }
//!     #[task(3)]
//!     async fn browse(&mut self, items: &Vec<u32>) {
//!         join_all(items.iter().map(|id| get("/items/{id}").param("id", id).start())).await;
//!     }
//!     #[task]
//!     fn buy(&mut self) -> Result {
//!         post("/orders").bearer(&self.token).send().success()?;
//!         Ok(())
//!     }
//!     #[scenario("admin")]
//!     fn administer() { get("/admin").hit(); }
//!     fn stop(&mut self) { post("/logout").bearer(&self.token).hit(); }
//!     fn plan() -> &'static str { r#"{ "thresholds": { "checks": ["rate > 0.99"] } }"# }
//! }
//! ```
//!
//! [`macro@journey`] goes on a function, a module or an `impl` block; with the two last, a journey may also have `setup`,
//! `start`, `stop`, `teardown` and `plan`, weighted tasks, and a function for each scenario.
#![deny(missing_docs)]

extern crate self as throng_sdk;

#[expect(missing_docs, reason = "generated from the contract, which documents itself")]
mod bindings;
mod check;
pub mod data;
pub mod download;
mod duration;
mod failure;
mod form;
pub mod grpc;
pub mod inbox;
pub mod job;
pub mod log;
pub mod metric;
pub mod prelude;
mod request;
mod response;
pub mod session;
pub mod sse;
#[doc(hidden)]
pub mod stage;
mod step;
pub mod store;
pub mod tasks;
pub mod vu;
pub mod wait;
pub mod websocket;

pub use check::{check, check_tagged};
pub use duration::{ms, secs};
pub use failure::{Context, Error, Result};
pub use form::Form;
pub use request::{Multipart, Prepared, Request, delete, get, head, options, patch, post, put};
pub use response::{Response, Timings};
pub use serde_json::{self, json};
pub use step::{Step, step};
pub use throng_sdk_macros::{journey, metric};
pub use websocket::WebSocket;

#[doc(hidden)]
pub use inventory;

/// Pairs as the contract wants them.
fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}
