//! What a shop does later: webhooks that come to the run's own receiver, and jobs that are asked for until they are done.

use throng_sdk::prelude::*;

/// What sender and receiver share.
const KEY: &str = "a shared key";

/// A webhook of the demonstration target to this address, so often.
fn order(to: &Address, copies: u32) -> Result {
    let order = json!({ "url": to.url() + "/orders?of=me", "delay_ms": 20, "copies": copies, "key": KEY });
    post("/webhooks").json(&order)?.expect("202").send().success()?;
    Ok(())
}

#[journey]
mod later {
    use super::*;

    /// One webhook, timed from the order, with its signature.
    #[scenario]
    fn webhook() -> Result {
        let paid = Address::new("order.paid");
        paid.start();
        order(&paid, 1)?;
        let webhook = paid.receive(secs(5)).context("no webhook within 5 s")?;
        check!(
            "the body is signed" => webhook.signed("x-hub-signature-256", KEY),
            "in base64 too" => webhook.signed("x-shopify-hmac-sha256", KEY),
            "by this key only" => !webhook.signed("x-hub-signature-256", "another"),
            "it says what happened" => webhook.pointer("/event").as_deref() == Some("order.paid"),
            "the path is what was appended" => webhook.path() == "/orders?of=me" && webhook.method() == "POST",
        );
        Ok(())
    }

    /// The receiver refuses twice, and the sender tries again.
    #[scenario]
    fn retried() -> Result {
        let paid = Address::new("order.retried");
        paid.identify("x-webhook-id");
        paid.answer(500, Duration::ZERO);
        order(&paid, 1)?;
        for attempt in 1..=3 {
            let webhook = paid.receive(secs(5)).context("the sender gave up")?;
            check!("each try is known" => webhook.attempt() == attempt);
            if attempt == 2 {
                paid.answer(204, ms(10));
            }
        }
        check!("then it is content" => paid.receive(ms(150)).is_none());
        Ok(())
    }

    /// The sender delivers the same thing three times.
    #[scenario]
    fn repeated() -> Result {
        let paid = Address::new("order.repeated");
        order(&paid, 3)?;
        let attempts: Vec<u32> = (0..3).filter_map(|_| paid.receive(secs(5))).map(|w| w.attempt()).collect();
        check!("repetitions are known" => attempts == [1, 2, 3]);
        Ok(())
    }

    /// A job: `job_duration` is the time from here until it is done.
    #[scenario]
    fn export() -> Result {
        let export = job("export");
        let begun = post("/jobs").json(&json!({ "rounds": 20_000 }))?.expect("202").send().success()?;
        let id = begun.pointer("/id").context("no id")?;
        let result = export.until(ms(20), secs(10), || {
            let job = get("/jobs/{id}").param("id", &id).send();
            job.pointer("/result").filter(|result| result != "null")
        });
        check!("the job has a result" => result.is_some());
        Ok(())
    }

    /// A job that nobody works on: it is missed, and gives no time.
    #[scenario]
    fn stuck() {
        let never = poll_until("stuck", ms(20), ms(100), || None::<()>);
        check!("it does not complete" => never.is_none());
    }
}
