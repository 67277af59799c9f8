use std::path::Path;
use std::time::Duration;

use throng_tests::engine::{Engine, Run};
use throng_tests::guest::{example, root};
use throng_tests::recorded;
use throng_tests::shop::Shop;
use throng_tests::workshop::Workshop;

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn run(shop: &Shop, journey: &Path, plugs: &str) -> Run {
    run_so(shop, journey, plugs, "")
}

/// With this line of the scenario.
fn run_so(shop: &Shop, journey: &Path, plugs: &str, line: &str) -> Run {
    Engine::new(&format!(
        "journey = {journey:?}\ntarget = \"{}\"\n{plugs}\n[scenarios.main]\nexecutor = \"per-vu-iterations\"\nvus = 2\niterations = 3\n{line}",
        shop.url()
    ))
    // Python takes long to compile where the cache does not know it.
    .limit(Duration::from_secs(240))
    .run()
}

/// The requests of the library and those of the journey, and the checks of both.
fn judge(run: &Run) {
    assert_eq!((run.exit(), run.iterations("complete"), run.count("http_reqs")), (0, 6, 12), "{}", run.text());
    let named = |list: &str| {
        let rows = run.summary[list].as_array().cloned().unwrap_or_default();
        let mut names: Vec<String> =
            rows.iter().map(|row| row["name"].as_str().unwrap_or_default().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(named("requests"), ["/api/orders", "login"]);
    assert_eq!(named("checks"), ["logged in", "orders are listed"]);
    assert_eq!(
        (run.number("checks", "rate"), run.number("checks", "passes")),
        (1.0, 12.0),
        "{}",
        run.summary["checks"]
    );
}

#[test]
fn a_library_is_put_into_a_journey_by_the_command_or_by_the_plan() {
    let shop = Shop::start();
    let (journey, library) = (example("members"), example("auth"));
    let place = tempfile::tempdir().expect("a temporary folder");
    let out = place.path().join("whole.wasm");
    let composed =
        Engine::bare().args(["compose", plain(&journey), "--plug", plain(&library), "-o", plain(&out)]).run_plainly();
    assert_eq!(composed.exit(), 0, "{}", composed.text());
    judge(&run(&shop, &out, ""));
    judge(&run(&shop, &journey, &format!("plugs.auth = {library:?}")));

    judge(&run_so(&shop, &out, "", "fresh = true"));

    // What it imports is told where the plug is missing, before any request.
    let alone = run(&shop, &journey, "");
    assert_eq!(alone.exit(), 104, "{}", alone.text());
    assert!(alone.stderr.contains("it imports `token` of `team:auth/login@1.0.0`"), "{}", alone.stderr);
    assert!(alone.stderr.contains("throng compose"), "{}", alone.stderr);
    let login = ("POST /api/login".to_owned(), 200);
    assert_eq!(shop.answers().get(&login), Some(&18));
}

#[test]
fn a_journey_in_python_uses_a_library_in_rust() {
    let shop = Shop::start();
    let place = tempfile::tempdir().expect("a temporary folder");
    let journey = place.path().join("members.wasm");
    std::fs::write(&journey, recorded::members().bytes()).expect("the folder is ours");
    judge(&run(&shop, &journey, &format!("plugs.auth = {:?}", example("auth"))));
    let login = ("POST /api/login".to_owned(), 200);
    assert_eq!(shop.answers().get(&login), Some(&6));
}

/// Calls the library with its own hands.
const MEMBER: &str = r#"(module
  (import "team:auth/login@1.0.0" "token" (func $token (param i32 i32 i32 i32 i32)))
  (import "throng:load/metrics@0.1.0" "check" (func $check (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "user1@example.compassword1there is a token")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "run") (result i32)
    (call $token (i32.const 16) (i32.const 17) (i32.const 33) (i32.const 9) (i32.const 256))
    (drop (call $check (i32.const 42) (i32.const 16) (i32.load8_u (i32.const 256))))
    (i32.const 0)))"#;

#[test]
fn a_project_imports_what_its_own_wit_names() {
    let shop = Shop::start();
    let library = std::fs::read(root().join("guest-examples/auth/wit/login.wit")).expect("it is there");
    let own =
        "package team:members;\nworld journey { include throng:load/staged@0.1.1; import team:auth/login@1.0.0; }";
    let here = Workshop::of(&[("journey.wat", MEMBER), ("wit/journey.wit", own)]);
    here.file("wit/deps/auth/login.wit", library);
    let built = here.throng(["build"]);
    assert_eq!(built.exit(), 0, "{}", built.text());
    let run = run(&shop, Path::new(&here.path("journey.wasm")), &format!("plugs.auth = {:?}", example("auth")));
    assert_eq!((run.exit(), run.count("http_reqs"), run.number("checks", "rate")), (0, 6, 1.0), "{}", run.text());

    here.file("wit/journey.wit", "package team:members; world one {} world two {}");
    let refused = here.throng(["build"]);
    assert_eq!(refused.exit(), 104, "{}", refused.text());
    assert!(
        refused.stderr.contains("wit/ has 2 worlds, and a journey has one: write `world journey {"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_plug_that_does_not_fit_is_refused_in_the_words_of_wit() {
    let hello = root().join("guest-examples/hello.wat");
    let run = Engine::bare().args(["compose", plain(&example("members")), "--plug", plain(&hello)]).run_plainly();
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("it exports no interface of its own, and"), "{}", run.stderr);
    assert!(run.stderr.contains("members.wasm imports team:auth/login@1.0.0"), "{}", run.stderr);
}

#[test]
fn a_bundle_holds_the_journey_with_its_plugs_inside() {
    let shop = Shop::start();
    let place = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str, bytes: Vec<u8>| std::fs::write(place.path().join(name), bytes).expect("the folder is ours");
    file("members.wasm", std::fs::read(example("members")).expect("it was built"));
    file("auth.wasm", std::fs::read(example("auth")).expect("it was built"));
    file("throng.toml", b"journey = \"members.wasm\"\nplugs.auth = \"auth.wasm\"\niterations = 1\n".to_vec());
    let (plan, bundle) = (place.path().join("throng.toml"), place.path().join("members.throng"));
    let packed = Engine::bare().args(["bundle", plain(&plan), "-o", plain(&bundle)]).run_plainly();
    assert_eq!(packed.exit(), 0, "{}", packed.text());
    let run = Engine::bare().args(["run", plain(&bundle), "--target", &shop.url()]).run();
    assert_eq!((run.exit(), run.count("http_reqs")), (0, 2), "{}", run.text());
}
