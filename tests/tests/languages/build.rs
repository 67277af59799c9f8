//! Building, where the tools are: these tests are asked for by `cargo xtask components` and `cargo xtask full`.

use std::path::Path;
use std::time::Duration;

use throng_tests::engine::Engine;
use throng_tests::language::{Language, chosen};

fn build(language: Language, folder: &Path) -> Result<Vec<u8>, String> {
    language.project(folder);
    if !language.install(folder) {
        return Err(format!("{}: its tools cannot be installed", language.name));
    }
    let engine = Engine::bare().args(["build", folder.to_str().unwrap()]).limit(Duration::from_secs(900));
    let run = engine.run_plainly();
    if run.exit() != 0 {
        return Err(format!("{}: {}", language.name, run.text()));
    }
    Ok(std::fs::read(folder.join("journey.wasm")).unwrap())
}

#[test]
#[ignore = "needs every language's tools; cargo xtask components asks for it"]
fn record_components() {
    for language in chosen().filter(|language| language.recorded) {
        let folder = tempfile::tempdir().unwrap();
        let component = build(language, folder.path()).unwrap_or_else(|error| panic!("{error}"));
        let packed = zstd::encode_all(&component[..], 19).unwrap();
        std::fs::create_dir_all(language.component().parent().unwrap()).unwrap();
        std::fs::write(language.component(), packed).unwrap();
        std::fs::write(language.component_source(), language.source() + "\n").unwrap();
    }
}

/// Built twice, in folders whose names differ in length: one sequence of bytes, where the tool can.
#[test]
#[ignore = "needs every language's tools; cargo xtask full asks for it"]
fn the_same_source_gives_the_same_bytes() {
    for language in chosen().filter(|language| language.reproducible) {
        let place = tempfile::tempdir().unwrap();
        let built = ["one", "another/folder/further/down"].map(|name| {
            let folder = place.path().join(name);
            std::fs::create_dir_all(&folder).unwrap();
            build(language, &folder).unwrap_or_else(|error| panic!("{error}"))
        });
        assert!(built[0] == built[1], "{}: two builds differ", language.name);
        if !language.recorded {
            continue;
        }
        let recorded = std::fs::read(language.component()).unwrap();
        assert!(zstd::decode_all(&recorded[..]).unwrap() == built[0], "{}: not what is recorded", language.name);
    }
}
