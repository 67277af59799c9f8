use std::fs;
use std::path::PathBuf;

use throng_tests::contract::mistakes;
use throng_tests::engine::Engine;
use throng_tests::guest::root;
use throng_tests::origin::Origin;

/// What was released as 0.1.0: neither the text nor a module changes any more.
fn released() -> PathBuf {
    root().join("tests/compat/0.1.0")
}

fn text(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_contract_is_a_successor_of_the_released_one() {
    let found = mistakes(&text(released().join("load.wit")), &text(root().join("wit/load.wit")));
    assert!(found.is_empty(), "wit/load.wit breaks journeys that were built before:\n{}", found.join("\n"));
}

/// The released contract with one place changed.
fn edited(from: &str, to: &str) -> Vec<String> {
    let before = text(released().join("load.wit"));
    assert_eq!(before.matches(from).count(), 1, "`{from}` is in the contract once");
    mistakes(&before, &before.replace(from, to))
}

const NEW_VERSION: (&str, &str) = ("package throng:load@0.1.0;", "package throng:load@0.1.1;");

/// As `edited`, with the patch version raised.
fn edited_and_raised(from: &str, to: &str) -> Vec<String> {
    let before = text(released().join("load.wit"));
    assert_eq!(before.matches(from).count(), 1, "`{from}` is in the contract once");
    mistakes(&before, &before.replace(from, to).replace(NEW_VERSION.0, NEW_VERSION.1))
}

#[test]
fn what_may_be_added_raises_the_patch_version() {
    let function = "get: func(url: string) -> response;";
    let method = "    discard: func();";
    assert_eq!(edited_and_raised(function, &format!("{function}\n  put: func(url: string) -> response;")), [""; 0]);
    assert_eq!(edited_and_raised(method, &format!("{method}\n    priority: func(level: u32);")), [""; 0]);
    assert_eq!(edited_and_raised("interface http {", "interface more { f: func(); }\n\ninterface http {"), [""; 0]);
    assert_eq!(
        edited_and_raised("interface http {", "interface http {\n  resource socket { close: func(); }"),
        [""; 0]
    );
    assert_eq!(edited("/// HTTP as a user would do it", "/// Another comment: HTTP as a user would do it"), [""; 0]);
    assert_eq!(
        edited(function, &format!("{function}\n  put: func(url: string) -> response;")),
        ["something was added, so the version must be 0.1.1, not 0.1.0"]
    );
    assert_eq!(edited(NEW_VERSION.0, NEW_VERSION.1), ["nothing was added, so the version stays 0.1.0, not 0.1.1"]);
}

#[test]
fn every_other_edit_is_refused() {
    let function = "get: func(url: string) -> response;";
    assert_eq!(edited(function, ""), ["http: `get` is gone; it was `func(url: string) -> response`"]);
    assert_eq!(
        edited(function, "get: func(url: string, times: u32) -> response;"),
        ["http: `get` was `func(url: string) -> response` and is `func(url: string, times: u32) -> response`"]
    );
    assert_eq!(
        edited("    discard: func();", "    discard: func(really: bool);"),
        ["http: `[method]request.discard` was `func(self: borrow<request>)` and is \
             `func(self: borrow<request>, really: bool)`"]
    );
    assert_eq!(
        edited("type duration = f64;", "type duration = u64;"),
        ["types: `duration` was `type f64` and is `type u64`"]
    );
    assert_eq!(
        edited_and_raised("interface http {", "interface http {\n  record options { retries: u32 }"),
        ["http: `options` is a new `record { retries: u32 }`, which could never grow: use functions and words"]
    );
    assert_eq!(
        edited_and_raised("interface http {", "interface http {\n  enum method { get, post }")[0],
        "http: `method` is a new `enum { get, post }`, which could never grow: use functions and words"
    );
    let gone = edited("import log;", "");
    assert!(gone.iter().any(|mistake| mistake.contains("has no `import throng:load/log` any more")), "{gone:?}");
    let stop = "  export stop: func() -> result<_, string>;";
    let wanted = edited(stop, &format!("{stop}\n  export more: func();"));
    assert!(wanted[0].ends_with("wants `export more: func()`, which no older guest has"), "{wanted:?}");
}

/// The modules of the first release, and what each does with an origin.
#[test]
fn modules_of_the_first_release_still_run() {
    let mut names: Vec<String> = fs::read_dir(released())
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".wasm"))
        .collect();
    names.sort();
    assert_eq!(names, ["everything.wasm", "hello.wasm", "url.wasm"], "none is ever taken away");
    for name in &names {
        let file = released().join(name);
        let run = Engine::bare().args(["check", file.to_str().expect("a plain path")]).run_plainly();
        assert_eq!(run.exit(), 0, "{name}: {}", run.text());
    }
    let origin = Origin::plain();
    let plan = |name: &str, more: &str| {
        let file = released().join(name);
        format!("journey = {file:?}\ntarget = \"{}\"\niterations = 2\n{more}", origin.url())
    };
    let run = Engine::new(&plan("hello.wasm", "")).run();
    assert_eq!((run.exit(), run.iterations("complete"), run.number("checks", "rate")), (0, 2, 1.0), "{}", run.text());
    let run = Engine::new(&plan("url.wasm", "env.URL = \"/of-url\"\nenv.METHOD = \"PUT\"\nenv.BODY = \"x\"")).run();
    assert_eq!((run.exit(), run.iterations("complete")), (0, 2), "{}", run.text());
    let lines: Vec<_> = origin.log().requests().iter().map(|s| format!("{} {}", s.method, s.path)).collect();
    assert_eq!(lines, ["GET /", "GET /", "PUT /of-url", "PUT /of-url"]);
}
