//! Sockets, streams, pages, webhooks and jobs in other languages than Rust: the examples' own plans, held against what the
//! target counted.

use std::time::Duration;

use serde_json::json;
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::root;
use throng_tests::recorded::parts;
use throng_tests::shop::Shop;

/// What the example of this language did, and what the shop counted; each scenario has six iterations.
fn done(language: &str) -> (Run, serde_json::Value) {
    let journey = parts().into_iter().find(|parts| parts.language.name == language).expect("it has the example");
    let plan = std::fs::read_to_string(root().join("guest-examples").join(&journey.name).join("throng.toml")).unwrap();
    let shop = Shop::start();
    let engine = Engine::new(&plan).file("journey.wasm", journey.bytes()).args(["--target", &shop.url()]);
    let run = engine.limit(Duration::from_secs(120)).run();
    assert_eq!((run.iterations("complete"), run.iterations("failed")), (36, 0), "{}", run.text());
    assert_eq!(run.number("checks", "rate"), 1.0, "{}", run.text());
    assert_eq!((run.count("inbox_deliveries"), run.count("inbox_duplicates")), (6, 0), "{}", run.text());
    // Ten of the feed; of the model one that says who speaks, twelve tokens, and the end, which is not asked for.
    assert_eq!((run.count("sse_events"), run.count("llm_first_token")), (6 * 23, 6), "{}", run.text());
    assert_eq!((run.count("htmx_swap_duration"), run.number("htmx_fallback", "rate")), (6, 0.0), "{}", run.text());
    assert_eq!((run.count("job_duration"), run.number("job_completed", "rate")), (6, 1.0), "{}", run.text());
    let stats = shop.stats();
    assert_eq!(stats["webhooks"], json!({ "accepted": 6, "sent": 6, "delivered": 6, "given_up": 0 }));
    assert_eq!(stats["jobs"]["accepted"], 6);
    (run, stats)
}

#[test]
fn javascript_goes_beyond_request_and_response() {
    let (run, stats) = done("javascript");
    assert_eq!((run.count("ws_sessions"), run.count("ws_msgs_sent"), run.count("ws_msgs_received")), (6, 18, 18));
    assert_eq!((&stats["live"]["ws_received"], &stats["live"]["ws_sent"]), (&json!(18), &json!(18)), "{stats}");
}

#[test]
fn python_goes_beyond_request_and_response() {
    let (run, stats) = done("python");
    assert_eq!((run.count("ws_sessions"), run.count("ws_msgs_sent"), run.count("ws_msgs_received")), (12, 36, 36));
    assert_eq!((&stats["live"]["ws_received"], &stats["live"]["ws_sent"]), (&json!(36), &json!(36)), "{stats}");
}
