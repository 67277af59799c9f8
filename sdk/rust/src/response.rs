//! Responses: their payload stays on the host until it is asked for.

use crate::bindings::throng::load::http as raw;
use crate::form::Form;
use crate::{Error, Result, duration};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// What came back, or why nothing did. Valid until the iteration ends.
pub struct Response(raw::Response);

/// The phases of the last hop; 0 for what did not happen (a reused connection).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Waiting for a free connection.
    pub blocked: Duration,
    /// Looking the name up.
    pub resolving: Duration,
    /// Opening the connection.
    pub connecting: Duration,
    /// The TLS handshake.
    pub securing: Duration,
    /// Writing the request.
    pub sending: Duration,
    /// Until the first byte.
    pub waiting: Duration,
    /// Reading the rest.
    pub receiving: Duration,
}

impl Response {
    pub(crate) fn of(response: raw::Response) -> Self {
        Self(response)
    }

    /// 0 when no response came; [`failure`](Self::failure) says why.
    pub fn status(&self) -> u16 {
        self.0.status()
    }

    /// A response came, and its status is one that was expected.
    pub fn ok(&self) -> bool {
        self.0.ok()
    }

    /// The response itself when it is [`ok`](Self::ok), otherwise an error that says what came: for `?`.
    pub fn success(self) -> Result<Self> {
        if self.ok() {
            return Ok(self);
        }
        Err(Error::new(match self.status() {
            0 => format!("{}: no response: {}", self.url(), self.message()),
            status => format!("{}: status {status}", self.url()),
        }))
    }

    /// Empty, or the reason: dns, connect, tls, timeout, reset, protocol, too-large, denied, cancelled, invalid, …
    pub fn failure(&self) -> String {
        self.0.failure()
    }

    /// The reason in words.
    pub fn message(&self) -> String {
        self.0.message()
    }

    /// Whether a request with [`await_verdict`](crate::Request::await_verdict) passed, whatever its status.
    pub fn judge(&self, passed: bool, reason: &str) {
        self.0.judge(passed, reason);
    }

    /// The url after redirects.
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// How many redirects were followed.
    pub fn hops(&self) -> u32 {
        self.0.hops()
    }

    /// `1.1` or `2`.
    pub fn version(&self) -> String {
        self.0.version()
    }

    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<String> {
        self.0.header(name)
    }

    /// All headers, in the order received.
    pub fn headers(&self) -> Vec<(String, String)> {
        self.0.headers()
    }

    /// sending + waiting + receiving, of the last hop.
    pub fn duration(&self) -> Duration {
        duration::from_ms(self.0.duration())
    }

    /// All phases.
    pub fn timings(&self) -> Timings {
        Timings {
            blocked: duration::from_ms(self.0.blocked()),
            resolving: duration::from_ms(self.0.resolving()),
            connecting: duration::from_ms(self.0.connecting()),
            securing: duration::from_ms(self.0.securing()),
            sending: duration::from_ms(self.0.sending()),
            waiting: duration::from_ms(self.0.waiting()),
            receiving: duration::from_ms(self.0.receiving()),
        }
    }

    /// Bytes of the body as decoded.
    pub fn size(&self) -> u64 {
        self.0.size()
    }

    /// The body.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.bytes()
    }

    /// The body as text; what cannot be decoded is replaced.
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// Whether the body has this text in it; the body stays on the host.
    pub fn contains(&self, text: &str) -> bool {
        self.0.contains(text)
    }

    /// The body as JSON, in a type of yours. To take one or two values, [`pointer`](Self::pointer) is cheaper.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.0.bytes())
            .map_err(|error| Error::new(format!("{}: status {}: {error}", self.url(), self.status())))
    }

    /// What an RFC 6901 pointer names: a string without its quotes, anything else as JSON text.
    pub fn pointer(&self, pointer: &str) -> Option<String> {
        self.0.json(pointer)
    }

    /// The number that a pointer names.
    pub fn number(&self, pointer: &str) -> Option<f64> {
        Some(self.0.json_number(pointer)).filter(|number| !number.is_nan())
    }

    /// Members of the array or object that a pointer names; 0 for anything else.
    pub fn length(&self, pointer: &str) -> u32 {
        self.0.json_length(pointer)
    }

    /// A group of a regular expression's first match; group 0 is the whole match. A bad pattern traps.
    pub fn find(&self, pattern: &str, group: u32) -> Option<String> {
        self.0.find(pattern, group)
    }

    /// As [`find`](Self::find), of every match.
    pub fn find_all(&self, pattern: &str, group: u32) -> Vec<String> {
        self.0.find_all(pattern, group)
    }

    /// Text of every element that a CSS selector matches. A bad selector traps.
    pub fn select(&self, css: &str) -> Vec<String> {
        self.0.select(css)
    }

    /// An attribute of every element that a CSS selector matches.
    pub fn attribute(&self, css: &str, name: &str) -> Vec<String> {
        self.0.attribute(css, name)
    }

    /// What an XPath 1.0 expression gives of an XML body: the text of each node, or the one value. A bad expression traps.
    pub fn xpath(&self, path: &str) -> Vec<String> {
        self.0.xpath(path)
    }

    /// Whether the body is a whole HTML page, not a part of one.
    pub fn is_page(&self) -> bool {
        self.0.is_page()
    }

    /// The first form that a CSS selector matches, filled as the page fills it.
    pub fn form(&self, css: &str) -> Option<Form> {
        self.0.form(css).map(Form::new)
    }

    /// Fetches what the page embeds (images, styles, scripts …), over as many connections to a host as the plan allows: no
    /// browser, nothing is executed or cached. The responses have no bodies.
    pub fn embedded(&self) -> Vec<Response> {
        self.0.embedded().into_iter().map(Response).collect()
    }
}
