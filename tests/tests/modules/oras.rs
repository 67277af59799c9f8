//! The library of the command `oras` reads what throng writes into a registry, and throng reads what it writes.

use std::process::Command;

use serde_json::json;
use sha2::{Digest as _, Sha256};
use throng_tests::engine::Run;
use throng_tests::guest::root;
use throng_tests::origin::Origin;
use throng_tests::registry::Registry;
use throng_tests::workshop::Workshop;

use crate::journeys::GET;

fn passed(run: Run) -> Run {
    assert_eq!(run.exit(), 0, "{}", run.text());
    run
}

/// Pulls into this folder, or pushes `journey.wasm` and `config.json` of it.
fn oras(command: &str, place: &str, folder: &str) {
    let place = place.strip_prefix("oci://").expect("a place in a registry");
    let mut go = Command::new("go");
    go.args(["run", ".", command, place, folder]).current_dir(root().join("tests/oras"));
    let done = go.output().expect("Go 1.26 or newer");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
#[ignore = "needs Go and a module of it; cargo xtask full asks for it"]
fn what_one_pushes_the_other_pulls() {
    let (origin, registry) = (Origin::plain(), Registry::open());
    let here =
        Workshop::of(&[("get.wat", GET), ("throng.toml", "name = \"shop\"\njourney = \"get.wat\"\niterations = 1")]);
    let journey = registry.place("journeys/get:1");
    passed(here.throng(["push", "get.wat", &journey]));
    passed(here.throng(["pull", &journey, "-o", "mine.wasm"]));
    oras("pull", &journey, &here.path("theirs"));
    assert_eq!(here.read("theirs/get.wasm"), here.read("mine.wasm"));

    // A bundle's parts come under their own names.
    here.bundle("throng.toml", "shop.throng");
    let bundle = registry.place("shop:1");
    passed(here.throng(["push", "shop.throng", &bundle]));
    oras("pull", &bundle, &here.path("parts"));
    assert_eq!(here.read("parts/get.wasm"), here.read("mine.wasm"));
    assert_eq!(here.read("parts/throng.toml"), here.read("throng.toml"));

    let component = here.read("mine.wasm");
    let digest: String = Sha256::digest(&component).iter().map(|byte| format!("{byte:02x}")).collect();
    let config = json!({ "architecture": "wasm", "os": "wasip2", "layerDigests": [format!("sha256:{digest}")] });
    here.file("other/journey.wasm", &component);
    here.file("other/config.json", config.to_string());
    let other = registry.place("journeys/other:1");
    oras("push", &other, &here.path("other"));
    passed(here.throng(["pull", &other, "-o", "back.wasm"]));
    assert_eq!(here.read("back.wasm"), component);
    let run = here.engine(["run", &other, "--iterations", "1", "--target", &origin.url()]).run();
    run.assert_exit(0, "passed", &[]);
    assert_eq!((run.summary["checks"][0]["passes"].as_u64(), origin.log().requests().len()), (Some(1), 1));
}
