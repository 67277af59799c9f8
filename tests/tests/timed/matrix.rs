use serde_json::json;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

/// Four workers of 50 ms each: one user gets 20 requests a second, four and more get 80.
#[test]
fn a_scaling_table_has_its_knee_and_its_law() {
    let origin = Origin::plain();
    let steps = json!([{ "op": "request", "path": "/pool?workers=4&ms=50", "name": "pool" }]);
    let matrix = json!({ "vus": [1, 2, 4, 8, 16], "ramp": "1s" });
    let journey = Journey::new(&origin, steps).set("duration", json!("2s")).set("matrix", matrix);
    let run = journey.engine().arg("--no-results").run();
    run.assert_exit(0, "passed", &[]);
    let found = &run.summary["matrix"];
    for (row, rate) in found["rows"].as_array().unwrap().iter().zip([20.0, 40.0, 80.0, 80.0, 80.0]) {
        let measured = row["figures"]["rate"].as_f64().unwrap();
        assert!((measured / rate - 1.0).abs() < 0.15, "{}", run.text());
    }
    let curve = &found["curves"][0];
    assert_eq!(curve["knee"].as_f64(), Some(4.0), "{}", run.stdout);
    let law = &curve["usl"];
    assert!(law["r2"].as_f64().unwrap() > 0.8 && law["peak"].as_f64().is_none_or(|peak| peak > 4.0), "{law}");
    for said in ["knee        vus 4 (Kneedle)", "USL         λ ", "requests/s by those of the first row"] {
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
    }
}
