//! Requests: built, sent once; or prepared and sent many times (see [`Prepared`]).

use crate::bindings::throng::load::http as raw;
use crate::response::Response;
use crate::wait::Sent;
use crate::{Result, duration, fields};
use serde::Serialize;
use std::fmt::Display;
use std::time::Duration;

/// A request. Placeholders in the url, `/items/{id}`, are filled by [`param`](Self::param); a relative url is resolved
/// against the plan's target. Whatever is set replaces what was set before.
#[must_use = "a request does nothing until it is sent"]
pub struct Request(Handle);

enum Handle {
    Own(raw::Request),
    Kept(&'static raw::Request),
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $verb:ident $method:literal;)+) => { $(
        $(#[$doc])*
        pub fn $verb(url: &str) -> Request { Request::new($method, url) }
    )+ };
}
verbs! {
    /// A GET request.
    get "GET";
    /// A HEAD request.
    head "HEAD";
    /// A POST request.
    post "POST";
    /// A PUT request.
    put "PUT";
    /// A PATCH request.
    patch "PATCH";
    /// A DELETE request.
    delete "DELETE";
    /// An OPTIONS request.
    options "OPTIONS";
}

impl Request {
    /// A request with any method.
    pub fn new(method: &str, url: &str) -> Self {
        Self(Handle::Own(raw::Request::new(method, url)))
    }

    pub(crate) fn own(request: raw::Request) -> Self {
        Self(Handle::Own(request))
    }

    pub(crate) fn kept(request: &'static raw::Request) -> Self {
        Self(Handle::Kept(request))
    }

    pub(crate) fn into_raw(self) -> Option<raw::Request> {
        match self.0 {
            Handle::Own(request) => Some(request),
            Handle::Kept(_) => None,
        }
    }

    pub(crate) fn raw(&self) -> &raw::Request {
        match &self.0 {
            Handle::Own(request) => request,
            Handle::Kept(request) => request,
        }
    }

    fn set(self, set: impl FnOnce(&raw::Request)) -> Self {
        set(self.raw());
        self
    }

    /// Fills `{name}` in the url, percent-encoded.
    pub fn param(self, name: &str, value: impl Display) -> Self {
        self.set(|r| r.param(name, &value.to_string()))
    }

    /// Sets one parameter of the query, percent-encoded.
    pub fn query(self, name: &str, value: impl Display) -> Self {
        self.set(|r| r.query(name, &value.to_string()))
    }

    /// Replaces every header of that name; an empty value removes it.
    pub fn header(self, name: &str, value: impl Display) -> Self {
        self.set(|r| r.header(name, &value.to_string()))
    }

    /// Adds one more header of that name: the only setter that adds. On a [`Prepared`] request it grows each time.
    pub fn add_header(self, name: &str, value: impl Display) -> Self {
        self.set(|r| r.add_header(name, &value.to_string()))
    }

    /// A body of bytes.
    pub fn bytes(self, content: &[u8]) -> Self {
        self.set(|r| r.bytes(content))
    }

    /// A body of text.
    pub fn text(self, content: &str) -> Self {
        self.set(|r| r.text(content))
    }

    /// A JSON body made of a value. An error when serde cannot write the value as JSON.
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Result<Self> {
        let content = serde_json::to_string(value)?;
        Ok(self.json_text(&content))
    }

    /// A JSON body that is text already.
    pub fn json_text(self, content: &str) -> Self {
        self.set(|r| r.json(content))
    }

    /// A body as an HTML form sends it: `form(&[("user", "u"), ("pass", "p")])`.
    pub fn form(self, pairs: &[(&str, &str)]) -> Self {
        self.set(|r| r.form(&fields(pairs)))
    }

    /// A multipart body.
    pub fn multipart(self, parts: &Multipart) -> Self {
        self.set(|r| r.multipart(&parts.0))
    }

    /// A file of the plan as the body; its bytes never pass through the journey.
    pub fn file(self, name: &str) -> Self {
        self.set(|r| r.file(name))
    }

    /// Basic authentication.
    pub fn basic_auth(self, user: &str, password: &str) -> Self {
        self.set(|r| r.basic_auth(user, password))
    }

    /// Digest authentication.
    pub fn digest_auth(self, user: &str, password: &str) -> Self {
        self.set(|r| r.digest_auth(user, password))
    }

    /// `authorization: Bearer …`.
    pub fn bearer(self, token: impl AsRef<str>) -> Self {
        self.set(|r| r.bearer(token.as_ref()))
    }

    /// How long it may take in all.
    pub fn timeout(self, limit: Duration) -> Self {
        self.set(|r| r.timeout(duration::to_ms(limit)))
    }

    /// How many redirects are followed; 0 for none.
    pub fn redirects(self, at_most: u32) -> Self {
        self.set(|r| r.redirects(at_most))
    }

    /// `1.1` or `2`; without it the plan decides.
    pub fn version(self, protocol: &str) -> Self {
        self.set(|r| r.version(protocol))
    }

    /// The series that the timings go to; without it the url with its placeholders.
    pub fn name(self, name: &str) -> Self {
        self.set(|r| r.name(name))
    }

    /// A tag of its samples.
    pub fn tag(self, key: &str, value: impl Display) -> Self {
        self.set(|r| r.tag(key, &value.to_string()))
    }

    /// Statuses that count as success: `200`, `2xx,404`, `200-299,409`; without it 200-399. Bad syntax traps.
    pub fn expect(self, statuses: &str) -> Self {
        self.set(|r| r.expect(statuses))
    }

    /// Asks as HTMX would for a part of a page, for the element of this id (none when empty): `HX-Request` and `HX-Target`
    /// are set, its duration is a sample of `htmx_swap_duration` too, and a whole page instead of a part counts in
    /// `htmx_fallback`.
    pub fn htmx(self, target: &str) -> Self {
        self.set(|r| r.htmx(target))
    }

    /// The body is read, counted and dropped.
    pub fn discard(self) -> Self {
        self.set(raw::Request::discard)
    }

    /// The sample waits for [`Response::judge`].
    pub fn await_verdict(self) -> Self {
        self.set(raw::Request::await_verdict)
    }

    /// Sends it and waits. What the target does is never an error: without a response the status is 0.
    pub fn send(self) -> Response {
        Response::of(self.raw().send())
    }

    /// Sends it, drops the body and gives the status only, 0 without a response: the cheapest request.
    pub fn hit(self) -> u16 {
        self.raw().hit()
    }

    /// Begins to send and returns at once. [`Sent`] is a future; [`Sent::wait`] waits without async.
    pub fn start(self) -> Sent {
        Sent::of(self.raw().start())
    }
}

/// The parts of a multipart body.
pub struct Multipart(raw::Multipart);

impl Default for Multipart {
    fn default() -> Self {
        Self::new()
    }
}

impl Multipart {
    /// Without parts.
    pub fn new() -> Self {
        Self(raw::Multipart::new())
    }

    /// A field of text.
    pub fn field(self, name: &str, value: impl Display) -> Self {
        self.0.field(name, &value.to_string());
        self
    }

    /// A part with a file name, a content type and bytes.
    pub fn part(self, name: &str, filename: &str, content_type: &str, content: &[u8]) -> Self {
        self.0.part(name, filename, content_type, content);
        self
    }

    /// A file of the plan; its bytes never pass through the journey.
    pub fn file(self, name: &str, filename: &str, content_type: &str, file: &str) -> Self {
        self.0.file(name, filename, content_type, file);
        self
    }
}

/// A request as a static: made on its first use, kept for the user's life, sent without moving strings.
///
/// What is set on it stays set; each setter replaces. It is this user's own: each user has its own instance.
///
/// ```no_run
/// # use throng_sdk::prelude::*;
/// static ITEM: Prepared = Prepared::get("/items/{id}").with(|r| r.expect("200").name("item"));
///
/// fn look(id: u32) -> u16 {
///     ITEM.request().param("id", id).hit()
/// }
/// ```
pub struct Prepared {
    method: &'static str,
    url: &'static str,
    setup: fn(Request) -> Request,
    request: std::sync::OnceLock<raw::Request>,
}

impl Prepared {
    /// A request with any method.
    pub const fn new(method: &'static str, url: &'static str) -> Self {
        Self { method, url, setup: std::convert::identity, request: std::sync::OnceLock::new() }
    }

    /// A GET request.
    pub const fn get(url: &'static str) -> Self {
        Self::new("GET", url)
    }

    /// A POST request.
    pub const fn post(url: &'static str) -> Self {
        Self::new("POST", url)
    }

    /// What is set once, when the request is made.
    pub const fn with(mut self, setup: fn(Request) -> Request) -> Self {
        self.setup = setup;
        self
    }

    /// The request: set what changes, then send it.
    pub fn request(&'static self) -> Request {
        Request::kept(self.request.get_or_init(|| {
            (self.setup)(Request::new(self.method, self.url))
                .into_raw()
                .expect("`with` gives back the request that it was given")
        }))
    }

    /// Sends it as it is.
    pub fn send(&'static self) -> Response {
        self.request().send()
    }

    /// Sends it as it is, and gives the status only.
    pub fn hit(&'static self) -> u16 {
        self.request().hit()
    }

    /// Begins to send it as it is.
    pub fn start(&'static self) -> Sent {
        self.request().start()
    }
}
