use std::path::Path;
use std::time::Duration;

use throng_tests::engine::{Engine, Run};
use throng_tests::guest::{example, root};
use throng_tests::recorded;
use throng_tests::shop::Shop;

fn plain(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn run(shop: &Shop, journey: &Path, plugs: &str) -> Run {
    Engine::new(&format!(
        "journey = {journey:?}\ntarget = \"{}\"\n{plugs}\n[scenarios.main]\nexecutor = \"per-vu-iterations\"\nvus = 2\niterations = 3",
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

    // What it imports is told where the plug is missing, before any request.
    let alone = run(&shop, &journey, "");
    assert_eq!(alone.exit(), 104, "{}", alone.text());
    assert!(alone.stderr.contains("it imports `token` of `team:auth/login@1.0.0`"), "{}", alone.stderr);
    assert!(alone.stderr.contains("throng compose"), "{}", alone.stderr);
    let login = ("POST /api/login".to_owned(), 200);
    assert_eq!(shop.answers().get(&login), Some(&12));
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
