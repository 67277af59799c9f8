// The conformance journey: ../README.md says what it does.
import {
  Counter, Field, Gauge, Json, Outcome, Rate, Rows, Task, Trend, check, checkTagged, choose, del, enter, env, fail, get, id,
  info, iteration, leave, ok, planned, post, put, secret, sessionHeader, setupData, sleep, storeCount, value, wait,
} from "./throng";

const users = new Rows("users");
const price = new Trend("price", "eur");
const labels = new Counter("labels");
const seen = new Counter("seen");
const stock = new Gauge("stock");
const refused = new Rate("refused");
let token = "";

export function plan(): usize {
  return planned('{"thresholds":{"checks":["rate > 0.5"]}}');
}

export function setup(): Outcome {
  const greeting = get("/config").send().json("/greeting");
  return greeting == null ? fail("no greeting") : value(greeting);
}

export function start(): Outcome {
  sessionHeader("x-suite", "conformance");
  const row = users.mine();
  if (row == null) return fail("no row");
  const name = row.cell("name")!;
  const account = new Json().text("name", name).text("password", row.cell("password")!).end();
  const given = post("/login").json(account).name("login").tag("kind", "auth").expect("200").send().json("/token");
  if (given == null) return fail("no token");
  token = given;
  info(name + " is in");
  return ok;
}

function read(item: string): void {
  const r = get("/items/{id}").param("id", item).query("greeting", setupData()).bearer(token)
    .header("x-user", id().toString()).send();
  check("status is 200", r.status() == 200);
  check("the lamp is the one", r.json("/name") == "lampe № " + item + " 🐢" && r.json("/absent") == null);
  check("the header is there", r.header("X-Item") == item);
  check("the text is found", r.text().includes("№") && r.find("№ ([0-9]+)", 1) == item);
  price.add(r.jsonNumber("/price"));
  labels.add(r.jsonLength("/tags"));
  seen.tagged([new Field("shelf", "lamps")]).add(1);
}

function order(item: string): void {
  post("/orders").form([new Field("item", item), new Field("note", "a b&c=ü")]).bearer(token).expect("201").send();
  enter("pay");
  const paid = put("/orders/{id}").param("id", item).bearer(token).text("paid").send();
  checkTagged("paid", paid.status() == 200, [new Field("how", "card")]);
  leave();
  stock.add(10 - <f64>iteration());
}

function failures(): void {
  const busy = get("/status/503").send();
  check("503 is data", busy.status() == 503 && !busy.ok());
  const denied = get("http://127.0.0.1:1/").send();
  check("denied is data", denied.status() == 0 && denied.failure() == "denied");
  refused.add(1);
}

function twoAtOnce(): void {
  const ten = get("/bytes?n=10").start();
  const twenty = get("/bytes?n=20").start();
  const first = wait(ten).size(), second = wait(twenty).size();
  check("both came", first == 10 && second == 20);
}

export function run(): Outcome {
  const i = iteration();
  const item = (i + 1).toString();
  enter("read");
  read(item);
  leave();
  enter("order");
  order(item);
  leave();
  failures();
  twoAtOnce();
  check("the file is sent", post("/upload").file("note").header("x-key", secret("KEY")).send().status() == 200);
  check("the count counts", storeCount("visits-" + id().toString(), 1) == <f64>(i + 1));
  choose([
    new Task(3, () => { get("/task/often").hit(); return ok; }),
    new Task(1, () => { get("/task/seldom").hit(); return ok; }),
  ]);
  info(env("GREETING")! + " " + i.toString());
  sleep(5);
  if (i == 2) return fail("no luck in iteration 2");
  if (i == 3) new Rows("nowhere").length;
  return ok;
}

export function stop(): Outcome {
  post("/logout").bearer(token).hit();
  return ok;
}

export function teardown(): Outcome {
  del("/config").send();
  info("the end");
  return ok;
}
