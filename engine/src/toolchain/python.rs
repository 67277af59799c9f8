use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::tool;

pub(super) const INSTALL: &str = "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt";

/// componentize-py, of the project's own virtual environment or of the `PATH`.
pub(super) fn build(folder: &Path) -> Result<Vec<u8>> {
    let own = folder.join(".venv/bin/componentize-py").canonicalize().ok();
    let Some(program): Option<PathBuf> = own.or_else(|| tool::find("componentize-py")) else {
        return Err(tool::missing("componentize-py", &tool::inside(folder, INSTALL)));
    };
    tool::module(folder, |output| {
        let mut command = Command::new(&program);
        command.args(["-q", "-d", "throng/wit", "-w", "staged", "componentize", "-p", ".", "throng.entry", "-o"]);
        command.arg(output);
        command
    })
}
