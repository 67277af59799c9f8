//! A request as the journey prepared it, and what is kept of it so that the second send costs no parsing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::body::Body;
use super::multipart::Multipart;
use super::prepared::{Changed, Prepared};
use super::session::Defaults;
use super::shared::Shared;
use crate::plan::http::{Auth, HttpVersion};
use crate::sample::Failure;

/// A request as the journey prepared it. Setting replaces; only `add_header` adds. Nothing here fails: what cannot be
/// sent shows when it is sent (failure `invalid`).
pub struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) params: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) auth: Option<Auth>,
    pub(super) timeout: Option<Duration>,
    pub(super) redirects: Option<u32>,
    pub(super) version: Option<HttpVersion>,
    pub(super) discard: bool,
    kept: Mutex<Kept>,
}

/// What was sent the last time, and what has changed since.
#[derive(Clone, Default)]
struct Kept {
    last: Option<Arc<Prepared>>,
    changed: Changed,
}

impl Clone for Request {
    fn clone(&self) -> Self {
        Self {
            method: self.method.clone(),
            url: self.url.clone(),
            params: self.params.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            body: self.body.clone(),
            auth: self.auth.clone(),
            timeout: self.timeout,
            redirects: self.redirects,
            version: self.version,
            discard: self.discard,
            kept: Mutex::new(self.kept().clone()),
        }
    }
}

impl Request {
    /// A request of this method and url. The url may hold placeholders, `/items/{id}`; a relative one is resolved
    /// against the plan's target.
    pub fn new(method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            params: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::default(),
            auth: None,
            timeout: None,
            redirects: None,
            version: None,
            discard: false,
            kept: Mutex::default(),
        }
    }

    /// The method as given.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The url as given, placeholders and all.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Fills `{name}` in the url, percent-encoded.
    pub fn param(&mut self, name: &str, value: &str) {
        if replace(&mut self.params, name, value) {
            self.changed().address = true;
        }
    }

    /// Sets one parameter of the query, percent-encoded, behind those that the url itself has.
    pub fn query(&mut self, name: &str, value: &str) {
        if replace(&mut self.query, name, value) {
            self.changed().address = true;
        }
    }

    /// Replaces every header of that name; an empty value removes it, the defaults of session and plan included.
    pub fn header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
        self.changed().fields = true;
    }

    /// Adds one header more of that name.
    pub fn add_header(&mut self, name: &str, value: &str) {
        self.headers.push((name.into(), value.into()));
        self.changed().fields = true;
    }

    /// Sets the body; the last one wins.
    pub fn body(&mut self, body: Body) {
        let same_type = self.body.content_type() == body.content_type();
        let changed = self.changed();
        (changed.body, changed.fields) = (true, changed.fields || !same_type);
        self.body = body;
    }

    /// Bytes without a content type.
    pub fn bytes(&mut self, content: impl Into<Bytes>) {
        self.body(Body::bytes(content));
    }

    /// Text, `text/plain; charset=utf-8`.
    pub fn text(&mut self, content: impl Into<String>) {
        self.body(Body::bytes(content.into()).of_type("text/plain; charset=utf-8"));
    }

    /// JSON text, `application/json`.
    pub fn json(&mut self, content: impl Into<String>) {
        self.body(Body::bytes(content.into()).of_type("application/json"));
    }

    /// Form fields, `application/x-www-form-urlencoded`.
    pub fn form<'a>(&mut self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) {
        self.body(Body::form(fields));
    }

    /// Parts, `multipart/form-data`.
    pub fn multipart(&mut self, parts: &Multipart) {
        self.body(parts.body());
    }

    /// The bytes of a file; the content type follows the extension of its name.
    pub fn file(&mut self, name: &str, content: Bytes) {
        self.body(Body::file(name, content));
    }

    /// No body.
    pub fn empty(&mut self) {
        self.body(Body::default());
    }

    /// `authorization: Basic …`.
    pub fn basic_auth(&mut self, user: &str, password: &str) {
        self.auth = None;
        self.header("authorization", &basic(user, password));
    }

    /// `authorization: Bearer …`.
    pub fn bearer(&mut self, token: &str) {
        self.auth = None;
        self.header("authorization", &format!("Bearer {token}"));
    }

    /// RFC 7616 digest; the exchange that fetches the challenge is neither counted nor timed.
    pub fn digest_auth(&mut self, user: &str, password: &str) {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        self.auth = Some(Auth::Digest { user: user.into(), password: password.into() });
        self.changed().fields = true;
    }

    /// Time limit, connect, redirects and body included; `Duration::MAX` is none.
    pub fn timeout(&mut self, limit: Duration) {
        self.timeout = Some(limit);
    }

    /// Redirects followed at most.
    pub fn redirects(&mut self, at_most: u32) {
        self.redirects = Some(at_most);
    }

    /// The version to speak; none: the plan decides.
    pub fn version(&mut self, version: Option<HttpVersion>) {
        self.version = version;
        self.changed().fields = true;
    }

    /// Read the body off the wire, count it (not decoded), and drop it.
    pub fn discard(&mut self) {
        self.discard = true;
    }

    /// The same request, of which nothing was sent yet.
    pub(super) fn anew(mut self) -> Self {
        self.kept = Mutex::default();
        self
    }

    /// What is sent: of the last time, as far as nothing has changed since.
    pub(super) fn prepare(&self, shared: &Shared, defaults: &Arc<Defaults>) -> Result<Arc<Prepared>, Failure> {
        let mut kept = self.kept();
        let last = kept.last.as_ref();
        if kept.changed == Changed::default()
            && let Some(last) = last.filter(|last| Arc::ptr_eq(&last.defaults, defaults))
        {
            return Ok(last.clone());
        }
        let prepared = Arc::new(Prepared::new(self, shared, defaults, last.map(|last| &**last), kept.changed)?);
        *kept = Kept { last: Some(prepared.clone()), changed: Changed::default() };
        Ok(prepared)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&mut self) -> &mut Changed {
        &mut self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).changed
    }
}

/// The value of a `Basic` authorization.
pub(super) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// Sets one value of a list; false when it has it already.
fn replace(list: &mut Vec<(String, String)>, name: &str, value: &str) -> bool {
    match list.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) if old == value => return false,
        Some((_, old)) => value.clone_into(old),
        None => list.push((name.into(), value.into())),
    }
    true
}
