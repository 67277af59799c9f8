use serde_json::{Value, json};
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;
use throng_tests::patience::timed;
use throng_tests::{number, percentile};

/// The origin answers after 2, 4, … 200 ms. No request is faster, and what the summary says of all of them is what
/// their durations say when they are sorted.
#[test]
fn percentiles_are_those_of_the_durations_and_these_are_the_origins() {
    timed(|| {
        let origin = Origin::plain();
        let steps: Vec<Value> = (1..=100)
            .map(|n| json!({ "op": "request", "path": format!("/slow?ms={}", 2 * n), "name": "slow", "report": true }))
            .collect();
        let run = Journey::new(&origin, json!(steps)).engine().run();
        let durations: Vec<f64> = run.reports().iter().map(|report| number(&report["duration"])).collect();
        assert_eq!(durations.len(), 100, "{}", run.text());
        let late: Vec<f64> =
            (1..).map(|n| f64::from(2 * n)).zip(&durations).map(|(truth, found)| found - truth).collect();
        assert!(late.iter().all(|late| *late >= 0.0), "faster than the origin: {late:?}");
        let row = &run.summary["requests"].as_array().expect("rows")[0];
        let mean = durations.iter().sum::<f64>() / 100.0;
        let of = |share| percentile(durations.clone(), share);
        for (statistic, truth) in [
            ("min", of(0.0)),
            ("avg", mean),
            ("med", of(0.5)),
            ("p(90)", of(0.9)),
            ("p(95)", of(0.95)),
            ("p(99)", of(0.99)),
            ("max", of(1.0)),
        ] {
            let found = number(&row["all"][statistic]);
            assert!((found / truth - 1.0).abs() <= 0.001, "{statistic} {found}, of the durations {truth}: {row}");
        }
        // The origin's timer and the loopback take up to 3 ms.
        let typical = percentile(late, 0.5);
        if typical <= 3.0 {
            Ok(())
        } else {
            Err(format!("half of the requests took {typical} ms more than the origin"))
        }
    });
}
