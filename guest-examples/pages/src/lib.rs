//! A visitor of a shop's pages: what they embed is loaded, a part of one is swapped in, a form is filled and sent.

use throng_sdk::prelude::*;

#[journey(wait = between(0.5, 1.5))]
mod visitor {
    use super::*;

    fn run() -> Result {
        let shop = get("/shop").send().success()?;
        let files = shop.embedded();
        check!("styles and images came" => !files.is_empty() && files.iter().all(Response::ok));

        // What `hx-get` does when something is typed into the search.
        let found = get("/shop").query("q", "a").htmx("products").name("search").send();
        check!(found, "a part came, no page" => found.ok() && !found.is_page());

        let links = shop.attribute("#products a", "href");
        let product = get(links.first().context("the shop is empty")?).name("product").send().success()?;
        product.embedded();
        check!("the form is there" => {
            // Its hidden fields, a CSRF token for one, are sent as the page has them.
            product.form("form").is_some_and(|form| {
                let basket = form.set("quantity", "2").press("Buy").request().name("buy").send();
                basket.ok() && basket.select("#basket") != ["0"]
            })
        });

        let feed = get("/shop/feed.xml").send();
        check!(feed, "every product has a price" => {
            feed.xpath("count(//product)") == feed.xpath("count(/products/product/price[. > 0])")
        });
        Ok(())
    }
}
