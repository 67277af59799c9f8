"""One user: looks at a page of products, and at one of them."""

from throng import between, check, get, sleep, step

LIST = get("/api/products").query("page", 1)
PRODUCT = get("/api/products/{id}").expect(200)
think = between(0.5, 1.5)


def run():
    with step("list"):
        page = LIST.send().success()
    check("there are products", page.length("/items") > 0)
    first = page.json()["items"][0]["id"]
    product = PRODUCT.param("id", first).send()
    check("it is the one asked for", product.number("/id") == first)
    sleep(think())
