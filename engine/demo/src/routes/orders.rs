//! What an account ordered.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::answer::{Answer, Refusal};
use crate::purchase::Order;
use crate::request::{Bearer, owner};
use crate::shop::Shop;

pub(crate) async fn list(bearer: Bearer) -> Json<Value> {
    let orders = bearer.account.purchases().orders();
    Json(json!({ "items": &orders, "total": orders.len() }))
}

pub(crate) async fn detail(
    State(shop): State<Arc<Shop>>,
    bearer: Bearer,
    Path(id): Path<String>,
) -> Answer<Json<Order>> {
    let missing = || Refusal::not_found("no_such_order", "there is no order with this id");
    let account = owner(&id).and_then(|owner| shop.accounts.get(owner)).ok_or_else(missing)?;
    let order = account.purchases().order(&id).ok_or_else(missing)?;
    if account.id == bearer.account.id { Ok(Json(order)) } else { Err(Refusal::forbidden()) }
}
