use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::number;
use throng_tests::origin::Origin;

fn row<'a>(run: &'a Run, name: &str) -> &'a Value {
    let rows = run.summary["requests"].as_array().map_or(&[][..], Vec::as_slice);
    rows.iter().find(|row| row["name"] == name).unwrap_or(&Value::Null)
}

#[test]
fn counts_and_bytes_are_those_that_the_origin_saw() {
    let origin = Origin::plain();
    let steps = json!([
        { "op": "request", "path": "/start" },
        { "op": "group", "name": "buy", "steps": [
            { "op": "request", "path": "/status/404" },
            { "op": "request", "path": "/bytes?n=5000", "name": "download", "tags": { "kind": "big" } },
        ] },
        { "op": "request", "path": "/redir?n=2" },
        { "op": "check", "name": "always", "value": true },
        { "op": "when", "vu": 1, "steps": [{ "op": "check", "name": "sometimes", "value": false }, { "op": "throw", "msg": "unlucky" }] },
        { "op": "check", "name": "sometimes", "value": true },
        { "op": "metrics", "name": "items", "values": [2, 3] },
    ]);
    let journey = Journey::new(&origin, steps).users(4, 5).part("metrics", json!({ "items": ["counter", ""] }));
    let run = journey.set("metrics", json!({ "items": { "kind": "counter" } })).engine().run();
    assert_eq!(run.exit(), 0, "{}", run.text());
    let paths = origin.log().paths();
    assert_eq!(run.count("http_reqs"), origin.log().requests().len() as u64);
    for (name, path) in
        [("/start", "/start"), ("/status/404", "/status/404"), ("download", "/bytes"), ("/redir", "/redir")]
    {
        assert_eq!(number(&row(&run, name)["count"]), paths[path] as f64, "{name}: {}", run.summary["requests"]);
    }
    assert_eq!((paths["/start"], paths["/redir"]), (20, 60));
    assert_eq!((run.iterations("complete"), run.iterations("failed")), (20, 5));
    let (received, sent) = origin.log().bytes();
    assert_eq!((run.count("data_sent"), run.count("data_received")), (received, sent));
    assert_eq!(run.count("items"), 75);
    let check = |name| run.summary["checks"].as_array().unwrap().iter().find(|c| c["name"] == name).unwrap().clone();
    assert_eq!((number(&check("always")["passes"]), number(&check("always")["fails"])), (20.0, 0.0));
    assert_eq!((number(&check("sometimes")["passes"]), number(&check("sometimes")["fails"])), (15.0, 5.0));
    assert_eq!(number(&row(&run, "/status/404")["failed"]), 20.0);
    let cause = &run.summary["failures"]["journey"][0];
    assert_eq!(number(&cause["count"]), 5.0);
    assert!(cause["message"].as_str().unwrap().contains("unlucky"), "{cause}");
}

/// Fast errors do not improve what the summary says of the requests that succeeded.
#[test]
fn failed_requests_have_times_of_their_own() {
    let origin = Origin::plain();
    let steps = json!([
        { "op": "request", "path": "/slow?ms=60", "name": "page" }, { "op": "request", "path": "/status/500", "name": "page" },
        { "op": "request", "path": "/status/500", "name": "page" },
    ]);
    let run = Journey::new(&origin, steps).users(2, 3).engine().run();
    let row = row(&run, "page");
    assert_eq!((number(&row["count"]), number(&row["failed"])), (18.0, 12.0), "{row}");
    assert!(number(&row["succeeded"]["min"]) >= 60.0 * 0.999 && number(&row["failed_times"]["min"]) < 60.0, "{row}");
    assert!(number(&row["all"]["min"]) < 60.0 && number(&row["all"]["max"]) >= 60.0, "{row}");
}
