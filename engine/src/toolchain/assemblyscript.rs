use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::tool;

pub(super) const INSTALL: &str = "npm ci";

/// asc, with the SDK's exports as a second entry file.
pub(super) fn build(folder: &Path) -> Result<Vec<u8>> {
    if tool::find("node").is_none() {
        return Err(tool::missing(
            "Node.js 20 or newer",
            "https://nodejs.org, or your system's package `nodejs` with `npm`",
        ));
    }
    if !folder.join("node_modules/assemblyscript/bin/asc.js").is_file() {
        return Err(tool::missing("node_modules/assemblyscript", &tool::inside(folder, INSTALL)));
    }
    tool::module(folder, |output| {
        let mut command = Command::new("node");
        command.args(["node_modules/assemblyscript/bin/asc.js", "journey.ts", "throng/exports.ts"]);
        command.args(["-O3", "--debug", "--runtime", "incremental"]);
        command.args(["--use", "abort=throng/exports/abort", "--use", "seed=throng/exports/seed"]);
        command.arg("--outFile").arg(output);
        command
    })
}
