//! Customers of the demonstration shop: each logs in once, most look around, some buy.

use throng_sdk::prelude::*;

/// Columns `email` and `password`.
static USERS: Table = Table::new("users");

static LIST: Prepared = Prepared::get("/api/products");
static SEARCH: Prepared = Prepared::get("/api/products/search");
static PRODUCT: Prepared = Prepared::get("/api/products/{id}").with(|r| r.expect("200"));

/// From the first look at the cart to the order.
#[metric]
static CHECKOUT: Trend = Trend::ms("checkout_time");
#[metric]
static REVENUE: Counter = Counter::with_unit("revenue", Unit::Other("cents"));
/// Searches that found something.
#[metric]
static FOUND: Rate = Rate::new("search_found");

/// A customer who is logged in.
struct Customer {
    token: String,
}

#[journey(wait = between(0.2, 0.6))]
impl Customer {
    /// Logs in with a row of its own; when there are more customers than rows, with the next row.
    fn start() -> Result<Self> {
        let row = USERS.mine().or_else(|| USERS.next()).context("the table of users is used up")?;
        let account = json!({ "email": row.cell("email")?, "password": row.cell("password")? });
        let login = post("/api/login").json(&account)?.expect("200").name("login").send().success()?;
        Ok(Self { token: login.pointer("/access_token").context("login gave no token")? })
    }

    /// Scenario `browse`: three lists for two searches and one page of a product.
    #[scenario]
    fn browse() -> Result {
        Tasks::new().task(3, list).task(2, search).task(1, look).run()
    }

    /// Scenario `checkout`: one product into the cart, then the payment and the order.
    #[scenario]
    fn checkout(&mut self) -> Result {
        let begun = vu::elapsed();
        step("checkout", || {
            step("cart", || self.fill_cart())?;
            let intent = step("intent", || self.payment_intent())?;
            let order = step("pay", || self.pay(&intent))?;
            step("order", || self.look_at(&order))
        })?;
        CHECKOUT.time(vu::elapsed() - begun);
        Ok(())
    }

    fn fill_cart(&self) -> Result {
        let item = json!({ "product_id": roll(1..500), "quantity": roll(1..4) });
        let cart = post("/api/cart/items").bearer(&self.token).json(&item)?.expect("201").send().success()?;
        check!("the cart has something in it" => cart.length("/items") > 0);
        Ok(())
    }

    fn payment_intent(&self) -> Result<String> {
        let intent = post("/api/payment-intents").bearer(&self.token).expect("201").send().success()?;
        intent.pointer("/id").context("the payment intent has no id")
    }

    fn pay(&self, intent: &str) -> Result<String> {
        let pay = post("/api/payment-intents/{id}/pay").param("id", intent).bearer(&self.token);
        let paid = pay.json(&json!({ "card": "4242424242424242" }))?.expect("200").send().success()?;
        check!("the payment succeeded" => paid.pointer("/status").as_deref() == Some("succeeded"));
        REVENUE.add(paid.number("/amount_cents").unwrap_or(0.0));
        paid.pointer("/order_id").context("the payment gave no order")
    }

    fn look_at(&self, order: &str) -> Result {
        let order = get("/api/orders/{id}").param("id", order).bearer(&self.token).expect("200").send().success()?;
        check!("the order is paid" => order.pointer("/status").as_deref() == Some("paid"));
        Ok(())
    }
}

fn list() -> Result {
    let page = LIST.request().query("page", roll(1..20)).query("per_page", 20).send().success()?;
    check!("a page has 20 products" => page.length("/items") == 20);
    Ok(())
}

fn search() -> Result {
    let word = pick(&["lamp", "copper", "chair", "teapot"]).context("no words")?;
    let result = SEARCH.request().query("q", word).send().success()?;
    FOUND.add(result.length("/items") > 0);
    Ok(())
}

fn look() -> Result {
    let id = roll(1..500);
    let product = PRODUCT.request().param("id", id).send().success()?;
    check!("it is the product that was asked for" => product.number("/id") == Some(f64::from(id)));
    Ok(())
}
