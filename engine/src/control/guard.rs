use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::access::Access;
use super::address::Address;

/// A call that changes something bears it: no form and no link can.
const WRITES: HeaderName = HeaderName::from_static("x-throng");
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What stands before every call.
pub(super) struct Guard {
    pub(super) access: Access,
    pub(super) address: Address,
}

/// What may be fetched without a token: there is nothing of the run in it.
const OPEN: [&str; 2] = ["/", "/v1/session"];

impl Guard {
    /// The cookie's name: one a port, since cookies know none.
    pub(super) fn cookie(&self) -> String {
        format!("throng-{}", self.address.bound.port())
    }

    fn refusal(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let Some(host) = text(&HOST).filter(|host| self.address.is_host(host)) else {
            return Some((StatusCode::MISDIRECTED_REQUEST, "the Host is not that of this run"));
        };
        let foreign =
            headers.contains_key(&ORIGIN) && !text(&ORIGIN).is_some_and(|origin| self.address.is_origin(origin, host));
        if foreign || text(&SITE).is_some_and(|site| site == "cross-site" || site == "same-site") {
            return Some((StatusCode::FORBIDDEN, "the Origin is not that of this run"));
        }
        if !OPEN.contains(&path) && !self.is_let_in(headers) {
            return Some((StatusCode::UNAUTHORIZED, "a token is needed: open the link that the run printed"));
        }
        let reads = matches!(*method, Method::GET | Method::HEAD);
        if !reads && text(&WRITES) != Some("1") {
            return Some((StatusCode::FORBIDDEN, "a call that changes something needs the header `x-throng: 1`"));
        }
        None
    }

    fn is_let_in(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        if let Some(token) = bearer {
            return self.access.bears(token);
        }
        let name = self.cookie();
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.any(|(of, value)| of == name && self.access.knows(value))
    }
}

/// Lets a request through or answers it.
pub(super) async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    match guard.refusal(request.method(), request.uri().path(), request.headers()) {
        Some((status, why)) => refuse(status, why),
        None => next.run(request).await,
    }
}

/// An answer that says what is wrong.
pub(super) fn refuse(status: StatusCode, why: &str) -> Response {
    let mut response = (status, axum::Json(json!({ "error": why }))).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, axum::http::HeaderValue::from_static("Bearer"));
    }
    response
}
