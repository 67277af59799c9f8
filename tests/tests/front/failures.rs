use std::time::Duration;

use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::tls::{Authority, configuration};
use throng_tests::origin::{Blackhole, Origin, Script, refused};

/// One request; its failure in the journey's eyes, in the tags and in the summary.
fn judge(run: &Run, cause: &str, code: u16) {
    let report = run.reports().first().cloned().unwrap_or_default();
    assert_eq!((report["failure"].as_str(), report["status"].as_u64()), (Some(cause), Some(0)), "{}", run.text());
    assert_ne!(report["message"], "");
    let listed = &run.summary["failures"]["requests"][0];
    assert_eq!((listed["cause"].as_str(), listed["code"].as_u64()), (Some(cause), Some(u64::from(code))), "{listed}");
    assert_eq!(listed["count"], 1);
    assert_ne!(listed["message"], "");
    assert_eq!(run.number("http_req_failed", "rate"), 1.0);
    // What the target does is data: the run itself is fine.
    assert_eq!((run.exit(), run.iterations("complete")), (0, 1));
}

fn one(target: &str, path: &str, settings: Value) -> Run {
    one_with(target, path, settings, |engine| engine)
}

fn one_with(
    target: &str,
    path: &str,
    settings: Value,
    change: impl Fn(throng_tests::engine::Engine) -> throng_tests::engine::Engine,
) -> Run {
    let journey = Journey::to(target, json!([{ "op": "request", "path": path, "report": true, "timeout_ms": 5000 }]));
    let settings = settings.as_object().cloned().unwrap_or_default();
    let journey = settings.into_iter().fold(journey, |journey, (key, value)| journey.set(&key, value));
    change(journey.engine()).run()
}

#[test]
fn dns() {
    let run = one("http://nowhere.invalid", "/", json!({ "http": { "timeout": "20s" } }));
    judge(&run, "dns", 1101);
}

#[test]
fn connect_refused() {
    judge(&one(&format!("http://{}", refused()), "/", json!({})), "connect", 1212);
}

#[test]
fn connect_too_slow() {
    let hole = Blackhole::new();
    let run = one(&format!("http://{}", hole.address()), "/", json!({ "http": { "connect_timeout": "300ms" } }));
    judge(&run, "connect", 1211);
}

#[test]
fn tls_peer_speaks_something_else() {
    let origin = Origin::plain();
    judge(&one(&origin.url().replace("http", "https"), "/", json!({})), "tls", 1301);
}

#[test]
fn tls_unknown_authority() {
    let origin = Origin::start(Script { config: Some(Authority::new().server(&["127.0.0.1"])), ..Script::default() });
    judge(&one(&origin.url(), "/", json!({})), "tls", 1310);
}

#[test]
fn tls_wrong_name() {
    let authority = Authority::new();
    let origin = Origin::start(Script { config: Some(authority.server(&["right.test"])), ..Script::default() });
    let run =
        one_with(&origin.url(), "/", json!({ "tls": { "ca": ["ca.pem"] } }), |e| e.file("ca.pem", authority.pem()));
    judge(&run, "tls", 1311);
}

#[test]
fn tls_expired() {
    let authority = Authority::new();
    let config = configuration(&authority.expired(&["127.0.0.1"]), &[b"http/1.1"], None);
    let origin = Origin::start(Script { config: Some(config), ..Script::default() });
    let run =
        one_with(&origin.url(), "/", json!({ "tls": { "ca": ["ca.pem"] } }), |e| e.file("ca.pem", authority.pem()));
    judge(&run, "tls", 1300);
}

#[test]
fn timeout() {
    let origin = Origin::plain();
    let step = json!([{ "op": "request", "path": "/slow?ms=3000", "timeout_ms": 200, "report": true }]);
    let run = Journey::new(&origin, step).engine().run();
    judge(&run, "timeout", 1050);
    assert!(run.wall < Duration::from_secs(3), "{:?}", run.wall);
}

#[test]
fn reset_and_closed() {
    let origin = Origin::plain();
    judge(&one(&origin.url(), "/rst", json!({})), "reset", 1220);
    judge(&one(&origin.url(), "/eof", json!({})), "reset", 1000);
}

#[test]
fn protocol() {
    let origin = Origin::plain();
    for coding in ["gzip", "deflate", "br", "zstd"] {
        judge(&one(&origin.url(), &format!("/bad{coding}"), json!({})), "protocol", 1701);
    }
}

#[test]
fn too_large() {
    let origin = Origin::plain();
    let settings = json!({ "http": { "max_body": "1KB" } });
    judge(&one(&origin.url(), "/bytes?n=10000", settings.clone()), "too-large", 1000);
    // 20 MB of one letter are some kilobytes on the wire: what counts is the size as decoded.
    judge(&one(&origin.url(), "/gzip?n=20000000", settings), "too-large", 1000);
}

#[test]
fn denied() {
    let (origin, other) = (Origin::plain(), Origin::plain());
    let run = one(&origin.url(), &format!("/to?url={}/x", other.url()), json!({}));
    let report = &run.reports()[0];
    assert_eq!((report["failure"].as_str(), report["status"].as_u64()), (Some("denied"), Some(0)), "{}", run.text());
    assert!(other.log().requests().is_empty());
    for url in [
        "http://169.254.169.254/latest/meta-data",
        "http://2130706433:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://127.0.0.1:1/",
    ] {
        let run = one(&origin.url(), &format!("/to?url={url}"), json!({}));
        assert_eq!(run.reports()[0]["failure"], "denied", "{url}: {}", run.text());
    }
}

#[test]
fn denied_by_the_host_header() {
    let origin = Origin::plain();
    let step = json!([{ "op": "request", "headers": { "host": "elsewhere.example" }, "report": true }]);
    let run = Journey::new(&origin, step).engine().run();
    assert_eq!(run.reports()[0]["failure"], "denied", "{}", run.text());
    assert!(origin.log().requests().is_empty());
}

#[test]
fn cancelled() {
    let origin = Origin::plain();
    let run = Journey::new(&origin, json!([{ "op": "cancel", "path": "/slow?ms=3000" }, { "op": "sleep", "ms": 50 }]))
        .engine()
        .run();
    assert_eq!(run.summary["failures"]["requests"][0]["cause"], "cancelled", "{}", run.text());
    assert_eq!(run.exit(), 0);
}

#[test]
fn invalid() {
    let origin = Origin::plain();
    let run = one(&origin.url(), "/items/{id}", json!({}));
    assert_eq!(run.reports()[0]["failure"], "invalid", "{}", run.text());
    assert!(origin.log().requests().is_empty());
}
