use serde_json::{Value, json};
use throng_tests::origin::Origin;

use crate::recorder::Recorder;
use crate::work::mixed;

fn bodies(recorder: &Recorder) -> Vec<Value> {
    let requests = recorder.requests();
    requests.iter().map(|request| serde_json::from_slice(&request.body).expect("a notice is JSON")).collect()
}

#[test]
fn who_is_to_know_is_told_in_its_own_form() {
    let (origin, hook, slack, grafana) =
        (Origin::plain(), Recorder::answering(200), Recorder::answering(200), Recorder::answering(200));
    let notify = json!({
        "hook": { "to": format!("{}/hook", hook.url()), "on": ["start", "failed"] },
        "team": { "kind": "slack", "to": { "env": "HOOK" }, "on": ["passed", "failed"] },
        "board": {
            "kind": "grafana",
            "to": format!("{}/api/annotations", grafana.url()),
            "headers": { "authorization": { "env": "TOKEN" } },
        },
    });
    let journey = mixed(&origin).set("name", json!("a <b> & c")).set("notify", notify);
    let journey = journey.set("thresholds", json!({ "checks": ["rate == 1"] }));
    let hidden = format!("{}/services/T000/hidden-path", slack.url());
    let run = journey.engine().env("HOOK", &hidden).env("TOKEN", "Bearer hidden-token").run();
    run.assert_exit(99, "threshold failed", &[99]);
    let told = bodies(&hook);
    assert_eq!((told.len(), &told[0]["event"], &told[1]["event"]), (2, &json!("start"), &json!("failed")));
    assert_eq!((&told[0]["plan"], &told[0]["summary"]), (&json!("a <b> & c"), &Value::Null));
    assert_eq!(told[1]["summary"]["exit"]["code"], 99);
    assert_eq!(told[1]["summary"]["iterations"], run.summary["iterations"]);
    let text = told[1]["text"].as_str().unwrap();
    let begins = "a <b> & c: threshold failed (exit code 99): checks: rate == 1. 360 requests, 120 failed.";
    assert!(text.starts_with(begins), "{text}");
    let shown = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    assert_eq!(bodies(&slack), [json!({ "text": shown })]);
    assert!(slack.requests()[0].head.starts_with("POST /services/T000/hidden-path HTTP/1.1\r\n"));
    let note = &bodies(&grafana)[0];
    assert_eq!((&note["tags"], &note["text"]), (&json!(["throng", "a <b> & c", "failed"]), &json!(text)));
    let length = note["timeEnd"].as_u64().unwrap() - note["time"].as_u64().unwrap();
    assert!((1_000..60_000).contains(&length), "{note}");
    assert!(grafana.requests()[0].head.contains("authorization: Bearer hidden-token\r\n"));
    for said in [&run.stdout, &run.stderr, &run.summary.to_string()] {
        assert!(!said.contains("hidden"), "{said}");
    }
}

#[test]
fn a_notice_that_nobody_takes_is_said_and_changes_no_verdict() {
    let (origin, deaf) = (Origin::plain(), Recorder::answering(403));
    let notify = json!({ "hook": { "to": format!("{}/secret-path", deaf.url()) } });
    let run = mixed(&origin).users(1, 1).set("notify", notify).engine().run();
    let port = deaf.url();
    run.assert_exit(115, "results incomplete", &[115]);
    assert!(
        run.stdout.contains(&format!("notify.hook ({port}) was not told: the server answered 403")),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("secret-path") && !run.stderr.contains("secret-path"));
    assert_eq!(run.summary["iterations"]["complete"], 1);
}

#[test]
fn what_is_wrong_in_a_notice_is_said_before_the_run() {
    let origin = Origin::plain();
    for (notify, said) in [
        (json!({ "x": { "kind": "slack" } }), "notify.x: `to` is missing"),
        (json!({ "x": { "to": { "env": "WRONG" } } }), "notify.x.to: this is not a URL with http or https"),
        (
            json!({ "x": { "to": "http://127.0.0.1:1/", "on": ["faild"] } }),
            "`faild` is none of start, passed, failed, aborted, silence",
        ),
    ] {
        let run = mixed(&origin).set("notify", notify).engine().env("WRONG", "ftp://hidden").run();
        assert_eq!(run.exit(), 104, "{}", run.text());
        assert!(run.stderr.contains(said) && !run.stderr.contains("ftp://hidden"), "{}", run.stderr);
    }
    assert!(origin.log().requests().is_empty());
}
