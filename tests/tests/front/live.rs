//! A run that is led by API: who may, and what each call does.

use std::io::{Read as _, Write as _};

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::{Value, json};
use throng::control::ROUTES;
use throng_tests::browser::Browser;
use throng_tests::engine::Engine;
use throng_tests::guest::root;
use throng_tests::journey::Journey;
use throng_tests::led::Led;
use throng_tests::origin::Origin;
use throng_tests::origin::tls::Authority;
use throng_tests::patience::until;

fn journey(origin: &Origin) -> Journey {
    let steps = json!([{ "op": "request", "path": "/x", "name": "x" }, { "op": "sleep", "ms": 50 }]);
    let scenarios = json!({
        "main": { "executor": "constant-vus", "vus": 2, "duration": "60s" },
        "open": { "executor": "constant-arrival-rate", "rate": 1, "duration": "60s", "pre_allocated_vus": 1 },
    });
    Journey::new(origin, steps).set("scenarios", scenarios).set("thresholds", json!({ "http_reqs": ["count > 0"] }))
}

#[test]
fn hostile_calls_get_their_status_and_change_nothing() {
    let origin = Origin::plain();
    let led = Led::start(journey(&origin).engine());
    let host = led.host();
    let port = host.rsplit(':').next().unwrap().to_owned();
    let (evil, huge) = (format!("evil.example:{port}"), "x".repeat(17 << 10));
    let own = format!("http://{host}");
    let users = r#"{"users":9}"#;
    let main = "/v1/scenarios/main";
    type Call<'a> = (u16, &'a str, &'a str, &'a [(&'a str, &'a str)], &'a str);
    let calls: [Call<'_>; 21] = [
        (401, "GET", "/v1/status", &[("authorization", "")], ""),
        (401, "GET", "/v1/events", &[("authorization", "Bearer x")], ""),
        (401, "POST", "/v1/stop", &[("authorization", ""), ("cookie", "throng=x")], ""),
        (401, "GET", "/v1/nothing", &[("authorization", "")], ""),
        (401, "POST", "/v1/session", &[("authorization", "")], r#"{"token":"guess"}"#),
        (421, "POST", "/v1/stop", &[("host", &evil)], ""),
        (403, "POST", "/v1/stop", &[("origin", "http://evil.example")], ""),
        (403, "POST", "/v1/stop", &[("origin", "null")], ""),
        (403, "GET", "/v1/status", &[("sec-fetch-site", "cross-site")], ""),
        (403, "POST", "/v1/stop", &[("x-throng", "")], ""),
        (403, "POST", "/v1/session", &[("x-throng", "")], "{}"),
        (405, "GET", "/v1/stop", &[], ""),
        (405, "POST", main, &[], users),
        (404, "GET", "/v1/nothing", &[], ""),
        (413, "PATCH", main, &[], &huge),
        (400, "PATCH", main, &[], "{"),
        (400, "PATCH", main, &[], r#"{"users":9,"more":1}"#),
        (400, "PATCH", main, &[], r#"{"users":-1}"#),
        (404, "PATCH", "/v1/scenarios/none", &[], users),
        (422, "PATCH", main, &[], r#"{"rate":5}"#),
        (422, "POST", "/v1/annotations", &[], r#"{"text":" "}"#),
    ];
    for (status, method, path, headers, body) in calls {
        let answer = led.call(method, path, headers, body);
        assert_eq!(answer.status, status, "{method} {path} {headers:?}: {}", answer.text);
        assert_eq!((answer.header("access-control-allow-origin"), answer.header("cache-control")), ("", "no-store"));
    }
    let status = led.call("GET", "/v1/status", &[("origin", &own)], "").json();
    assert_eq!((&status["state"], &status["scenarios"][0]["asked_users"]), (&json!("running"), &Value::Null));
    assert_eq!(led.call("GET", "/v1/annotations", &[], "").json(), json!([]));
    let stopped = led.call("POST", "/v1/stop", &[], "").json();
    assert_eq!((&stopped["changed"], &stopped["status"]["state"]), (&json!(true), &json!("ending")));
    led.end().assert_exit(0, "passed", &[]);
}

#[test]
fn a_run_is_led_by_ctl_and_what_was_done_is_in_its_result() {
    let (origin, place) = (Origin::plain(), tempfile::tempdir().unwrap());
    let engine = journey(&origin).engine().args(["--results", place.path().to_str().unwrap()]);
    let led = Led::start(engine);
    assert!(led.order(&["status"]).contains("main: running"));
    assert_eq!(led.order(&["pause"]), "paused\n");
    assert_eq!(led.order(&["pause"]), "paused (as it was)\n");
    assert_eq!(led.order(&["resume"]), "running\n");
    led.order(&["scale", "main", "--users", "4"]);
    led.order(&["scale", "open", "--rate", "2.5", "--users", "3"]);
    led.order(&["annotate", "deploy <b>42</b>"]);
    let unknown = led.ctl(&["scale", "--users", "4"]);
    assert_eq!(unknown.exit(), 104);
    assert!(unknown.stderr.contains("name the scenario: one of main, open"), "{}", unknown.stderr);
    let status: Value = serde_json::from_str(&led.order(&["status", "--json"])).unwrap();
    let asked = |at: usize| (&status["scenarios"][at]["asked_users"], &status["scenarios"][at]["asked_rate"]);
    assert_eq!((asked(0), asked(1)), ((&json!(4), &Value::Null), (&json!(3), &json!(2.5))));
    until("four users are at work", || led.call("GET", "/v1/status", &[], "").json()["scenarios"][0]["users"] == 4);
    let report = led.call("GET", "/v1/report", &[], "");
    assert!(report.status == 200 && report.text.contains("the run goes on"), "{}", report.text);
    let file = led.file().unwrap();
    let token = led.token();
    led.order(&["stop"]);
    let run = led.end();
    run.assert_exit(0, "passed", &[]);
    assert!(run.text().contains("ended on request after"), "{}", run.text());
    assert!(!file.exists() && !run.text().contains(&token), "{}", run.text());
    let folder = std::fs::read_dir(place.path()).unwrap().next().unwrap().unwrap().path();
    let record = throng::result::read(&folder).unwrap();
    let said: Vec<(&str, &str)> = record.annotations.iter().map(|a| (a.kind.as_str(), a.text.as_str())).collect();
    let expected = [
        ("pause", "paused"),
        ("resume", "resumed"),
        ("scale", "main: 4 users"),
        ("scale", "open: 3 users, rate 2.5"),
        ("note", "deploy <b>42</b>"),
        ("stop", "asked to end"),
    ];
    assert_eq!(said, expected);
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(
        page.contains("<td>deploy &lt;b&gt;42&lt;/b&gt;</td>") && page.contains("<td>open: 3 users, rate 2.5</td>")
    );
}

#[test]
fn an_address_that_others_reach_needs_a_decision() {
    let origin = Origin::plain();
    let run = |flags: &[&str]| journey(&origin).engine().args(flags.iter().copied()).run_plainly();
    for (flags, says) in [
        (&["--ui=0.0.0.0"][..], "--ui-insecure"),
        (&["--ui=0.0.0.0", "--ui-tls", "/dev/null"], "there is no certificate in it"),
        (&["--ui=a b"], "write PORT, ADDRESS:PORT or NAME:PORT"),
    ] {
        let run = run(flags);
        assert_eq!(run.exit(), 104, "{}", run.text());
        assert!(run.stderr.contains(says), "{}", run.stderr);
    }
    let alone = tempfile::tempdir().unwrap();
    let ctl = Engine::bare().args(["ctl", "status"]).env("XDG_RUNTIME_DIR", alone.path().to_str().unwrap());
    let ctl = ctl.run_plainly();
    assert_eq!(ctl.exit(), 104);
    assert!(ctl.stderr.contains("no run of yours has --ui"), "{}", ctl.stderr);
    assert!(origin.log().requests().is_empty());
}

#[test]
fn the_document_of_the_api_has_its_calls() {
    let text = std::fs::read_to_string(root().join("docs/openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let calls =
        paths.iter().flat_map(|(path, calls)| calls.as_object().unwrap().keys().map(move |method| (method, path)));
    let mut written: Vec<String> = calls.map(|(method, path)| format!("{method} {path}")).collect();
    let mut served: Vec<String> = ROUTES.iter().map(|(method, path)| format!("{method} {path}")).collect();
    written.sort_unstable();
    served.sort_unstable();
    assert_eq!(written, served);
    let origin = Origin::plain();
    let led = Led::start(journey(&origin).engine());
    for (method, path) in ROUTES.iter().filter(|(_, path)| *path != "/v1/events") {
        let path = path.replace("{name}", "main");
        let answer = led.call(&method.to_uppercase(), &path, &[], "?");
        assert!(![0, 404, 405].contains(&answer.status), "{method} {path}: {}", answer.text);
    }
    led.end().assert_exit(0, "passed", &[]);
}

#[test]
fn a_link_lets_one_page_in_and_its_cookie_writes_with_the_header_only() {
    let origin = Origin::plain();
    let led = Led::start(journey(&origin).engine());
    let link = led.order(&["link"]);
    let (url, token) = link.trim().split_once('#').unwrap();
    assert_eq!(url, format!("http://{}/", led.host()));
    let none = ("authorization", "");
    let entry = json!({ "token": token }).to_string();
    let let_in = led.call("POST", "/v1/session", &[none], &entry);
    assert_eq!((let_in.status, led.call("POST", "/v1/session", &[none], &entry).status), (204, 401));
    let cookie = let_in.header("set-cookie").to_owned();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let with = |more: (&'static str, &'static str), method: &str, path: &str| {
        led.call(method, path, &[none, ("cookie", cookie), more], "").status
    };
    assert_eq!(with(("accept", "*/*"), "GET", "/v1/status"), 200);
    assert_eq!((with(("x-throng", ""), "POST", "/v1/stop"), with(("x-throng", "0"), "POST", "/v1/stop")), (403, 403));
    assert_eq!(with(("origin", "http://evil.example"), "POST", "/v1/stop"), 403);
    assert_eq!(with(("accept", "*/*"), "POST", "/v1/stop"), 200);
    led.end().assert_exit(0, "passed", &[]);
}

#[test]
fn the_page_shows_the_run_to_its_end() {
    let origin = Origin::plain();
    let strange = "</script><img src=x onerror=alert(1)>";
    let steps = json!([{ "op": "request", "path": "/x", "name": strange }, { "op": "sleep", "ms": 50 }]);
    let scenario = json!({ "executor": "constant-vus", "vus": 3, "duration": "6s" });
    let led = Led::start(Journey::new(&origin, steps).scenario(scenario).set("name", json!(strange)).engine());
    led.order(&["annotate", strange]);
    led.order(&["scale", "--users", "4"]);
    let link = led.order(&["link"]);
    // Chromium waits for the end of the events, which is that of the run.
    let seen = super::page::open_url(link.trim());
    led.end().assert_exit(0, "passed", &[]);
    assert_eq!(seen.console, Vec::<String>::new());
    assert!(seen.document.contains("role=\"status\">Ended</h1>"), "{}", seen.document);
    assert_eq!(seen.document.matches("<canvas").count(), 5);
    assert!(!seen.document.contains("<img"), "{}", seen.document);
    let text = "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;";
    for cell in [
        format!("<p class=\"plan\" id=\"plan\">{text}</p>"),
        format!("<td>{text}</td>"),
        "<td>main: 4 users</td>".to_owned(),
    ] {
        assert!(seen.document.contains(&cell), "{cell}: {}", seen.document);
    }
}

#[test]
fn the_buttons_of_the_page_lead_the_run() {
    let origin = Origin::plain();
    let led = Led::start(journey(&origin).engine());
    let mut browser = Browser::open(led.order(&["link"]).trim());
    let status = || led.call("GET", "/v1/status", &[], "").json();
    browser.until("document.getElementById('state').textContent === 'Running'");
    browser.value("document.getElementById('pause').click()");
    browser.until("document.getElementById('pause').textContent === 'Resume'");
    assert_eq!(status()["state"], "paused");
    browser.value("document.getElementById('pause').click()");
    browser.until("document.getElementById('pause').textContent === 'Pause'");
    assert_eq!(status()["state"], "running");
    for (field, value) in [("users of main", 4), ("rate /s of open", 3)] {
        browser.value(&format!(
            "(() => {{ const input = document.querySelector('input[aria-label=\"{field}\"]'); input.value = {value}; \
             input.form.querySelector('button').click(); }})()"
        ));
    }
    until("the page's numbers are asked for", || {
        let scenarios = &status()["scenarios"];
        scenarios[0]["asked_users"] == 4 && scenarios[1]["asked_rate"] == 3.0
    });
    browser.value("document.getElementById('text').value = 'by hand'; document.querySelector('#note button').click()");
    browser.until("document.getElementById('annotations').textContent.includes('by hand')");
    browser.value("window.confirm = () => true; document.getElementById('stop').click()");
    led.end().assert_exit(0, "passed", &[]);
    browser.until("document.getElementById('state').textContent === 'Ended'");
}

/// Head and body of a GET over TLS.
fn get_securely(host: &str, authority: &Authority, path: &str, token: &str) -> std::io::Result<String> {
    let mut roots = rustls::RootCertStore::empty();
    let pem = authority.pem();
    roots.add_parsable_certificates(CertificateDer::pem_slice_iter(pem.as_bytes()).flatten());
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(std::io::Error::other)?.with_root_certificates(roots).with_no_client_auth();
    let name = rustls_pki_types::ServerName::try_from("127.0.0.1").map_err(std::io::Error::other)?;
    let client = rustls::ClientConnection::new(std::sync::Arc::new(config), name).map_err(std::io::Error::other)?;
    let socket = std::net::TcpStream::connect(host)?;
    socket.set_read_timeout(Some(std::time::Duration::from_secs(10)))?;
    let mut stream = rustls::StreamOwned::new(client, socket);
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    )?;
    let mut text = Vec::new();
    // A server that closes without a farewell has said all.
    let _ = stream.read_to_end(&mut text);
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn the_page_is_served_over_tls() {
    let (origin, place, authority) = (Origin::plain(), tempfile::tempdir().unwrap(), Authority::new());
    let own = authority.identity(&["127.0.0.1"]);
    let engine = journey(&origin).engine().file("ui.pem", format!("{}{}", own.certificate, own.key));
    let pem = engine.path("ui.pem");
    let engine = engine.args(["--ui", "--ui-tls", &pem]).env("XDG_RUNTIME_DIR", place.path().to_str().unwrap());
    let engine = engine.signal_after(origin.shared_log(), "/enough", rustix::process::Signal::INT);
    let run = std::thread::spawn(move || engine.run());
    let found = || -> Option<Value> {
        let file = std::fs::read_dir(place.path().join("throng")).ok()?.next()?.ok()?;
        serde_json::from_slice(&std::fs::read(file.path()).ok()?).ok()
    };
    until("the run can be led", || found().is_some() && !origin.log().requests().is_empty());
    let found = found().unwrap();
    let host = found["url"].as_str().unwrap().trim_start_matches("https://").trim_end_matches('/').to_owned();
    let get = |authority: &Authority, token: &str| get_securely(&host, authority, "/v1/status", token);
    let told = get(&authority, found["token"].as_str().unwrap()).unwrap();
    assert!(told.starts_with("HTTP/1.1 200 ") && told.contains("\"state\":\"running\""), "{told}");
    assert!(get(&authority, "guess").unwrap().starts_with("HTTP/1.1 401 "));
    // Another authority, and no TLS at all.
    assert!(get(&Authority::new(), "guess").is_err());
    let mut plain = std::net::TcpStream::connect(&host).unwrap();
    plain.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    plain.write_all(format!("GET /v1/status HTTP/1.1\r\nhost: {host}\r\n\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP/"), "{}", String::from_utf8_lossy(&answer));
    throng_tests::server::get(origin.address().port(), "/enough").unwrap();
    run.join().unwrap().assert_exit(105, "interrupted", &[105]);
}
