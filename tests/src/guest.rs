//! Guests that tests run, built from `tests/guests` when the first test asks for one.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The journey that does the steps it is given (see `tests/guests/vector`).
pub fn vector() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build).join("vector.wasm")
}

/// The folder of this repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the repository")
}

fn build() -> PathBuf {
    let folder = root().join("tests/guests");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--release", "--locked", "--quiet", "--target", "wasm32-wasip2"]).current_dir(&folder);
    // Flags for the host would reach the guest.
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
        command.env_remove(name);
    }
    command.env("CARGO_TARGET_DIR", folder.join("target"));
    let status = command.status().expect("cargo runs");
    assert!(status.success(), "tests/guests does not build; is the target there? `rustup target add wasm32-wasip2`");
    folder.join("target/wasm32-wasip2/release")
}
