//! HTTP as a user does it: own connections, own cookies, every phase timed on the host.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::plan::http::{Auth, HttpVersion};
use crate::plan::{HttpOptions, Plan};
use crate::sample::Exchange;

/// What all users of a process share: TLS configuration, resolver, allow-list, rate cap.
pub struct Shared;

impl Shared {
    /// Reads certificates and builds everything once; an error names the file.
    pub fn new(_plan: &Plan) -> anyhow::Result<Arc<Self>> {
        todo!()
    }
}

/// One user's HTTP client. Cloning gives another handle to the same user (parallel sends).
#[derive(Clone)]
pub struct Client;

impl Client {
    /// A user without cookies and connections.
    pub fn new(_shared: Arc<Shared>) -> Self {
        todo!()
    }
    /// Sends, follows redirects, reads the body. Never fails: a failure is in the response.
    pub async fn send(&self, _request: &Request) -> Response {
        todo!()
    }
    /// Bytes (sent, received) on all connections since the last call, TLS included.
    pub fn take_bytes(&self) -> (u64, u64) {
        todo!()
    }
    /// Closes the connections.
    pub fn disconnect(&self) {}
    /// Forgets the cookies.
    pub fn clear_cookies(&self) {}
}

/// A request as the journey prepared it. Setting replaces.
#[derive(Clone)]
pub struct Request {
    /// Method as given.
    pub method: String,
    /// Url as given, placeholders and all.
    pub url: String,
    /// Placeholder values.
    pub params: Vec<(String, String)>,
    /// Query parameters.
    pub query: Vec<(String, String)>,
    /// Headers in order; a later `header()` of the same name replaced the earlier.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Body,
    /// Digest auth, where asked for.
    pub auth: Option<Auth>,
    /// Time limit of this request.
    pub timeout: Option<Duration>,
    /// Redirect limit of this request.
    pub redirects: Option<u32>,
    /// Version of this request.
    pub version: Option<HttpVersion>,
    /// Count the body and drop it.
    pub discard: bool,
}

/// The body of a request.
#[derive(Clone, Default)]
pub enum Body {
    /// None.
    #[default]
    Empty,
    /// Bytes and the content type that goes with them unless the request has its own.
    Bytes {
        /// What is sent.
        content: Bytes,
        /// Content type, where the kind of body has one.
        content_type: Option<String>,
    },
}

/// What came back. Status 0 and a failure when nothing valid did.
pub struct Response {
    /// The last hop.
    pub exchange: Exchange,
    /// Hops before it: their url and exchange.
    pub earlier: Vec<(String, Exchange)>,
    /// The url after redirects.
    pub url: String,
    /// Headers in the order received.
    pub headers: http::HeaderMap,
    /// The decoded body; empty when discarded.
    pub body: Bytes,
}

#[expect(dead_code, reason = "skeleton")]
fn skeleton(_: HttpOptions) {}

mod outline;
pub use outline::{Expect, Multipart};
