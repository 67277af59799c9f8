//! A JSON body.

use throng_sdk::prelude::*;

#[journey]
fn run() -> Result {
    post("/login").json(&json!({ "email": "aaa", "password": "bbb" }))?.send();
    Ok(())
}
