//! One subcommand a file, each with its `execute`.

mod baseline;
mod build;
mod bundle;
mod capacity;
mod check;
mod compare;
mod completions;
mod compose;
mod ctl;
mod data;
mod demo;
mod dev;
mod doctor;
mod import;
mod inspect;
mod keygen;
mod matrix;
mod new;
mod notices;
mod pull;
mod push;
mod report;
mod result;
mod run;
mod series;
mod sign;
mod sources;
mod target;
mod terminal;
mod trace;
mod trust;

use std::io::Write as _;

use crate::exit::ExitCode;

/// Writes to the standard output; a reader that went away (`| head`) is not an error.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Executes what was typed.
pub fn execute(cli: crate::cli::Cli) -> anyhow::Result<ExitCode> {
    use crate::cli::Command;
    match cli.command {
        Command::Run(args) => run::execute(args),
        Command::Capacity(args) => run::search(args),
        Command::Report(args) => report::execute(&args),
        Command::Compare(args) => compare::execute(&args),
        Command::Check(args) => check::execute(args),
        Command::Import(args) => import::execute(&args),
        Command::Data(args) => data::execute(&args),
        Command::Bundle(args) => bundle::execute(&args),
        Command::Inspect(args) => inspect::execute(&args),
        Command::Push(args) => push::execute(&args),
        Command::Pull(args) => pull::execute(&args),
        Command::Keygen(args) => keygen::execute(&args),
        Command::Sign(args) => sign::execute(&args),
        Command::Verify(args) => sign::verify(&args),
        Command::New(args) => new::execute(&args),
        Command::Build(args) => build::execute(&args),
        Command::Compose(args) => compose::execute(&args),
        Command::Dev(args) => dev::execute(&args),
        Command::Trace(args) => trace::execute(args),
        Command::Ctl(args) => ctl::execute(args),
        Command::Doctor => doctor::execute(),
        Command::Demo(args) => demo::execute(&args),
        Command::Completions { shell } => completions::execute(shell),
    }
}
