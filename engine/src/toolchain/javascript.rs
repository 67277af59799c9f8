use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::tool;
use crate::vu::Script;

pub(super) const INSTALL: &str = "npm ci";

const BUILD: &str = "throng/build.mjs";
const LOADER: &str = "throng/loader.mjs";

/// The SDK's own build script, which calls esbuild and componentize-qjs.
pub(super) fn build(folder: &Path, journey: &str) -> Result<Vec<u8>> {
    ready(folder)?;
    tool::module(folder, |output| {
        let mut command = Command::new("node");
        command.args([BUILD, journey]).arg(output);
        command
    })
}

/// The journey's text and what takes it, by the same script; none of an SDK that cannot make them.
pub(super) fn script(folder: &Path, journey: &str) -> Result<Option<Script>> {
    if !folder.join(LOADER).is_file() {
        return Ok(None);
    }
    ready(folder)?;
    let place = tempfile::tempdir()?;
    let made = |name: &str| place.path().join(name);
    tool::run(Command::new("node").args([BUILD, "--try", journey]).arg(place.path()).current_dir(folder))?;
    let text = std::fs::read_to_string(made("journey.js")).context("the tool wrote no text")?;
    let loader = std::fs::read(made("loader.wasm")).context("the tool wrote no loader")?;
    Ok(Some(Script::new(loader, text)))
}

/// What is missing is named.
fn ready(folder: &Path) -> Result<()> {
    if tool::find("node").is_none() {
        return Err(tool::missing(
            "Node.js 20 or newer",
            "https://nodejs.org, or your system's package `nodejs` with `npm`",
        ));
    }
    for package in ["componentize-qjs", "esbuild"] {
        let folder_of = Path::new("node_modules").join(package);
        if !folder.join(&folder_of).is_dir() {
            return Err(tool::missing(&folder_of.display().to_string(), &tool::inside(folder, INSTALL)));
        }
    }
    Ok(())
}
