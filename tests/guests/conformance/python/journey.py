"""The conformance journey: ../README.md says what it does."""

from throng import (
    Counter, Gauge, Rate, Table, Trend, check, delete, env, get, log, post, put, secret, session, sleep, step, store, tasks,
    vu,
)

USERS = Table("users")
PRICE = Trend("price", "eur")
LABELS = Counter("labels")
SEEN = Counter("seen")
STOCK = Gauge("stock")
REFUSED = Rate("refused")

token = ""


def plan():
    return {"thresholds": {"checks": ["rate > 0.5"]}}


def setup():
    greeting = get("/config").send().pointer("/greeting")
    if greeting is None:
        raise Exception("no greeting")
    return greeting


def start():
    global token
    session.header("x-suite", "conformance")
    row = USERS.mine()
    name, password = row["name"], row["password"]
    account = {"name": name, "password": password}
    login = post("/login").json(account).name("login").tag("kind", "auth").expect(200).send()
    token = login.pointer("/token")
    if token is None:
        raise Exception("no token")
    log.info(f"{name} is in")


def run(greeting):
    id = vu.iteration() + 1
    with step("read"):
        read(id, greeting)
    with step("order"):
        order(id)
    failures()
    two_at_once()
    upload = post("/upload").file("note").header("x-key", secret("KEY")).send()
    check("the file is sent", upload.status == 200)
    check("the count counts", store.count(f"visits-{vu.id()}", 1) == id)
    one_task(None)
    log.info(f"{env('GREETING')} {id - 1}")
    sleep(0.005)
    if id - 1 == 2:
        raise Exception("no luck in iteration 2")
    if id - 1 == 3:
        len(Table("nowhere"))


def stop():
    post("/logout").bearer(token).hit()


def teardown():
    delete("/config").send()
    log.info("the end")


def read(id, greeting):
    item = get("/items/{id}").param("id", id).query("greeting", greeting).bearer(token).header("x-user", vu.id()).send()
    check("status is 200", item.status == 200)
    check("the lamp is the one", item.pointer("/name") == f"lampe № {id} 🐢" and item.pointer("/absent") is None)
    check("the header is there", item.header("X-Item") == str(id))
    check("the text is found", "№" in item.text() and item.find("№ ([0-9]+)", 1) == str(id))
    PRICE.add(item.number("/price"))
    LABELS.add(item.length("/tags"))
    SEEN.tagged({"shelf": "lamps"}).add(1)


def order(id):
    post("/orders").form({"item": id, "note": "a b&c=ü"}).bearer(token).expect(201).send()
    with step("pay"):
        paid = put("/orders/{id}").param("id", id).bearer(token).text("paid").send()
        check("paid", paid.status == 200, {"how": "card"})
    STOCK.set(11 - id)


def failures():
    busy = get("/status/503").send()
    check("503 is data", busy.status == 503 and not busy.ok)
    denied = get("http://127.0.0.1:1/").send()
    check("denied is data", denied.status == 0 and denied.failure == "denied")
    REFUSED.add(True)


def two_at_once():
    sizes = [sent.wait().size for sent in [get(f"/bytes?n={n}").start() for n in (10, 20)]]
    check("both came", sizes == [10, 20])


one_task = tasks([(3, lambda: get("/task/often").hit()), (1, lambda: get("/task/seldom").hit())])
