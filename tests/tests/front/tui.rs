//! A run on the whole terminal.

use serde_json::json;
use throng_tests::engine::Engine;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;
use throng_tests::terminal::Terminal;

fn journey(origin: &Origin) -> Journey {
    let steps = json!([
        { "op": "request", "path": "/x", "name": "the request" },
        { "op": "log", "message": "hello from the journey" },
        { "op": "sleep", "ms": 100 },
    ]);
    Journey::new(origin, steps)
        .scenario(json!({ "executor": "constant-vus", "vus": 2, "duration": "60s" }))
        .set("thresholds", json!({ "http_reqs": ["count > 0"] }))
}

#[test]
fn a_run_is_shown_and_led_and_the_terminal_is_given_back() {
    let origin = Origin::plain();
    let mut terminal = Terminal::start(journey(&origin).engine().args(["--tui", "--no-results"]));
    for text in ["running", "GET the request", "http_reqs: count > 0", "PASS", "hello from the journey", "q end"] {
        terminal.shows(text);
    }
    assert!(terminal.is_whole());
    terminal.press("p");
    terminal.shows("paused");
    let before = origin.log().requests().len();
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(origin.log().requests().len(), before);
    terminal.press("p");
    terminal.shows("running");
    terminal.press("+");
    terminal.shows("main: 3 users");
    terminal.press("?");
    terminal.shows("this help");
    terminal.press("q");
    let left = terminal.end();
    assert_eq!((left.code, left.restored), (0, true), "{}", String::from_utf8_lossy(&left.bytes));
    let after = String::from_utf8_lossy(&left.bytes).into_owned();
    let (_, after) = after.rsplit_once("\u{1b}[?1049l").unwrap();
    for text in ["hello from the journey", "control] paused", "ended on request after", "http_reqs count > 0"] {
        assert!(after.contains(text), "{text}: {after}");
    }
}

#[test]
fn ctrl_c_twice_interrupts_and_a_url_is_shown_without_colours() {
    let origin = Origin::plain();
    let url = format!("{}/slow", origin.url());
    let engine = Engine::bare().args(["run", &url, "-c", "1", "-z", "60s", "--tui", "--no-results"]);
    let mut terminal = Terminal::start(engine.env("NO_COLOR", "1"));
    terminal.shows("GET");
    terminal.press("\u{3}");
    terminal.press("\u{3}");
    let left = terminal.end();
    assert!([0, 105].contains(&left.code) && left.restored, "{}", String::from_utf8_lossy(&left.bytes));
    let text = String::from_utf8_lossy(&left.bytes).into_owned();
    assert!(!text.contains("\u{1b}[38;") && !text.contains("\u{1b}[31m"), "{text}");
}

#[test]
fn a_failing_run_gives_the_terminal_back_before_it_says_why() {
    let origin = Origin::plain();
    let journey =
        journey(&origin).part("setup", json!([{ "op": "sleep", "ms": 600 }, { "op": "throw", "msg": "no luck" }]));
    let left = Terminal::start(journey.engine().args(["--tui", "--no-results"])).end();
    assert_eq!((left.code, left.restored), (107, true), "{}", String::from_utf8_lossy(&left.bytes));
    assert!(left.screen.contains("no luck"), "{}", left.screen);
}

#[test]
fn without_a_terminal_there_is_no_full_screen() {
    let origin = Origin::plain();
    let run = journey(&origin).engine().arg("--tui").run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    let told = "--tui: the standard error stream is no terminal: leave --tui out, or watch the run by --ui";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert!(origin.log().requests().is_empty());
}
