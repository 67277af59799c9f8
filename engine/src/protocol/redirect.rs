//! Where a redirect leads: method, body and headers of the next hop.

use http::Method;
use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_TYPE, COOKIE,
    LOCATION, PROXY_AUTHORIZATION,
};
use url::Url;

use super::body::Body;
use super::headers::Headers;
use super::prepared::Prepared;
use super::shared::Shared;
use crate::sample::{Cause, Failure};

/// The next hop; none where the response is no redirect; a failure where it leads nowhere that may be gone to.
pub(super) fn next(
    prepared: &Prepared,
    status: u16,
    headers: &Headers,
    shared: &Shared,
) -> Option<Result<Prepared, Failure>> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = headers.get(LOCATION)?;
    Some(target(prepared, location.as_bytes()).and_then(|url| follow(prepared, status, url, shared)))
}

fn target(prepared: &Prepared, location: &[u8]) -> Result<Url, Failure> {
    let text = String::from_utf8_lossy(location);
    let url = prepared.url.join(text.trim());
    let url = url.map_err(|error| {
        Failure::new(Cause::Protocol, 1000, format!("redirect to an invalid url `{text}`: {error}"))
    })?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(Failure::new(Cause::Protocol, 1000, format!("redirect to the unsupported scheme `{scheme}`"))),
    }
}

fn follow(prepared: &Prepared, status: u16, url: Url, shared: &Shared) -> Result<Prepared, Failure> {
    let mut headers = prepared.fields.map.clone();
    headers.remove(CONTENT_LENGTH);
    if url.origin() != prepared.url.origin() {
        for private in [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION] {
            headers.remove(private);
        }
    }
    let method = method(status, &prepared.method);
    let body = if method == prepared.method && status != 303 {
        prepared.body.clone()
    } else {
        for content in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION] {
            headers.remove(content);
        }
        Body::default()
    };
    prepared.next(url, method, headers, body, shared)
}

/// As browsers do it: 303 makes everything but HEAD a GET, 301 and 302 make POST a GET, 307 and 308 change nothing.
fn method(status: u16, method: &Method) -> Method {
    match status {
        303 if method != Method::HEAD => Method::GET,
        301 | 302 if method == Method::POST => Method::GET,
        _ => method.clone(),
    }
}
