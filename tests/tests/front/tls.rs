use serde_json::{Value, json};
use throng_tests::journey::Journey;
use throng_tests::origin::tls::Authority;
use throng_tests::origin::{Origin, Script};

const REQUEST: &str = r#"[{ "op": "request", "report": true }]"#;

fn request() -> Value {
    serde_json::from_str(REQUEST).expect("it is JSON")
}

fn origin(config: std::sync::Arc<rustls::ServerConfig>) -> Origin {
    Origin::start(Script { config: Some(config), ..Script::default() })
}

#[test]
fn the_protocol_is_what_both_sides_speak() {
    let authority = Authority::new();
    for (config, version) in [(authority.server(&["127.0.0.1"]), "2"), (authority.server_http1(&["127.0.0.1"]), "1.1")]
    {
        let origin = origin(config);
        let journey = Journey::new(&origin, request()).set("tls", json!({ "ca": ["ca.pem"] }));
        let run = journey.engine().file("ca.pem", authority.pem()).run();
        assert_eq!(
            (&run.reports()[0]["version"], &run.reports()[0]["status"]),
            (&json!(version), &json!(200)),
            "{}",
            run.text()
        );
    }
}

#[test]
fn http_2_without_tls_by_prior_knowledge() {
    let origin = Origin::plain();
    let run = Journey::new(&origin, request()).set("http", json!({ "version": "2" })).engine().run();
    assert_eq!(run.reports()[0]["version"], "2", "{}", run.text());
    assert_eq!(origin.log().requests()[0].version, "HTTP/2.0");
}

#[test]
fn insecure_trusts_everyone() {
    let origin = origin(Authority::new().server(&["elsewhere.test"]));
    let run = Journey::new(&origin, request()).set("tls", json!({ "insecure": true })).engine().run();
    assert_eq!(run.reports()[0]["status"], 200, "{}", run.text());
}

#[test]
fn a_client_shows_its_certificate() {
    let authority = Authority::new();
    let origin = origin(authority.server_for_known_clients(&["127.0.0.1"]));
    let client = authority.identity(&["a user"]);
    let journey =
        |tls: Value| Journey::new(&origin, request()).set("tls", tls).engine().file("ca.pem", authority.pem());
    let run = journey(json!({ "ca": ["ca.pem"] })).run();
    // With TLS 1.3 the server refuses when the client has begun to send: which end of the connection speaks first is open.
    let failure = run.reports()[0]["failure"].clone();
    assert!(failure == "tls" || failure == "reset", "{}", run.text());
    assert!(origin.log().requests().is_empty());
    let settings = json!({ "ca": ["ca.pem"], "certificate": "client.pem", "key": "client.key" });
    let run = journey(settings).file("client.pem", &client.certificate).file("client.key", &client.key).run();
    assert_eq!(run.reports()[0]["status"], 200, "{}", run.text());
}

#[test]
fn a_name_is_sent_to_another_address() {
    let authority = Authority::new();
    let origin = origin(authority.server(&["shop.test"]));
    let target = format!("https://shop.test:{}", origin.port());
    let allow = json!([{ "origin": target, "private": true }]);
    let journey = Journey::to(&target, request()).set("allow", allow).set("tls", json!({ "ca": ["ca.pem"] }));
    let run = journey
        .set("http", json!({ "hosts": { "shop.test": "127.0.0.1" } }))
        .engine()
        .file("ca.pem", authority.pem())
        .run();
    assert_eq!(run.reports()[0]["status"], 200, "{}", run.text());
}
