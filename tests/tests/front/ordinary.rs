use serde_json::{Value, json};
use throng_tests::engine::{Engine, Run};
use throng_tests::guest;
use throng_tests::origin::{self, Origin};

/// One user sends these lines once, by its language's own library.
fn engine(target: &str, lines: &str, settings: &str) -> Engine {
    let journey = guest::hosting("ordinary");
    Engine::new(&format!(
        "journey = {journey:?}\ntarget = \"{target}\"\niterations = 1\n{settings}\n[env]\nSEND = {}\n",
        Value::from(lines)
    ))
}

fn send(target: &str, lines: &str) -> Run {
    engine(target, lines, "").run()
}

#[test]
fn an_ordinary_library_is_measured_and_named() {
    let origin = Origin::plain();
    let url = origin.url();
    let lines = format!(
        "GET {url}/things/42?page=3\nPOST {url}/echo content-type: text/x-own = hello\nGET {url}/things/43\n\
         GET {url}/status/500\nGET {url}/a%7Bb%7D throng-name: braces"
    );
    let run = send(&url, &lines);
    run.assert_exit(0, "passed", &[]);
    let reports = run.reports();
    assert_eq!(reports.iter().map(|r| r["status"].as_u64()).collect::<Vec<_>>(), [200, 200, 200, 500, 200].map(Some));
    let echo: Value = serde_json::from_str(reports[1]["body"].as_str().unwrap()).unwrap();
    assert_eq!((echo["method"].as_str(), echo["body"].as_str()), (Some("POST"), Some("hello")));
    assert!(reports[1]["headers"].as_array().unwrap().contains(&json!(["content-type", "application/json"])));

    let seen = origin.log().requests();
    let paths: Vec<_> = seen.iter().map(|s| (s.path.as_str(), s.query.as_str())).collect();
    assert_eq!(
        paths,
        [("/things/42", "page=3"), ("/echo", ""), ("/things/43", ""), ("/status/500", ""), ("/a%7Bb%7D", "")]
    );
    assert_eq!((seen[1].header("content-type"), seen[1].header("content-length")), ("text/x-own", "5"));
    assert_eq!(seen[4].header("throng-name"), "");
    assert!(seen.iter().all(|s| s.header("user-agent").starts_with("throng/")), "{:?}", seen[0].headers);
    assert!(seen.iter().all(|s| s.connection == 0), "a user keeps its connection");

    assert_eq!(run.count("http_reqs"), 5);
    assert_eq!(run.number("http_req_failed", "rate"), 0.2);
    let rows = run.summary["requests"].as_array().cloned().unwrap_or_default();
    let row = |row: &Value| format!("{} {} {}", row["method"], row["name"], row["count"]).replace('"', "");
    let mut rows: Vec<_> = rows.iter().map(row).collect();
    rows.sort();
    assert_eq!(rows, ["GET /status/{id} 1", "GET /things/{id} 2", "GET braces 1", "POST /echo 1"]);
}

#[test]
fn what_fails_has_its_word_and_its_row() {
    let origin = Origin::plain();
    let url = origin.url();
    let closed = origin::refused();
    let lines = format!("GET {url}/rst\nGET http://{closed}/\nGET http://127.0.0.2:9/denied\nGET {url}/slow?ms=3000");
    let allow = format!("allow = [\"{url}\", \"http://{closed}\"]\nhttp.timeout = \"300ms\"");
    let run = engine(&url, &lines, &allow).run();
    run.assert_exit(0, "passed", &[]);
    let said: Vec<String> = run.reports().iter().map(|r| r["error"].as_str().unwrap_or_default().to_owned()).collect();
    for (said, word) in
        said.iter().zip(["ConnectionTerminated", "ConnectionRefused", "HttpRequestDenied", "ResponseTimeout"])
    {
        assert!(said.contains(word), "{word} in {said}");
    }
    assert_eq!(origin.log().paths().get("/denied"), None);
    assert_eq!((run.count("http_reqs"), run.number("http_req_failed", "rate")), (4, 1.0));
    let failures = run.summary["failures"].to_string();
    for cause in ["reset", "connect", "denied", "timeout"] {
        assert!(failures.contains(cause), "{cause} in {failures}");
    }
}

#[test]
fn a_bound_secret_does_not_leave_by_an_ordinary_library() {
    let (origin, other) = (Origin::plain(), Origin::plain());
    let lines = format!(
        "GET {}/ authorization: Bearer s3cret-value\nGET http://localhost:{}/ authorization: Bearer s3cret-value",
        origin.url(),
        other.port()
    );
    let settings = format!(
        "allow = [\"{}\", \"http://localhost:{}\"]\nsecrets.key = {{ env = \"API_KEY\", hosts = [\"127.0.0.1\"] }}",
        origin.url(),
        other.port()
    );
    let run = engine(&origin.url(), &lines, &settings).env("API_KEY", "s3cret-value").run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!(origin.log().requests()[0].header("authorization"), "Bearer s3cret-value");
    assert_eq!(other.log().requests().len(), 0);
    assert!(run.reports()[1]["error"].as_str().unwrap().contains("HttpRequestDenied"), "{:?}", run.reports());
    assert!(!run.text().contains("s3cret-value"), "{}", run.text());
}

#[test]
fn a_request_that_the_library_drops_is_cancelled_and_counted() {
    let origin = Origin::plain();
    let run = send(&origin.url(), &format!("DROP {}/slow?ms=20000", origin.url()));
    run.assert_exit(0, "passed", &[]);
    assert_eq!(run.reports(), [json!({ "dropped": true })]);
    let failure = &run.summary["failures"]["requests"][0];
    assert_eq!((failure["cause"].as_str(), failure["count"].as_u64()), (Some("cancelled"), Some(1)), "{failure}");
    assert_eq!((run.count("http_reqs"), run.number("http_req_failed", "rate")), (1, 1.0));
}
