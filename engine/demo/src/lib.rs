//! The demonstration target: a small shop with real state, for a first run and for tests.
//!
//! A report on it says nothing about any real system. Everything it knows comes from [`Options::seed`] and from the
//! requests it received: the same seed and the same requests give the same answers, tokens included, except where
//! an answer depends on time (expiry, rate limit). All state is in memory and ends with the process.
//!
//! # Conventions
//!
//! - Request and answer bodies are JSON (`content-type: application/json`), but for the pages below. The request's
//!   content type is not looked at.
//! - Money is in cents of EUR, as an integer. Times are seconds since the shop opened, as an integer.
//! - An error is `{"error":{"code":CODE,"message":TEXT}}` with the status given below. `CODE` is stable.
//! - *Bearer* routes want `authorization: Bearer ACCESS_TOKEN`. Without it, or with a token that is malformed, expired,
//!   logged out or of the wrong kind they answer 401 with the code `unauthorized`.
//! - *Admin* routes answer 401 like Bearer routes and 403 `forbidden` to a customer.
//! - A body that is not the documented JSON is 400 `invalid_body`; an id in a path that is not a number is 400
//!   `invalid_id`; an unknown path is 404 `no_such_route`; a known path with another method is 405 (empty body).
//!
//! # What is there at the start
//!
//! - Customers `1..=users`: email `user{N}@example.com`, password `password{N}`, name `User {N}`.
//! - One administrator, id `users + 1`: email `admin@example.com`, password `admin-password`.
//! - Products `1..=products`, each with 1,000,000 pieces in stock, but for the last one, which is sold out (stock 0).
//! - Passwords are kept as one round of keyed HMAC-SHA256: cheap and repeatable, and **not** fit for real passwords.
//!
//! # Health and counters
//!
//! | route | answer |
//! |---|---|
//! | `GET /health` | 200 `{"status":"ok"}` |
//! | `GET /_stats` | 200 `{"total":N,"routes":{"GET /api/products":{"200":N,"400":N}}}`: every answered request by method, route pattern and status. Its own requests are not counted; unknown paths count as route `(none)` |
//!
//! # Accounts
//!
//! | route | request | answers |
//! |---|---|---|
//! | `POST /api/register` | `{"email","password","name"}` | 201 ACCOUNT; 400 `invalid_email` (no `@`), `weak_password` (under 8 characters); 409 `email_taken` |
//! | `POST /api/login` | `{"email","password"}` | 200 TOKENS; 401 `wrong_credentials` |
//! | `POST /api/refresh` | `{"refresh_token"}` | 200 TOKENS (the old refresh token is blacklisted); 401 `unauthorized` |
//! | `POST /api/logout` | Bearer; body empty or `{"refresh_token"}` | 204; the access token (and the refresh token) are blacklisted |
//! | `GET /api/me` | Bearer | 200 ACCOUNT |
//!
//! - ACCOUNT = `{"id":1,"email":"user1@example.com","name":"User 1","role":"customer"}` (role `customer` or `admin`).
//! - TOKENS = `{"access_token","refresh_token","token_type":"Bearer","expires_in":900}`: JWT, HS256, claims `sub` (account
//!   id as text), `role`, `typ` (`access`, 900 s; `refresh`, 86,400 s), `jti`, `iat`, `exp`.
//!
//! # Products (no token)
//!
//! | route | answers |
//! |---|---|
//! | `GET /api/products?page=1&per_page=20&category=C` | 200 `{"items":[PRODUCT],"page":1,"per_page":20,"total":1000,"pages":50}`; a page past the end has no items; 400 `invalid_page` (`page` < 1, `per_page` not 1–100, or not a number). All parameters are optional |
//! | `GET /api/products/search?q=TEXT` | 200 `{"query":TEXT,"items":[PRODUCT],"total":N}`: the first 20 whose name contains TEXT, case ignored; 400 `missing_query` |
//! | `GET /api/products/{id}` | 200 PRODUCT; 404 `no_such_product` |
//! | `GET /api/categories` | 200 `{"items":["books","garden","kitchen","music","sports"]}` |
//!
//! - PRODUCT = `{"id":1,"name":"Copper Lamp 1","category":"kitchen","price_cents":1999,"stock":1000000}`.
//!
//! # Cart, payment, orders (Bearer)
//!
//! The purchase flow: cart items → payment intent → pay → order.
//!
//! | route | request | answers |
//! |---|---|---|
//! | `GET /api/cart` | | 200 CART |
//! | `POST /api/cart/items` | `{"product_id":1,"quantity":2}` | 201 CART (adds to what is there); 400 `invalid_quantity` (not 1–100 in total); 404 `no_such_product`; 409 `out_of_stock` |
//! | `PUT /api/cart/items/{product_id}` | `{"quantity":3}` | 200 CART; 400 `invalid_quantity`; 404 `not_in_cart`; 409 `out_of_stock` |
//! | `DELETE /api/cart/items/{product_id}` | | 204; 404 `not_in_cart` |
//! | `POST /api/payment-intents` | body ignored | 201 INTENT for the cart's content, which is copied; 409 `empty_cart` |
//! | `GET /api/payment-intents/{id}` | | 200 INTENT; 403 `forbidden` (another account's); 404 `no_such_intent` |
//! | `POST /api/payment-intents/{id}/pay` | `{"card":"4242424242424242"}` | 200 INTENT with `status` `succeeded` and `order_id`; the cart is emptied and the stock taken. 400 `invalid_card` (not 16 digits); 402 `card_declined` (a card that ends in `0002`); 403, 404 as above; 409 `already_paid`, `out_of_stock` |
//! | `GET /api/orders` | | 200 `{"items":[ORDER],"total":N}`, newest first |
//! | `GET /api/orders/{id}` | | 200 ORDER; 403 `forbidden`; 404 `no_such_order` |
//!
//! - CART = `{"items":[{"product_id":1,"name":"…","quantity":2,"price_cents":1999}],"total_cents":3998}`.
//! - INTENT = `{"id":"pi_1_1","amount_cents":3998,"currency":"EUR","status":"requires_payment","order_id":null}`. The id is
//!   `pi_{account}_{number}`.
//! - ORDER = `{"id":"or_1_1","items":[…as in CART…],"total_cents":3998,"status":"paid","created_at":12}`.
//! - Of each account the newest 50 intents and 50 orders are kept, so that a long run does not grow without end.
//!
//! # Admin
//!
//! | route | request | answers |
//! |---|---|---|
//! | `GET /api/admin/summary` | | 200 `{"accounts":N,"products":N,"orders":N,"revenue_cents":N}` |
//! | `POST /api/admin/products` | `{"name","category","price_cents","stock"}` | 201 PRODUCT; 400 `invalid_product` (empty name, unknown category or price 0); 409 `name_taken` |
//! | `PUT /api/admin/products/{id}/stock` | `{"stock":5}` | 200 PRODUCT; 404 `no_such_product` |
//! | `DELETE /api/admin/products/{id}` | | 204; 404 `no_such_product` |
//! | `GET /api/admin/report` | | 200 as `summary`. **The only rate-limited route**: 5 requests in each window of 10 s, whoever asks; then 429 `too_many_requests` with `retry-after` (whole seconds) |
//!
//! # Webhooks and jobs (no token)
//!
//! | route | request | answers |
//! |---|---|---|
//! | `POST /webhooks` | `{"url","delay_ms":0,"copies":1,"attempts":3,"key","payload"}`, all but `url` optional | 202 `{"id":"wh_1"}`; 400 `not_loopback` (only `http` URLs of this machine are called), `invalid_webhook`; 429 with 10,000 under way |
//! | `POST /jobs` | `{"rounds":20000}` or `{}` | 202 JOB; 400 `invalid_job` (`rounds` not 1-5,000,000) |
//! | `GET /jobs/{id}` | | 200 JOB; 404 `no_such_job` |
//!
//! - A webhook is `POST`ed `delay_ms` later, `copies` times, each until it is answered with 2xx, `attempts` times at most
//!   (the second 50 ms after the first, then 100 ms, 200 ms …). Its body is `{"event":"order.paid","id":"wh_1","payload":…}`, its
//!   headers `x-webhook-id`, `x-webhook-attempt` and, with a `key`, `x-hub-signature-256` (`sha256=` and hex) and
//!   `x-shopify-hmac-sha256` (base64) of the body's HMAC-SHA256.
//! - JOB = `{"id":"job_1","status":"queued","result":null}`; `status` becomes `running` and `done`, `result` a hash. Two
//!   workers do the work: so many rounds of SHA-256. The newest 10,000 are kept.
//! - `GET /_stats` has `"webhooks":{"accepted","sent","delivered","given_up"}` and `"jobs":{"accepted","done"}` too.
//!
//! # What stays open
//!
//! All parameters are optional. `reset=N` breaks the answer off after N events, tokens or bytes.
//!
//! | route | answer |
//! |---|---|
//! | `GET /ws/echo?delay=MS&after=N&close=CODE` | a WebSocket that sends each message back, after a delay; after N messages it is closed with the code (1000). 400 `no_websocket` to any other request |
//! | `GET /ws/chat?room=NAME` | a WebSocket whose messages all go to everybody in the room, the sender too |
//! | `GET /events?n=10&gap=100&reset=N` | so many server-sent events, so many milliseconds apart: `id: 1`, `event: tick`, `data: {"n":1}` |
//! | `GET, POST /llm?tokens=20&first=100&gap=20&reset=N` | a stream as language models send it: `data: {"choices":[{"delta":{"content":"word "}}]}` for each token, the first after `first` milliseconds, then `data: [DONE]` |
//! | `GET /stream/{bytes}?piece=65536&gap=0&reset=N` | a body of so many bytes (at most 10^12), in pieces |
//!
//! `GET /_stats` has, once there was any of it, `"live":{"ws_opened","ws_received","ws_sent","events","tokens","bytes"}`.
//!
//! # Pages (HTML)
//!
//! | route | answer |
//! |---|---|
//! | `GET /` | 200, a page that says "demonstration target" and links the others |
//! | `GET /shop?q=TEXT` | 200, the page with a search form and up to 20 products; with `HX-Request: true` only the fragment `<ul id="products">…</ul>`. Sets the cookie `visitor=N` when the request has none |
//! | `GET /shop/products/{id}` | 200 page, or with `HX-Request: true` the fragment `<article id="product">…</article>`; 404 page (400 for an id that is not a number) |
//! | `POST /shop/basket` | form `product_id=1&quantity=2`, cookie `visitor`: with `HX-Request: true` 200 and the fragment `<span id="basket">N</span>` (pieces in the visitor's basket); else 303 to `/shop`. 400 without a cookie that the shop gave or with a bad form (which must be `application/x-www-form-urlencoded`); 404 for an unknown product. These errors are pages |

mod account;
mod answer;
mod basket;
mod catalog;
mod clock;
mod jobs;
mod limiter;
mod purchase;
mod request;
mod routes;
mod seed;
mod shop;
mod stats;
mod token;
mod webhooks;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::sync::oneshot;

use crate::shop::Shop;

/// How long open connections may take to finish after the shutdown began.
const CLOSING_TIME: Duration = Duration::from_secs(2);

/// What the shop starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Chooses names, categories and prices of the products and the key of the tokens.
    pub seed: u64,
    /// Customers that exist at the start.
    pub users: usize,
    /// Products that exist at the start.
    pub products: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, users: 1_000, products: 1_000 }
    }
}

/// The shop as an axum router.
pub fn router(options: Options) -> axum::Router {
    let shop = Arc::new(Shop::open(&options));
    let observe = axum::middleware::from_fn_with_state(Arc::clone(&shop), stats::observe);
    routes::table().layer(observe).with_state(shop)
}

/// Serves the shop on `listener` until `shutdown` completes, then gives open connections two seconds to finish.
/// Fails when the listener does.
pub async fn serve(
    listener: tokio::net::TcpListener,
    options: Options,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let listener = listener.tap_io(|stream| {
        // A connection that went away between accept and here answers with an error when it is read.
        let _ = stream.set_nodelay(true);
    });
    let (closing, closed) = oneshot::channel();
    let shutdown = async move {
        shutdown.await;
        // The other end waits until the server has ended.
        let _ = closing.send(());
    };
    let deadline = async move {
        if closed.await.is_ok() {
            tokio::time::sleep(CLOSING_TIME).await;
        }
    };
    tokio::select! {
        ended = axum::serve(listener, router(options)).with_graceful_shutdown(shutdown) => Ok(ended?),
        () = deadline => Ok(()),
    }
}
