use throng_tests::engine::Engine;
use throng_tests::guest;
use throng_tests::origin::Origin;
use throng_tests::session::Session;

/// Asks for a path of two bytes and checks under a name of one.
fn journey(path: &str, check: &str, status: u16) -> String {
    format!(
        r#"(module
  (import "throng:load/http@0.1.0" "get" (func $get (param i32 i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]response.status" (func $status (param i32) (result i32)))
  (import "throng:load/metrics@0.1.0" "check" (func $check (param i32 i32 i32) (result i32)))
  (import "throng:load/log@0.1.0" "info" (func $info (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "{path}{check}hello")
  (func (export "run") (result i32)
    (call $info (i32.const 19) (i32.const 5))
    (drop (call $check (i32.const 18) (i32.const 1)
      (i32.eq (i32.const {status}) (call $status (call $get (i32.const 16) (i32.const 2))))))
    (i32.const 0)))"#
    )
}

fn judge(text: &str, said: &[&str]) {
    for said in said {
        assert!(text.contains(said), "no {said:?} in\n{text}");
    }
}

#[test]
fn a_save_is_tried_at_once_and_what_changed_is_told() {
    let origin = Origin::plain();
    let (place, url) = (tempfile::tempdir().expect("a temporary folder"), origin.url());
    let file = place.path().join("j.wat");
    let save = |text: &str| std::fs::write(&file, text).expect("the folder is ours");
    save(&journey("/a", "x", 200));
    let session = Session::start(place.path(), &["j.wat", "--target", &url]);
    let first = session.tried();
    judge(&first, &[&format!("> GET {url}/a\n"), "    user-agent: throng/", "< 200 OK in ", "    ok\n", "✓ x\n"]);
    judge(
        &first,
        &["info  [vu 1 default] hello\n", "requests\n     1 GET /a\nchecks\n     ✓ x: 1 of 1\npassed after "],
    );
    assert!(!first.contains("since the last try"), "{first}");

    save("(module (import");
    judge(&session.tried(), &["── j.wat ──\n", "j.wat:1:", "not run after "]);

    save(&journey("/b", "x", 201));
    let turned = "since the last try\n  + request GET /b\n  - request GET /a\n  ! check x failed, and held before\n";
    judge(&session.tried(), &["✗ x\n", "     ✗ x: 0 of 1\n", turned, "passed after "]);

    save(&journey("/b", "y", 200));
    judge(&session.tried(), &["since the last try\n  + check y\n  - check x\npassed after "]);
    assert_eq!(origin.log().requests().len(), 3);
}

#[test]
fn a_try_that_fails_ends_with_the_journeys_code() {
    let journey = guest::hosting("faults");
    let engine = Engine::bare().file("throng.toml", format!("journey = {journey:?}\nenv.FAULT = \"index\"\n"));
    let plan = engine.path("throng.toml");
    let run = engine.args(["dev", &plan, "--tries", "1"]).run_plainly();
    assert_eq!(run.exit(), 107, "{}", run.text());
    assert!(run.stdout.contains("src/lib.rs:17:"), "{}", run.text());
}

#[test]
fn a_project_is_built_before_each_try() {
    let origin = Origin::plain();
    let place = tempfile::tempdir().expect("a temporary folder");
    let save = |name: &str, text: &str| std::fs::write(place.path().join(name), text).expect("the folder is ours");
    save("throng.toml", &format!("journey = \"journey.wasm\"\ntarget = \"{}\"\n", origin.url()));
    save("journey.wat", &journey("/a", "x", 200));
    let session = Session::start(place.path(), &[]);
    judge(&session.tried(), &["     1 GET /a\n", "passed after "]);
    save("journey.wat", &journey("/b", "x", 200));
    // What the build made is no change: only what was saved is named.
    judge(&session.tried(), &["── journey.wat ──\n", "  + request GET /b\n", "passed after "]);
    assert!(place.path().join("journey.wasm").is_file());
}
