use serde_json::json;
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;
use throng_tests::secret::{SECRET, hidden};

fn judge(run: &Run) {
    hidden(&run.text());
    assert!(run.text().contains("***"), "{}", run.text());
}

#[test]
fn a_secret_is_seen_nowhere() {
    for then in ["", "fail", "abort", "panic"] {
        let origin = Origin::plain();
        let journey = Journey::new(&origin, json!([{ "op": "secret", "name": "key", "then": then }]));
        let journey =
            journey.set("secrets", json!({ "key": { "env": "API_KEY" } })).set("http", json!({ "debug": true }));
        let run = journey.engine().env("API_KEY", SECRET).run();
        judge(&run);
        // The target gets the real one: that is what it is for.
        assert_eq!(String::from_utf8_lossy(origin.log().of("/echo")[0].headers["x-key"].as_bytes()), SECRET);
    }
}

#[test]
fn a_secret_from_a_file_in_a_mistaken_plan() {
    let origin = Origin::plain();
    let journey = Journey::new(&origin, json!([]))
        .set("secrets", json!({ "key": { "file": "key.txt" } }))
        .set("tags", json!({ "key": SECRET }));
    let run = journey.set("bogus", json!(1)).engine().file("key.txt", SECRET).run();
    assert_eq!(run.exit(), 104, "{}", run.text());
}
