use serde_json::json;
use throng_tests::guest;
use throng_tests::journey::Journey;
use throng_tests::origin::Origin;
use throng_tests::secret::{SECRET, hidden};
use throng_tests::workshop::Workshop;

/// A bundle whose journey sends the secret and then says it in this way, and the flags that grant what it wants.
fn bundle(origin: &Origin, then: &str) -> (Workshop, Vec<String>) {
    let here = Workshop::default();
    here.file("vector.wasm", std::fs::read(guest::vector()).expect("it was built"));
    let journey = Journey::new(origin, json!([{ "op": "secret", "name": "key", "then": then }]));
    let journey = journey.set("journey", json!("vector.wasm")).set("http", json!({ "debug": true }));
    here.file("throng.toml", journey.set("secrets", json!({ "key": { "env": "API_KEY" } })).toml());
    let digest = here.bundle("throng.toml", "shop.throng");
    let host = format!("host:{}", origin.url().trim_end_matches('/'));
    here.policy("policy.toml", &digest, &[&host, "secret:key=API_KEY", "setting:http.debug=true"]);
    (here, ["shop.throng", "--policy", "policy.toml"].map(str::to_owned).to_vec())
}

/// Every file that the run left in its folder of results, as text.
fn left(here: &Workshop) -> Vec<(String, String)> {
    let runs = std::fs::read_dir(here.folder().join("reports")).expect("a run leaves its result").flatten();
    let files = runs.flat_map(|run| std::fs::read_dir(run.path()).expect("it is a folder").flatten());
    let text = |file: std::fs::DirEntry| {
        let name = file.file_name().to_string_lossy().into_owned();
        let bytes = std::fs::read(file.path()).expect("it is a file");
        let bytes = if name.ends_with(".zst") { zstd::decode_all(&bytes[..]).expect("it is whole") } else { bytes };
        (name, String::from_utf8_lossy(&bytes).into_owned())
    };
    files.map(text).collect()
}

#[test]
fn what_is_granted_to_a_bundle_is_seen_in_no_output_of_it() {
    for (then, code) in [("", 0), ("fail", 0), ("abort", 108), ("panic", 0)] {
        let origin = Origin::plain();
        let (here, flags) = bundle(&origin, then);
        let flags = || flags.iter().map(String::as_str);
        let run = here.engine(["run"]).args(flags()).env("API_KEY", SECRET).run();
        assert_eq!(run.exit(), code, "{then}: {}", run.text());
        hidden(&run.text());
        assert!(run.text().contains("***"), "{then}: {}", run.text());
        // What the run grants stands in its summary by name.
        assert!(run.summary["bundle"]["granted"].to_string().contains("secret:key=API_KEY"), "{}", run.summary_text);
        let left = left(&here);
        let names: Vec<&str> = left.iter().map(|(name, _)| name.as_str()).collect();
        for name in ["result.json", "report.html", "junit.xml", "run.log", "seconds.jsonl.zst"] {
            assert!(names.contains(&name), "{names:?}");
        }
        left.iter().for_each(|(_, text)| hidden(text));
        for words in [&["trace", "-o", "trace.har"][..], &["dev", "--tries", "1"]] {
            let run = here.engine(words.iter().copied()).args(flags()).env("API_KEY", SECRET).run_plainly();
            hidden(&run.text());
            assert!(run.text().contains("***"), "{then}, {words:?}: {}", run.text());
        }
        let trace = String::from_utf8(here.read("trace.har")).unwrap();
        hidden(&trace);
        assert!(trace.contains("***"), "{then}: {trace}");
        // The target gets the real one each time: that is what it is for.
        let sent: Vec<_> = origin.log().of("/echo").iter().map(|seen| seen.headers["x-key"].clone()).collect();
        assert_eq!(sent.iter().map(|value| value.as_bytes()).collect::<Vec<_>>(), [SECRET.as_bytes(); 3], "{then}");
    }
}

#[test]
fn what_only_tells_of_a_bundle_has_no_secret_to_tell() {
    let origin = Origin::plain();
    let (here, flags) = bundle(&origin, "");
    let flags = || flags.iter().map(String::as_str);
    for words in [&["check"][..], &["check", "--origins"]] {
        let run = here.engine(words.iter().copied()).args(flags()).env("API_KEY", SECRET).run_plainly();
        assert_eq!(run.exit(), 0, "{}", run.text());
        hidden(&run.text());
    }
    // Refused: the variable's name is told, and not what is in it.
    for words in [&["run", "shop.throng"][..], &["inspect", "shop.throng"], &["inspect", "--json", "shop.throng"]] {
        let run = here.engine(words.iter().copied()).env("API_KEY", SECRET).run_plainly();
        assert_eq!(run.exit(), if words[0] == "run" { 114 } else { 0 }, "{}", run.text());
        assert!(run.text().contains("secret:key=API_KEY"), "{}", run.text());
        hidden(&run.text());
    }
    // Nor is it in the bundle that was made where it was known.
    hidden(&String::from_utf8_lossy(&here.read("shop.throng")));
    assert!(origin.log().requests().is_empty());
}
