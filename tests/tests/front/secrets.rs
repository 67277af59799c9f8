use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use throng_tests::engine::Run;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;

const SECRET: &str = "T0p\"s3cr3t/+&ü";

/// The secret in every form that text takes on its way out.
fn judge(run: &Run) {
    let text = run.text();
    let json = json!(SECRET).to_string();
    let percent = utf8_percent_encode(SECRET, NON_ALPHANUMERIC).to_string();
    let forms = [
        SECRET.to_owned(),
        json[1..json.len() - 1].to_owned(),
        percent,
        STANDARD.encode(SECRET),
        URL_SAFE_NO_PAD.encode(SECRET),
    ];
    for form in forms {
        assert!(!text.contains(&form), "`{form}` left the engine:\n{text}");
    }
    assert!(text.contains("***"), "{text}");
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
