//! What the README says, done as it stands there: only ports and lengths of time are others.

use throng_tests::engine::{Engine, Run};
use throng_tests::origin::Origin;

const README: &str = include_str!("../../../README.md");
const HELLO: &str = include_str!("../../../guest-examples/hello.wat");

/// The blocks of a page in one language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    let begun = page.split(fence.as_str()).skip(1);
    begun.map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// The arguments of every `throng …` in the README, without comments.
fn commands() -> Vec<Vec<&'static str>> {
    let lines = blocks(README, "sh").into_iter().flat_map(str::lines);
    let said = lines.filter_map(|line| line.split('#').next()?.trim().strip_prefix("throng "));
    said.map(|line| line.split_whitespace().collect()).collect()
}

/// One command against an origin of ours, for a second.
fn done(arguments: &[&str], origin: &Origin) -> Run {
    let here = |word: &&str| word.replace("http://127.0.0.1:8080", &origin.url());
    let words: Vec<String> = arguments.iter().map(here).collect();
    let engine = Engine::bare().file("hello.wat", HELLO).file("shop.toml", blocks(README, "toml")[0]);
    let short = |word: &String| match word.as_str() {
        "10s" | "30s" => "1s".to_owned(),
        "guest-examples/hello.wat" => engine.path("hello.wat"),
        other => other.to_owned(),
    };
    let words: Vec<String> = words.iter().map(short).collect();
    engine.args(words.iter().map(String::as_str)).run_plainly()
}

/// Iterations of all outcomes, as the summary's line `iterations  1000 complete (0 failed), 0 interrupted, 0 dropped` says.
fn arrivals(summary: &str) -> u64 {
    let line = summary.lines().find_map(|line| line.trim().strip_prefix("iterations ")).unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    let before = |outcome| words.windows(2).find(|pair| pair[1].trim_end_matches(',') == outcome).map(|pair| pair[0]);
    let outcomes = ["complete", "interrupted", "dropped"].into_iter().filter_map(before);
    outcomes.filter_map(|count| count.parse::<u64>().ok()).sum()
}

#[test]
fn every_command_does_what_the_readme_says() {
    let mut seen = Vec::new();
    for arguments in commands() {
        seen.push(arguments.join(" "));
        let origin = Origin::plain();
        let requests = || origin.log().requests().len();
        match arguments.as_slice() {
            // Serves until it is stopped; `demo` is tested by itself.
            ["demo", "&"] => {}
            // Its journey and target are the reader's own; the plan is checked below.
            ["run", "shop.toml", ..] => {}
            words => {
                let run = done(words, &origin);
                assert_eq!(run.exit(), 0, "{words:?}: {}", run.text());
                match words {
                    ["run", .., "-n", count] => assert_eq!(requests().to_string(), *count),
                    // An arrival each millisecond, for the second that is left of the half minute.
                    ["run", .., "-q", "1000"] => assert_eq!(arrivals(&run.stdout), 1_000, "{}", run.text()),
                    // Each of 5 users asks once a second.
                    ["run", .., "--vus", "5", "--duration", _] => assert!(requests() >= 5, "{}", run.text()),
                    _ => assert!(!run.stdout.is_empty(), "{words:?}"),
                }
            }
        }
    }
    assert_eq!(seen.len(), 7, "a new command wants a line here: {seen:#?}");
}

#[test]
fn the_plan_of_the_readme_is_right() {
    let engine = Engine::bare().file("throng.toml", blocks(README, "toml")[0]).file("shop.wasm", wasm(HELLO));
    let run = engine.arg("check").run_plainly();
    assert_eq!(run.exit(), 0, "{}", run.text());
    for line in [
        "scenario     browse: ramping-vus",
        "scenario     buy: constant-arrival-rate",
        "threshold    checks rate > 99%",
    ] {
        assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
    }
}

#[test]
fn the_page_of_pages_shows_the_example() {
    let page = include_str!("../../../docs/pages.md");
    assert_eq!(blocks(page, "rust"), [include_str!("../../../guest-examples/pages/src/lib.rs")]);
    assert_eq!(blocks(page, "toml"), [include_str!("../../../guest-examples/pages/throng.toml")]);
}

/// The page's journey and plan are the example's, which other tests run.
#[test]
fn the_page_of_webhooks_shows_the_example() {
    let page = include_str!("../../../docs/webhooks-and-jobs.md");
    assert_eq!(blocks(page, "rust"), [include_str!("../../../guest-examples/webhooks/src/lib.rs")]);
    assert_eq!(blocks(page, "toml"), [include_str!("../../../guest-examples/webhooks/throng.toml")]);
}

/// The page's plan, types and journey are the example's, which other tests run.
#[test]
fn the_page_of_grpc_shows_the_example() {
    let page = include_str!("../../../docs/grpc.md");
    assert_eq!(blocks(page, "rust"), [include_str!("../../../guest-examples/grpc/src/lib.rs")]);
    assert_eq!(blocks(page, "toml"), [include_str!("../../../guest-examples/grpc/throng.toml")]);
    assert_eq!(blocks(page, "proto"), [include_str!("../../../guest-examples/grpc/orders.proto")]);
}

/// A text module under the name of a binary one: the engine looks at what is in it.
fn wasm(text: &str) -> &[u8] {
    text.as_bytes()
}

#[test]
fn the_journeys_of_the_readme_are_the_examples() {
    assert_eq!(blocks(README, "wat"), [HELLO]);
    assert_eq!(blocks(README, "rust"), [include_str!("../../../guest-examples/hello/src/lib.rs")]);
}

#[test]
fn the_modules_of_the_book_run() {
    let page = include_str!("../../../docs/guests-wat.md");
    let all = blocks(page, "wat");
    assert_eq!(all.len(), 2);
    for text in all {
        let origin = Origin::plain();
        let engine = Engine::bare().file("journey.wat", text);
        let journey = engine.path("journey.wat");
        let run = engine.args(["run", &journey, "--target", &origin.url(), "--iterations", "2"]).run_plainly();
        assert_eq!(run.exit(), 0, "{}", run.text());
        assert_eq!(origin.log().paths()["/"], 2);
    }
}

#[test]
fn the_thresholds_of_the_book_are_right() {
    let origin = Origin::plain();
    let page = include_str!("../../../docs/thresholds.md");
    let plan = format!("journey = \"hello.wat\"\ntarget = \"{}\"\n{}", origin.url(), blocks(page, "toml")[0]);
    let engine = Engine::bare().file("throng.toml", plan).file("hello.wat", HELLO);
    let run = engine.arg("check").run_plainly();
    assert_eq!(run.exit(), 0, "{}", run.text());
    assert_eq!(run.stdout.matches("\nthreshold ").count(), 7, "{}", run.stdout);
}
