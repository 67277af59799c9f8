//! The `throng` program: parse, execute, map to an exit code.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use throng::cli::Cli;
use throng::exit::{ExitCode as Exit, guard};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody reads it: nothing else to do.
            let _ = error.print();
            return code(if error.use_stderr() { Exit::Invalid } else { Exit::Passed });
        }
    };
    let (exit, message) = guard(|| throng::commands::execute(cli));
    if let Some(message) = message {
        let _ = writeln!(std::io::stderr(), "throng: {message}");
    }
    code(exit)
}

fn code(exit: Exit) -> ExitCode {
    ExitCode::from(exit.number())
}
