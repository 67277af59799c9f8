//! The cart of an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::answer::Answer;
use crate::purchase::Cart;
use crate::request::{self, Bearer, Body};
use crate::shop::Shop;

#[derive(Deserialize)]
pub(crate) struct Addition {
    product_id: u64,
    quantity: u32,
}

#[derive(Deserialize)]
pub(crate) struct Change {
    quantity: u32,
}

pub(crate) async fn show(bearer: Bearer) -> Json<Cart> {
    Json(bearer.account.purchases().cart())
}

pub(crate) async fn add(
    State(shop): State<Arc<Shop>>,
    bearer: Bearer,
    Body(addition): Body<Addition>,
) -> Answer<(StatusCode, Json<Cart>)> {
    let product = shop.catalog.get(addition.product_id)?;
    let mut purchases = bearer.account.purchases();
    purchases.add(product, addition.quantity)?;
    Ok((StatusCode::CREATED, Json(purchases.cart())))
}

pub(crate) async fn set(
    State(shop): State<Arc<Shop>>,
    bearer: Bearer,
    Path(id): Path<String>,
    Body(change): Body<Change>,
) -> Answer<Json<Cart>> {
    let id = request::id(&id)?;
    let mut purchases = bearer.account.purchases();
    purchases.set(id, change.quantity, &shop.catalog)?;
    Ok(Json(purchases.cart()))
}

pub(crate) async fn remove(bearer: Bearer, Path(id): Path<String>) -> Answer<StatusCode> {
    bearer.account.purchases().remove(request::id(&id)?)?;
    Ok(StatusCode::NO_CONTENT)
}
