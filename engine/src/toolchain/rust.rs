use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::tool;

const TARGET: &str = "wasm32-wasip2";

pub(super) const INSTALL: &str = "rustup target add wasm32-wasip2";

/// `cargo build` for WASI's second preview, with the paths of this machine mapped away, so that the bytes are the same in
/// every folder.
pub(super) fn build(folder: &Path) -> Result<Vec<u8>> {
    if tool::find("cargo").is_none() {
        return Err(tool::missing("cargo", "curl https://sh.rustup.rs -sSf | sh && rustup target add wasm32-wasip2"));
    }
    let sysroot = tool::answer(Command::new("rustc").args(["--print", "sysroot"]).current_dir(folder));
    if !sysroot.is_some_and(|root| Path::new(&root).join("lib/rustlib").join(TARGET).is_dir()) {
        return Err(tool::missing(&format!("the target {TARGET} of this Rust"), INSTALL));
    }
    let (target, name) = artefact(folder)?;
    let here = folder.canonicalize()?;
    let flags =
        format!("--remap-path-prefix={}=/journey\x1f--remap-path-prefix={}=/cargo", here.display(), home().display());
    let mut command = Command::new("cargo");
    command.args(["build", "--release", "--quiet", "--target", TARGET]).current_dir(folder);
    command.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", flags);
    tool::run(&mut command)?;
    let file = target.join(TARGET).join("release").join(name).with_extension("wasm");
    std::fs::read(&file).with_context(|| format!("cargo wrote no {}: is the crate a cdylib?", file.display()))
}

/// The folder that cargo builds into, and the name of the library.
fn artefact(folder: &Path) -> Result<(PathBuf, String)> {
    let mut command = Command::new("cargo");
    command.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(folder);
    let text = tool::answer(&mut command).context("cargo does not understand this Cargo.toml: try `cargo metadata`")?;
    let metadata: Value = serde_json::from_str(&text)?;
    let manifest = folder.canonicalize()?.join("Cargo.toml").display().to_string();
    let package =
        metadata["packages"].as_array().into_iter().flatten().find(|p| p["manifest_path"] == manifest.as_str());
    let targets = package.and_then(|package| package["targets"].as_array());
    let is_cdylib = |t: &&Value| t["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "cdylib"));
    let library = targets.into_iter().flatten().find(is_cdylib).and_then(|t| t["name"].as_str());
    let library = library
        .context("this Cargo.toml has no library of crate-type cdylib: write [lib] crate-type = [\"cdylib\"]")?;
    let target = metadata["target_directory"].as_str().context("cargo names no target directory")?;
    Ok((target.into(), library.replace('-', "_")))
}

/// Where cargo keeps the sources of dependencies.
fn home() -> PathBuf {
    let below_home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(below_home).unwrap_or_else(|| "/cargo".into())
}
