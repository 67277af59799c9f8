//! What only an administrator may do.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::{Answer, Refusal};
use crate::catalog::{NewProduct, Product};
use crate::request::{self, Admin, Body};
use crate::shop::Shop;

#[derive(Deserialize)]
pub(crate) struct Stock {
    stock: u32,
}

pub(crate) async fn summary(State(shop): State<Arc<Shop>>, _admin: Admin) -> Json<Value> {
    sums(&shop)
}

pub(crate) async fn report(State(shop): State<Arc<Shop>>, _admin: Admin) -> Answer<Json<Value>> {
    shop.reports.admit(shop.clock.seconds()).map_err(Refusal::too_many_requests)?;
    Ok(sums(&shop))
}

pub(crate) async fn add(
    State(shop): State<Arc<Shop>>,
    _admin: Admin,
    Body(new): Body<NewProduct>,
) -> Answer<(StatusCode, Json<Product>)> {
    Ok((StatusCode::CREATED, Json(shop.catalog.add(new)?)))
}

pub(crate) async fn set_stock(
    State(shop): State<Arc<Shop>>,
    _admin: Admin,
    Path(id): Path<String>,
    Body(given): Body<Stock>,
) -> Answer<Json<Product>> {
    Ok(Json(shop.catalog.set_stock(request::id(&id)?, given.stock)?))
}

pub(crate) async fn remove(State(shop): State<Arc<Shop>>, _admin: Admin, Path(id): Path<String>) -> Answer<StatusCode> {
    shop.catalog.remove(request::id(&id)?)?;
    Ok(StatusCode::NO_CONTENT)
}

fn sums(shop: &Shop) -> Json<Value> {
    let (orders, revenue) = shop.sales.totals();
    let (accounts, products) = (shop.accounts.len(), shop.catalog.len());
    Json(json!({ "accounts": accounts, "products": products, "orders": orders, "revenue_cents": revenue }))
}
