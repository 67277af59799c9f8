//! What handlers take out of a request.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::account::{Account, Role};
use crate::answer::Refusal;
use crate::shop::Shop;
use crate::token::{Claims, Kind};

/// A JSON body, whatever its content type.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let invalid = Refusal::bad_request("invalid_body", "the body is not the JSON that this route wants");
        let Ok(bytes) = Bytes::from_request(request, state).await else { return Err(invalid) };
        serde_json::from_slice(&bytes).map(Self).map_err(|_| invalid)
    }
}

/// The account that the request's access token names.
pub(crate) struct Bearer {
    pub(crate) account: Arc<Account>,
    pub(crate) claims: Claims,
}

impl FromRequestParts<Arc<Shop>> for Bearer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Self, Refusal> {
        let token = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let claims = token.and_then(|token| shop.tokens.read(token, Kind::Access, shop.clock.seconds()));
        let claims = claims.ok_or(Refusal::unauthorized())?;
        let account = claims.sub.parse().ok().and_then(|id| shop.accounts.get(id)).ok_or(Refusal::unauthorized())?;
        Ok(Self { account, claims })
    }
}

/// Proof that an administrator asks.
pub(crate) struct Admin;

impl FromRequestParts<Arc<Shop>> for Admin {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Self, Refusal> {
        let bearer = Bearer::from_request_parts(parts, shop).await?;
        if bearer.claims.role == Role::Admin { Ok(Self) } else { Err(Refusal::forbidden()) }
    }
}

/// A number in a path.
pub(crate) fn id(text: &str) -> Result<u64, Refusal> {
    text.parse().map_err(|_| Refusal::bad_request("invalid_id", "an id is a number"))
}

/// The account in an id such as `pi_{account}_{number}`.
pub(crate) fn owner(id: &str) -> Option<u64> {
    id.split('_').nth(1)?.parse().ok()
}

/// Whether HTMX asks for a fragment instead of a page.
pub(crate) fn wants_fragment(headers: &HeaderMap) -> bool {
    headers.get("hx-request").is_some_and(|value| value == "true")
}

/// The number in the cookie `visitor`.
pub(crate) fn visitor(headers: &HeaderMap) -> Option<u64> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == "visitor").and_then(|(_, value)| value.parse().ok())
}
