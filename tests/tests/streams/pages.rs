//! The pages on what stays open: their journeys are the examples, and these do what they say against the demonstration target.

use throng_tests::engine::{Engine, Run};
use throng_tests::guest::{example, root};
use throng_tests::shop::Shop;

/// The example is on the page, and holds in two users who do it twice.
fn does_what_it_says(page: &str, name: &str) -> (Run, Shop) {
    let text = std::fs::read_to_string(root().join("docs").join(page)).expect("the book has the page");
    let code = std::fs::read_to_string(root().join("guest-examples").join(name).join("src/lib.rs"));
    let code = code.expect("the example is there");
    assert!(text.contains(&format!("```rust\n{code}```")), "{page} shows another {name}");
    let shop = Shop::start();
    let plan = format!(
        "journey = {:?}\ntarget = \"{}\"\nthresholds.checks = [\"rate == 1\"]\n[scenarios.main]\n\
         executor = \"per-vu-iterations\"\nvus = 2\niterations = 2\n",
        example(name),
        shop.url()
    );
    let run = Engine::new(&plan).run();
    assert_eq!((run.exit(), run.iterations("complete"), run.iterations("failed")), (0, 4, 0), "{}", run.text());
    (run, shop)
}

#[test]
fn websocket() {
    let (run, shop) = does_what_it_says("websocket.md", "websocket");
    assert_eq!(["ws_sessions", "ws_msgs_sent", "ws_msgs_received"].map(|name| run.count(name)), [4, 12, 12]);
    assert_eq!(shop.live(), [("ws_opened", 4), ("ws_received", 12), ("ws_sent", 12)].map(|(n, c)| (n.to_owned(), c)));
}

#[test]
fn events_and_a_language_model() {
    let (run, shop) = does_what_it_says("streams.md", "events");
    assert_eq!((run.count("sse_events"), run.number("llm_first_token", "count")), (4 * (10 + 13), 4.0));
    assert_eq!(run.number("llm_tokens_per_second", "count"), 4.0);
    assert_eq!(run.number("sse_session_failed", "rate"), 0.0);
    assert_eq!(shop.live(), [("events", 40), ("tokens", 48)].map(|(n, c)| (n.to_owned(), c)));
}

#[test]
fn download() {
    let (run, _shop) = does_what_it_says("streams.md", "download");
    let rows = run.summary["requests"].as_array().cloned().unwrap_or_default();
    let failed = |name: &str| rows.iter().find(|row| row["name"] == name).map(|row| row["failed"].to_string());
    assert_eq!(run.count("http_reqs"), 8);
    assert_eq!(run.number("http_req_failed", "rate"), 0.5, "the film is given up: {:?}", failed("film"));
}
