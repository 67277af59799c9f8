use std::collections::BTreeMap;
use std::net::UdpSocket;
use std::time::Duration;

use serde_json::json;
use throng::clock;
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;
use throng_tests::server::Server;

use crate::work::{hostile, hostile_journey, metrics, mixed};

/// Packets as they come, until none comes for a while after the first.
fn listen() -> (String, std::thread::JoinHandle<Vec<String>>) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("loopback works, packets are text, and the summary has it");
    socket
        .set_read_timeout(Some(Duration::from_secs(3)))
        .expect("loopback works, packets are text, and the summary has it");
    let to = socket.local_addr().expect("loopback works, packets are text, and the summary has it").to_string();
    let reading = move || {
        let (mut packets, mut buffer) = (Vec::new(), vec![0; 1 << 16]);
        while let Ok(length) = socket.recv(&mut buffer) {
            packets.push(
                String::from_utf8(buffer[..length].to_vec())
                    .expect("loopback works, packets are text, and the summary has it"),
            );
        }
        packets
    };
    (to, std::thread::spawn(reading))
}

/// Name, value, kind and tags.
fn parts(line: &str) -> (&str, f64, &str, &str) {
    let (name, rest) = line.split_once(':').unwrap_or_else(|| panic!("{line}"));
    let mut rest = rest.splitn(3, '|');
    let value = rest.next().and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{line}"));
    (name, value, rest.next().unwrap_or_default(), rest.next().unwrap_or_default())
}

/// What a server adds up is what the summary says.
fn assert_totals(run: &Run, packets: &[String]) {
    let (mut sums, mut counts): (BTreeMap<&str, f64>, BTreeMap<&str, u64>) = Default::default();
    for (name, value, _, _) in packets.iter().flat_map(|packet| packet.lines()).map(parts) {
        *sums.entry(name).or_default() += value;
        *counts.entry(name).or_default() += 1;
    }
    for (name, values) in metrics(run, "counter") {
        assert_eq!(
            sums[format!("throng_{name}").as_str()],
            values["count"].as_f64().expect("loopback works, packets are text, and the summary has it"),
            "{name}"
        );
    }
    for (name, values) in metrics(run, "rate") {
        assert_eq!(
            sums[format!("throng_{name}_hits").as_str()],
            values["passes"].as_f64().expect("loopback works, packets are text, and the summary has it"),
            "{name}"
        );
    }
    for (name, values) in metrics(run, "trend") {
        assert_eq!(
            counts[format!("throng_{name}").as_str()] as f64,
            values["count"].as_f64().expect("loopback works, packets are text, and the summary has it"),
            "{name}"
        );
    }
}

#[test]
fn statsd_gets_every_value_without_tags() {
    let origin = Origin::plain();
    let (to, packets) = listen();
    let run = mixed(&origin).engine().args(["--out", &format!("statsd={to}")]).run();
    run.assert_exit(0, "passed", &[]);
    let packets = packets.join().unwrap();
    assert_totals(&run, &packets);
    assert!(packets.iter().all(|packet| packet.len() <= 1432 && !packet.contains('#')));
    let kinds: Vec<&str> = packets.iter().flat_map(|packet| packet.lines()).map(|line| parts(line).2).collect();
    assert!(kinds.iter().all(|kind| ["c", "g", "ms"].contains(kind)), "{kinds:?}");
}

#[test]
fn dogstatsd_gets_every_value_with_its_tags() {
    let origin = Origin::plain();
    let (to, packets) = listen();
    let run = mixed(&origin).engine().args(["--out", &format!("dogstatsd={to}")]).run();
    run.assert_exit(0, "passed", &[]);
    let packets = packets.join().unwrap();
    assert_totals(&run, &packets);
    let lines: Vec<_> = packets.iter().flat_map(|packet| packet.lines()).map(parts).collect();
    let of = |name: &str, tag: &str| lines.iter().filter(|(n, _, _, tags)| *n == name && tags.contains(tag)).count();
    assert_eq!(of("throng_http_req_duration", "team:a"), 120);
    assert_eq!(of("throng_http_req_duration", "error_code:1404"), 120);
    assert!(lines.iter().any(|(name, _, kind, _)| *name == "throng_http_res_body_size" && *kind == "h"));
}

#[test]
fn hostile_strings_stay_tags_in_dogstatsd() {
    let origin = Origin::plain();
    let (to, packets) = listen();
    let strings = hostile();
    let run = hostile_journey(&origin, &strings).engine().args(["--out", &format!("dogstatsd={to}")]).run();
    run.assert_exit(0, "passed", &[]);
    let packets = packets.join().unwrap();
    assert_totals(&run, &packets);
    let border = |c: char| c.is_control() || matches!(c, ',' | '|' | '#');
    let mut want: Vec<String> = strings.iter().map(|string| string.replace(border, "_")).collect();
    let lines: Vec<_> = packets.iter().flat_map(|packet| packet.split('\n')).map(parts).collect();
    let tags = lines.iter().filter(|(name, ..)| *name == "throng_http_req_duration").map(|(_, _, _, tags)| *tags);
    let value = |tags: &str| tags[1..].split(',').find_map(|tag| tag.strip_prefix("hostile:").map(str::to_owned));
    let mut got: Vec<String> = tags.filter_map(value).collect();
    got.sort();
    want.sort();
    assert_eq!(got, want);
}

/// A StatsD server of the field. It takes no times below a millisecond, so that those of a slow request are held against it.
#[test]
fn what_collectd_counts_is_the_total_of_the_summary() {
    let (origin, server) = (Origin::plain(), Server::collectd());
    let steps = json!([
        { "op": "request", "path": "/slow?ms=20" },
        { "op": "check", "name": "it holds", "value": true },
        { "op": "check", "name": "it does not", "value": false },
    ]);
    let journey = Journey::new(&origin, steps).users(3, 40);
    let run = journey.engine().args(["--out", &format!("statsd={}", server.address())]).run();
    run.assert_exit(0, "passed", &[]);
    let total = |name: &str| server.written(&format!("derive-throng_{name}")).last().copied().unwrap_or_default();
    let count = |name: &str| server.written(&format!("gauge-throng_{name}-count")).iter().sum::<f64>();
    let began = clock::now();
    // It writes each of them down in a file of its own, one after the other.
    let timers = || ["http_req_duration", "http_req_waiting", "iteration_duration"].map(count);
    let counters = || {
        let (counters, rates) = (metrics(&run, "counter"), metrics(&run, "rate"));
        counters.iter().all(|(name, values)| Some(total(name)) == values["count"].as_f64())
            && rates.iter().all(|(name, values)| Some(total(&format!("{name}_hits"))) == values["passes"].as_f64())
    };
    while (timers() != [120.0; 3] || !counters()) && clock::now() - began < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(100));
    }
    for (name, values) in metrics(&run, "counter") {
        assert_eq!(total(name), values["count"].as_f64().unwrap(), "{name}");
    }
    for (name, values) in metrics(&run, "rate") {
        assert_eq!(total(&format!("{name}_hits")), values["passes"].as_f64().unwrap(), "{name}");
        let all = values["passes"].as_f64().unwrap() + values["fails"].as_f64().unwrap();
        assert_eq!(total(&format!("{name}_samples")), all, "{name}");
    }
    assert_eq!(timers(), [120.0; 3]);
}
