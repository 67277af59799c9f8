//! The `throng` program: parse, execute, map to an exit code.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::Parser as _;
use throng::cli::Cli;
use throng::exit::{ExitCode as Exit, Failed};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody reads it: nothing else to do.
            let _ = error.print();
            return code(if error.use_stderr() { Exit::Invalid } else { Exit::Passed });
        }
    };
    // A panic is a bug, and says so by its own code; Rust's 101 would read as a teardown time-out.
    match catch_unwind(AssertUnwindSafe(|| throng::commands::execute(cli))) {
        Ok(Ok(exit)) => code(exit),
        Ok(Err(error)) => {
            let _ = writeln!(std::io::stderr(), "throng: {error:#}");
            code(error.downcast_ref::<Failed>().map_or(Exit::EngineBug, |failed| failed.code))
        }
        Err(_) => code(Exit::EngineBug),
    }
}

fn code(exit: Exit) -> ExitCode {
    ExitCode::from(exit.number())
}
