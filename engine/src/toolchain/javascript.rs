use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::tool;

pub(super) const INSTALL: &str = "npm ci";

/// The SDK's own build script, which calls esbuild and componentize-qjs.
pub(super) fn build(folder: &Path, journey: &str) -> Result<Vec<u8>> {
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
    tool::module(folder, |output| {
        let mut command = Command::new("node");
        command.args(["throng/build.mjs", journey]).arg(output);
        command
    })
}
