//! A journey that logs in by the library `auth`, whatever language that is written in, and looks at its orders.

use throng_sdk::prelude::*;

wit_bindgen::generate!({
    path: "../auth/wit",
    inline: "package team:members; world journey { import team:auth/login@1.0.0; }",
    world: "team:members/journey",
    generate_all,
});

#[journey]
fn run() -> Result {
    let user = format!("user{}@example.com", vu::id());
    let token = team::auth::login::token(&user, &format!("password{}", vu::id())).context("no token")?;
    let orders = get("/api/orders").bearer(&token).send();
    check!(orders, "orders are listed" => orders.status() == 200);
    Ok(())
}
