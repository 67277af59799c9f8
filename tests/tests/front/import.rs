//! Recorded traffic of other tools becomes a folder that runs at once, without what lets somebody in.

use std::path::Path;

use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::guest::root;
use throng_tests::journey::Journey;
use throng_tests::origin::{Origin, Seen};

/// A folder that an import made.
struct Made {
    folder: tempfile::TempDir,
    told: String,
}

impl Made {
    fn of(recording: &str, flags: &[&str]) -> Self {
        Self::at(&root().join("tests/traffic").join(recording), flags)
    }

    fn at(recording: &Path, flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (from, to) = (recording.to_str().expect("a plain name"), folder.path().join("made"));
        let to = to.to_str().expect("a plain name");
        let run = Engine::bare().args(["import", from, "-o", to]).args(flags.iter().copied()).run_plainly();
        assert_eq!(run.exit(), 0, "{}", run.text());
        Self { told: run.stdout.replace(to, "DIR"), folder }
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join("made").join(name)).expect("the import wrote it")
    }

    fn rows(&self) -> Vec<Value> {
        self.text("requests.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn run(&self, origin: &Origin, flags: &[&str]) -> Run {
        let (folder, target) = (self.folder.path().join("made"), origin.url());
        let flags = ["run", folder.to_str().expect("a plain name"), "--target", &target, "--no-results"]
            .into_iter()
            .chain(flags.iter().copied());
        let run = Engine::bare().args(flags).run();
        assert_eq!((run.exit(), run.iterations("failed")), (0, 0), "{}", run.text());
        run
    }

    /// Nothing of this is anywhere in the folder or in what was said.
    fn keeps_quiet(&self, secret: &str) {
        for name in ["throng.toml", "requests.jsonl"] {
            assert!(!self.text(name).contains(secret), "{name}: {}", self.text(name));
        }
        assert!(!self.told.contains(secret), "{}", self.told);
    }
}

/// Method, path with query, and body of what came.
fn lines(origin: &Origin) -> Vec<String> {
    let line = |seen: &Seen| {
        let query = if seen.query.is_empty() { String::new() } else { format!("?{}", seen.query) };
        format!("{} {}{query} {}", seen.method, seen.path, String::from_utf8_lossy(&seen.body)).trim_end().to_owned()
    };
    origin.log().requests().iter().map(line).collect()
}

/// How often a check held and how often not.
fn check(run: &Run, name: &str) -> (u64, u64) {
    let rows = run.summary["checks"].as_array().cloned().unwrap_or_default();
    let row = rows.into_iter().find(|row| row["name"] == name).unwrap_or_default();
    (row["passes"].as_u64().unwrap_or_default(), row["fails"].as_u64().unwrap_or_default())
}

#[test]
fn a_har_of_a_browser_becomes_a_session() {
    let made = Made::of("chrome.har", &["--drop-telemetry", "--drop", "cdn.shop.test"]);
    assert_eq!(
        made.rows(),
        [
            json!({ "at": 0.0, "method": "GET", "url": "/?utm=1", "name": "/", "step": "/", "status": 200, "headers": "accept: text/html\ncookie: {{secret:cookie}}\nuser-agent: Mozilla/5.0 (X11) Chrome/120" }),
            json!({ "at": 60.0, "method": "GET", "url": "/app.js", "name": "/app.js", "step": "/", "pause": 10.0 }),
            json!({ "at": 350.0, "method": "POST", "url": "/api/login/17", "name": "/api/login/{id}", "step": "Cart", "pause": 250.0, "status": 201,
                "headers": "Authorization: {{secret:authorization}}\nContent-Type: application/json",
                "body": "{\"email\":\"a@example.com\",\"password\":\"{{secret:password}}\",\"n\":[1,{\"x\":\"{{y\"}]}" }),
        ]
    );
    assert_eq!(
        made.told,
        "3 requests to DIR\n  1 entries left out: not of http, or without an answer\n  1 requests to cdn.shop.test left out\n  \
         1 requests to www.google-analytics.com left out\n  \
         secret cookie is not written (header cookie to shop.test, 1 requests): put it into DIR/secrets/cookie\n  \
         secret authorization is not written (header authorization (Bearer …), 1 requests): put it into DIR/secrets/authorization\n  \
         secret password is not written (body password, 1 requests): put it into DIR/secrets/password\nrun it: throng run DIR\n"
    );
    ["s3cret", "hunter2", "yes-please"].iter().for_each(|secret| made.keeps_quiet(secret));
    assert!(made.text("throng.toml").contains("target = \"https://shop.test\"\n"), "{}", made.text("throng.toml"));

    let origin = Origin::plain();
    let run = made.run(&origin, &[]);
    let body = |password: &str| {
        format!("{{\"email\":\"a@example.com\",\"password\":\"{password}\",\"n\":[1,{{\"x\":\"{{{{y\"}}]}}")
    };
    assert_eq!(lines(&origin), ["GET /?utm=1", "GET /app.js", &format!("POST /api/login/17 {}", body(""))]);
    assert_eq!((check(&run, "/ is 200"), check(&run, "/api/login/{id} is 201")), ((1, 0), (0, 1)));
    let seen = origin.log().requests();
    assert_eq!(seen[0].header("user-agent"), "Mozilla/5.0 (X11) Chrome/120");
    assert!(["cookie", "if-none-match"].iter().all(|name| seen[0].header(name).is_empty()), "{:?}", seen[0].headers);
    assert!(
        seen[2].header("authorization").is_empty() && seen[2].at - seen[1].at >= std::time::Duration::from_millis(250)
    );
    assert!(run.text().contains("\"::Cart\"") || run.text().contains("::Cart"), "{}", run.text());

    let fill =
        |name: &str, value: &str| std::fs::write(made.folder.path().join("made/secrets").join(name), value).unwrap();
    fill("authorization", "Bearer again");
    fill("password", "word");
    fill("cookie", "a=b\n");
    let origin = Origin::plain();
    made.run(&origin, &["--vus", "2", "--iterations", "2"]);
    let seen = origin.log().requests();
    assert_eq!(seen.len(), 6);
    let login = seen.iter().find(|seen| seen.method == "POST").unwrap();
    assert_eq!((login.header("authorization"), &login.body[..]), ("Bearer again", body("word").as_bytes()));
    assert_eq!(seen.iter().filter(|seen| seen.header("cookie") == "a=b").count(), 2);
}

#[test]
fn what_went_out_together_does_so_again() {
    let made = Made::of("chrome.har", &[]);
    let together: Vec<bool> = made.rows().iter().map(|row| row["together"] == true).collect();
    assert_eq!(together, [false, false, true, true, false]);
    let hosts: Vec<String> = made.rows().iter().map(|row| row["url"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(hosts[2], "https://cdn.shop.test/logo.png");
    assert!(
        made.text("throng.toml").contains("allow = [\"https://cdn.shop.test\",\"https://www.google-analytics.com\"]")
    );

    let origin = Origin::plain();
    let rows: String = ["", ",\"together\":true", ",\"together\":true"]
        .iter()
        .map(|more| format!("{{\"url\":\"/slow?ms=300\"{more}}}\n"))
        .collect();
    let plan =
        format!("journey = \"builtin:replay\"\ntarget = \"{}\"\n[data.requests]\nfile = \"r.jsonl\"\n", origin.url());
    let run = Engine::new(&plan).file("r.jsonl", rows).run();
    assert_eq!((run.exit(), run.count("http_reqs")), (0, 3), "{}", run.text());
    let seen = origin.log().requests();
    assert!(seen[2].at - seen[0].at < std::time::Duration::from_millis(300), "the third did not wait for the first");
}

#[test]
fn a_trace_of_a_journey_is_replayed() {
    let origin = Origin::plain();
    let steps = json!([
        { "op": "request", "path": "/first?a=1", "name": "first" },
        { "op": "request", "method": "POST", "path": "/second", "text": "text", "name": "second" },
    ]);
    let folder = tempfile::tempdir().unwrap();
    let (plan, har) = (folder.path().join("throng.toml"), folder.path().join("trace.har"));
    std::fs::write(&plan, Journey::new(&origin, steps).toml()).unwrap();
    let traced = Engine::bare().args(["trace", plan.to_str().unwrap(), "-o", har.to_str().unwrap()]).run_plainly();
    assert_eq!(traced.exit(), 0, "{}", traced.text());
    let before = lines(&origin);
    assert_eq!(before, ["GET /first?a=1", "POST /second text"]);

    let again = Origin::plain();
    let run = Made::at(&har, &[]).run(&again, &[]);
    assert_eq!(lines(&again), before);
    assert_eq!((check(&run, "/first is 200"), check(&run, "/second is 200")), ((1, 0), (1, 0)));
}

#[test]
fn commands_of_curl_are_sent_as_curl_would() {
    let made = Made::of("commands.sh", &[]);
    made.keeps_quiet("s3cret");
    let origin = Origin::plain();
    made.run(&origin, &[]);
    assert_eq!(
        lines(&origin),
        [
            "GET /api/items?page=1&size=2",
            "PUT /api/items {\"name\":\"it's ü\",\"note\":\"a\\nb\"}",
            "POST /form a=1&b=2 3",
            "GET /search?q=red%20shoes"
        ]
    );
    assert_eq!(origin.log().requests()[2].header("content-type"), "application/x-www-form-urlencoded");
    assert!(
        made.told.contains("secret authorization_2 is not written (header authorization (Basic …), 1 requests)"),
        "{}",
        made.told
    );
}

#[test]
fn a_description_gives_a_request_for_each_operation() {
    let made = Made::of("api.yaml", &[]);
    assert!(made.told.contains("1 operations left out that may change something"), "{}", made.told);
    let origin = Origin::plain();
    let run = made.run(&origin, &[]);
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!(lines(&origin), ["GET /v1/items?page=3&q=red%20%26%20blue", &format!("GET /v1/items/{id}")]);
    assert_eq!((check(&run, "/v1/items is 200"), check(&run, "/v1/items/{id} is 200")), ((1, 0), (1, 0)));

    let made = Made::of("api.yaml", &["--all-methods"]);
    assert!(made.told.contains("secret key is not written (the description, 3 requests)"), "{}", made.told);
    std::fs::write(made.folder.path().join("made/secrets/key"), "k1").unwrap();
    let origin = Origin::plain();
    made.run(&origin, &[]);
    assert_eq!(lines(&origin)[1], "POST /v1/items {\"name\":\"stringxx\",\"price\":1.5,\"tags\":[\"new\"]}");
    assert!(origin.log().requests().iter().all(|seen| seen.header("x-key") == "k1"));
}

#[test]
fn a_collection_keeps_its_folders_variables_and_auth() {
    let made = Made::of("collection.json", &[]);
    made.keeps_quiet("s3cret");
    std::fs::write(made.folder.path().join("made/secrets/token"), "t1").unwrap();
    let origin = Origin::plain();
    made.run(&origin, &["--env", "item=18"]);
    let seen = origin.log().requests();
    let said = lines(&origin);
    assert_eq!((said[0].as_str(), said[2].as_str()), ("GET /items/18?v=18", "POST /form a%20b=c%26d"));
    let body: Value = serde_json::from_slice(&seen[1].body).unwrap();
    assert_eq!((&body["id"], body["n"].as_str().map(str::len)), (&json!(18), Some(36)));
    let headers: Vec<_> =
        seen.iter().map(|seen| (seen.header("authorization"), seen.header("x-a"), seen.header("x-b"))).collect();
    assert_eq!(headers, [("Bearer t1", "1", ""), ("Bearer t1", "", ""), ("", "", "")]);
    assert_eq!(made.rows().iter().map(|row| row["name"].clone()).collect::<Vec<_>>(), ["One item", "New item", "Form"]);
}

#[test]
fn access_logs_keep_their_times() {
    let made = Made::of("access.log", &[]);
    let rows = made.rows();
    let times: Vec<_> = rows.iter().map(|row| (row["at"].as_f64().unwrap(), row["url"].as_str().unwrap())).collect();
    assert_eq!(times, [(0.0, "/items/1"), (500.0, "/items/2?x=1"), (1000.0, "/status/404")]);
    for note in [
        "1 lines left out: not of the form of the others (the first is line 4)",
        "1 requests left out that may change",
        "spread over it",
        "--target URL",
    ] {
        assert!(made.told.contains(note), "{note}: {}", made.told);
    }
    let origin = Origin::plain();
    let run = made.run(&origin, &["--set", "scenarios.replay.speed=5"]);
    assert_eq!(lines(&origin), ["GET /items/1", "GET /items/2?x=1", "GET /status/404"]);
    // The origin has no items: two answers are not what was recorded, and the third is.
    assert_eq!((check(&run, "/items/{id} is 200"), check(&run, "/status/{id} is 404")), ((0, 2), (1, 0)));
    assert_eq!((run.number("http_req_failed", "rate") * 3.0).round(), 2.0);

    let made = Made::of("access.jsonl", &[]);
    let times: Vec<_> = made.rows().iter().map(|row| (row["at"].clone(), row["url"].clone())).collect();
    assert_eq!(times, [(json!(0.0), json!("/a")), (json!(250.0), json!("/b")), (json!(400.0), json!("/c"))]);
    let origin = Origin::plain();
    made.run(&origin, &["--set", "scenarios.replay.copies=2"]);
    assert_eq!(lines(&origin), ["GET /a", "GET /a", "GET /b", "GET /b", "GET /c", "GET /c"]);
}

#[test]
fn two_processes_replay_the_whole_log_between_them() {
    let made = Made::of("access.jsonl", &[]);
    let origin = Origin::plain();
    for segment in ["0:1/2", "1/2:1"] {
        made.run(&origin, &["--segment", segment, "--segment-sequence", "0,1/2,1"]);
    }
    let mut said = lines(&origin);
    said.sort();
    assert_eq!(said, ["GET /a", "GET /b", "GET /c"]);
}

#[test]
fn what_cannot_be_imported_is_said() {
    let import = |name: &str, content: &str, flags: &[&str]| {
        let engine = Engine::bare().file(name, content);
        let (file, to) = (engine.path(name), engine.path("made"));
        let run = engine.args(["import", &file, "-o", &to]).args(flags.iter().copied()).run_plainly();
        assert_eq!(run.exit(), 104, "{}", run.text());
        run.stderr
    };
    for (content, flags, said) in [
        ("nothing", &[][..], "it is of no form that is known: say which by --format"),
        ("nothing", &["--format", "log"][..], "no line is of the common or combined form"),
        ("{\"log\":{\"entries\":[]}}", &[][..], "there is no request in it"),
        ("{\"log\":{\"entries\":[{\"startedDateTime\":\"x\"}]}}", &[][..], "entry 0: `x` is no time"),
        ("curl -H", &[][..], "command 1: -H has no value"),
        ("curl 'http://a", &[][..], "line 1: a quote has no end"),
        ("curl http://a.test/ -d @file", &[][..], "put the body into the command"),
        ("curl http://a.test/", &["--arrivals"][..], "has no time: only HAR and access logs have"),
        ("curl http://a.test/", &["--drop", "a.test"][..], "no request is left"),
        ("openapi: 2.0", &[][..], "it must be 3.0 or 3.1"),
    ] {
        let told = import("recording", content, flags);
        assert!(told.contains(said), "{said}: {told}");
    }
    let engine = Engine::bare().file("a.sh", "curl http://a.test/");
    let (file, here) = (engine.path("a.sh"), engine.path("."));
    let run = engine.args(["import", &file, "-o", &here]).run_plainly();
    assert!(run.exit() == 104 && run.stderr.contains("the folder is not empty"), "{}", run.text());
}

/// The commands of the page, one after another, with an origin and a time of ours.
#[test]
fn the_page_on_imports_does_what_it_says() {
    let page = include_str!("../../../docs/import.md");
    let blocks: Vec<&str> = page.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 2, "a new block wants a line here");
    let (origin, folder) = (Origin::plain(), tempfile::tempdir().unwrap());
    let har = std::fs::read_to_string(root().join("tests/traffic/chrome.har")).unwrap();
    let har = har.replace("https://shop.test", origin.url().trim_end_matches('/'));
    let har = har.replace("https://cdn.shop.test", "data:").replace("https://www.google-analytics.com", "data:");
    std::fs::write(folder.path().join("shop.har"), har).unwrap();
    std::fs::copy(root().join("tests/traffic/access.log"), folder.path().join("access.log")).unwrap();
    for line in blocks.iter().flat_map(|block| block.lines()) {
        let line = line
            .replace("http://127.0.0.1:8080", &origin.url())
            .replace("--vus 20 --duration 30s", "--vus 3 --duration 1s");
        let words = line.split_whitespace().skip(1);
        let run = Engine::bare().inside(folder.path()).args(words).run_plainly();
        assert_eq!(run.exit(), 0, "{line}: {}", run.text());
    }
    let paths = origin.log().paths();
    assert!(paths["/app.js"] >= 4 && paths["/items/1"] == 2, "{paths:?}");
}

/// A recording from somebody else cannot write into the plan or on the terminal.
#[test]
fn a_hostile_recording_sets_nothing_but_its_requests() {
    let evil = "x\"]\n[limits]\nmemory = \"4GiB\"\n\u{1b}[2J\u{7f}";
    let collection = json!({
        "info": { "name": "x", "schema": "v2.1.0" },
        "variable": [{ "key": evil, "value": evil }, { "key": "REPLAY", "value": "row" }, { "key": "TABLE", "value": "none" }],
        "item": [{ "name": evil, "request": {
            "method": "GET", "url": "http://a.test/x",
            "header": [{ "key": "authorization", "value": format!("{evil} y") }, { "key": "x-a", "value": "1\r\nx-b: 2" }],
            "auth": { "type": evil },
        } }],
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evil.json");
    std::fs::write(&file, collection.to_string()).unwrap();
    let made = Made::at(&file, &[]);
    assert!(!made.told.contains(|c: char| c.is_control() && c != '\n'), "{:?}", made.told);
    let plan = made.text("throng.toml");
    assert!(!plan.lines().any(|line| line.starts_with("[limits]") || line.starts_with("memory")), "{plan}");
    let origin = Origin::plain();
    let run = made.run(&origin, &[]);
    assert_eq!((lines(&origin), run.count("http_reqs")), (vec!["GET /x".to_owned()], 1));
    assert!(origin.log().requests()[0].header("x-b").is_empty());
}

#[test]
fn the_example_of_a_spike_runs() {
    let shop = throng_tests::shop::Shop::start();
    let plan = root().join("guest-examples/spike");
    let flags =
        ["run", plan.to_str().unwrap(), "--target", &shop.url(), "--no-results", "--set", "scenarios.spike.speed=2"];
    let run = Engine::bare().args(flags).run();
    assert_eq!((run.exit(), run.iterations("complete"), run.count("http_reqs")), (0, 60, 60), "{}", run.text());
    assert_eq!(run.number("checks", "rate"), 1.0);
}
