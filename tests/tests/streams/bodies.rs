use serde_json::json;
use throng_tests::engine::Engine;
use throng_tests::origin::Origin;
use throng_tests::server::Server;

use super::told::{once, plan, told, with};

#[test]
fn a_body_is_read_as_it_comes_to_its_end() {
    let server = Server::streams();
    let (run, told) = once("whole", &format!("{}/body?bytes=3000000", server.url()));
    let wanted = json!({
        "status": 200, "failure": "", "ended": true, "bytes": 3_000_000, "small": true, "received": 3_000_000,
        "type": "application/octet-stream",
    });
    assert_eq!(told, wanted, "{}", run.text());
    assert_eq!(server.get("/counts", &[]), json!({ "asked": 1, "bytes": 3_000_000, "ended": 1 }));
    assert_eq!((run.count("http_reqs"), run.number("http_req_failed", "rate")), (1, 0.0));
    assert!(run.count("data_received") >= 3_000_000);
}

/// All of the time until the last byte is the request's, as of any other.
#[test]
fn a_slow_body_is_a_long_request() {
    let server = Server::streams();
    let (run, told) = once("whole", &format!("{}/body?bytes=5&piece=1&gap=100", server.url()));
    assert_eq!((&told["bytes"], &told["failure"]), (&json!(5), &json!("")), "{}", run.text());
    assert!(run.number("http_req_receiving", "min") >= 399.0, "{}", run.values("http_req_receiving"));
    assert!(run.number("http_req_waiting", "max") < 399.0, "{}", run.values("http_req_waiting"));
}

#[test]
fn a_body_that_breaks_says_so() {
    let server = Server::streams();
    let (run, told) = once("whole", &format!("{}/body?bytes=200000&reset=100000", server.url()));
    assert_eq!((&told["status"], &told["failure"]), (&json!(200), &json!("reset")), "{}", run.text());
    assert_eq!((run.count("http_reqs"), run.number("http_req_failed", "rate")), (1, 1.0));
}

/// What nobody receives is not read, and what nobody wants any more is cancelled with the iteration.
#[test]
fn what_is_not_received_waits_in_the_network() {
    let server = Server::streams();
    let run =
        Engine::new(&plan("part", &format!("{}/body?bytes=300000000", server.url()), "", super::told::ONCE)).run();
    let told = told(&run);
    assert_eq!(
        (&told["status"], &told["piece"], &told["ended"]),
        (&json!(200), &json!(65536), &json!(false)),
        "{told}"
    );
    let ahead = told["ahead"].as_u64().unwrap_or_default();
    assert!((65_536..1 << 20).contains(&ahead), "{told}");
    assert_eq!((run.count("http_reqs"), run.number("http_req_failed", "rate")), (1, 1.0));
    let failures = &run.summary["failures"];
    assert!(failures.to_string().contains("cancelled"), "{failures}");
}

#[test]
fn over_http_2_it_is_a_stream_beside_others() {
    let origin = Origin::plain();
    let (run, told) = with("whole", &format!("{}/slow?ms=50", origin.url()), "http = { version = \"2\" }");
    assert_eq!(
        (&told["bytes"], &told["ended"], &told["failure"]),
        (&json!(4), &json!(true), &json!("")),
        "{}",
        run.text()
    );
    assert_eq!((origin.log().requests()[0].version.as_str(), run.count("http_reqs")), ("HTTP/2.0", 1));
}
