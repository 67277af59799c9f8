//! One user: looks at a page of products, and at one of them.

use throng_sdk::prelude::*;

#[journey]
fn run() -> Result {
    let page = step("list", || get("/api/products").query("page", 1).send()).success()?;
    check!("there are products" => page.length("/items") > 0);
    let id = page.number("/items/0/id").context("a product has no id")?;
    check!(r = get("/api/products/{id}").param("id", id).send(), "it is the one asked for" => r.number("/id") == Some(id));
    between(0.5, 1.5).think();
    Ok(())
}
