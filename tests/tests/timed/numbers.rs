use serde_json::{Value, json};
use throng_tests::journey::Journey;
use throng_tests::number;
use throng_tests::origin::Origin;
use throng_tests::patience::timed;

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
        let sorted = ascending(durations);
        let mean = sorted.iter().sum::<f64>() / 100.0;
        for (statistic, truth) in [
            ("min", sorted[0]),
            ("avg", mean),
            ("med", percentile(&sorted, 0.5)),
            ("p(90)", percentile(&sorted, 0.9)),
            ("p(95)", percentile(&sorted, 0.95)),
            ("p(99)", percentile(&sorted, 0.99)),
            ("max", sorted[99]),
        ] {
            let found = number(&row["all"][statistic]);
            assert!((found / truth - 1.0).abs() <= 0.001, "{statistic} {found}, of the durations {truth}: {row}");
        }
        // The origin's timer and the loopback take up to 3 ms.
        let typical = percentile(&ascending(late), 0.5);
        if typical <= 3.0 {
            Ok(())
        } else {
            Err(format!("half of the requests took {typical} ms more than the origin"))
        }
    });
}

fn ascending(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// Between the two nearest ranks, as k6 does it.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let rank = share * (sorted.len() - 1) as f64;
    let below = sorted[rank.floor() as usize];
    below + (sorted[rank.ceil() as usize] - below) * rank.fract()
}
