//! What is watched of the target, by real servers and processes.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;
use throng_tests::patience::until;
use throng_tests::server::{Server, get};

use crate::recorder::Recorder;

/// Two users for four seconds, watched five times a second.
fn journey(origin: &Origin, observe: Value) -> Journey {
    let steps = json!([{ "op": "request", "path": "/x" }, { "op": "sleep", "ms": 100 }]);
    let scenario = json!({ "executor": "constant-vus", "vus": 2, "duration": "4s" });
    let mut observe = observe;
    for thing in observe.as_object_mut().into_iter().flat_map(|things| things.values_mut()) {
        thing["interval"] = json!("200ms");
    }
    Journey::new(origin, steps).scenario(scenario).set("observe", observe)
}

/// The run, and something that is done once the first look is over.
fn during(origin: &Origin, journey: &Journey, arguments: &[&str], work: impl FnOnce()) -> Run {
    let engine = journey.engine().args(arguments.iter().copied());
    std::thread::scope(|scope| {
        let run = scope.spawn(|| engine.run());
        until("the scenarios run", || !origin.log().requests().is_empty());
        std::thread::sleep(Duration::from_millis(500));
        work();
        run.join().expect("the run ends")
    })
}

/// A statistic of a series; NaN where there is none.
fn of(run: &Run, name: &str, metric: &str, statistic: &str) -> f64 {
    let rows = run.summary["resources"].as_array().into_iter().flatten();
    let row = rows
        .into_iter()
        .find(|row| row["metric"] == metric && row["of"].as_str().is_some_and(|of| of.starts_with(name)));
    row.map_or(f64::NAN, |row| throng_tests::number(&row["values"][statistic]))
}

fn verdicts(run: &Run) -> Vec<&str> {
    let rows = run.summary["thresholds"].as_array().into_iter().flatten();
    rows.filter_map(|row| row["verdict"].as_str()).collect()
}

#[test]
fn a_page_and_a_process_are_of_one_server() {
    let (origin, server, place) = (Origin::plain(), Server::prometheus(), tempfile::tempdir().unwrap());
    let port = server.url().rsplit(':').next().unwrap().parse().unwrap();
    let observe = json!({
        "page": {
            "prometheus": format!("{}/metrics", server.url()),
            "metrics": ["prometheus_http_requests_total{handler=\"/-/healthy\"}", "process_resident_memory_bytes", "go_goroutines"],
        },
        "server": { "process": server.process().to_string() },
        "same": { "command": "no-such-program" },
    });
    // The counter is there from its first request on.
    assert_eq!(get(port, "/-/healthy").unwrap().0, 200);
    let thresholds = json!({
        "process_resident_memory_bytes{observed:page}": ["max < 2GB"],
        "observed_memory{observed:server}": ["max < 2GB", "avg > 1MB"],
        "observed_cpu_share{observed:server}": ["p(95) < 100%"],
        "prometheus_http_requests_total{handler:/-/healthy}": ["count == 7"],
        "observed_threads{observed:same}": ["max < 5"],
    });
    let journey = journey(&origin, observe).set("thresholds", thresholds);
    let run = during(&origin, &journey, &["--results", place.path().to_str().unwrap()], || {
        (0..7).for_each(|_| assert_eq!(get(port, "/-/healthy").unwrap().0, 200));
    });
    run.assert_exit(111, "not measured", &[111]);
    assert_eq!(verdicts(&run), ["passed", "passed", "passed", "passed", "passed", "not measured"], "{}", run.text());
    assert_eq!(of(&run, "page", "prometheus_http_requests_total", "count"), 7.0);
    // Two ways to the same number.
    let (told, seen) =
        (of(&run, "page", "process_resident_memory_bytes", "avg"), of(&run, "server", "observed_memory", "avg"));
    assert!((told / seen - 1.0).abs() < 0.1, "{told} {seen}");
    assert!(of(&run, "server", "observed_files", "min") > 3.0 && of(&run, "page", "go_goroutines", "avg") > 5.0);
    let folder = std::fs::read_dir(place.path()).unwrap().next().unwrap().unwrap().path();
    let record = throng::result::read(&folder).unwrap();
    let series = record.seconds.iter().filter_map(|point| point.observed.get("observed_memory")?.get("server"));
    assert!(series.count() >= 3);
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    for text in
        ["<h2>The target&#39;s side</h2>", "<figcaption>observed_memory</figcaption>", "Bottleneck: not determined"]
    {
        assert!(page.contains(text) || page.contains(&text.replace("&#39;", "'")), "{text}");
    }
    assert!(run.stdout.contains("\ntarget\n") && run.stdout.contains("bottleneck  not determined"), "{}", run.stdout);
}

#[test]
fn redis_counts_what_it_found() {
    let (origin, server) = (Origin::plain(), Server::redis());
    let observe = json!({ "cache": { "redis": format!("redis://{}/", server.address()) } });
    let thresholds = json!({ "observed_hit_ratio": ["value > 70%"], "observed_evictions": ["count == 0"] });
    let journey = journey(&origin, observe).set("thresholds", thresholds);
    let run = during(&origin, &journey, &[], || {
        assert_eq!(server.command("SET a 1"), "+OK\r\n");
        (0..30).for_each(|_| assert_eq!(server.command("GET a"), "$1\r\n1\r\n"));
        (0..10).for_each(|_| assert_eq!(server.command("GET b"), "$-1\r\n"));
    });
    run.assert_exit(0, "passed", &[]);
    let count = |metric| of(&run, "cache", metric, "count");
    assert_eq!((count("observed_hits"), count("observed_misses"), count("observed_calls")), (30.0, 10.0, 41.0));
    assert_eq!(
        (of(&run, "cache", "observed_hit_ratio", "value"), of(&run, "cache", "observed_keys", "max")),
        (0.75, 1.0)
    );
}

#[test]
fn a_database_whose_pool_is_used_up_is_the_bottleneck() {
    let (origin, server) = (Origin::plain(), Server::postgres());
    let url = format!("postgres://postgres@{}/postgres", server.address());
    let observe = json!({ "db": { "postgres": { "env": "DB" }, "pool": 4 } });
    let thresholds =
        json!({ "observed_connections_share": ["max < 75%"], "observed_calls_per_request": ["value < 10"] });
    let journey = journey(&origin, observe).set("thresholds", thresholds);
    let engine = journey.engine().env("DB", &url);
    let run = std::thread::scope(|scope| {
        let run = scope.spawn(|| engine.run());
        until("the scenarios run", || !origin.log().requests().is_empty());
        std::thread::sleep(Duration::from_millis(500));
        let mut held: Vec<_> = (0..4).map(|_| server.sql("SELECT pg_sleep(20)")).collect();
        assert!(server.sql(&["SELECT 1"; 25].join(";")).wait().unwrap().success());
        let run = run.join().expect("the run ends");
        held.iter_mut().for_each(|client| client.kill().and_then(|()| client.wait()).map(drop).unwrap());
        run
    });
    run.assert_exit(99, "threshold failed", &[99]);
    assert_eq!(verdicts(&run), ["failed", "passed"]);
    assert_eq!(of(&run, "db", "observed_calls", "count"), 25.0);
    let requests = run.count("http_reqs") as f64;
    assert_eq!(of(&run, "db", "observed_calls_per_request", "value"), 25.0 / requests);
    let found = &run.summary["bottleneck"];
    assert_eq!(found["of"], "db", "{found}");
    assert!(found["evidence"].as_str().unwrap().starts_with("observed_connections_share of db was at 95 % or more in"));
    assert!(!run.text().contains(&url), "{}", run.text());
}

#[test]
fn silence_is_an_alarm() {
    let (origin, hook) = (Origin::plain(), Recorder::answering(200));
    let mut brief = Command::new("sleep").arg("2").stdin(Stdio::null()).spawn().unwrap();
    let observe = json!({ "gone": { "process": brief.id().to_string(), "silence": "1s" } });
    let thresholds = json!({ "observed_threads": ["max < 5"], "http_reqs": ["count > 0"] });
    let journey = journey(&origin, observe)
        .set("thresholds", thresholds)
        .set("notify", json!({ "hook": { "to": hook.url(), "on": ["silence"] } }));
    let run = during(&origin, &journey, &[], || drop(brief.wait()));
    run.assert_exit(111, "not measured", &[111]);
    assert_eq!(verdicts(&run), ["not measured", "passed"]);
    // It was measured before.
    assert_eq!(of(&run, "gone", "observed_threads", "max"), 1.0);
    let told = hook.requests();
    let notice: Value = serde_json::from_slice(&told[0].body).unwrap();
    assert_eq!((told.len(), &notice["event"]), (1, &json!("silence")));
    let text = notice["text"].as_str().unwrap();
    assert!(text.contains("observe.gone has said nothing new for 1s: the process"), "{text}");
    assert!(run.stderr.contains("observe.gone has said nothing new for 1s"), "{}", run.stderr);
    assert!(run.stdout.contains("silent: not measured"), "{}", run.stdout);
}

#[test]
fn what_is_wrong_in_an_observation_is_said_before_the_run() {
    let origin = Origin::plain();
    for (observe, said) in [
        (json!({ "x": {} }), "observe.x: says nothing of where to look"),
        (json!({ "x": { "redis": "redis://a/", "command": "b" } }), "observe.x: looks at two things"),
        (json!({ "x": { "prometheus": "http://127.0.0.1:1/" } }), "`metrics` is missing"),
        (json!({ "x": { "prometheus": "http://127.0.0.1:1/", "metrics": ["a b"] } }), "`a b` names no metric"),
        (json!({ "x": { "postgres": { "env": "WRONG" } } }), "this is not the URL of a postgres server"),
        (json!({ "x y": { "command": "b" } }), "`x y` is not the name of an observation"),
    ] {
        let run = journey(&origin, observe).engine().env("WRONG", "mysql://hidden").run();
        assert_eq!(run.exit(), 104, "{}", run.text());
        assert!(run.stderr.contains(said) && !run.stderr.contains("hidden"), "{said}: {}", run.stderr);
    }
    assert!(origin.log().requests().is_empty());
}
