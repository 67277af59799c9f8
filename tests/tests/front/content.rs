use serde_json::json;
use throng_tests::journey::Journey;
use throng_tests::number;
use throng_tests::origin::Origin;

#[test]
fn every_coding_is_decoded_and_both_sizes_are_counted() {
    let origin = Origin::plain();
    let codings = ["gzip", "deflate", "br", "zstd"];
    let step = |coding: &str| json!({ "op": "request", "path": format!("/{coding}?n=50000"), "report": true });
    let steps: Vec<_> = codings.into_iter().map(step).collect();
    let journey =
        Journey::new(&origin, json!(steps)).set("http", json!({ "accept_encoding": "gzip, deflate, br, zstd" }));
    let run = journey.engine().run();
    let reports = run.reports();
    assert_eq!(reports.len(), 4, "{}", run.text());
    for report in &reports {
        assert_eq!((report["size"].as_u64(), report["failure"].as_str()), (Some(50_000), Some("")), "{report}");
        assert_eq!(report["text"].as_str().unwrap(), "a".repeat(2000));
    }
    let asked: Vec<_> = origin.log().requests().iter().map(|seen| seen.header("accept-encoding").to_owned()).collect();
    assert_eq!(asked, vec!["gzip, deflate, br, zstd"; 4]);
    assert_eq!(run.number("http_res_body_size", "max"), run.number("http_res_body_size", "min"));
    assert!((run.number("http_res_body_size", "avg") - 50_000.0).abs() <= 50.0, "{}", run.values("http_res_body_size"));
    assert!(run.number("http_res_transferred", "max") < 500.0, "{}", run.values("http_res_transferred"));
}

#[test]
fn a_discarded_body_is_counted_all_the_same() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "request", "path": "/bytes?n=3000", "discard": true, "report": true }]);
    let run = Journey::new(&origin, steps).engine().run();
    assert_eq!(run.reports()[0]["text"], "");
    assert_eq!(run.number("http_res_body_size", "max"), 3000.0, "{}", run.values("http_res_body_size"));
}

#[test]
fn cookies_are_kept_within_an_iteration_and_forgotten_after_it() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "request", "path": "/cookie?line=id%3D7%3B%20Path%3D%2F" }, { "op": "request", "path": "/start" }]);
    Journey::new(&origin, steps.clone()).users(1, 2).engine().run();
    let sent = |path| origin.log().of(path).iter().map(|seen| seen.header("cookie").to_owned()).collect::<Vec<_>>();
    assert_eq!((sent("/cookie"), sent("/start")), (vec![String::new(); 2], vec!["id=7".to_owned(); 2]));
    let origin = Origin::plain();
    Journey::new(&origin, steps).users(1, 2).set("http", json!({ "keep_cookies": true })).engine().run();
    let sent: Vec<_> = origin.log().of("/cookie").iter().map(|seen| seen.header("cookie").to_owned()).collect();
    assert_eq!(sent, ["", "id=7"]);
}

#[test]
fn basic_and_digest_open_the_door() {
    let origin = Origin::plain();
    let step = |path: &str, auth: &str| json!({ "op": "request", "path": path, "auth": auth, "user": "user", "password": "pass word", "report": true });
    let steps =
        json!([step("/basic", "basic"), step("/digest", "digest"), step("/digest?algorithm=SHA-256", "digest")]);
    let run = Journey::new(&origin, steps).engine().run();
    let statuses: Vec<f64> = run.reports().iter().map(|report| number(&report["status"])).collect();
    assert_eq!(statuses, [200.0; 3], "{}", run.text());
    // The challenge is part of the conversation, not a request that failed.
    assert_eq!(run.number("http_req_failed", "rate"), 0.0);
}

#[test]
fn server_timing_becomes_a_trend() {
    let origin = Origin::plain();
    let run = Journey::new(&origin, json!([{ "op": "request", "path": "/server-timing" }])).engine().run();
    let series = run.summary["series"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<(String, f64)> = series
        .iter()
        .filter(|series| series["metric"] == "server_timing")
        .flat_map(|series| {
            series["tags"]
                .as_object()
                .unwrap()
                .values()
                .filter_map(|v| v.as_str())
                .map(|v| (v.to_owned(), number(&series["values"]["max"])))
                .collect::<Vec<_>>()
        })
        .filter(|(tag, _)| ["db", "cache", "miss"].contains(&tag.as_str()))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["cache", "db"],
        "{}",
        run.summary["series"]
    );
    assert!((found[0].1 - 3.0).abs() < 0.01 && (found[1].1 - 12.5).abs() < 0.02, "{found:?}");
}

#[test]
fn a_verdict_beats_the_status() {
    let origin = Origin::plain();
    let steps = json!([
        { "op": "request", "path": "/start", "name": "error page", "judge": false },
        { "op": "request", "path": "/status/401", "name": "expected", "judge": true },
    ]);
    let run = Journey::new(&origin, steps).engine().run();
    let failed = |name| {
        run.summary["requests"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()["failed"].clone()
    };
    assert_eq!((number(&failed("error page")), number(&failed("expected"))), (1.0, 0.0), "{}", run.summary["requests"]);
    assert_eq!(run.number("http_req_failed", "rate"), 0.5);
}
