//! Guests that tests run, built from their sources when the first test asks for one.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The journey that does the steps it is given (see `tests/guests/vector`).
pub fn vector() -> PathBuf {
    test_guest("vector")
}

/// The journey that makes the gRPC calls it is given (see `tests/guests/calls`).
pub fn calls() -> PathBuf {
    test_guest("calls")
}

/// The journey that uses the parts of the Rust SDK which need a host (see `tests/guests/sdk`).
pub fn sdk() -> PathBuf {
    test_guest("sdk")
}

/// The journey that uses what stays open (see `tests/guests/streams`).
pub fn streams() -> PathBuf {
    test_guest("streams")
}

/// The conformance journey in Rust (see `tests/guests/conformance`).
pub fn conformance() -> PathBuf {
    test_guest("conformance")
}

/// A journey of `guest-examples` by its crate: `hello`, `shop`.
pub fn example(name: &str) -> PathBuf {
    examples().join(format!("{name}.wasm"))
}

/// One of the examples of k6's documentation: `get`, `post` …
pub fn documented(name: &str) -> PathBuf {
    examples().join(format!("examples/{name}.wasm"))
}

/// A journey of `tests/hosting`, with debug information: `ordinary` or `faults`.
pub fn hosting(name: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| build("tests/hosting", &[&[]])).join(format!("{name}.wasm"))
}

/// The folder of this repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the repository")
}

fn test_guest(name: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| build("tests/guests", &[&[]])).join(format!("{name}.wasm"))
}

fn examples() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| build("guest-examples", &[&[], &["--package", "k6-docs", "--examples"]]))
}

/// Builds a workspace of guests, once with each of these lists of words; gives the folder of what came of it.
fn build(workspace: &str, times: &[&[&str]]) -> PathBuf {
    let folder = root().join(workspace);
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for words in times {
        let mut command = Command::new(&cargo);
        command.args(["build", "--release", "--locked", "--quiet", "--target", "wasm32-wasip2"]);
        command.args(*words).current_dir(&folder);
        // Flags for the host would reach the guest.
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            command.env_remove(name);
        }
        command.env("CARGO_TARGET_DIR", folder.join("target"));
        let status = command.status().expect("cargo runs");
        assert!(status.success(), "{workspace} does not build; is the target there? `rustup target add wasm32-wasip2`");
    }
    folder.join("target/wasm32-wasip2/release")
}
