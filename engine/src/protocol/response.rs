//! What came back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use super::expect::Expect;
use super::headers::Headers;
use super::prepared::Prepared;
use super::rest::Rest;
use crate::sample::{Exchange, Failure, Protocol};

/// What came back. Status 0 and a failure when nothing valid did.
pub struct Response {
    /// The last hop.
    pub exchange: Exchange,
    /// Hops before it: their url (credentials are never in it) and exchange.
    pub earlier: Vec<(String, Exchange)>,
    /// What was sent last.
    pub(super) sent: Option<Arc<Prepared>>,
    /// The url of a request that was not sent.
    unsent: String,
    /// Headers in the order received.
    pub(super) headers: Headers,
    /// The decoded body; empty when discarded. Of a response that failed half-way, the part that came.
    pub body: Bytes,
    /// What has not been read yet, where only the head was wanted.
    pub(super) rest: Option<Box<Rest>>,
    #[expect(dead_code, reason = "dropping it gives the user's memory back")]
    held: Held,
}

impl Response {
    /// A response that never came, for what this exchange says (a cancelled request, for example).
    pub fn failed(exchange: Exchange) -> Box<Self> {
        Box::new(Self::new(exchange, Headers::default(), Bytes::new(), Held::default()))
    }

    /// A request that could not be sent.
    pub(super) fn refused(failure: Failure, url: String) -> Box<Self> {
        let mut refused = Self::failed(Exchange { failure: Some(failure), ..Exchange::default() });
        refused.unsent = url;
        refused
    }

    /// What one hop gives.
    pub(super) fn new(exchange: Exchange, headers: Headers, body: Bytes, held: Held) -> Self {
        Self { exchange, earlier: Vec::new(), sent: None, unsent: String::new(), headers, body, rest: None, held }
    }

    /// The url after redirects.
    pub fn url(&self) -> &str {
        self.sent.as_ref().map_or(&self.unsent, |sent| sent.url.as_str())
    }

    /// 0 when no valid response came.
    pub fn status(&self) -> u16 {
        self.exchange.status
    }

    /// Whether the status is one that was expected.
    pub fn ok(&self, expect: &Expect) -> bool {
        expect.matches(self.exchange.status)
    }

    /// Empty, or the name of the cause.
    pub fn failure(&self) -> &'static str {
        self.exchange.failure.as_ref().map_or("", |failure| failure.cause.name())
    }

    /// Empty, or the reason in words.
    pub fn message(&self) -> &str {
        self.exchange.failure.as_ref().map_or("", |failure| &failure.message)
    }

    /// `1.1` or `2`; empty when nothing came.
    pub fn version(&self) -> &'static str {
        match self.exchange.protocol {
            Some(Protocol::Http1) => "1.1",
            Some(Protocol::Http2) => "2",
            None => "",
        }
    }

    /// How many redirects were followed.
    pub fn hops(&self) -> u32 {
        self.earlier.len() as u32
    }

    /// The first header of that name, in any case; bytes that are not UTF-8 are replaced.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// All headers, as they came.
    pub fn header_map(&self) -> &http::HeaderMap {
        &self.headers
    }

    /// All headers in the order received.
    pub fn fields(&self) -> impl Iterator<Item = (&str, String)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
    }
}

/// The share of a user's memory for responses that one response has; given back when it is dropped.
#[derive(Default)]
pub(super) struct Held {
    bytes: u64,
    account: Option<Arc<AtomicU64>>,
}

impl Held {
    /// Takes nothing yet from this account.
    pub(super) fn of(account: &Arc<AtomicU64>) -> Self {
        Self { bytes: 0, account: Some(account.clone()) }
    }

    /// Takes so many bytes more; false when the user would hold more than the limit.
    pub(super) fn take(&mut self, bytes: u64, limit: u64) -> bool {
        let Some(account) = &self.account else { return true };
        if account.load(Ordering::Relaxed).saturating_add(bytes) > limit {
            return false;
        }
        account.fetch_add(bytes, Ordering::Relaxed);
        self.bytes += bytes;
        true
    }

    /// Gives back what is over so many bytes.
    pub(super) fn shrink_to(&mut self, bytes: u64) {
        let over = self.bytes.saturating_sub(bytes);
        if let Some(account) = &self.account {
            account.fetch_sub(over, Ordering::Relaxed);
            self.bytes -= over;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shrink_to(0);
    }
}
