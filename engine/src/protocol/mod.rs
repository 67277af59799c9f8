//! HTTP as a user does it: own connections, own cookies, every phase timed on the host.
//!
//! ```text
//! Request ── Prepared ── pool ── connect (resolve → check → connect → TLS) ── hop ── Response
//! ```

mod alarm;
mod allow;
mod body;
mod bound;
mod classify;
mod client;
mod connect;
mod content;
mod decode;
mod digest;
mod dns;
mod download;
mod expect;
mod fields;
mod form;
mod grpc;
mod headers;
mod hop;
mod http1;
mod http2;
mod inflow;
mod io;
mod jar;
mod multipart;
mod pool;
mod prepared;
mod proxy;
mod rate;
mod redirect;
mod request;
mod response;
mod rest;
mod seen;
mod server_timing;
mod session;
mod shared;
mod sse;
mod template;
mod tls;
mod tracer;
mod websocket;

pub use body::Body;
pub use client::Client;
pub use content::pointed;
pub use content::xpath;
pub use dns::{Resolve, Resolving};
pub use download::Download;
pub use expect::Expect;
pub use form::Form;
pub use grpc::{Call, Ended as CallEnded, Parcel, Progress as CallProgress};
pub use multipart::Multipart;
pub use request::Request;
pub use response::Response;
pub use seen::Seen;
pub use shared::Shared;
pub use sse::{EventSource, Progress, ServerEvent};
pub use template::{mask, series_name};
pub use websocket::{Event as SocketEvent, Message as SocketMessage, WebSocket};

#[cfg(test)]
mod tests;
