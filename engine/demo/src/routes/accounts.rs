//! Registration, tokens and who one is.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::answer::{Answer, Refusal};
use crate::request::{Bearer, Body};
use crate::shop::Shop;
use crate::token::{ACCESS_SECONDS, Kind};

#[derive(Deserialize)]
pub(crate) struct Registration {
    email: String,
    password: String,
    name: String,
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    email: String,
    password: String,
}

#[derive(Deserialize)]
pub(crate) struct Refresh {
    refresh_token: String,
}

#[derive(Serialize)]
pub(crate) struct TokenPair {
    access_token: String,
    refresh_token: String,
    token_type: &'static str,
    expires_in: u64,
}

fn token_pair(shop: &Shop, account: &Account) -> Json<TokenPair> {
    let issue = |kind| shop.tokens.issue(account.id, account.role, kind, shop.clock.seconds());
    Json(TokenPair {
        access_token: issue(Kind::Access),
        refresh_token: issue(Kind::Refresh),
        token_type: "Bearer",
        expires_in: ACCESS_SECONDS,
    })
}

pub(crate) async fn register(State(shop): State<Arc<Shop>>, Body(new): Body<Registration>) -> Answer<Response> {
    let account = shop.accounts.register(new.email, &new.password, new.name)?;
    Ok((StatusCode::CREATED, Json(&*account)).into_response())
}

pub(crate) async fn login(State(shop): State<Arc<Shop>>, Body(given): Body<Credentials>) -> Answer<Json<TokenPair>> {
    let account = shop.accounts.login(&given.email, &given.password)?;
    Ok(token_pair(&shop, &account))
}

pub(crate) async fn refresh(State(shop): State<Arc<Shop>>, Body(given): Body<Refresh>) -> Answer<Json<TokenPair>> {
    let now = shop.clock.seconds();
    let claims = shop.tokens.read(&given.refresh_token, Kind::Refresh, now).ok_or(Refusal::unauthorized())?;
    let account = claims.sub.parse().ok().and_then(|id| shop.accounts.get(id)).ok_or(Refusal::unauthorized())?;
    // Of two requests with the same token that pass the check above, one gets new tokens.
    if !shop.tokens.revoke(&claims, now) {
        return Err(Refusal::unauthorized());
    }
    Ok(token_pair(&shop, &account))
}

pub(crate) async fn logout(State(shop): State<Arc<Shop>>, bearer: Bearer, body: Bytes) -> Answer<StatusCode> {
    let now = shop.clock.seconds();
    if !body.is_empty() {
        let given: Refresh = serde_json::from_slice(&body)
            .map_err(|_| Refusal::bad_request("invalid_body", "the body is empty or names a refresh_token"))?;
        if let Some(claims) = shop.tokens.read(&given.refresh_token, Kind::Refresh, now) {
            shop.tokens.revoke(&claims, now);
        }
    }
    shop.tokens.revoke(&bearer.claims, now);
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn me(bearer: Bearer) -> Response {
    Json(&*bearer.account).into_response()
}
