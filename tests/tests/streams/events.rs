use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::number;
use throng_tests::server::Server;

use super::told::{once, with};

/// Events, gaps and first events that were measured, and sessions: all, and those that broke.
fn measured(run: &Run) -> ([u64; 4], f64) {
    let count = |name: &str| run.values(name)["count"].as_f64().unwrap_or_default() as u64;
    let counts = ["sse_events", "sse_event_gap", "sse_first_event", "sse_session_duration"].map(count);
    (counts, run.number("sse_session_failed", "rate"))
}

#[test]
fn the_events_of_a_stream_are_those_that_the_server_sent() {
    let server = Server::streams();
    let (run, told) = once("feed", &format!("{}/events?n=3&gap=100", server.url()));
    let events = json!([["1", "tick", "1", 8], ["2", "tick", "2", 8], ["3", "tick", "3", 8]]);
    assert_eq!(told, json!({ "status": 200, "failure": "", "ended": true, "events": events }), "{}", run.text());
    assert_eq!(server.get("/counts", &[]), json!({ "asked": 1, "last 41": 1, "sent": 3, "ended": 1 }));
    assert_eq!(measured(&run), ([3, 2, 1, 1], 0.0));
    assert_eq!((run.count("http_reqs"), run.number("http_req_failed", "rate")), (1, 0.0));
    // A machine that stands still brings events together, and none of them before its time.
    let (first, gap) = (run.number("sse_first_event", "min"), run.number("sse_event_gap", "avg"));
    assert!(first >= 99.0 && first + 2.0 * gap >= 299.0, "{first} {gap}");
    assert!(run.number("sse_session_duration", "min") >= 299.0, "{}", run.values("sse_session_duration"));
    // The request ends with its head: how long the stream took is not in it.
    assert!(run.number("http_req_duration", "max") < 290.0, "{}", run.values("http_req_duration"));
}

#[test]
fn a_stream_that_breaks_or_is_none_says_so() {
    let server = Server::streams();
    let two = json!([["1", "tick", "1", 8], ["2", "tick", "2", 8]]);
    let cases = [
        ("n=9&reset=2", 200, "reset", two, 1.0, 0.0),
        ("status=503", 503, "protocol", json!([]), f64::NAN, 1.0),
        ("type=text/html", 200, "protocol", json!([]), f64::NAN, 1.0),
        ("n=1&size=70000", 200, "too-large", json!([]), 1.0, 0.0),
        ("n=1&size=60000", 200, "", json!([["1", "tick", null, 60000]]), 0.0, 0.0),
    ];
    for (query, status, failure, events, broke, failed) in cases {
        let settings = "limits = { message_bytes = \"64KiB\" }";
        let (run, told) = with("feed", &format!("{}/events?{query}", server.url()), settings);
        let wanted = json!({ "status": status, "failure": failure, "ended": true, "events": events });
        assert_eq!(told, wanted, "{query}: {}", run.text());
        let (_, rate) = measured(&run);
        assert!(rate == broke || (rate.is_nan() && broke.is_nan()), "{query}: {rate}");
        assert_eq!(run.number("http_req_failed", "rate"), failed, "{query}");
    }
    let port = throng_tests::server::free_port();
    let (run, told) = once("feed", &format!("http://127.0.0.1:{port}/events"));
    assert_eq!((&told["status"], &told["failure"]), (&json!(0), &json!("connect")), "{}", run.text());
}

/// Who has enough ends the stream, and the server sees that; it is no failure. So does the end of the iteration.
#[test]
fn a_reader_who_has_enough_leaves() {
    let server = Server::streams();
    let (run, told) = once("enough", &format!("{}/events?n=2&stay=20", server.url()));
    assert_eq!(told, json!({ "kinds": ["tick", "tick"], "ended": true, "failure": "" }), "{}", run.text());
    assert_eq!(measured(&run), ([2, 1, 1, 1], 0.0));
    assert!(run.number("sse_session_duration", "max") < 10_000.0, "{}", run.values("sse_session_duration"));
}

/// Ten tokens, one each 50 ms: the first after 50 ms, then 20 in a second.
#[test]
fn tokens_of_a_language_model() {
    let server = Server::streams();
    let (run, told) = once("model", &format!("{}/events?n=10&gap=50", server.url()));
    let last = number(&told["last"]);
    assert_eq!(told["tokens"], Value::from(10), "{}", run.text());
    let (first, rate) = (run.number("llm_first_token", "avg"), run.number("llm_tokens_per_second", "avg"));
    assert!(first >= 49.0 && first / 1e3 < last, "{first} {last}");
    // Nine tokens came between the first and the last.
    assert!((rate - 9.0 / (last - first / 1e3)).abs() < 0.01 * rate, "{rate} {first} {last}");
    assert_eq!(run.number("llm_first_token", "count"), 1.0);
}
