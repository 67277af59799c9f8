use serde_json::json;
use throng_tests::engine::Engine;
use throng_tests::guest::{example, root};
use throng_tests::script::Script;
use throng_tests::shop::Shop;

fn plan(target: &str) -> String {
    format!("journey = {:?}\ntarget = \"{target}\"\nvus = 3\niterations = 6\n", example("pages"))
}

#[test]
fn pages_of_another_library_are_used_as_a_browser_would() {
    let shop = Script::start("pages.py");
    let run = Engine::new(&(plan(&shop.url()) + "[thresholds]\n\"http_reqs{name:buy}\" = [\"count > 0\"]\n")).run();
    assert_eq!((run.exit(), run.number("checks", "rate")), (0, 1.0), "{}", run.text());
    assert_eq!((run.iterations("complete"), run.number("http_req_failed", "rate")), (6, 0.0), "{}", run.text());
    // Two hops each: 303 and the shop's page again.
    assert_eq!(run.count("http_reqs{name:buy}"), 12);
    assert_eq!((run.count("htmx_swap_duration"), run.number("htmx_fallback", "rate")), (6, 0.0));
    let counts = shop.end();
    // The shop, the product and, bought, the shop again; 12 images and a style sheet, and a style sheet.
    assert_eq!(
        counts,
        json!({ "pages": 18, "parts": 6, "files": 6 * 14, "bought": 6, "refused": 0, "feeds": 6, "at_once": 6 })
    );
    assert_eq!(run.count("http_reqs"), 18 + 6 + 6 * 14 + 6 + 6);
}

#[test]
fn a_page_where_a_part_was_asked_for_is_a_fallback() {
    let shop = Shop::start();
    let plan = "journey = \"part.wat\"\nvus = 1\niterations = 4\n[thresholds]\nhtmx_fallback = [\"rate < 0.01\"]\n";
    let run = Engine::new(&format!("target = \"{}\"\n{plan}", shop.url())).file("part.wat", PART.as_bytes()).run();
    assert_eq!((run.exit(), run.number("htmx_fallback", "rate")), (99, 1.0), "{}", run.text());
}

/// Asks as HTMX for the home page, which knows no parts.
const PART: &str = r#"(module
  (import "throng:load/http@0.1.1" "[constructor]request" (func $request (param i32 i32 i32 i32) (result i32)))
  (import "throng:load/http@0.1.1" "[method]request.htmx" (func $htmx (param i32 i32 i32)))
  (import "throng:load/http@0.1.1" "[method]request.hit" (func $hit (param i32) (result i32)))
  (import "throng:load/http@0.1.1" "[resource-drop]request" (func $drop (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "GET/")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 512))
  (func (export "run") (result i32) (local $r i32)
    (local.set $r (call $request (i32.const 0) (i32.const 3) (i32.const 3) (i32.const 1)))
    (call $htmx (local.get $r) (i32.const 0) (i32.const 0))
    (drop (call $hit (local.get $r)))
    (call $drop (local.get $r))
    (i32.const 0)))"#;

#[test]
fn the_example_runs_as_it_says() {
    example("pages");
    let shop = Shop::start();
    let plan = root().join("guest-examples/pages/throng.toml");
    let run = Engine::bare()
        .args(["run", plan.to_str().expect("a plain path"), "--set", &format!("target={}", shop.url())])
        .args(["--set", "duration=1s"])
        .run();
    assert_eq!((run.exit(), run.number("checks", "rate")), (0, 1.0), "{}", run.text());
}
