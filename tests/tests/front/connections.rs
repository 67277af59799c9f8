use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::number;
use throng_tests::origin::tls::Authority;
use throng_tests::origin::{Frames, Origin, Proxy, Script, Turn};

/// One request after another, each reported.
fn requests(times: usize) -> Value {
    json!([{ "op": "repeat", "times": times, "steps": [{ "op": "request", "path": "/start", "report": true }] }])
}

fn each(run: &Run, key: &str) -> Vec<Value> {
    run.reports().iter().map(|report| report[key].clone()).collect()
}

#[test]
fn a_proxy_gets_the_whole_url_and_its_own_credentials() {
    // base64 of `me:pass word`, in lower case as the proxy keeps it.
    let proxy = Proxy::start(Some("basic bwu6cgfzcyb3b3jk"));
    let url = format!("http://me:pass%20word@{}", proxy.address());
    let origin = Origin::plain();
    let run = Journey::new(&origin, requests(2)).set("http", json!({ "proxy": url })).engine().run();
    assert_eq!((each(&run, "status"), each(&run, "text")), (vec![json!(200); 2], vec![json!("by proxy\n"); 2]));
    let line = format!("get {}/start http/1.1\r\n", origin.url());
    let heads = proxy.heads();
    assert!(heads.len() == 2 && heads.iter().all(|head| head.starts_with(&line)), "{heads:?}");
    assert!(origin.log().connections().is_empty());
    assert!(!run.text().contains("pass%20word") && !run.text().contains("bWU6cGFzcyB3b3Jk"), "{}", run.text());
}

#[test]
fn https_goes_through_a_tunnel_of_the_proxy() {
    let proxy = Proxy::start(None);
    let authority = Authority::new();
    let config = Some(authority.server(&["127.0.0.1"]));
    let origin = Origin::start(Script { config, ..Script::default() });
    let journey = Journey::new(&origin, requests(3)).set("tls", json!({ "ca": ["ca.pem"] }));
    let journey = journey.set("http", json!({ "proxy": format!("http://{}", proxy.address()) }));
    let run = journey.engine().file("ca.pem", authority.pem()).run();
    assert_eq!((each(&run, "status"), each(&run, "version")), (vec![json!(200); 3], vec![json!("2"); 3]));
    // One tunnel for all three, and nothing in it that the proxy can read.
    let heads = proxy.heads();
    assert_eq!(heads, [format!("connect {0} http/1.1\r\nhost: {0}\r\n\r\n", origin.address())]);
    assert_eq!((origin.log().connections().len(), origin.log().paths()["/start"]), (1, 3));
    assert!(number(&run.reports()[0]["securing"]) > 0.0, "{}", run.reports()[0]);
}

#[test]
fn a_proxy_that_refuses_the_tunnel_is_a_failed_connect() {
    let proxy = Proxy::start(Some("basic something-else"));
    let origin = Origin::start(Script { config: Some(Authority::new().server(&["127.0.0.1"])), ..Script::default() });
    let journey = Journey::new(&origin, requests(1));
    let run = journey.set("http", json!({ "proxy": format!("http://{}", proxy.address()) })).engine().run();
    let failure = &run.summary["failures"]["requests"][0];
    assert_eq!((failure["cause"].as_str(), failure["code"].as_u64()), (Some("connect"), Some(1210)), "{failure}");
    let words = format!("the proxy answered 407 to CONNECT {}", origin.address());
    assert!(failure["message"].as_str().unwrap_or_default().contains(&words), "{failure}");
    assert!(origin.log().connections().is_empty());
}

#[test]
fn connections_leave_from_each_local_address_in_turn() {
    let origin = Origin::plain();
    let http = json!({ "local_addresses": ["127.0.0.2", "127.0.0.3", "::1"], "no_connection_reuse": true });
    let run = Journey::new(&origin, requests(4)).set("http", http).engine().run();
    assert_eq!(each(&run, "status"), vec![json!(200); 4], "{}", run.text());
    let peers: Vec<String> = origin.log().connections().iter().map(|opened| opened.peer.ip().to_string()).collect();
    assert_eq!(peers, ["127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3"]);
}

#[test]
fn a_user_holds_so_many_bytes_of_responses_and_gets_them_back() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "hold", "path": "/bytes?n=4000", "times": 3 }]);
    let journey = Journey::new(&origin, steps).users(1, 2).set("limits", json!({ "response_bytes": "10KB" }));
    let run = journey.engine().run();
    let sizes = json!(["", "", "too-large", "", "", "too-large"]);
    assert_eq!(json!(each(&run, "failure")), sizes, "{}", run.text());
    assert!(
        run.reports()[2]["message"].as_str().unwrap_or_default().contains("response_bytes"),
        "{}",
        run.reports()[2]
    );
    assert_eq!((run.iterations("complete"), run.iterations("failed"), run.count("http_reqs")), (2, 0, 6));
}

#[test]
fn a_journey_shows_the_certificate_that_it_names() {
    let authority = Authority::new();
    let config = Some(authority.server_for_known_clients(&["127.0.0.1"]));
    let origin = Origin::start(Script { config, ..Script::default() });
    let steps = json!([
        { "op": "request", "path": "/before", "report": true },
        { "op": "identity", "certificate": "who", "key": "secret" },
        { "op": "disconnect" },
        { "op": "request", "path": "/after", "report": true },
    ]);
    let client = authority.identity(&["a user"]);
    let journey = Journey::new(&origin, steps).set("tls", json!({ "ca": ["ca.pem"] }));
    let journey = journey.set("files", json!({ "who": "client.pem", "secret": "client.key" }));
    let engine = journey.engine().file("ca.pem", authority.pem());
    let run = engine.file("client.pem", &client.certificate).file("client.key", &client.key).run();
    assert_eq!(json!(each(&run, "status")), json!([0, 200]), "{}", run.text());
    assert_eq!(origin.log().paths().into_iter().collect::<Vec<_>>(), [("/after".to_owned(), 1)]);
    assert!(!run.text().contains("PRIVATE KEY"), "{}", run.text());
}

/// What the server has surely not done is sent again, once, and is one request in every number.
fn again(turns: &'static [Turn], method: &str, seen: &[(usize, u32)]) {
    let origin = Frames::start(turns);
    let step = json!({ "op": "request", "path": "/x", "method": method, "report": true });
    let steps = json!([{ "op": "repeat", "times": 3, "steps": [step] }]);
    let run = Journey::to(&origin.url(), steps).set("http", json!({ "version": "2" })).engine().run();
    assert_eq!(each(&run, "status"), vec![json!(200); 3], "{}", run.text());
    assert_eq!(origin.requests(), seen);
    assert_eq!((run.count("http_reqs"), run.number("http_req_failed", "rate")), (3, 0.0));
}

#[test]
fn a_refused_stream_is_sent_again() {
    again(&[Turn::Answer, Turn::Refuse], "GET", &[(0, 1), (0, 3), (1, 1), (1, 3)]);
}

#[test]
fn a_refused_stream_is_sent_again_though_it_changes_something() {
    again(&[Turn::Answer, Turn::Refuse], "POST", &[(0, 1), (0, 3), (1, 1), (1, 3)]);
}

#[test]
fn a_request_that_a_goaway_left_behind_is_sent_again() {
    again(&[Turn::Answer, Turn::GoAway], "GET", &[(0, 1), (0, 3), (1, 1), (1, 3)]);
}

#[test]
fn a_stream_that_is_refused_twice_is_a_failure() {
    let origin = Frames::start(&[Turn::Answer, Turn::Refuse, Turn::Refuse]);
    let run = Journey::to(&origin.url(), requests(3)).set("http", json!({ "version": "2" })).engine().run();
    assert_eq!(json!(each(&run, "status")), json!([200, 0, 200]), "{}", run.text());
    let failure = &run.summary["failures"]["requests"][0];
    assert_eq!((failure["cause"].as_str(), failure["code"].as_u64()), (Some("reset"), Some(1638)), "{failure}");
    assert_eq!(run.count("http_reqs"), 3);
}
