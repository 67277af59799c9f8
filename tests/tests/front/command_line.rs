//! The command line of `throng run URL`, and a hand on Ctrl-C.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use throng_tests::engine::Engine;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

#[test]
fn a_body_comes_from_the_line_or_from_a_file_of_the_current_folder() {
    let origin = Origin::plain();
    let url = format!("{}/in", origin.url());
    let engine = Engine::bare().file("body.json", "{\"a\": 1}\n");
    let run = engine.args(["run", &url, "-n", "2", "-d", "@body.json", "-H", "content-type: application/json"]).run();
    run.assert_exit(0, "passed", &[]);
    let run = Engine::bare().args(["run", &url, "-n", "1", "-X", "PUT", "-d", "plain"]).run();
    run.assert_exit(0, "passed", &[]);
    let seen = origin.log().requests();
    let sent: Vec<_> = seen.iter().map(|seen| (seen.method.as_str(), String::from_utf8_lossy(&seen.body))).collect();
    let json = || ("POST", "{\"a\": 1}\n".into());
    assert_eq!(sent, [json(), json(), ("PUT", "plain".into())]);
    assert_eq!(seen[0].header("content-type"), "application/json");
}

#[test]
fn urls_of_a_file_are_taken_in_turn_whatever_their_origin() {
    let (one, other) = (Origin::plain(), Origin::plain());
    let text = format!("# two origins\n{0}/a\n\n  {1}/b  \n{0}/c\n", one.url(), other.url());
    let run = Engine::bare().file("urls.txt", text).args(["run", "--urls", "urls.txt", "-n", "6"]).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!((run.summary["requests"].as_array().map(Vec::len), run.count("http_reqs")), (Some(3), 6));
    assert_eq!((one.log().paths()["/a"], one.log().paths()["/c"], other.log().paths()["/b"]), (2, 2, 2));
}

#[test]
fn what_cannot_be_meant_is_told_before_any_request() {
    let origin = Origin::plain();
    let told = |arguments: &[&str]| {
        let engine = Engine::bare().file("none.txt", "# none\n").file("bad.txt", "\n/path\n");
        let url = origin.url();
        let run = engine.args(["run", &url]).args(arguments.iter().copied()).run_plainly();
        assert_eq!(run.exit(), 104, "{arguments:?}: {}", run.text());
        run.stderr
    };
    assert_eq!(told(&["-H", "accept"]), "throng: -H accept: write -H \"name: value\"\n");
    assert_eq!(told(&["--urls", "none.txt"]), "throng: --urls none.txt: there is no URL in it: write one a line\n");
    assert_eq!(
        told(&["--urls", "bad.txt"]),
        "throng: --urls bad.txt: line 2: `/path` is no URL: write http://… or https://…\n"
    );
    let missing = told(&["-d", "@missing.json"]);
    assert!(missing.contains("there is no file `missing.json`"), "{missing}");
    assert!(missing.contains("relative to the current folder"), "{missing}");
    assert!(origin.log().requests().is_empty());
}

/// A run of 40 s whose teardown takes so long.
fn endless(origin: &Origin, teardown_ms: u32) -> Engine {
    let steps = json!([{ "op": "request", "path": "/start" }, { "op": "sleep", "ms": 100 }]);
    let journey =
        Journey::new(origin, steps).scenario(json!({ "executor": "constant-vus", "vus": 1, "duration": "40s" }));
    let teardown = json!([{ "op": "sleep", "ms": teardown_ms }, { "op": "request", "path": "/teardown" }]);
    journey.part("teardown", teardown).engine().signal_after(origin.shared_log(), "/start", Signal::TERM)
}

#[test]
fn a_second_interruption_ends_at_once() {
    let origin = Origin::plain();
    let run = endless(&origin, 40_000).signal_behind(Duration::from_secs(1), Signal::INT).run();
    assert_eq!((run.exit(), run.summary_text.as_str()), (105, ""), "{}", run.text());
    let last = run.stderr.lines().last().unwrap_or_default();
    assert_eq!(last, "throng: interrupted twice: ended at once, without teardown and summary");
    assert_eq!(origin.log().paths().get("/teardown"), None);
}

#[test]
fn the_echo_of_an_interruption_is_none_of_its_own() {
    let origin = Origin::plain();
    let run = endless(&origin, 200).signal_behind(Duration::from_millis(20), Signal::TERM).run();
    run.assert_exit(105, "interrupted", &[105]);
    assert_eq!(origin.log().paths()["/teardown"], 1);
}

#[test]
fn completions_name_every_command_in_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = Engine::bare().args(["completions", shell]).run_plainly();
        assert_eq!(run.exit(), 0, "{}", run.text());
        for word in ["run", "check", "doctor", "ctl", "demo", "completions", "segment-sequence"] {
            assert!(run.stdout.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn the_log_is_shown_by_level_and_by_who_speaks() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, json!([{ "op": "log", "message": "hello from here" }]));
    let said = |level: &str| journey.engine().env("THRONG_LOG", level).run().stderr.contains("hello from here");
    assert_eq!(["info", "warn", "warn,vu=info", "info,vu 1=error"].map(said), [true, false, true, false]);
    let run = journey.engine().args(["--log", "loud"]).run();
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("`loud` is no level: write debug, info, warn or error"), "{}", run.stderr);
}
