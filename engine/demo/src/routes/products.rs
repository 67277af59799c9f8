//! The products, as anyone may read them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Serialize;
use serde_json::{Value, json};

use crate::answer::{Answer, Refusal};
use crate::catalog::{CATEGORIES, Product};
use crate::request;
use crate::shop::Shop;

/// Most products that a search shows.
pub(crate) const FOUND: usize = 20;
const PER_PAGE: usize = 20;
const MOST_PER_PAGE: usize = 100;

#[derive(Serialize)]
pub(crate) struct Listing {
    items: Vec<Product>,
    page: usize,
    per_page: usize,
    total: usize,
    pages: usize,
}

#[derive(Serialize)]
pub(crate) struct Found {
    query: String,
    items: Vec<Product>,
    total: usize,
}

type Parameters = Query<HashMap<String, String>>;

pub(crate) async fn categories() -> Json<Value> {
    Json(json!({ "items": CATEGORIES }))
}

pub(crate) async fn list(State(shop): State<Arc<Shop>>, Query(given): Parameters) -> Answer<Json<Listing>> {
    let invalid = || Refusal::bad_request("invalid_page", "page is 1 or more, per_page is 1 to 100");
    let number = |name: &str, default: usize| {
        given.get(name).map_or(Ok(default), |text| text.parse::<usize>().map_err(|_| invalid()))
    };
    let (page, per_page) = (number("page", 1)?, number("per_page", PER_PAGE)?);
    if page == 0 || per_page == 0 || per_page > MOST_PER_PAGE {
        return Err(invalid());
    }
    let skip = (page - 1).saturating_mul(per_page);
    let found = shop.catalog.page(given.get("category").map(String::as_str), skip, per_page);
    let pages = found.total.div_ceil(per_page);
    Ok(Json(Listing { items: found.items, page, per_page, total: found.total, pages }))
}

pub(crate) async fn search(State(shop): State<Arc<Shop>>, Query(mut given): Parameters) -> Answer<Json<Found>> {
    let query = given.remove("q").filter(|text| !text.is_empty());
    let query = query.ok_or(Refusal::bad_request("missing_query", "say what to look for in the parameter q"))?;
    let found = shop.catalog.search(&query, FOUND);
    Ok(Json(Found { query, items: found.items, total: found.total }))
}

pub(crate) async fn detail(State(shop): State<Arc<Shop>>, Path(id): Path<String>) -> Answer<Json<Product>> {
    Ok(Json(shop.catalog.get(request::id(&id)?)?))
}
