use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::origin::tls::Authority;
use throng_tests::origin::{Origin, Proxy};
use throng_tests::server::Server;

use super::told::{ONCE, once, plan, told, with};

#[test]
fn messages_pings_and_an_orderly_end_are_what_the_server_saw() {
    let server = Server::streams();
    let (run, told) = once("echo", &format!("{}/ws", server.url()));
    let wanted = json!({
        "protocol": "chat", "text": [true, "{\"n\": 7}", "7", true], "bytes": [false, [0, 255, 1]], "ordered": true,
        "closed": 1000, "failure": "", "later": true,
    });
    assert_eq!(told, wanted, "{}", run.text());
    // Its answer to 4001 is 1000.
    let counts = server.get("/counts", &[]);
    let expected = json!({
        "asked": 1, "opened": 1, "received": 2, "bytes": 11, "sent": 2, "pings": 1, "ended": 1, "closed 4001": 1,
    });
    assert_eq!(counts, expected);
    assert_eq!(
        ["ws_sessions", "ws_msgs_sent", "ws_msgs_received", "http_reqs"].map(|name| run.count(name)),
        [1, 2, 2, 1]
    );
    assert_eq!((run.number("ws_ping", "count"), run.number("ws_connecting", "count")), (1.0, 1.0));
    assert_eq!((run.number("ws_session_duration", "count"), run.number("ws_session_failed", "rate")), (1.0, 0.0));
    assert_eq!(run.number("http_req_failed", "rate"), 0.0);
    assert!(run.number("ws_session_duration", "min") >= 20.0 * 0.999, "{}", run.values("ws_session_duration"));
}

#[test]
fn what_comes_and_how_it_ends_is_told_with_its_failure() {
    let server = Server::streams();
    let cases = [
        // Closed by the target, after messages: those are received first.
        ("close=4002&send=2", 101, "", json!(4002), json!([4, 4]), 0.0),
        ("send=1&close=1000", 101, "", json!(1000), json!([4]), 0.0),
        ("refuse=403", 403, "", json!(1006), json!([]), f64::NAN),
        // Reset; closed without a word; a reserved opcode; larger than the plan allows.
        ("reset=1", 101, "reset", json!(1006), json!([]), 1.0),
        ("drop=1", 101, "reset", json!(1006), json!([]), 1.0),
        ("raw=ff00", 101, "protocol", json!(1006), json!([]), 1.0),
        ("size=70000", 101, "too-large", json!(1006), json!([]), 1.0),
        ("size=60000&close=1000", 101, "", json!(1000), json!([60000]), 0.0),
    ];
    for (query, status, failure, closed, sizes, failed) in cases {
        let (run, told) =
            with("listen", &format!("{}/ws?{query}", server.url()), "limits = { message_bytes = \"64KiB\" }");
        let wanted = json!({ "status": status, "failure": failure, "closed": closed, "sizes": sizes });
        assert_eq!(told, wanted, "{query}: {}", run.text());
        let rate = run.number("ws_session_failed", "rate");
        assert!(rate == failed || (rate.is_nan() && failed.is_nan()), "{query}: {rate}");
        assert_eq!(run.number("http_req_failed", "rate"), if status == 101 { 0.0 } else { 1.0 }, "{query}");
    }
    // The two that broke the rules were told so.
    let counts = server.get("/counts", &[]);
    assert_eq!((&counts["closed 1002"], &counts["closed 1009"]), (&json!(1), &json!(1)), "{counts}");
}

#[test]
fn a_closed_port_a_slow_answer_and_a_place_that_is_not_allowed_are_failed_requests() {
    let port = throng_tests::server::free_port();
    let (run, told) = once("listen", &format!("http://127.0.0.1:{port}/ws"));
    assert_eq!((&told["status"], &told["failure"]), (&json!(0), &json!("connect")), "{}", run.text());
    assert_eq!((run.count("http_reqs"), run.number("http_req_failed", "rate")), (1, 1.0));
    assert_eq!(run.values("ws_sessions"), &Value::Null);

    let origin = Origin::plain();
    let (run, told) = with("listen", &format!("{}/slow?ms=5000", origin.url()), "http = { timeout = \"200ms\" }");
    assert_eq!((&told["status"], &told["failure"]), (&json!(0), &json!("timeout")), "{}", run.text());

    let server = Server::streams();
    let text =
        plan("listen", &format!("{}/ws", server.url()), "", ONCE).replacen(&server.url(), "http://127.0.0.1:1", 1);
    let run = Engine::new(&text).run();
    assert_eq!(told_of(&run), ("denied".to_owned(), 1));
    assert_eq!(server.get("/counts", &[]), json!({}));
}

/// The failure, and how many requests failed.
fn told_of(run: &Run) -> (String, u64) {
    (told(run)["failure"].as_str().unwrap_or_default().to_owned(), run.count("http_reqs"))
}

#[test]
fn several_sockets_of_one_user_are_waited_for_at_once() {
    let server = Server::streams();
    let (run, told) = once("several", &format!("{}/ws", server.url()));
    assert_eq!(told, json!({ "order": [[100, "100"], [200, "200"], [300, "300"]] }));
    assert_eq!((run.count("ws_sessions"), run.count("ws_msgs_received")), (3, 3));
}

#[test]
fn what_is_not_received_waits_in_the_network_and_is_not_lost() {
    let server = Server::streams();
    let (run, told) = once("flood", &format!("{}/ws", server.url()));
    assert_eq!(told, json!({ "came": 2000, "failure": "", "closed": 1000 }), "{}", run.text());
    let counts = server.get("/counts", &[]);
    assert_eq!((run.count("ws_msgs_sent"), run.count("ws_msgs_received")), (2000, 2000));
    assert_eq!(
        (&counts["received"], &counts["sent"], &counts["bytes"]),
        (&json!(2000), &json!(2000), &json!(2_000_000))
    );
}

/// Sockets that nobody closed go with their iteration, and the target is told so; the journey forgets their handles.
#[test]
fn the_end_of_the_iteration_closes_what_is_open_and_leaves_nothing() {
    let server = Server::streams();
    let shape = "executor = \"per-vu-iterations\"\nvus = 4\niterations = 500";
    let run = Engine::new(&plan("leave", &format!("{}/ws", server.url()), "", shape)).run();
    assert_eq!((run.exit(), run.iterations("complete"), run.iterations("failed")), (0, 2000, 0), "{}", run.text());
    let counts = server.get("/counts", &[]);
    let wanted = json!({
        "asked": 2000, "opened": 2000, "received": 2000, "bytes": 6000, "sent": 2000, "ended": 2000, "closed 1001": 2000,
    });
    assert_eq!(counts, wanted);
    let names = ["ws_sessions", "ws_msgs_sent", "ws_msgs_received", "http_reqs"];
    assert_eq!(names.map(|name| run.count(name)), [2000; 4]);
    assert_eq!(run.number("ws_session_duration", "count"), 2000.0);
}

/// A user that is cut off in the middle holds its socket until then: its session is measured, and nothing is left.
#[test]
fn a_user_that_is_cut_off_ends_its_session() {
    let server = Server::streams();
    let shape = "executor = \"constant-vus\"\nvus = 2\nduration = \"1s\"\ngraceful_stop = \"0s\"";
    let text = plan("hold", &format!("{}/ws", server.url()), "", shape);
    let text = text.replace("MESSAGES = \"2000\"", "SOCKETS = \"3\", SECONDS = \"30\"");
    let run = Engine::new(&text).run();
    assert_eq!((run.iterations("complete"), run.iterations("interrupted")), (0, 2), "{}", run.text());
    let sessions = (run.count("ws_sessions"), run.number("ws_session_duration", "count"));
    assert_eq!((sessions, run.number("ws_session_failed", "rate")), ((6, 6.0), 0.0));
    assert_eq!(server.get("/counts", &[])["closed 1001"], json!(6));
}

#[test]
fn over_tls_and_through_a_proxy() {
    let authority = Authority::new();
    let identity = authority.identity(&["127.0.0.1"]);
    let server = Server::secure_streams(&identity.certificate, &identity.key);
    let url = format!("wss://{}/ws", server.address());
    let text = plan("leave", &url, "", ONCE).replacen("wss", "https", 1);
    let trusting = format!("tls = {{ ca = [\"ca.pem\"] }}\n{text}");
    let run = Engine::new(&trusting).file("ca.pem", authority.pem()).run();
    assert_eq!(
        (run.iterations("failed"), run.count("ws_sessions"), run.count("ws_msgs_received")),
        (0, 1, 1),
        "{}",
        run.text()
    );
    assert_eq!(run.number("http_req_tls_handshaking", "count"), 1.0);
    let run = Engine::new(&text).run();
    assert_eq!((run.iterations("failed"), run.values("ws_sessions")), (1, &Value::Null), "{}", run.text());
    assert!(run.summary["failures"].to_string().contains("tls"), "{}", run.summary["failures"]);

    // A proxy reads no WebSocket: it leads the connection through, without TLS too.
    let (proxy, server) = (Proxy::start(None), Server::streams());
    let settings = format!("http = {{ proxy = \"http://{}\" }}", proxy.address());
    let run = Engine::new(&plan("leave", &format!("{}/ws", server.url()), &settings, ONCE)).run();
    assert_eq!((run.iterations("failed"), run.count("ws_msgs_received")), (0, 1), "{}", run.text());
    assert!(proxy.heads()[0].starts_with(&format!("connect {} ", server.address())), "{:?}", proxy.heads());
}

/// A hundred thousand sockets, one after the other with each user: what one of them leaves would show.
#[test]
#[ignore = "takes minutes; cargo xtask full asks for it"]
fn a_hundred_thousand_sockets_leave_nothing() {
    let shop = throng_tests::shop::Shop::start();
    let shape = "executor = \"per-vu-iterations\"\nvus = 20\niterations = 5000\nmax_duration = \"10m\"";
    let text = plan("leave", &format!("{}/ws/echo", shop.url()), "", shape);
    let run = Engine::new(&text).limit(std::time::Duration::from_secs(600)).run();
    assert_eq!((run.iterations("complete"), run.iterations("failed")), (100_000, 0), "{}", run.text());
    assert_eq!(run.number("ws_session_duration", "count"), 100_000.0);
    let (least, most) = (run.number("generator_memory", "min"), run.number("generator_memory", "max"));
    // Less than 100 bytes a socket.
    assert!(most - least < 10e6, "{least} {most}");
}
