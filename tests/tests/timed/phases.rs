use std::time::Duration;

use serde_json::{Value, json};
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::tls::Authority;
use throng_tests::origin::{Blackhole, Origin, Script};

use throng_tests::number;
use throng_tests::patience::timed;

const ALL: [&str; 7] = ["blocked", "resolving", "connecting", "securing", "sending", "waiting", "receiving"];

/// Requests of a run: the median of each phase is judged.
const TIMES: usize = 9;

fn script(config: Option<std::sync::Arc<rustls::ServerConfig>>) -> Script {
    let ms = Duration::from_millis;
    Script { accept: ms(50), tls: ms(100), first_byte: ms(150), body: ms(200), config }
}

/// Each phase that is named lies in [d, d + 5 ms], the others are under 5 ms; by the median of all reports.
fn judge(run: &Run, expected: &[(&str, f64)]) -> Result<(), String> {
    let reports = run.reports();
    assert_eq!(run.exit(), 0, "{}", run.text());
    assert_eq!(reports.iter().filter(|report| report["status"] == 200).count(), reports.len(), "{reports:?}");
    assert!(reports.len() >= TIMES, "{} reports: {}", reports.len(), run.text());
    for phase in ALL {
        let found = median(&reports, phase);
        let wanted = expected.iter().find(|(name, _)| *name == phase).map_or(0.0, |(_, ms)| *ms);
        if found < wanted - 0.5 || found > wanted + 5.0 {
            return Err(format!("{phase}: {found} ms, expected {wanted} to {} ms", wanted + 5.0));
        }
    }
    for report in &reports {
        let sum: f64 = ["sending", "waiting", "receiving"].into_iter().map(|phase| number(&report[phase])).sum();
        assert!((number(&report["duration"]) - sum).abs() < 0.01, "{report}");
    }
    Ok(())
}

fn median(reports: &[Value], phase: &str) -> f64 {
    let mut values: Vec<f64> = reports.iter().map(|report| number(&report[phase])).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn requests() -> Value {
    json!([{ "op": "repeat", "times": TIMES, "steps": [{ "op": "request", "report": true }] }])
}

#[test]
fn of_http_1_in_clear_text() {
    timed(|| {
        let origin = Origin::start(script(None));
        let run = Journey::new(&origin, requests()).set("http", json!({ "no_connection_reuse": true })).engine().run();
        // Nothing is asked of the origin before the request: its late look at the connection is part of the waiting.
        judge(&run, &[("waiting", 200.0), ("receiving", 200.0)])?;
        for (metric, ms) in [("http_req_waiting", 200.0), ("http_req_receiving", 200.0), ("http_req_connecting", 0.0)] {
            let found = run.number(metric, "med");
            if found < ms - 0.5 || found > ms + 5.0 {
                return Err(format!("{metric} {found}, expected {ms}"));
            }
        }
        Ok(())
    });
}

#[test]
fn of_http_1_over_tls() {
    timed(|| {
        let authority = Authority::new();
        let origin = Origin::start(script(Some(authority.server_http1(&["127.0.0.1"]))));
        let journey = Journey::new(&origin, requests()).set("http", json!({ "no_connection_reuse": true }));
        let run = journey.set("tls", json!({ "ca": ["ca.pem"] })).engine().file("ca.pem", authority.pem()).run();
        judge(&run, &[("securing", 150.0), ("waiting", 150.0), ("receiving", 200.0)])
    });
}

#[test]
fn of_a_reused_connection() {
    timed(|| {
        let origin = Origin::start(Script { accept: Duration::ZERO, ..script(None) });
        let run = Journey::new(&origin, requests()).engine().run();
        assert_eq!(origin.log().connections().len(), 1);
        assert!(run.reports()[1..].iter().all(|report| report["connecting"] == 0.0), "{:?}", run.reports());
        judge(&run, &[("waiting", 150.0), ("receiving", 200.0)])
    });
}

#[test]
fn of_two_streams_of_http_2_at_once() {
    timed(|| {
        let authority = Authority::new();
        let origin = Origin::start(Script { accept: Duration::ZERO, ..script(Some(authority.server(&["127.0.0.1"]))) });
        let pair = json!([{ "op": "request" , "report": true }, { "op": "request", "report": true }]);
        let steps = json!([{ "op": "request" }, { "op": "repeat", "times": 6, "steps": [{ "op": "batch", "requests": pair }] }]);
        let journey = Journey::new(&origin, steps).set("tls", json!({ "ca": ["ca.pem"] }));
        let run = journey.engine().file("ca.pem", authority.pem()).run();
        assert_eq!(origin.log().connections().len(), 1, "{}", run.text());
        assert!(run.reports().iter().all(|report| report["version"] == "2"), "{:?}", run.reports());
        judge(&run, &[("waiting", 150.0), ("receiving", 200.0)])
    });
}

/// The kernel accepts for the origin, so a slow connect is made with a full backlog: the first try is ignored, and the
/// kernel tries again after its fixed second.
#[test]
fn of_a_slow_connect() {
    timed(|| {
        let hole = Blackhole::new();
        let target = format!("http://{}", hole.address());
        hole.open(Duration::from_millis(600));
        let run = Journey::to(&target, json!([{ "op": "request", "report": true }])).engine().run();
        let reports = run.reports();
        assert_eq!(reports[0]["status"], 200, "{}", run.text());
        let connecting = number(&reports[0]["connecting"]);
        let others =
            ["resolving", "securing", "sending", "waiting", "receiving"].map(|phase| number(&reports[0][phase]));
        if !(990.0..1100.0).contains(&connecting) || others.iter().any(|ms| *ms > 5.0) {
            return Err(format!("connecting {connecting} ms, others {others:?}"));
        }
        Ok(())
    });
}
