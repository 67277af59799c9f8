use std::sync::Arc;

use serde_json::{Value, json};
use throng_tests::origin::Origin;
use throng_tests::server::Server;

use crate::recorder::Recorder;
use crate::work::{hostile, hostile_journey, metrics, mixed};

/// The number in the first row's second column.
fn number(server: &Server, query: &str) -> f64 {
    let answer = server.get("/query", &[("db", "load"), ("q", query)]);
    let value = &answer["results"][0]["series"][0]["values"][0][1];
    value.as_f64().unwrap_or_else(|| panic!("{query}: {answer}"))
}

#[test]
fn what_influxdb_adds_up_is_the_total_of_the_summary() {
    let (origin, server) = (Origin::plain(), Server::influxdb());
    let run = mixed(&origin).engine().args(["--out", &format!("influxdb={}/write?db=load", server.url())]).run();
    run.assert_exit(0, "passed", &[]);
    let sum = |name: &str, field: &str| number(&server, &format!("SELECT SUM({field}) FROM throng_{name}"));
    for (name, values) in metrics(&run, "counter") {
        assert_eq!(sum(name, "value"), values["count"].as_f64().unwrap(), "{name}");
    }
    for (name, values) in metrics(&run, "rate") {
        let (hits, misses) = (values["passes"].as_f64().unwrap(), values["fails"].as_f64().unwrap());
        assert_eq!((sum(name, "hits"), sum(name, "total")), (hits, hits + misses), "{name}");
    }
    for (name, values) in metrics(&run, "trend") {
        assert_eq!(sum(name, "count"), values["count"].as_f64().unwrap(), "{name}");
        let max = number(&server, &format!("SELECT MAX(\"max\") FROM throng_{name}"));
        assert_eq!(max, values["max"].as_f64().unwrap(), "{name}");
    }
    let team = number(&server, "SELECT SUM(value) FROM throng_http_reqs WHERE team = 'a' AND status = '200'");
    assert_eq!(team, 120.0);
}

/// Control characters and backslashes are percent-encoded, since the line protocol has no way to write them.
#[test]
fn hostile_strings_stay_tags_in_influxdb() {
    let (origin, server) = (Origin::plain(), Server::influxdb());
    let strings = hostile();
    let journey = hostile_journey(&origin, &strings);
    let run = journey.engine().args(["--out", &format!("influxdb={}/write?db=load", server.url())]).run();
    run.assert_exit(0, "passed", &[]);
    let query = "SHOW TAG VALUES FROM throng_http_reqs WITH KEY = \"hostile\"";
    let answer = server.get("/query", &[("db", "load"), ("q", query)]);
    let rows = answer["results"][0]["series"][0]["values"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let mut got: Vec<String> = rows.iter().map(|row| row[1].as_str().unwrap().to_owned()).collect();
    let encoded = |string: &String| -> String {
        let one = |c: char| match c {
            '\\' => "%5C".to_owned(),
            c if c.is_ascii_control() => format!("%{:02X}", u32::from(c)),
            c => c.to_string(),
        };
        string.chars().map(one).collect()
    };
    let mut want: Vec<String> = strings.iter().map(encoded).collect();
    got.sort();
    want.sort();
    assert_eq!(got, want);
    assert_eq!(number(&server, "SELECT SUM(value) FROM throng_http_reqs"), strings.len() as f64);
}

/// Version 2 takes the same lines at another place, with a token.
#[test]
fn version_2_gets_lines_with_its_token() {
    let (origin, sink) = (Origin::plain(), Arc::new(Recorder::answering(204)));
    let to = format!("{}/api/v2/write?org=team&bucket=load", sink.url());
    let headers = json!({ "authorization": { "env": "INFLUX" } });
    let outputs: Value = json!({ "v2": { "kind": "influxdb", "to": to, "headers": headers } });
    let run = mixed(&origin).set("outputs", outputs).engine().env("INFLUX", "Token t0p").run();
    run.assert_exit(0, "passed", &[]);
    let requests = sink.requests();
    let mut total = 0.0;
    for request in &requests {
        assert!(request.head.starts_with("POST /api/v2/write?org=team&bucket=load HTTP/1.1\r\n"), "{}", request.head);
        assert!(request.head.contains("authorization: Token t0p\r\n"), "{}", request.head);
        let text = std::str::from_utf8(&request.body).unwrap();
        for line in text.lines().filter(|line| line.starts_with("throng_http_reqs,")) {
            let fields = line.rsplit(' ').nth(1).unwrap();
            total += fields.strip_prefix("value=").unwrap().parse::<f64>().unwrap();
        }
    }
    assert_eq!(total, 360.0);
    assert!(!run.text().contains("t0p"));
}
