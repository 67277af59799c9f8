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
mod expect;
mod fields;
mod form;
mod headers;
mod hop;
mod http1;
mod http2;
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
mod seen;
mod server_timing;
mod session;
mod shared;
mod template;
mod tls;
mod tracer;

pub use body::Body;
pub use client::Client;
pub use content::pointed;
pub use content::xpath;
pub use dns::{Resolve, Resolving};
pub use expect::Expect;
pub use form::Form;
pub use multipart::Multipart;
pub use request::Request;
pub use response::Response;
pub use seen::Seen;
pub use shared::Shared;
pub use template::{mask, series_name};

#[cfg(test)]
mod tests;
