//! gRPC over the user's own HTTP/2 connections: messages are JSON for the journey and protobuf on the wire.
//!
//! ```text
//! Call ── message (JSON ↔ bytes) ── frame ── exchange (connection, headers, trailers) ── State ── Call
//! ```

mod call;
mod exchange;
mod frame;
mod message;
mod place;
mod reflection;
mod schema;
mod state;
mod status;

pub use call::{Call, Parcel};
pub use state::Progress;
pub use status::Ended;

pub(super) use reflection::Known;
pub(super) use schema::Schema;
