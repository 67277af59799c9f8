"""Customers of the demonstration shop: each logs in once, most look around, some buy. ``guest-examples/shop`` is this in Rust."""

from throng import Counter, Rate, Table, Trend, between, check, get, pick, post, roll, scenario, step, tasks, vu

#: Columns ``email`` and ``password``.
USERS = Table("users")

LIST = get("/api/products").query("per_page", 20)
SEARCH = get("/api/products/search")
PRODUCT = get("/api/products/{id}").expect(200)

#: From the first look at the cart to the order.
CHECKOUT = Trend("checkout_time", "ms")
REVENUE = Counter("revenue", "cents")
#: Searches that found something.
FOUND = Rate("search_found")

wait = between(0.2, 0.6)
token = ""


def start():
    """Logs in with a row of its own; when there are more customers than rows, with the next row."""
    global token
    row = USERS.mine() or USERS.next()
    if row is None:
        raise LookupError("the table of users is used up")
    account = {"email": row["email"], "password": row["password"]}
    token = post("/api/login").json(account).expect(200).name("login").send().success().pointer("/access_token")


def products():
    page = LIST.query("page", roll(1, 19)).send().success()
    check("a page has 20 products", page.length("/items") == 20)


def search():
    result = SEARCH.query("q", pick(["lamp", "copper", "chair", "teapot"])).send().success()
    FOUND.add(result.length("/items") > 0)


def look():
    number = roll(1, 499)
    product = PRODUCT.param("id", number).send().success()
    check("it is the product that was asked for", product.number("/id") == number)


def buy():
    begun = vu.elapsed()
    with step("checkout"):
        with step("cart"):
            fill_cart()
        with step("intent"):
            intent = post("/api/payment-intents").bearer(token).expect(201).send().success().pointer("/id")
        with step("pay"):
            order = pay(intent)
        with step("order"):
            look_at(order)
    CHECKOUT.add((vu.elapsed() - begun) * 1000)


def fill_cart():
    item = {"product_id": roll(1, 499), "quantity": roll(1, 3)}
    cart = post("/api/cart/items").bearer(token).json(item).expect(201).send().success()
    check("the cart has something in it", cart.length("/items") > 0)


def pay(intent):
    request = post("/api/payment-intents/{id}/pay").param("id", intent).bearer(token)
    paid = request.json({"card": "4242424242424242"}).expect(200).send().success()
    check("the payment succeeded", paid.pointer("/status") == "succeeded")
    REVENUE.add(paid.number("/amount_cents") or 0)
    return paid.pointer("/order_id")


def look_at(number):
    order = get("/api/orders/{id}").param("id", number).bearer(token).expect(200).send().success()
    check("the order is paid", order.pointer("/status") == "paid")


#: Three lists for two searches and one page of a product.
browse = scenario("browse")(tasks([(3, products), (2, search), (1, look)], wait=wait))
#: One product into the cart, then the payment and the order.
checkout = scenario("checkout")(tasks([(1, buy)], wait=wait))
