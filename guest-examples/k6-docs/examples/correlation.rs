//! A value of one response is used later.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    check!(r = get("/api/doughs").header("authorization", "Token abcdef0123456789").send(),
        "dough 1 has correct name" => r.pointer("/doughs/0/name").as_deref() == Some("Thin"),
        "dough 1 has correct ID" => r.number("/doughs/0/ID") == Some(1.0),
    );
}
