//! Calling a language's tool.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};

use crate::exit::{ExitCode, Failed};

/// Where a program is, by the `PATH`.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// An error that says what is missing and how it is installed.
pub(super) fn missing(what: &str, install: &str) -> anyhow::Error {
    Failed::error(ExitCode::Invalid, format!("{what} is missing. To install it:\n  {install}"))
}

/// A command that is given in the project's folder.
pub(super) fn inside(folder: &Path, command: &str) -> String {
    if folder == Path::new(".") { command.to_owned() } else { format!("cd {} && {command}", folder.display()) }
}

/// Runs a tool to its end; what it says goes to the user. An error names the command.
pub(super) fn run(command: &mut Command) -> Result<()> {
    let words: Vec<_> = std::iter::once(command.get_program()).chain(command.get_args()).collect();
    let line = words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    // Standard output is the engine's own: what a tool says there is for the user's eyes, as its errors are.
    let status = command.stdin(Stdio::null()).stdout(std::io::stderr()).status();
    let status = status.with_context(|| format!("{line} cannot be started"))?;
    if status.success() {
        return Ok(());
    }
    Err(Failed::error(ExitCode::Invalid, format!("the build failed ({status}): {line}")))
}

/// What a tool answers on its standard output, trimmed; none when it fails.
pub(super) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A fresh folder for what a tool writes, its module read from it when the tool has ended.
pub(super) fn module(folder: &Path, tool: impl FnOnce(&Path) -> Command) -> Result<Vec<u8>> {
    let place = tempfile::tempdir()?;
    let file = place.path().join("journey.wasm");
    run(tool(&file).current_dir(folder))?;
    std::fs::read(&file).with_context(|| format!("the tool wrote no {}", file.display()))
}
