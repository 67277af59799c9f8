use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{Options, router};

const CARD: &str = "4242424242424242";

/// A shop with 3 customers and 50 products, and who asks.
struct Visit {
    shop: Router,
    token: Option<String>,
}

struct Answered {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answered {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    fn code(&self) -> (u16, String) {
        (self.status, self.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    }
}

impl Visit {
    fn new() -> Self {
        Self { shop: router(Options { seed: 1, users: 3, products: 50 }), token: None }
    }

    async fn as_user(&self, email: &str, password: &str) -> Self {
        let tokens = self.post("/api/login", json!({ "email": email, "password": password })).await.json();
        Self { shop: self.shop.clone(), token: Some(tokens["access_token"].as_str().unwrap().to_owned()) }
    }

    async fn customer(&self, number: u64) -> Self {
        self.as_user(&format!("user{number}@example.com"), &format!("password{number}")).await
    }

    async fn admin(&self) -> Self {
        self.as_user("admin@example.com", "admin-password").await
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.shop.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Answered { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    async fn get(&self, path: &str) -> Answered {
        self.send("GET", path, &[], String::new()).await
    }

    async fn post(&self, path: &str, body: Value) -> Answered {
        self.send("POST", path, &[], body.to_string()).await
    }

    async fn put(&self, path: &str, body: Value) -> Answered {
        self.send("PUT", path, &[], body.to_string()).await
    }

    async fn delete(&self, path: &str) -> Answered {
        self.send("DELETE", path, &[], String::new()).await
    }
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn a_customer_buys_from_login_to_order() {
    let customer = Visit::new().customer(1).await;
    let product = customer.get("/api/products/7").await.json();
    let (name, price) = (product["name"].clone(), product["price_cents"].as_u64().unwrap());
    let items = json!([{ "product_id": 7, "name": name, "quantity": 3, "price_cents": price }]);
    let cart = json!({ "items": items, "total_cents": price * 3 });

    customer.post("/api/cart/items", json!({ "product_id": 7, "quantity": 1 })).await;
    let added = customer.post("/api/cart/items", json!({ "product_id": 7, "quantity": 2 })).await;
    assert_eq!((added.status, added.json()), (201, cart.clone()));
    assert_eq!(customer.get("/api/cart").await.json(), cart);

    let intent = customer.post("/api/payment-intents", Value::Null).await;
    let expected = |status: &str, order: Value| json!({ "id": "pi_1_1", "amount_cents": price * 3, "currency": "EUR", "status": status, "order_id": order });
    assert_eq!((intent.status, intent.json()), (201, expected("requires_payment", Value::Null)));
    let paid = customer.post("/api/payment-intents/pi_1_1/pay", json!({ "card": CARD })).await;
    assert_eq!((paid.status, paid.json()), (200, expected("succeeded", json!("or_1_1"))));
    assert_eq!(customer.get("/api/payment-intents/pi_1_1").await.json(), paid.json());

    let order = json!({ "id": "or_1_1", "items": items, "total_cents": price * 3, "status": "paid", "created_at": 0 });
    assert_eq!(customer.get("/api/orders/or_1_1").await.json(), order);
    assert_eq!(customer.get("/api/orders").await.json(), json!({ "items": [order], "total": 1 }));
    assert_eq!(customer.get("/api/cart").await.json(), json!({ "items": [], "total_cents": 0 }));
    assert_eq!(customer.get("/api/products/7").await.json()["stock"], 999_997);
    let sums = json!({ "accounts": 4, "products": 50, "orders": 1, "revenue_cents": price * 3 });
    assert_eq!(customer.admin().await.get("/api/admin/summary").await.json(), sums);
}

#[tokio::test]
async fn the_cart_refuses_what_it_cannot_hold() {
    let customer = Visit::new().customer(1).await;
    let add = async |product: u64, quantity: i64| {
        customer.post("/api/cart/items", json!({ "product_id": product, "quantity": quantity })).await.code()
    };
    assert_eq!(add(1, 0).await, refused(400, "invalid_quantity"));
    assert_eq!(add(1, 101).await, refused(400, "invalid_quantity"));
    assert_eq!(add(1, -1).await, refused(400, "invalid_body"));
    assert_eq!(add(51, 1).await, refused(404, "no_such_product"));
    assert_eq!(add(50, 1).await, refused(409, "out_of_stock"));
    assert_eq!(customer.put("/api/cart/items/1", json!({ "quantity": 2 })).await.code(), refused(404, "not_in_cart"));
    assert_eq!(customer.delete("/api/cart/items/1").await.code(), refused(404, "not_in_cart"));
    assert_eq!(customer.delete("/api/cart/items/one").await.code(), refused(400, "invalid_id"));

    assert_eq!(add(1, 60).await, refused(201, ""));
    assert_eq!(add(1, 41).await, refused(400, "invalid_quantity"));
    let set = customer.put("/api/cart/items/1", json!({ "quantity": 2 })).await;
    assert_eq!((set.status, set.json()["items"][0]["quantity"].clone()), (200, json!(2)));
    let zero = customer.put("/api/cart/items/1", json!({ "quantity": 0 })).await;
    assert_eq!(zero.code(), refused(400, "invalid_quantity"));
    assert_eq!(customer.delete("/api/cart/items/1").await.status, 204);
    assert_eq!(customer.get("/api/cart").await.json()["items"], json!([]));
}

#[tokio::test]
async fn payments_refuse_bad_cards_and_other_people() {
    let (shop, card) = (Visit::new(), json!({ "card": CARD }));
    let (one, two) = (shop.customer(1).await, shop.customer(2).await);
    let pay = "/api/payment-intents/pi_1_1/pay";
    assert_eq!(one.post("/api/payment-intents", Value::Null).await.code(), refused(409, "empty_cart"));
    assert_eq!(one.post(pay, card.clone()).await.code(), refused(404, "no_such_intent"));
    assert_eq!(one.get("/api/payment-intents/nonsense").await.code(), refused(404, "no_such_intent"));
    one.post("/api/cart/items", json!({ "product_id": 1, "quantity": 1 })).await;
    one.post("/api/payment-intents", Value::Null).await;

    assert_eq!(two.get("/api/payment-intents/pi_1_1").await.code(), refused(403, "forbidden"));
    assert_eq!(two.post(pay, card.clone()).await.code(), refused(403, "forbidden"));
    assert_eq!(one.post(pay, json!({ "card": "42" })).await.code(), refused(400, "invalid_card"));
    assert_eq!(one.post(pay, json!({ "card": "424242424242424x" })).await.code(), refused(400, "invalid_card"));
    assert_eq!(one.post(pay, json!({ "card": "4000000000000002" })).await.code(), refused(402, "card_declined"));
    let stock = json!({ "stock": 0 });
    let admin = shop.admin().await;
    assert_eq!(admin.put("/api/admin/products/1/stock", stock).await.status, 200);
    assert_eq!(one.post(pay, card.clone()).await.code(), refused(409, "out_of_stock"));
    admin.put("/api/admin/products/1/stock", json!({ "stock": 1 })).await;
    assert_eq!(one.post(pay, card.clone()).await.status, 200);
    assert_eq!(one.post(pay, card).await.code(), refused(409, "already_paid"));
    assert_eq!(two.get("/api/orders/or_1_1").await.code(), refused(403, "forbidden"));
    assert_eq!(two.get("/api/orders/or_2_1").await.code(), refused(404, "no_such_order"));
}

#[tokio::test]
async fn registration_checks_what_it_is_told() {
    let shop = Visit::new();
    let register = async |email: &str, password: &str| {
        shop.post("/api/register", json!({ "email": email, "password": password, "name": "New" })).await
    };
    assert_eq!(register("new.example.com", "long enough").await.code(), refused(400, "invalid_email"));
    assert_eq!(register("new@example.com", "short").await.code(), refused(400, "weak_password"));
    assert_eq!(register("user1@example.com", "long enough").await.code(), refused(409, "email_taken"));
    assert_eq!(shop.post("/api/register", json!({ "email": "a@b" })).await.code(), refused(400, "invalid_body"));
    let made = register("new@example.com", "long enough").await;
    let account = json!({ "id": 5, "email": "new@example.com", "name": "New", "role": "customer" });
    assert_eq!((made.status, made.json()), (201, account.clone()));
    assert_eq!(shop.as_user("new@example.com", "long enough").await.get("/api/me").await.json(), account);
    let wrong = shop.post("/api/login", json!({ "email": "new@example.com", "password": "long Enough" })).await;
    assert_eq!(wrong.code(), refused(401, "wrong_credentials"));
    let unknown = shop.post("/api/login", json!({ "email": "who@example.com", "password": "long enough" })).await;
    assert_eq!(unknown.code(), refused(401, "wrong_credentials"));
}

#[tokio::test(start_paused = true)]
async fn tokens_end_by_time_refresh_and_logout() {
    let shop = Visit::new();
    let login = json!({ "email": "user1@example.com", "password": "password1" });
    let tokens = shop.post("/api/login", login).await.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(900)));
    let bearer = |tokens: &Value| Visit {
        shop: shop.shop.clone(),
        token: Some(tokens["access_token"].as_str().unwrap().to_owned()),
    };
    let first = bearer(&tokens);
    tokio::time::advance(Duration::from_secs(899)).await;
    assert_eq!(first.get("/api/me").await.status, 200);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(first.get("/api/me").await.code(), refused(401, "unauthorized"));

    let refresh =
        async |tokens: &Value| shop.post("/api/refresh", json!({ "refresh_token": tokens["refresh_token"] })).await;
    let second = refresh(&tokens).await.json();
    assert_eq!(refresh(&tokens).await.code(), refused(401, "unauthorized"), "a refresh token serves once");
    let access_as_refresh = json!({ "refresh_token": second["access_token"] });
    assert_eq!(shop.post("/api/refresh", access_as_refresh).await.code(), refused(401, "unauthorized"));
    let visit = bearer(&second);
    assert_eq!(visit.get("/api/me").await.status, 200);
    let body = json!({ "refresh_token": second["refresh_token"] });
    assert_eq!(visit.post("/api/logout", json!({})).await.code(), refused(400, "invalid_body"));
    assert_eq!(visit.post("/api/logout", body).await.status, 204);
    assert_eq!(visit.get("/api/me").await.code(), refused(401, "unauthorized"));
    assert_eq!(refresh(&second).await.code(), refused(401, "unauthorized"));
    assert_eq!(shop.get("/api/cart").await.code(), refused(401, "unauthorized"));
}

#[tokio::test]
async fn products_are_paged_searched_and_named() {
    let shop = Visit::new();
    let page = shop.get("/api/products?page=3&per_page=20").await.json();
    let ids: Vec<u64> = page["items"].as_array().unwrap().iter().map(|item| item["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, (41..=50).collect::<Vec<u64>>());
    let shape =
        json!({ "page": page["page"], "per_page": page["per_page"], "total": page["total"], "pages": page["pages"] });
    assert_eq!(shape, json!({ "page": 3, "per_page": 20, "total": 50, "pages": 3 }));
    assert_eq!(shop.get("/api/products?page=4").await.json()["items"], json!([]));
    assert_eq!(shop.get("/api/products?category=none").await.json()["total"], 0);
    for query in ["page=0", "per_page=0", "per_page=101", "page=x", "page=-1"] {
        let answer = shop.get(&format!("/api/products?{query}")).await;
        assert_eq!(answer.code(), refused(400, "invalid_page"), "{query}");
    }

    let product = page["items"][0].clone();
    assert_eq!(shop.get("/api/products/41").await.json(), product);
    let found = shop.get("/api/products/search?q=%2041").await.json();
    assert_eq!(found, json!({ "query": " 41", "items": [product], "total": 1 }));
    assert_eq!(shop.get("/api/products/search").await.code(), refused(400, "missing_query"));
    assert_eq!(shop.get("/api/products/51").await.code(), refused(404, "no_such_product"));
    assert_eq!(shop.get("/api/products/x").await.code(), refused(400, "invalid_id"));
    let categories = json!({ "items": ["books", "garden", "kitchen", "music", "sports"] });
    assert_eq!(shop.get("/api/categories").await.json(), categories);
}

#[tokio::test]
async fn only_an_administrator_changes_products() {
    let shop = Visit::new();
    let new = json!({ "name": "Tin Whistle", "category": "music", "price_cents": 899, "stock": 2 });
    assert_eq!(shop.post("/api/admin/products", new.clone()).await.code(), refused(401, "unauthorized"));
    let customer = shop.customer(1).await;
    assert_eq!(customer.post("/api/admin/products", new.clone()).await.code(), refused(403, "forbidden"));

    let admin = shop.admin().await;
    let made = admin.post("/api/admin/products", new.clone()).await;
    let product = json!({ "id": 51, "name": "Tin Whistle", "category": "music", "price_cents": 899, "stock": 2 });
    assert_eq!((made.status, made.json()), (201, product.clone()));
    assert_eq!(admin.post("/api/admin/products", new).await.code(), refused(409, "name_taken"));
    let odd = json!({ "name": "Whistle", "category": "noise", "price_cents": 899, "stock": 2 });
    assert_eq!(admin.post("/api/admin/products", odd).await.code(), refused(400, "invalid_product"));
    assert_eq!(shop.get("/api/products/51").await.json(), product);
    assert_eq!(admin.delete("/api/admin/products/51").await.status, 204);
    assert_eq!(admin.delete("/api/admin/products/51").await.code(), refused(404, "no_such_product"));
    let stock = json!({ "stock": 1 });
    assert_eq!(admin.put("/api/admin/products/51/stock", stock).await.code(), refused(404, "no_such_product"));
}

#[tokio::test(start_paused = true)]
async fn the_report_alone_is_rate_limited() {
    let admin = Visit::new().admin().await;
    tokio::time::advance(Duration::from_secs(3)).await;
    for _ in 0..5 {
        assert_eq!(admin.get("/api/admin/report").await.status, 200);
    }
    let refusal = admin.get("/api/admin/report").await;
    assert_eq!(refusal.code(), refused(429, "too_many_requests"));
    assert_eq!(refusal.headers["retry-after"], "7");
    assert_eq!(admin.get("/api/admin/summary").await.status, 200);
    tokio::time::advance(Duration::from_secs(7)).await;
    assert_eq!(admin.get("/api/admin/report").await.status, 200);
}

#[tokio::test]
async fn pages_answer_htmx_with_fragments() {
    let (shop, htmx) = (Visit::new(), ("hx-request", "true"));
    assert!(shop.get("/").await.text.contains("<h1>demonstration target</h1>"));
    let name = shop.get("/api/products/41").await.json()["name"].as_str().unwrap().to_owned();
    let query = format!("/shop?q={}", name.replace(' ', "%20"));
    let list = format!("<ul id=\"products\"><li><a href=\"/shop/products/41\">{name}</a></li></ul>");
    let page = shop.get(&query).await;
    assert!(page.text.starts_with("<!doctype html>") && page.text.contains(&list), "{}", page.text);
    assert_eq!(page.headers["set-cookie"], "visitor=1; Path=/; HttpOnly");
    let cookie = ("cookie", "theme=dark; visitor=1");
    let fragment = shop.send("GET", &query, &[htmx, cookie], String::new()).await;
    assert_eq!(fragment.text, list);
    assert!(!fragment.headers.contains_key("set-cookie"));
    let hostile = shop.get("/shop?q=%22%3E%3Cscript%3E").await.text;
    assert!(hostile.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{hostile}");

    let form = ("content-type", "application/x-www-form-urlencoded");
    let buy = async |headers: &[(&str, &str)], product: u64| {
        shop.send("POST", "/shop/basket", headers, format!("product_id={product}&quantity=2")).await
    };
    assert_eq!(buy(&[form, cookie, htmx], 41).await.text, "<span id=\"basket\">2</span>");
    let redirect = buy(&[form, cookie], 41).await;
    assert_eq!((redirect.status, redirect.headers["location"].to_str().unwrap()), (303, "/shop"));
    assert!(shop.send("GET", "/shop", &[cookie], String::new()).await.text.contains("<span id=\"basket\">4</span>"));
    assert_eq!(buy(&[form], 41).await.status, 400);
    assert_eq!(buy(&[form, ("cookie", "visitor=3")], 41).await.status, 400);
    assert_eq!(buy(&[cookie], 41).await.status, 400);
    assert_eq!(buy(&[form, cookie], 51).await.status, 404);
    let article = shop.send("GET", "/shop/products/41", &[htmx], String::new()).await.text;
    assert!(article.starts_with("<article id=\"product\"><h2>") && article.ends_with("</article>"), "{article}");
    assert_eq!(shop.get("/shop/products/51").await.status, 404);
}

#[tokio::test]
async fn the_counters_tell_what_was_answered() {
    let shop = Visit::new();
    assert_eq!(shop.get("/health").await.json(), json!({ "status": "ok" }));
    shop.get("/api/products/1").await;
    shop.get("/api/products/2").await;
    shop.get("/api/products/99").await;
    assert_eq!(shop.get("/nowhere").await.code(), refused(404, "no_such_route"));
    assert_eq!(shop.delete("/health").await.status, 405);
    assert_eq!(shop.get("/api/admin/summary").await.status, 401);
    let counts = json!({ "total": 7, "routes": {
        "DELETE /health": { "405": 1 },
        "GET (none)": { "404": 1 },
        "GET /api/admin/summary": { "401": 1 },
        "GET /api/products/{id}": { "200": 2, "404": 1 },
        "GET /health": { "200": 1 },
    }, "webhooks": { "accepted": 0, "sent": 0, "delivered": 0, "given_up": 0 }, "jobs": { "accepted": 0, "done": 0 } });
    shop.get("/_stats").await;
    assert_eq!(shop.get("/_stats").await.json(), counts);
}

#[tokio::test]
async fn jobs_are_done_later_and_webhooks_go_to_this_machine_only() {
    let shop = Visit::new();
    let begun = shop.post("/jobs", json!({ "rounds": 10 })).await;
    assert_eq!((begun.status, begun.json()), (202, json!({ "id": "job_1", "status": "queued", "result": null })));
    let mut asked = 0;
    let job = loop {
        let job = shop.get("/jobs/job_1").await.json();
        asked += 1;
        if job["status"] == "done" || asked == 2_000 {
            break job;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!((&job["status"], job["result"].as_str().map(str::len)), (&json!("done"), Some(64)), "{job}");
    assert_eq!(shop.get("/jobs/job_2").await.code(), refused(404, "no_such_job"));
    assert_eq!(shop.post("/jobs", json!({ "rounds": 0 })).await.code(), refused(400, "invalid_job"));
    let elsewhere = shop.post("/webhooks", json!({ "url": "http://192.0.2.1/" })).await;
    assert_eq!(elsewhere.code(), refused(400, "not_loopback"));
    let too_many = shop.post("/webhooks", json!({ "url": "http://127.0.0.1:9/", "copies": 101 })).await;
    assert_eq!(too_many.code(), refused(400, "invalid_webhook"));
    assert_eq!(shop.get("/_stats").await.json()["jobs"], json!({ "accepted": 1, "done": 1 }));
}

#[tokio::test]
async fn the_same_seed_gives_the_same_answers() {
    let tokens = async |seed| {
        let shop = Visit { shop: router(Options { seed, users: 3, products: 50 }), token: None };
        let products = shop.get("/api/products?per_page=50").await.text;
        let login = shop.post("/api/login", json!({ "email": "user2@example.com", "password": "password2" })).await;
        assert_eq!(login.status, StatusCode::OK.as_u16());
        (products, login.text)
    };
    assert_eq!(tokens(1).await, tokens(1).await);
    let (one, two) = (tokens(1).await, tokens(2).await);
    assert!(one.0 != two.0 && one.1 != two.1);
}

#[tokio::test]
async fn serving_ends_when_it_is_told_to() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap() };
    let serving = tokio::spawn(super::serve(listener, Options { seed: 1, users: 1, products: 1 }, shutdown));
    let mut connection = tokio::net::TcpStream::connect(address).await.unwrap();
    connection.write_all(b"GET /health HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("{\"status\":\"ok\"}"), "{answer}");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), serving).await.unwrap().unwrap().unwrap();
}
