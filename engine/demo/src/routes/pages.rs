//! Pages for people, whose parts HTMX loads alone.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::products::FOUND;
use crate::answer::Answer;
use crate::catalog::Product;
use crate::request::{self, visitor, wants_fragment};
use crate::shop::Shop;

#[derive(Deserialize)]
pub(crate) struct Purchase {
    product_id: u64,
    quantity: u64,
}

pub(crate) async fn home() -> Html<String> {
    page(
        "demonstration target",
        "<h1>demonstration target</h1>\n<p>A small shop for trying a load engine. What is measured here says nothing \
         about any real system.</p>\n<p><a href=\"/shop\">shop</a> <a href=\"/health\">health</a> \
         <a href=\"/_stats\">counters</a></p>",
    )
}

pub(crate) async fn shop(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    Query(given): Query<HashMap<String, String>>,
) -> Response {
    let text = given.get("q").map_or("", String::as_str);
    let list = product_list(&shop.catalog.search(text, FOUND).items);
    let known = visitor(&headers);
    let body = if wants_fragment(&headers) {
        Html(list)
    } else {
        let held = known.map_or(0, |visitor| shop.baskets.held(visitor));
        let form = format!(
            "<form hx-get=\"/shop\" hx-target=\"#products\"><input name=\"q\" value=\"{}\"></form>\n{}",
            escape(text),
            basket_count(held)
        );
        page("shop", &format!("<h1>Shop</h1>\n{form}\n{list}"))
    };
    if known.is_some() {
        return body.into_response();
    }
    let cookie = format!("visitor={}; Path=/; HttpOnly", shop.baskets.welcome());
    (AppendHeaders([(SET_COOKIE, cookie)]), body).into_response()
}

pub(crate) async fn product(State(shop): State<Arc<Shop>>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let product = match request::id(&id).and_then(|id| shop.catalog.get(id)) {
        Ok(product) => product,
        Err(refusal) => return (refusal.status(), page("no such product", "<h1>No such product</h1>")).into_response(),
    };
    let Product { id, name, price_cents, stock, .. } = &product;
    let name = escape(name);
    let article =
        format!("<article id=\"product\"><h2>{name}</h2><p>{price_cents} cents, {stock} in stock</p></article>");
    if wants_fragment(&headers) {
        return Html(article).into_response();
    }
    let form = format!(
        "<img src=\"/shop/products/{id}/image.svg\" alt=\"{name}\">\n<form action=\"/shop/basket\" method=\"post\">\n\
         <input type=\"hidden\" name=\"product_id\" value=\"{id}\">\n\
         <select name=\"quantity\"><option>1</option><option>2</option><option>3</option></select>\n\
         <button>Buy</button></form>"
    );
    page("product", &format!("{article}\n{form}")).into_response()
}

pub(crate) async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css")], "body { font-family: sans-serif; max-width: 40em; margin: auto }\n")
}

pub(crate) async fn image(State(shop): State<Arc<Shop>>, Path(id): Path<String>) -> Answer<impl IntoResponse> {
    let product = shop.catalog.get(request::id(&id)?)?;
    let name = escape(&product.name);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"60\"><text x=\"9\" y=\"36\">{name}</text></svg>\n"
    );
    Ok(([(CONTENT_TYPE, "image/svg+xml")], svg))
}

pub(crate) async fn feed(State(shop): State<Arc<Shop>>) -> impl IntoResponse {
    let mut feed = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<products>\n");
    for Product { id, name, price_cents, .. } in shop.catalog.search("", FOUND).items {
        let name = escape(&name);
        writeln!(feed, "<product id=\"{id}\"><name>{name}</name><price>{price_cents}</price></product>")
            .expect("a String takes all text");
    }
    ([(CONTENT_TYPE, "application/xml")], feed + "</products>\n")
}

pub(crate) async fn basket(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    form: Result<Form<Purchase>, FormRejection>,
) -> Response {
    let Ok(Form(purchase)) = form else {
        return (StatusCode::BAD_REQUEST, page("bad form", "<h1>Bad form</h1>")).into_response();
    };
    if shop.catalog.get(purchase.product_id).is_err() {
        return (StatusCode::NOT_FOUND, page("no such product", "<h1>No such product</h1>")).into_response();
    }
    let held = visitor(&headers).and_then(|visitor| shop.baskets.add(visitor, purchase.quantity));
    let Some(held) = held else {
        return (StatusCode::BAD_REQUEST, page("no cookie", "<h1>Open the shop first</h1>")).into_response();
    };
    if wants_fragment(&headers) {
        Html(basket_count(held)).into_response()
    } else {
        Redirect::to("/shop").into_response()
    }
}

fn basket_count(pieces: u64) -> String {
    format!("<span id=\"basket\">{pieces}</span>")
}

fn product_list(products: &[Product]) -> String {
    let mut list = String::from("<ul id=\"products\">");
    for Product { id, name, .. } in products {
        let name = escape(name);
        write!(list, "<li><a href=\"/shop/products/{id}\">{name}</a></li>").expect("a String takes all text");
    }
    list + "</ul>"
}

fn page(title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/shop/style.css\"></head>\n<body>\n{body}\n</body>\n</html>\n"
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
