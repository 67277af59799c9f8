use serde_json::{Value, json};

use crate::step::{Journey, Step};
use crate::throng::load::http::{Pending, Request, Response, wait};
use crate::throng::load::{log, vu};

/// A request that tells the origin who sends it and when.
pub fn prepared(method: &str, url: &str) -> Request {
    let request = Request::new(method, url);
    let scenario = vu::scenario();
    let header = |name: &str, value: String| request.header(name, &value);
    header("x-vu", vu::id().to_string());
    header("x-it", vu::iteration().to_string());
    header("x-iit", vu::iteration_in_scenario().to_string());
    header("x-vis", crate::done_in(&scenario).to_string());
    header("x-elapsed", vu::elapsed().to_string());
    header("x-sc", scenario);
    request
}

pub fn send(step: &Step, journey: &Journey) -> Result<(), String> {
    let request = build(step, journey);
    if step.whether("hit") {
        request.hit();
        return Ok(());
    }
    let response = request.send();
    if let Some(passed) = step.rest.get("judge").and_then(Value::as_bool) {
        response.judge(passed, "judged by the journey");
    }
    if step.whether("report") || step.whether("log") {
        log::info(&format!("report {}", report(step, &response)));
    }
    if journey.throw && response.status() == 0 { Err(response.message()) } else { Ok(()) }
}

pub fn batch(step: &Step, journey: &Journey) -> Result<(), String> {
    let requests = step.rest.get("requests").cloned().unwrap_or_default();
    let steps: Vec<Step> = serde_json::from_value(requests).map_err(|e| e.to_string())?;
    let requests: Vec<Request> = steps.iter().map(|step| build(step, journey)).collect();
    let pending: Vec<Pending> = requests.iter().map(Request::start).collect();
    for (step, sent) in steps.iter().zip(pending) {
        let response = wait(sent);
        if step.whether("report") || step.whether("log") {
            log::info(&format!("report {}", report(step, &response)));
        }
    }
    Ok(())
}

/// Sends several times and keeps every response until the last has come.
pub fn hold(step: &Step, journey: &Journey) {
    let request = build(step, journey);
    let times = step.number("times").unwrap_or(1.0) as u32;
    let held: Vec<Response> = (0..times).map(|_| request.send()).collect();
    held.iter().for_each(|response| log::info(&format!("report {}", report(step, response))));
}

/// Starts a request, gives it time to be under way, and lets it go.
pub fn cancel(step: &Step, journey: &Journey) {
    let pending = build(step, journey).start();
    vu::sleep(100.0);
    drop(pending);
}

fn build(step: &Step, journey: &Journey) -> Request {
    let path = step.rest.get("path").and_then(Value::as_str).unwrap_or("/x");
    let base = journey.targets.get(step.text("target")).map_or("", String::as_str);
    let method = step.rest.get("method").and_then(Value::as_str).unwrap_or("GET");
    let request = prepared(method, &format!("{base}{path}"));
    let name = step.rest.get("name").and_then(Value::as_str);
    request.name(name.unwrap_or_else(|| path.split('?').next().unwrap_or(path)));
    if let Some(variable) = &journey.log_env {
        request.header("x-env", &vu::env(variable).unwrap_or_default());
    }
    for (key, value) in pairs(step, "tags") {
        request.tag(&key, &value);
    }
    for (key, value) in pairs(step, "headers") {
        request.header(&key, &value);
    }
    limits(&request, step, journey);
    body(&request, step);
    request
}

fn limits(request: &Request, step: &Step, journey: &Journey) {
    if let Some(ms) = step.number("timeout_ms") {
        request.timeout(ms);
    }
    if let Some(most) = step.number("max_redirects") {
        request.redirects(most as u32);
    }
    if let Some(statuses) = step.rest.get("expect_status").and_then(Value::as_array) {
        request.expect(&statuses.iter().map(status).collect::<Vec<_>>().join(","));
    }
    if !step.text("version").is_empty() {
        request.version(step.text("version"));
    }
    if journey.discard || step.whether("discard") {
        request.discard();
    }
    if step.rest.contains_key("judge") {
        request.await_verdict();
    }
}

fn status(one: &Value) -> String {
    match one {
        Value::Object(range) => format!("{}-{}", range["min"], range["max"]),
        number => number.to_string(),
    }
}

fn body(request: &Request, step: &Step) {
    if let Some(bytes) = step.number("body_bytes") {
        request.bytes(&vec![b'b'; bytes as usize]);
    }
    if let Some(json) = step.rest.get("json") {
        request.json(&json.to_string());
    }
    if !step.text("text").is_empty() {
        request.text(step.text("text"));
    }
    let (user, password) = (step.text("user"), step.text("password"));
    match step.text("auth") {
        "basic" => request.basic_auth(user, password),
        "digest" => request.digest_auth(user, password),
        "bearer" => request.bearer(password),
        _ => {}
    }
}

fn pairs(step: &Step, key: &str) -> Vec<(String, String)> {
    let map = step.rest.get(key).and_then(Value::as_object);
    map.into_iter().flatten().map(|(k, v)| (k.clone(), v.as_str().unwrap_or_default().to_owned())).collect()
}

/// What the journey sees of a response.
fn report(step: &Step, response: &Response) -> Value {
    let text = response.text();
    json!({
        "name": step.rest.get("name").or(step.rest.get("path")),
        "status": response.status(), "ok": response.ok(), "failure": response.failure(), "message": response.message(),
        "version": response.version(), "url": response.url(), "hops": response.hops(), "size": response.size(),
        "duration": response.duration(), "blocked": response.blocked(), "resolving": response.resolving(),
        "connecting": response.connecting(), "securing": response.securing(), "sending": response.sending(),
        "waiting": response.waiting(), "receiving": response.receiving(),
        "text": text.chars().take(2000).collect::<String>(),
    })
}
