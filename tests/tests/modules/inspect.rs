use serde_json::{Value, json};
use throng_tests::workshop::Workshop;

use crate::journeys::GET;

const IMPORTS: [&str; 3] =
    ["throng:load/http@0.1.1#[method]response.status", "throng:load/http@0.1.1#get", "throng:load/metrics@0.1.1#check"];

#[test]
fn a_bundle_is_told_without_being_run() {
    let plan =
        "name = \"shop\"\njourney = \"get.wat\"\ntarget = \"http://127.0.0.1:1\"\nfiles.a = \"a.txt\"\niterations = 1";
    let here = Workshop::of(&[("throng.toml", plan), ("get.wat", GET), ("a.txt", "hello")]);
    let digest = here.bundle("throng.toml", "shop.throng");
    let run = here.throng(["inspect", "shop.throng", "--json"]);
    assert_eq!(run.exit(), 0, "{}", run.text());
    let facts: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&facts["name"], &facts["digest"], &facts["claimed_signer"]),
        (&json!("shop"), &json!(digest), &Value::Null)
    );
    assert_eq!(facts["size"], here.read("shop.throng").len());
    assert_eq!(facts["wants"], json!(["host:http://127.0.0.1:1"]));
    assert_eq!((&facts["imports"], &facts["exports"]), (&json!(IMPORTS), &json!(["run"])));
    let parts: Vec<_> = facts["parts"].as_array().unwrap().iter().map(|part| (&part["name"], &part["size"])).collect();
    assert_eq!(parts[1..], [(&json!("throng.toml"), &json!(plan.len())), (&json!("a.txt"), &json!(5))]);
    assert_eq!(facts["parts"][2]["digest"], throng::bundle::Digest::of(b"hello").as_str());
    let text = here.throng(["inspect", "shop.throng"]).stdout;
    assert!(text.starts_with(&format!("name      shop\ndigest    {digest}\n")), "{text}");
    assert!(text.contains("world root {\n  import throng:load/http@0.1.1;\n"), "{text}");
    assert!(text.contains("check: func(name: string, holds: bool) -> bool;"), "{text}");
}

#[test]
fn a_journey_is_told_too() {
    let here = Workshop::of(&[("get.wat", GET), ("notes.wasm", "hello")]);
    let run = here.throng(["inspect", "get.wat", "--json"]);
    let facts: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&facts["name"], &facts["imports"]), (&json!("get"), &json!(IMPORTS)));
    assert_eq!(facts["digest"], throng::bundle::Digest::of(GET.as_bytes()).as_str());
    let run = here.throng(["inspect", "notes.wasm"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    let run = here.throng(["inspect", "none.throng"]);
    assert_eq!(
        (run.exit(), run.stderr.as_str()),
        (104, "throng: cannot read none.throng: No such file or directory (os error 2)\n")
    );
}
