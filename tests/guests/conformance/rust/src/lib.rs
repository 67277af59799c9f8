//! The conformance journey: ../README.md says what it does.

use throng_sdk::prelude::*;

static USERS: Table = Table::new("users");

static PRICE: Trend = Trend::new("price", Unit::Other("eur"));
static LABELS: Counter = Counter::new("labels");
static SEEN: Counter = Counter::new("seen");
static STOCK: Gauge = Gauge::new("stock", Unit::None);
static REFUSED: Rate = Rate::new("refused");

struct User {
    token: String,
}

#[journey]
impl User {
    fn plan() -> &'static str {
        r#"{"thresholds":{"checks":["rate > 0.5"]}}"#
    }

    fn setup() -> Result<String> {
        get("/config").send().pointer("/greeting").context("no greeting")
    }

    fn start() -> Result<Self> {
        session::header("x-suite", "conformance");
        let row = USERS.mine().context("no row")?;
        let (name, password) = (row.cell("name")?, row.cell("password")?);
        let account = json!({ "name": name, "password": password });
        let login = post("/login").json(&account)?.name("login").tag("kind", "auth").expect("200").send();
        let token = login.pointer("/token").context("no token")?;
        info!("{name} is in");
        Ok(Self { token })
    }

    fn run(&mut self, greeting: &String) -> Result {
        let id = vu::iteration() + 1;
        step("read", || self.read(id, greeting))?;
        step("order", || self.order(id));
        failures();
        two_at_once();
        let sent = post("/upload").file("note").header("x-key", secret("KEY")).send();
        check!("the file is sent" => sent.status() == 200);
        let visits = store::count(&format!("visits-{}", vu::id()), 1);
        check!("the count counts" => visits == f64::from(id));
        Tasks::new().task(3, || task("often")).task(1, || task("seldom")).run()?;
        info!("{} {}", env("GREETING").context("no greeting")?, id - 1);
        sleep(ms(5));
        match id - 1 {
            2 => bail!("no luck in iteration 2"),
            3 => drop(Table::new("nowhere").length()),
            _ => {}
        }
        Ok(())
    }

    fn stop(&mut self) {
        post("/logout").bearer(&self.token).hit();
    }

    fn teardown() {
        delete("/config").send();
        info!("the end");
    }

    fn read(&self, id: u32, greeting: &str) -> Result {
        let item = get("/items/{id}").param("id", id).query("greeting", greeting).bearer(&self.token);
        let item = item.header("x-user", vu::id()).send();
        let name = format!("lampe № {id} 🐢");
        check!(
            "status is 200" => item.status() == 200,
            "the lamp is the one" => item.pointer("/name") == Some(name) && item.pointer("/absent").is_none(),
            "the header is there" => item.header("X-Item") == Some(id.to_string()),
            "the text is found" => item.text().contains('№') && item.find("№ ([0-9]+)", 1) == Some(id.to_string()),
        );
        PRICE.add(item.number("/price").context("no price")?);
        LABELS.add(item.length("/tags"));
        SEEN.tagged(&[("shelf", "lamps")]).add(1);
        Ok(())
    }

    fn order(&self, id: u32) {
        let item = id.to_string();
        post("/orders").form(&[("item", &item), ("note", "a b&c=ü")]).bearer(&self.token).expect("201").send();
        step("pay", || {
            let paid = put("/orders/{id}").param("id", id).bearer(&self.token).text("paid").send();
            throng_sdk::check_tagged("paid", paid.status() == 200, &[("how", "card")]);
        });
        STOCK.set(11.0 - f64::from(id));
    }
}

fn failures() {
    let busy = get("/status/503").send();
    check!("503 is data" => busy.status() == 503 && !busy.ok());
    let denied = get("http://127.0.0.1:1/").send();
    check!("denied is data" => denied.status() == 0 && denied.failure() == "denied");
    REFUSED.add(true);
}

fn two_at_once() {
    let both = [10, 20].map(|n| get(&format!("/bytes?n={n}")).start());
    let sizes = both.map(|sent| sent.wait().size());
    check!("both came" => sizes == [10, 20]);
}

fn task(name: &str) -> Result {
    get(&format!("/task/{name}")).hit();
    Ok(())
}
