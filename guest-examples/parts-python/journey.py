"""Beyond request and response: ``guest-examples/pages``, ``websocket``, ``events``, ``download`` and ``webhooks`` in Rust."""

import json

from throng import Address, check, gather, get, poll_until, post, scenario, vu

#: What the shop and its customer share.
KEY = "a shared key"


@scenario
def page():
    shop = get("/shop").send().success()
    check("styles and images came", all(file.ok for file in shop.embedded()))
    found = get("/shop").query("q", "a").htmx("products").name("search").send()
    check("a part came, no page", found.ok and not found.is_page)
    product = get(shop.attribute("#products a", "href")[0]).name("product").send().success()
    basket = product.form("form").set("quantity", 2).press("Buy").request().name("buy").send()
    check("two are in the basket", basket.select("#basket") == ["2"])
    feed = get("/shop/feed.xml").send()
    check("every product has a price", feed.xpath("count(//product)") == feed.xpath("count(//product[price > 0])"))


async def talk(room):
    chat = get(f"/ws/chat?room={room}").name("chat").websocket().opened()
    for n in (1, 2, 3):
        chat.send(json.dumps({"n": n}))
        message = await chat.next()
        check("it is what was said", message.json()["n"] == n)
    check("the pong comes at once", chat.ping(5) < 1000)
    chat.close()
    check("closed in order", chat.closed == 1000 and not chat.failure)


@scenario
async def chat():
    """Two rooms at a time."""
    await gather(talk(f"{vu.id()}-a"), talk(f"{vu.id()}-b"))


@scenario
def feed():
    events = get("/events").query("n", 10).query("gap", 5).events().opened()
    last = None
    while event := events.receive(5):
        last = event.id
    check("all events came", last == "10" and events.ended)

    answer = post("/llm").query("tokens", 12).query("gap", 5).json({"stream": True}).events().opened()
    tokens = 0
    while (event := answer.receive(30)) and event.text() != "[DONE]":
        if event.pointer("/choices/0/delta/content") is not None:
            tokens += 1
            answer.tokens(tokens)
    check("it answered", tokens == 12)


@scenario
def download():
    file = get("/stream/1000000").name("file").download()
    size = 0
    while piece := file.receive(5):
        size += len(piece)
    check("whole", size == 1_000_000 and file.ended and not file.failure)


@scenario
def webhook():
    paid = Address("order.paid").start()
    order = {"url": f"{paid.url}/orders?of=me", "delay_ms": 20, "key": KEY}
    post("/webhooks").json(order).expect(202).send().success()
    delivery = paid.receive(5)
    check("the body is signed", delivery is not None and delivery.signed("x-hub-signature-256", KEY))
    check("it says what happened", delivery.json()["event"] == "order.paid" and delivery.path == "/orders?of=me")


@scenario
def job():
    job = post("/jobs").json({"rounds": 20_000}).expect(202).send().success().pointer("/id")

    def result():
        found = get("/jobs/{id}").param("id", job).send().pointer("/result")
        return None if found == "null" else found

    check("the job has a result", poll_until("export", result, interval=0.02, limit=10) is not None)
