use clap::CommandFactory as _;

use crate::cli::Cli;
use crate::exit::ExitCode;

/// Prints the completions of one shell.
pub(super) fn execute(shell: clap_complete::Shell) -> anyhow::Result<ExitCode> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "throng", &mut text);
    super::print(&String::from_utf8_lossy(&text))?;
    Ok(ExitCode::Passed)
}
