//! From the cart to a paid order.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::answer::{Answer, Refusal};
use crate::purchase::{Intent, no_such_intent};
use crate::request::{Bearer, Body, owner};
use crate::shop::Shop;

const CARD_DIGITS: usize = 16;
/// Cards that end so are declined.
const DECLINED: &str = "0002";

#[derive(Deserialize)]
pub(crate) struct Payment {
    card: String,
}

pub(crate) async fn intend(bearer: Bearer) -> Answer<(StatusCode, Json<Intent>)> {
    let intent = bearer.account.purchases().intend(bearer.account.id)?;
    Ok((StatusCode::CREATED, Json(intent)))
}

pub(crate) async fn show(
    State(shop): State<Arc<Shop>>,
    bearer: Bearer,
    Path(id): Path<String>,
) -> Answer<Json<Intent>> {
    find(&shop, &bearer, &id).map(Json)
}

pub(crate) async fn pay(
    State(shop): State<Arc<Shop>>,
    bearer: Bearer,
    Path(id): Path<String>,
    Body(payment): Body<Payment>,
) -> Answer<Json<Intent>> {
    find(&shop, &bearer, &id)?;
    if payment.card.len() != CARD_DIGITS || !payment.card.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::bad_request("invalid_card", "a card number has 16 digits"));
    }
    if payment.card.ends_with(DECLINED) {
        return Err(Refusal::declined());
    }
    let account = &bearer.account;
    let intent = account.purchases().pay(account.id, &id, &shop.catalog, shop.clock.seconds())?;
    shop.sales.count(intent.amount_cents);
    Ok(Json(intent))
}

/// The account's own intent; another account's is forbidden, nobody's is not found.
fn find(shop: &Shop, bearer: &Bearer, id: &str) -> Answer<Intent> {
    let account = owner(id).and_then(|owner| shop.accounts.get(owner)).ok_or(no_such_intent())?;
    let intent = account.purchases().intent(id).ok_or(no_such_intent())?;
    if account.id == bearer.account.id { Ok(intent) } else { Err(Refusal::forbidden()) }
}
