//! What is sent for one hop: parsed, merged with the defaults, and kept for the next time.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Uri};
use percent_encoding::percent_decode_str;
use url::Url;

use super::body::Body;
use super::request::{Request, basic};
use super::session::Defaults;
use super::shared::Shared;
use super::template;
use crate::plan::http::HttpVersion;
use crate::sample::{Cause, Failure};

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
    /// Path and query (HTTP/1.1).
    pub(super) path: Uri,
    /// Scheme, authority, path and query (HTTP/2 and proxies); the authority is the host header's.
    pub(super) absolute: Uri,
    /// All headers but cookies of the jar, with `host`.
    pub(super) headers: HeaderMap,
    /// Body.
    pub(super) body: Body,
}

impl Prepared {
    /// Puts request, session and plan together; a failure `invalid` says what cannot be sent, `denied` what may not.
    pub(super) fn new(request: &Request, shared: &Shared, defaults: &Arc<Defaults>) -> Result<Self, Failure> {
        let mut url = template::expand(&request.url, &request.params, &request.query, shared.target())?;
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| invalid(format!("`{}` is no method: write GET, POST, …", request.method)))?;
        let mut headers = given(&request.headers)?;
        if let Some(content_type) = request.body.content_type()
            && !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            headers.insert(CONTENT_TYPE, value("content-type", content_type)?);
        }
        credentials(&mut url, &mut headers)?;
        for (name, value) in &defaults.headers {
            let own = request.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name.as_str()));
            if !own && !headers.contains_key(name) {
                headers.append(name.clone(), value.clone());
            }
        }
        if shared.options().no_connection_reuse {
            headers.entry(CONNECTION).or_insert(HeaderValue::from_static("close"));
        }
        let version = request.version.or(shared.options().version);
        Self::assemble(url, method, headers, request.body.clone(), version, shared, defaults.clone())
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
        mut url: Url,
        method: Method,
        mut headers: HeaderMap,
        body: Body,
        version: Option<HttpVersion>,
        shared: &Shared,
        defaults: Arc<Defaults>,
    ) -> Result<Self, Failure> {
        url.set_fragment(None);
        let key = key(&url, version)?;
        let authority = match headers.get(HOST) {
            Some(host) => {
                let host = host.to_str().map_err(|_| invalid("the host header is not text".into()))?;
                shared.allow().check_host_header(key.scheme(), host, &key)?;
                Cow::Owned(host.to_owned())
            }
            None => Cow::Owned(url[url::Position::BeforeHost..url::Position::AfterPort].to_owned()),
        };
        if !headers.contains_key(HOST) {
            headers.insert(HOST, value("host", &authority)?);
        }
        if body.is_empty() && matches!(method.as_str(), "POST" | "PUT" | "PATCH") {
            headers.entry(CONTENT_LENGTH).or_insert(HeaderValue::from_static("0"));
        }
        shared.bound().check(&key.host, &url, &headers, &body)?;
        let path = uri(&url[url::Position::BeforePath..url::Position::AfterQuery])?;
        let absolute = uri(&format!("{}://{authority}{path}", key.scheme()))?;
        Ok(Self { defaults, key: Arc::new(key), url, method, path, absolute, headers, body })
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

/// User and password of a url become an authorization header, unless there is one.
fn credentials(url: &mut Url, headers: &mut HeaderMap) -> Result<(), Failure> {
    if url.username().is_empty() && url.password().is_none() {
        return Ok(());
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = (decode(url.username()), decode(url.password().unwrap_or_default()));
    if !headers.contains_key(AUTHORIZATION) {
        headers.insert(AUTHORIZATION, value("authorization", &basic(&user, &password))?);
    }
    let cleared = url.set_username("").and_then(|()| url.set_password(None));
    cleared.map_err(|()| invalid("the url cannot have a user".into()))
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

fn uri(text: &str) -> Result<Uri, Failure> {
    Uri::try_from(text).map_err(|error| Failure::new(Cause::Invalid, 1020, format!("invalid url `{text}`: {error}")))
}

fn invalid(message: String) -> Failure {
    Failure::new(Cause::Invalid, 1000, message)
}
