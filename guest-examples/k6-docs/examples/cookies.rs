//! A cookie that the journey sets itself.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    session::set_cookie("/api/cookies", "my_cookie=hello world; Path=/api/cookies; Max-Age=600");
    check!(r = get("/api/cookies").send(),
        "has status 200" => r.status() == 200,
        "has cookie 'my_cookie'" => r.pointer("/cookies/my_cookie").is_some(),
        "cookie has correct value" => r.pointer("/cookies/my_cookie").as_deref() == Some("hello world"),
    );
}
