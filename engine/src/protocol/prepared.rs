//! What is sent for one hop: parsed, merged with the defaults, and kept for the next time.

use std::sync::{Arc, OnceLock};

use http::Method;
use http::header::{AUTHORIZATION, CONNECTION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use url::Url;

use super::body::Body;
use super::fields::{Extra, Fields};
use super::http1::Message;
use super::request::{Request, basic};
use super::session::Defaults;
use super::shared::Shared;
use super::template;
use crate::plan::http::HttpVersion;
use crate::sample::{Cause, Failure};

/// What fits into a request line everywhere.
const LONGEST_URL: usize = 65_534;

/// Which connections fit: whom they reach and what they speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// TLS.
    pub(super) secure: bool,
    /// Name or address literal, lower case, IPv6 without brackets, without a trailing dot.
    pub(super) host: String,
    /// Port.
    pub(super) port: u16,
    /// The version asked for.
    pub(super) version: Option<HttpVersion>,
}

impl Key {
    /// `http` or `https`.
    pub(super) fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }
}

/// What is sent for one hop.
pub(super) struct Prepared {
    /// The defaults that went into it.
    pub(super) defaults: Arc<Defaults>,
    /// Whom it goes to.
    pub(super) key: Arc<Key>,
    /// The url without credentials and fragment.
    pub(super) url: Url,
    /// Method.
    pub(super) method: Method,
    /// Host and port as the host header has them.
    authority: Arc<str>,
    /// All headers but those of one exchange.
    pub(super) fields: Arc<Fields>,
    /// Body.
    pub(super) body: Body,
    /// The url held credentials, which are in the headers now.
    credentials: bool,
    message: OnceLock<Message>,
}

/// What of a request has changed since it was prepared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changed {
    /// Parameters, of path or query.
    pub(super) address: bool,
    /// Headers, or what makes some, or the version.
    pub(super) fields: bool,
    /// The body, not its type.
    pub(super) body: bool,
}

impl Prepared {
    /// Puts request, session and plan together, and takes what is the same from an earlier time. A failure `invalid` says
    /// what cannot be sent, `denied` what may not.
    pub(super) fn new(
        request: &Request,
        shared: &Shared,
        defaults: &Arc<Defaults>,
        earlier: Option<&Self>,
        changed: Changed,
    ) -> Result<Self, Failure> {
        let earlier = earlier.filter(|earlier| Arc::ptr_eq(&earlier.defaults, defaults) && !earlier.credentials);
        let url = match earlier.filter(|_| !changed.address) {
            Some(earlier) => earlier.url.clone(),
            None => template::expand(&request.url, &request.params, &request.query, shared.target())?,
        };
        let there = |url: &Url| url[..url::Position::BeforePath].len();
        let same = earlier.filter(|earlier| url.as_str()[..there(&url)] == earlier.url.as_str()[..there(&earlier.url)]);
        let body = request.body.clone();
        match same {
            Some(earlier) if !changed.fields => {
                let parts = (earlier.key.clone(), earlier.authority.clone(), earlier.fields.clone());
                Self::checked(url, earlier.method.clone(), parts, body, shared, defaults.clone())
            }
            _ => Self::whole(request, url, body, shared, defaults),
        }
    }

    fn whole(
        request: &Request,
        mut url: Url,
        body: Body,
        shared: &Shared,
        defaults: &Arc<Defaults>,
    ) -> Result<Self, Failure> {
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| invalid(format!("`{}` is no method: write GET, POST, …", request.method)))?;
        let own = |name: &str| request.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let mut headers = given(&request.headers)?;
        if let Some(content_type) = body.content_type()
            && !own("content-type")
        {
            headers.insert(CONTENT_TYPE, value("content-type", content_type)?);
        }
        let credentials = credentials(&mut url, &mut headers)?;
        for (name, value) in &defaults.headers {
            if !headers.contains_key(name) && !own(name.as_str()) {
                headers.append(name.clone(), value.clone());
            }
        }
        if shared.options().no_connection_reuse {
            headers.entry(CONNECTION).or_insert(HeaderValue::from_static("close"));
        }
        let version = request.version.or(shared.options().version);
        let made = Self::assemble(url, method, headers, body, version, shared, defaults.clone())?;
        Ok(Self { credentials, ..made })
    }

    /// The next hop: another url, perhaps another method, and no body then.
    pub(super) fn next(
        &self,
        url: Url,
        method: Method,
        headers: HeaderMap,
        body: Body,
        shared: &Shared,
    ) -> Result<Self, Failure> {
        let (mut url, mut headers) = (url, headers);
        credentials(&mut url, &mut headers)?;
        headers.remove(HOST);
        Self::assemble(url, method, headers, body, self.key.version, shared, self.defaults.clone())
    }

    fn assemble(
        url: Url,
        method: Method,
        mut headers: HeaderMap,
        body: Body,
        version: Option<HttpVersion>,
        shared: &Shared,
        defaults: Arc<Defaults>,
    ) -> Result<Self, Failure> {
        let key = key(&url, version)?;
        let authority = match headers.get(HOST) {
            Some(host) => {
                let host = host.to_str().map_err(|_| invalid("the host header is not text".into()))?;
                shared.allow().check_host_header(key.scheme(), host, &key)?;
                Arc::from(host)
            }
            None => {
                let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
                headers.insert(HOST, value("host", authority)?);
                Arc::from(authority)
            }
        };
        let parts = (Arc::new(key), authority, Arc::new(Fields::new(headers)));
        Self::checked(url, method, parts, body, shared, defaults)
    }

    fn checked(
        mut url: Url,
        method: Method,
        (key, authority, fields): (Arc<Key>, Arc<str>, Arc<Fields>),
        body: Body,
        shared: &Shared,
        defaults: Arc<Defaults>,
    ) -> Result<Self, Failure> {
        url.set_fragment(None);
        if url.as_str().len() > LONGEST_URL {
            return Err(Failure::new(Cause::Invalid, 1020, format!("the url is longer than {LONGEST_URL} bytes")));
        }
        shared.bound().check(&key.host, &url, &fields.map, &body)?;
        let (credentials, message) = (false, OnceLock::new());
        Ok(Self { defaults, key, url, method, authority, fields, body, credentials, message })
    }

    /// Path and query.
    pub(super) fn path(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }

    /// Scheme, authority, path and query (HTTP/2 and proxies); the authority is the host header's.
    pub(super) fn absolute(&self) -> String {
        format!("{}://{}{}", self.key.scheme(), self.authority, self.path())
    }

    /// What HTTP/1.1 sends; `absolute`: to a proxy that reads it. Kept, where nothing is added to it.
    pub(super) fn message(&self, extra: &Extra, absolute: bool) -> Message {
        let new = |target: &str| Message::new(&self.method, target, &self.fields, extra, &self.body);
        match absolute {
            true => new(&self.absolute()),
            false if extra.is_empty() => self.message.get_or_init(|| new(self.path())).clone(),
            false => new(self.path()),
        }
    }
}

/// The headers as given; an empty value stands for "not this one" and is left out.
fn given(list: &[(String, String)]) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::with_capacity(list.len() + 4);
    for (name, text) in list.iter().filter(|(_, text)| !text.is_empty()) {
        headers.append(header_name(name)?, value(name, text)?);
    }
    Ok(headers)
}

/// A header's name; a failure `invalid` names it.
pub(super) fn header_name(name: &str) -> Result<HeaderName, Failure> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid(format!("`{name}` is no header name")))
}

/// A header's value; a failure `invalid` names the header.
pub(super) fn value(name: &str, text: &str) -> Result<HeaderValue, Failure> {
    HeaderValue::from_str(text).map_err(|_| invalid(format!("the value of header `{name}` holds control characters")))
}

/// User and password of a url become an authorization header, unless there is one. Gives whether there were any.
fn credentials(url: &mut Url, headers: &mut HeaderMap) -> Result<bool, Failure> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(false);
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = (decode(url.username()), decode(url.password().unwrap_or_default()));
    if !headers.contains_key(AUTHORIZATION) {
        headers.insert(AUTHORIZATION, value("authorization", &basic(&user, &password))?);
    }
    let cleared = url.set_username("").and_then(|()| url.set_password(None));
    cleared.map_err(|()| invalid("the url cannot have a user".into()))?;
    Ok(true)
}

fn key(url: &Url, version: Option<HttpVersion>) -> Result<Key, Failure> {
    let host = match url.host() {
        Some(url::Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name).to_owned(),
        Some(url::Host::Ipv4(address)) => address.to_string(),
        Some(url::Host::Ipv6(address)) => address.to_string(),
        None => return Err(invalid(format!("the url `{url}` has no host"))),
    };
    let port = url.port_or_known_default().filter(|port| *port > 0);
    let port = port.ok_or_else(|| invalid(format!("the url `{url}` has no port to connect to")))?;
    Ok(Key { secure: url.scheme() == "https", host, port, version })
}

fn invalid(message: String) -> Failure {
    Failure::new(Cause::Invalid, 1000, message)
}
