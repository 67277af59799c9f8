use throng_tests::engine::{Engine, Run};
use throng_tests::guest::{documented, example, root};
use throng_tests::number;
use throng_tests::origin::{Origin, Seen};
use throng_tests::shop::Shop;

/// Two users do this example of k6's documentation once; `settings` are more of the plan, `data` its file.
fn run(origin: &Origin, name: &str, settings: &str, (file, data): (&str, &[u8])) -> Run {
    let plan = format!(
        "journey = {:?}\ntarget = \"{}\"\n{settings}\n[scenarios.main]\nexecutor = \"per-vu-iterations\"\nvus = 2\niterations = 1\n",
        documented(name),
        origin.url()
    );
    let run = Engine::new(&plan).file(file, data).run();
    assert_eq!((run.exit(), run.iterations("complete"), run.iterations("failed")), (0, 2, 0), "{}", run.text());
    assert_eq!(run.count("http_reqs"), origin.log().requests().len() as u64);
    assert_eq!(run.number("http_req_failed", "rate"), 0.0, "{}", run.text());
    run
}

fn plainly(origin: &Origin, name: &str) -> Run {
    run(origin, name, "", ("no-file", b""))
}

/// Method and path of every request, sorted.
fn lines(origin: &Origin) -> Vec<String> {
    let mut lines: Vec<_> = origin.log().requests().iter().map(|s| format!("{} {}", s.method, s.path)).collect();
    lines.sort();
    lines
}

/// Each of these checks was made so many times and held each time, and there are no others.
fn all_hold(run: &Run, names: &[&str], times: f64) {
    let rows = run.summary["checks"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<_> = rows
        .iter()
        .map(|row| (row["name"].as_str().unwrap_or_default(), number(&row["passes"]), number(&row["fails"])))
        .collect();
    let mut wanted: Vec<_> = names.iter().map(|name| (*name, times, 0.0)).collect();
    found.sort_by_key(|row| row.0);
    wanted.sort_by_key(|row| row.0);
    assert_eq!(found, wanted);
}

#[test]
fn get() {
    let origin = Origin::plain();
    plainly(&origin, "get");
    assert_eq!(lines(&origin), ["GET /"; 2]);
}

#[test]
fn post() {
    let origin = Origin::plain();
    plainly(&origin, "post");
    assert_eq!(lines(&origin), ["POST /login"; 2]);
    for seen in origin.log().requests() {
        assert_eq!(
            (seen.header("content-type"), &seen.body[..]),
            ("application/json", &br#"{"email":"aaa","password":"bbb"}"#[..])
        );
    }
}

#[test]
fn auth() {
    let origin = Origin::plain();
    let run = plainly(&origin, "auth");
    assert_eq!(lines(&origin), ["GET /api/basic-auth/user/passwd"; 4]);
    all_hold(&run, &["status is 200", "is authenticated", "is correct user"], 4.0);
}

#[test]
fn correlation() {
    let origin = Origin::plain();
    let run = plainly(&origin, "correlation");
    assert_eq!(lines(&origin), ["GET /api/doughs"; 2]);
    assert!(origin.log().requests().iter().all(|s| s.header("authorization") == "Token abcdef0123456789"));
    all_hold(&run, &["dough 1 has correct name", "dough 1 has correct ID"], 2.0);
}

#[test]
fn parameters() {
    let origin = Origin::plain();
    let settings = "[data.users]\nfile = \"data.csv\"\npolicy = \"random\"";
    let run = run(&origin, "parameters", settings, ("data.csv", b"username,password\nadmin,123\ntest_user,1234\n"));
    assert_eq!(lines(&origin), ["POST /login.php"; 2]);
    all_hold(&run, &["login succeeded"], 2.0);
    for row in ["admin 123", "test_user 1234"] {
        assert_eq!(run.stderr.matches(row).count(), 2, "{row}: {}", run.stderr);
    }
}

#[test]
fn html() {
    let origin = Origin::plain();
    let run = plainly(&origin, "html");
    assert_eq!(lines(&origin), ["GET /my_messages.php"; 2]);
    let line = "the value of the hidden field redir is: Some(\"1\")";
    assert_eq!(run.stderr.matches(line).count(), 2, "{}", run.stderr);
}

#[test]
fn forms() {
    let origin = Origin::plain();
    plainly(&origin, "forms");
    assert_eq!(lines(&origin), ["GET /admin", "GET /admin", "POST /admin", "POST /admin"]);
    let sent: Vec<Seen> = origin.log().requests().into_iter().filter(|s| s.method == "POST").collect();
    assert!(sent.iter().all(|s| s.body == "username=admin&password=admin"), "{sent:?}");
}

#[test]
fn cookies() {
    let origin = Origin::plain();
    let run = plainly(&origin, "cookies");
    assert_eq!(lines(&origin), ["GET /api/cookies"; 2]);
    all_hold(&run, &["has status 200", "has cookie 'my_cookie'", "cookie has correct value"], 2.0);
}

#[test]
fn upload() {
    let origin = Origin::plain();
    let content: Vec<u8> = (0..=255).collect();
    run(&origin, "upload", "files = { image = \"test.bin\" }", ("test.bin", &content));
    assert_eq!(lines(&origin), ["POST /upload"; 2]);
    for seen in origin.log().requests() {
        let boundary = seen.header("content-type").strip_prefix("multipart/form-data; boundary=").expect("a boundary");
        let head = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"field\"\r\n\r\nthis is a standard form field\r\n--{boundary}\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"test.bin\"\r\ncontent-type: application/octet-stream\r\n\r\n"
        );
        let wanted = [head.as_bytes(), &content, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
        assert_eq!(seen.body, wanted);
    }
}

#[test]
fn http2() {
    let origin = Origin::plain();
    let run = run(&origin, "http2", "http = { version = \"2\" }", ("no-file", b""));
    assert_eq!(lines(&origin), ["GET /"; 2]);
    all_hold(&run, &["status is 200", "protocol is HTTP/2"], 2.0);
}

/// Three users of a plan that is part of the examples, once each, against the demonstration target.
fn hello(plan: &str) {
    let shop = Shop::start();
    let plan = root().join("guest-examples").join(plan);
    let plan = plan.to_str().expect("the repository's path is text");
    let flags = ["run", plan, "--target", &shop.url(), "--vus", "3", "--iterations", "3"];
    let run = Engine::bare().args(flags).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!((run.iterations("complete"), run.count("http_reqs")), (3, 3), "{}", run.text());
    assert_eq!(shop.answers().into_iter().collect::<Vec<_>>(), [(("GET /".to_owned(), 200), 3)]);
    // Each user waits a second at its end.
    assert!(run.number("iteration_duration", "min") >= 1000.0 * 0.999, "{}", run.values("iteration_duration"));
    let verdicts: Vec<_> = run.summary["thresholds"].as_array().into_iter().flatten().map(|t| &t["verdict"]).collect();
    assert_eq!(verdicts, ["passed"; 2]);
    let checks = if plan.ends_with("hello.toml") { &["status is 200"][..] } else { &["status is 200", "has a body"] };
    all_hold(&run, checks, 3.0);
}

#[test]
fn hello_in_wat() {
    hello("hello.toml");
}

#[test]
fn hello_in_rust() {
    example("hello");
    hello("hello/throng.toml");
}
