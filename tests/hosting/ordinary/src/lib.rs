//! A journey that sends by an ordinary HTTP library, wstd, what the variable `SEND` says: a request a line, as
//! `GET http://… [name: value] [= body]`; `DROP http://…` gives up after 100 ms. It reports status, headers and body of each answer, or the error.

use throng_sdk::prelude::*;
use wstd::future::FutureExt as _;
use wstd::http::{Body, Client, Request};

#[journey]
fn run() -> Result {
    let lines = env("SEND").context("the plan has no SEND")?;
    let reports = wstd::runtime::block_on(async {
        let mut reports = Vec::new();
        for line in lines.lines() {
            reports.push(send(line).await.unwrap_or_else(|error| json!({ "error": error.to_string() })));
        }
        reports
    });
    for report in reports {
        info!("report {report}");
    }
    Ok(())
}

async fn send(line: &str) -> Result<throng_sdk::serde_json::Value, wstd::http::Error> {
    let (head, body) = line.split_once(" = ").unwrap_or((line, ""));
    let mut words = head.splitn(3, ' ');
    let (method, url) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if method == "DROP" {
        let request = Request::get(url).body(Body::empty())?;
        let sent = Client::new().send(request).timeout(wstd::time::Duration::from_millis(100)).await;
        return Ok(json!({ "dropped": sent.is_err() }));
    }
    let mut request = Request::builder().method(method).uri(url);
    if let Some((name, value)) = words.next().and_then(|header| header.split_once(": ")) {
        request = request.header(name, value);
    }
    let response = Client::new().send(request.body(Body::from(body.to_owned()))?).await?;
    let status = response.status().as_u16();
    let text = |value: &wstd::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers: Vec<_> = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let mut body = response.into_body();
    let body = body.str_contents().await?;
    Ok(json!({ "status": status, "headers": headers, "body": body }))
}
