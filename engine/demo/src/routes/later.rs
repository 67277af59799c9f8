//! Work that ends after the answer: webhooks and jobs.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::answer::Answer;
use crate::jobs::{Job, Work};
use crate::request::Body;
use crate::shop::Shop;
use crate::webhooks::Order;

pub(crate) async fn webhook(State(shop): State<Arc<Shop>>, Body(order): Body<Order>) -> Answer<Response> {
    let id = shop.webhooks.accept(&order)?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "id": id }))).into_response())
}

pub(crate) async fn begin(State(shop): State<Arc<Shop>>, Body(work): Body<Work>) -> Answer<Response> {
    Ok((StatusCode::ACCEPTED, Json(shop.jobs.accept(&work)?)).into_response())
}

pub(crate) async fn job(State(shop): State<Arc<Shop>>, Path(id): Path<String>) -> Answer<Json<Job>> {
    shop.jobs.get(&id).map(Json)
}
