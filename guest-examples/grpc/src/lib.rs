//! gRPC of all four kinds, with a service whose methods `orders.proto` describes.

use throng_sdk::prelude::*;

#[journey]
mod orders {
    use super::*;
    use throng_sdk::serde_json;

    /// One message there, one back.
    #[scenario]
    fn price() -> Result {
        let quote =
            grpc("orders.Orders/Price").metadata("x-asked", "why").invoke(&json!({ "sku": "lamp", "pieces": 2 }))?;
        check!(
            "it has a price" => quote.pointer("/cents").as_deref() == Some("398"),
            "the header came" => quote.metadata("x-seen").as_deref() == Some("why"),
        );
        let none = grpc("orders.Orders/Price").with(|r| r.name("missing")).invoke(&json!({ "sku": "none" }))?;
        check!("what is missing is not found" => none.code() == 5 && none.failure() == "grpc");
        Ok(())
    }

    /// One message there, a stream back.
    #[scenario]
    fn track() -> Result {
        let steps = grpc("orders.Orders/Track").timeout(secs(5)).call();
        steps.send(&json!({ "id": "order-1", "steps": 3 }))?;
        let mut numbers = vec![];
        while let Some(step) = steps.receive::<serde_json::Value>(secs(1))? {
            numbers.push(step["number"].as_u64());
        }
        check!("all steps came" => numbers == [Some(0), Some(1), Some(2)] && steps.code() == Some(0));
        Ok(())
    }

    /// A stream there, one message back.
    #[scenario]
    fn upload() -> Result {
        let upload = grpc("orders.Orders/Upload").call();
        for pieces in 1..=10 {
            upload.send(&json!({ "sku": "lamp", "pieces": pieces }))?;
        }
        upload.finish();
        let receipt = upload.receive::<serde_json::Value>(secs(5))?.context("no receipt")?;
        check!("every item arrived" => receipt["items"] == 10 && receipt["pieces"] == 55);
        Ok(())
    }

    /// Streams in both directions: each answer is waited for before the next question.
    #[scenario]
    fn haggle() -> Result {
        let talk = grpc("orders.Orders/Haggle").call();
        for pieces in [3, 2, 1] {
            talk.send(&json!({ "sku": "lamp", "pieces": pieces }))?;
            let quote = talk.receive::<serde_json::Value>(secs(5))?.context("no answer")?;
            let price = (100 * pieces).to_string();
            check!("the price follows" => quote["cents"].as_str() == Some(price.as_str()));
        }
        talk.finish();
        check!("it ends well" => talk.receive_text(secs(5)).is_none() && talk.code() == Some(0));
        Ok(())
    }
}
