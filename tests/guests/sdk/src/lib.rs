//! Each scenario uses one part of the SDK and tells the origin what came of it.

use serde::{Deserialize, Serialize};
use throng_sdk::prelude::*;

static ITEM: Prepared = Prepared::get("/things/{id}").with(|r| r.name("item").header("x-kept", "yes"));

#[metric]
static TOLD: Counter = Counter::new("told");

/// What `setup` hands to every user.
#[derive(Serialize, Deserialize)]
struct Catalogue {
    items: Vec<u32>,
    word: String,
}

/// A user; its token comes from the origin's answer.
struct Customer {
    token: String,
    turns: u32,
}

#[journey(wait = between(0.02, 0.04))]
impl Customer {
    fn setup() -> Result<Catalogue> {
        let word = get("/setup").send().success()?.text();
        Ok(Catalogue { items: vec![300, 100, 200], word })
    }

    fn start(data: &Catalogue) -> Result<Self> {
        let response = post("/start").json(&json!({ "items": data.items }))?.send().success()?;
        Ok(Self { token: format!("{}-{}", response.text(), vu::id()), turns: 0 })
    }

    fn stop(&mut self) {
        post("/stop").bearer(&self.token).header("x-turns", self.turns).hit();
    }

    fn teardown(data: &Catalogue) {
        get("/teardown").header("x-word", &data.word).hit();
    }

    #[task(3)]
    fn often(&mut self) {
        self.turns += 1;
        get("/often").hit();
    }

    #[task]
    fn seldom(&mut self) {
        self.turns += 1;
        get("/seldom").hit();
    }

    #[task(0)]
    fn never() {
        get("/never").hit();
    }

    /// Answers come in the order asked for, though the origin sends them in another.
    #[scenario]
    async fn together(&mut self, data: &Catalogue) -> Result {
        let begun = vu::elapsed();
        let sent = data.items.iter().map(|ms| get("/slow").query("ms", ms).query("word", &data.word).start());
        let answers = join_all(sent).await;
        let urls: Vec<String> = answers.iter().map(|r| format!("{} {}", r.status(), r.url())).collect();
        tell("together", &json!({ "urls": urls, "took": (vu::elapsed() - begun).as_secs_f64() * 1e3 }))
    }

    /// Three things at once, each of several steps; the timers say in which order the origin sees them.
    #[scenario]
    async fn timers() -> Result {
        let after = async |time: u32, path: &str| {
            timer(ms(time)).await;
            get(path).start().await.status()
        };
        let statuses = join_all([after(240, "/third"), after(120, "/second"), after(10, "/first")]).await;
        let batch: Vec<u16> = send_all([get("/status/201"), get("/status/404")]).iter().map(Response::status).collect();
        tell("timers", &json!({ "statuses": statuses, "batch": batch }))
    }

    #[scenario]
    fn upload() -> Result {
        let form = Multipart::new().field("name", "a \"quoted\" name").part("raw", "raw.bin", "x/y", &[0, 1, 255]);
        let form = form.file("doc", "doc.txt", "text/plain", "document");
        let status = post("/upload").multipart(&form).send().status();
        tell("upload", &json!({ "status": status, "file": throng_sdk::data::file("document").len() }))
    }

    #[scenario]
    fn stored() -> Result {
        let number = store::count("visits", 2);
        store::push("queue", &format!("job {number}"));
        store::put("last", &number.to_string());
        tell("stored", &json!({ "number": number, "last": store::get("last"), "none": store::get("nobody") }))
    }

    /// After `stored`: takes all that was queued.
    #[scenario]
    fn taken() -> Result {
        let mut jobs = vec![];
        while let Some(job) = store::pop("queue") {
            jobs.push(job);
        }
        tell("taken", &json!({ "jobs": jobs, "visits": store::count("visits", 0) }))
    }

    /// A prepared request keeps what it was given; each setter replaces.
    #[scenario]
    fn prepared() -> Result {
        let statuses: Vec<u16> = [7, 8].iter().map(|id| ITEM.request().param("id", id).query("n", id).hit()).collect();
        let last = ITEM.send().status();
        tell("prepared", &json!({ "statuses": statuses, "last": last }))
    }

    /// Steps close by themselves, an error carries its context, and the iteration is lost with it.
    #[scenario]
    fn stumbles() -> Result {
        step("outer", || step("inner", || check!("inside" => true)));
        let _open = Step::enter("open");
        get("/status/500").expect("200").send().success().context("the order cannot be read")?;
        Ok(())
    }
}

/// Posts what a scenario found to a path of its own.
fn tell(path: &str, what: &throng_sdk::serde_json::Value) -> Result {
    TOLD.add(1);
    post(&format!("/told/{path}")).json(what)?.send().success()?;
    Ok(())
}
