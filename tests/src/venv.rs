//! Python packages that tests need, installed once beside the test's binary from a list of exact versions.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::engine::binary;
use crate::guest::root;

/// A Python that has grpcio: made by the first test that asks, kept for the next run.
///
/// # Panics
/// Where the packages cannot be installed.
pub fn grpcio() -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| make("grpc")).clone()
}

fn make(name: &str) -> PathBuf {
    let wanted = root().join("tests/servers").join(name).join("requirements.txt");
    let folder = binary().with_file_name(format!("test-venv-{name}"));
    let (python, installed) = (folder.join("bin/python"), folder.join("installed.txt"));
    let list = std::fs::read_to_string(&wanted).expect("the list is part of the repository");
    if std::fs::read_to_string(&installed).is_ok_and(|known| known == list) {
        return python;
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--no-input", "-r"]).arg(&wanted));
    std::fs::write(installed, list).expect("the folder is ours");
    python
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?} ended with {status}");
}
