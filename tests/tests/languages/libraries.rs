//! A language's ordinary HTTP library is measured and held like the SDK's own requests. JavaScript's `fetch` is a part of the
//! conformance journey in TypeScript.

use std::time::Duration;

use throng_tests::engine::Engine;
use throng_tests::language::language;
use throng_tests::origin::Origin;

const URLLIB: &str = r#"
import urllib.error
import urllib.request

from throng import check, env


def run():
    with urllib.request.urlopen(env("TARGET") + "/echo/1?x=1") as answer:
        check("an answer", answer.status == 200)
    put = urllib.request.Request(env("TARGET") + "/put", data=b"body", headers={"X-Key": "k"}, method="PUT")
    with urllib.request.urlopen(put) as answer:
        check("an answer to PUT", answer.status == 200)
    try:
        urllib.request.urlopen(env("TARGET") + "/status/404")
    except urllib.error.HTTPError as error:
        check("404 is raised", error.code == 404)
    try:
        urllib.request.urlopen("https://127.0.0.1:1/")
    except urllib.error.URLError as error:
        check("denied is raised", str(error.reason).startswith("denied: "))
"#;

#[test]
#[ignore = "needs componentize-py; cargo xtask full asks for it"]
fn urllib_goes_through_the_host() {
    let python = language("python");
    let folder = tempfile::tempdir().unwrap();
    python.conformance().project(folder.path());
    std::fs::write(folder.path().join("journey.py"), URLLIB).unwrap();
    assert!(python.install(folder.path()));
    let build = Engine::bare().args(["build", folder.path().to_str().unwrap()]).limit(Duration::from_secs(900));
    let build = build.run_plainly();
    assert_eq!(build.exit(), 0, "{}", build.text());
    let journey = std::fs::read(folder.path().join("journey.wasm")).unwrap();

    let origin = Origin::plain();
    let target = origin.url();
    let plan =
        format!("journey = \"journey.wasm\"\ntarget = \"{target}\"\niterations = 2\n[env]\nTARGET = \"{target}\"\n");
    let run = Engine::new(&plan).file("journey.wasm", journey).limit(Duration::from_secs(240)).run();
    assert_eq!(run.exit(), 0, "{}", run.text());
    assert_eq!(run.iterations("failed"), 0, "{}", run.text());
    assert_eq!((run.number("checks", "passes"), run.number("checks", "fails")), (8.0, 0.0));
    let seen = origin.log().requests();
    let seen: Vec<String> =
        seen.iter().map(|s| format!("{} {}?{} {}", s.method, s.path, s.query, s.body.len())).collect();
    let once = ["GET /echo/1?x=1 0", "PUT /put? 4", "GET /status/404? 0"];
    assert_eq!(seen, [once, once].concat());
    assert_eq!(run.count("http_reqs"), 8);
}
