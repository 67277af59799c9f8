//! Building, where the tools are: these tests are asked for by `cargo xtask components` and `cargo xtask full`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use throng_tests::engine::Engine;
use throng_tests::language::{Language, chosen};
use throng_tests::recorded::{Recorded, grpc, members, parts};

/// Builds the project in this folder, by the engine.
pub(super) fn build(language: Language, folder: &Path) -> Result<Vec<u8>, String> {
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

/// The component of a journey, built now.
pub(super) fn built(journey: &Recorded, folder: &Path) -> Vec<u8> {
    std::fs::create_dir_all(folder).unwrap();
    journey.project(folder);
    build(journey.language, folder).unwrap_or_else(|error| panic!("{error}"))
}

/// What is recorded of a language.
fn recorded(language: Language) -> Vec<Recorded> {
    let handles = ["c", "assemblyscript"].contains(&language.name).then(|| language.handles());
    let members = (language.name == "python").then(members);
    let conformance = language.recorded.then(|| language.conformance());
    let parts = parts().into_iter().chain([grpc()]).filter(|journey| journey.language == language);
    conformance.into_iter().chain(handles).chain(members).chain(parts).collect()
}

#[test]
#[ignore = "needs every language's tools; cargo xtask components asks for it"]
fn record_components() {
    // Where each build gives other bytes, only what changed is recorded anew.
    let stale = |journey: &Recorded| journey.language.reproducible || !journey.is_current();
    for journey in chosen().flat_map(recorded).filter(stale) {
        let folder = tempfile::tempdir().unwrap();
        let packed = zstd::encode_all(&built(&journey, folder.path())[..], 19).unwrap();
        std::fs::create_dir_all(journey.component().parent().unwrap()).unwrap();
        std::fs::write(journey.component(), packed).unwrap();
        std::fs::write(journey.component_source(), journey.source() + "\n").unwrap();
    }
}

/// Built twice, in folders whose names differ in length: one sequence of bytes, where the tool can.
#[test]
#[ignore = "needs every language's tools; cargo xtask full asks for it"]
fn the_same_source_gives_the_same_bytes() {
    for language in chosen().filter(|language| language.reproducible) {
        let place = tempfile::tempdir().unwrap();
        let folders = ["one", "another/folder/further/down"].map(|name| place.path().join(name));
        let made = folders.map(|folder| built(&language.conformance(), &folder));
        assert!(made[0] == made[1], "{}: two builds differ", language.name);
        if language.recorded {
            assert!(language.conformance().bytes() == made[0], "{}: not what is recorded", language.name);
        }
    }
}

/// What `throng new` makes, built twice in different folders, with cargo's own folder under different names too.
#[test]
#[ignore = "compiles Rust's template twice; cargo xtask full asks for it"]
fn a_new_project_in_rust_gives_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let made = ["one", "another/folder/further/down"].map(|name| {
        let folder = place.path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let home = folder.join("cargo");
        std::os::unix::fs::symlink(cargo_home(), &home).unwrap();
        for words in [&["new", "--lang", "rust", "shop"][..], &["build", "shop"]] {
            let engine = Engine::bare().inside(&folder).args(words.iter().copied()).limit(Duration::from_secs(900));
            let run = engine.env("CARGO_HOME", home.to_str().unwrap()).run_plainly();
            assert_eq!(run.exit(), 0, "{}", run.text());
        }
        std::fs::read(folder.join("shop/journey.wasm")).unwrap()
    });
    assert!(made[0] == made[1], "two builds differ");
}

fn cargo_home() -> PathBuf {
    let below_home = || Path::new(&std::env::var_os("HOME").unwrap()).join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(below_home, PathBuf::from)
}
