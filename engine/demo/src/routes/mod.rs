//! The routes, one file per subject.

pub(crate) mod accounts;
pub(crate) mod admin;
pub(crate) mod cart;
pub(crate) mod later;
pub(crate) mod live;
pub(crate) mod orders;
pub(crate) mod pages;
pub(crate) mod payments;
pub(crate) mod products;
pub(crate) mod sockets;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post, put};

use crate::answer::Refusal;
use crate::shop::Shop;
use crate::stats;

/// All routes of the shop, without the state and the counting.
pub(crate) fn table() -> Router<Arc<Shop>> {
    Router::new()
        .route("/health", get(async || axum::Json(serde_json::json!({ "status": "ok" }))))
        .route(stats::ROUTE, get(stats::show))
        .merge(api())
        .route("/ws/echo", get(sockets::echo))
        .route("/ws/chat", get(sockets::chat))
        .route("/events", get(live::events))
        .route("/llm", get(live::model).post(live::model))
        .route("/stream/{bytes}", get(live::body))
        .nest("/api/admin", admin_api())
        .route("/", get(pages::home))
        .route("/shop", get(pages::shop))
        .route("/shop/products/{id}", get(pages::product))
        .route("/shop/products/{id}/image.svg", get(pages::image))
        .route("/shop/basket", post(pages::basket))
        .route("/shop/style.css", get(pages::style))
        .route("/shop/feed.xml", get(pages::feed))
        .route("/webhooks", post(later::webhook))
        .route("/jobs", post(later::begin))
        .route("/jobs/{id}", get(later::job))
        .fallback(async || Refusal::not_found("no_such_route", "there is nothing at this path"))
}

fn api() -> Router<Arc<Shop>> {
    Router::new()
        .route("/api/register", post(accounts::register))
        .route("/api/login", post(accounts::login))
        .route("/api/refresh", post(accounts::refresh))
        .route("/api/logout", post(accounts::logout))
        .route("/api/me", get(accounts::me))
        .route("/api/categories", get(products::categories))
        .route("/api/products", get(products::list))
        .route("/api/products/search", get(products::search))
        .route("/api/products/{id}", get(products::detail))
        .route("/api/cart", get(cart::show))
        .route("/api/cart/items", post(cart::add))
        .route("/api/cart/items/{id}", put(cart::set).delete(cart::remove))
        .route("/api/payment-intents", post(payments::intend))
        .route("/api/payment-intents/{id}", get(payments::show))
        .route("/api/payment-intents/{id}/pay", post(payments::pay))
        .route("/api/orders", get(orders::list))
        .route("/api/orders/{id}", get(orders::detail))
}

fn admin_api() -> Router<Arc<Shop>> {
    Router::new()
        .route("/summary", get(admin::summary))
        .route("/report", get(admin::report))
        .route("/products", post(admin::add))
        .route("/products/{id}", delete(admin::remove))
        .route("/products/{id}/stock", put(admin::set_stock))
}
