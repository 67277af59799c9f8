//! Makes the gRPC calls that the variable `CALLS` lists, one after the other, and reports what came of each.

use throng_sdk::grpc;
use throng_sdk::json;
use throng_sdk::prelude::*;
use throng_sdk::serde_json::Value;

#[journey]
fn run() -> Result {
    let calls: Vec<Value> = throng_sdk::serde_json::from_str(&env("CALLS").context("no CALLS")?)?;
    calls.iter().try_for_each(make)
}

fn make(wanted: &Value) -> Result {
    let text = |key: &str| wanted[key].as_str().unwrap_or_default();
    let mut method = grpc::at(wanted["target"].as_str().unwrap_or("/"), text("method"));
    for (name, value) in wanted["headers"].as_object().into_iter().flatten() {
        method = method.metadata(name, value.as_str().unwrap_or_default());
    }
    if let Some(limit) = wanted["timeout"].as_f64() {
        method = method.timeout(ms(limit));
    }
    let call = method.call();
    for message in wanted["messages"].as_array().into_iter().flatten() {
        call.send(message)?;
    }
    if wanted["finish"] == true {
        call.finish();
    }
    let wait = wanted["wait"].as_f64().map_or(Duration::MAX, ms);
    let most = wanted["receive"].as_u64().unwrap_or(u64::MAX);
    let received: Vec<Value> = (0..most)
        .map_while(|_| call.receive_text(wait))
        .map(|text| throng_sdk::serde_json::from_str(&text))
        .collect::<std::result::Result<_, _>>()?;
    let names = wanted["metadata"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let metadata: Vec<Option<String>> = names.map(|name| call.metadata(name)).collect();
    let report = json!({
        "code": call.code(), "reason": call.reason(), "failure": call.failure(), "received": received, "metadata": metadata,
    });
    info!("report {report}");
    if wanted["leave"] == true {
        std::mem::forget(call);
    }
    Ok(())
}
