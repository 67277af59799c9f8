//! What the conformance journey meets: a login, items, orders (see `tests/guests/conformance/README.md`).

use http::Response;
use serde_json::{Value, json};

use super::answer::{Body, full, plain, with};
use super::record::Seen;

/// An answer where the path is one of these.
pub(super) fn answer(seen: &Seen) -> Option<Response<Body>> {
    Some(match (seen.method.as_str(), seen.path.as_str()) {
        ("GET", "/config") => document(&json!({ "first": 1, "greeting": "grüß dich" })),
        ("POST", "/login") => login(seen),
        ("POST", "/orders") => plain(201, "ordered"),
        ("GET", path) => item(seen, path.strip_prefix("/items/")?),
        _ => return None,
    })
}

fn document(value: &Value) -> Response<Body> {
    with(full(200, value.to_string().into_bytes()), "content-type", "application/json")
}

fn login(seen: &Seen) -> Response<Body> {
    let account: Value = serde_json::from_slice(&seen.body).unwrap_or_default();
    match account["password"].as_str() {
        Some(password) => document(&json!({ "token": format!("token-{password}") })),
        None => plain(400, "no password"),
    }
}

fn item(seen: &Seen, id: &str) -> Response<Body> {
    if !seen.header("authorization").starts_with("Bearer token-") {
        return plain(401, "who are you?");
    }
    let number: u32 = id.parse().unwrap_or_default();
    let item = json!({ "id": number, "name": format!("lampe № {id} 🐢"), "price": 12.5, "tags": ["new", "round"] });
    with(document(&item), "x-item", id)
}
