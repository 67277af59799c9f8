use serde_json::json;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

use throng_tests::number;
use throng_tests::patience::timed;

#[test]
fn what_is_waited_for_together_comes_back_in_order() {
    timed(|| {
        let origin = Origin::plain();
        let run = Journey::new(&origin, json!([{ "op": "waits" }])).engine().run();
        assert_eq!(run.exit(), 0, "{}", run.text());
        let report = &run.reports()[0];
        assert_eq!(report["order"], json!([100, 150, 200, 300]));
        assert_eq!(report["statuses"], json!([200, 200, 200]));
        let elapsed = number(&report["elapsed"]);
        if elapsed <= 320.0 { Ok(()) } else { Err(format!("took {elapsed} ms")) }
    });
}
