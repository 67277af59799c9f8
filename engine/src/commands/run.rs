use std::fs::File;
use std::io::{IsTerminal as _, Write};
use std::path::Path;

use anyhow::Result;

use super::sources::sources;
use crate::cli::RunArgs;
use crate::exit::{ExitCode, Failed};
use crate::log::Log;
use crate::plan::{Origin, Plan, Sources};
use crate::prepare::prepare;
use crate::redact::Redactor;
use crate::report::progress::Screen;
use crate::report::{self, Style, Summary};
use crate::run::{self, Options};
use crate::vu::Profile;
use crate::{demo, machine};

/// Runs, reports, and gives the code that the process ends with.
pub(super) fn execute(args: RunArgs) -> Result<ExitCode> {
    machine::raise_open_files();
    // Opened before the run, so that a wrong path costs nothing.
    let mut files = args.summary.iter().map(|text| Target::open(text)).collect::<Result<Vec<_>>>()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut summary = runtime.block_on(async {
        if args.demo { demonstration(&args).await } else { loaded(&args, sources(&args.plan).await?, false).await }
    })?;
    let json = report::json(&summary);
    let mut lost: Vec<String> = files.iter_mut().filter_map(|file| file.write(&json).err()).collect();
    // What could not be written is said in the report, which may still be readable.
    lost.iter().for_each(|reason| summary.applies(ExitCode::Incomplete, reason));
    if !files.iter().any(|file| matches!(file.sink, Sink::Stdout))
        && let Err(error) = super::print(&report::text(&summary, style()))
    {
        lost.push(format!("the report cannot be written: {error:#}"));
        summary.applies(ExitCode::Incomplete, "");
    }
    for reason in lost {
        // Standard error is the last place to say it.
        let _ = writeln!(std::io::stderr(), "throng: {reason}");
    }
    Ok(summary.exit_code)
}

async fn loaded(args: &RunArgs, mut sources: Sources, demonstration: bool) -> Result<Summary> {
    if args.http_debug {
        sources.overrides.values.push(("http.debug".into(), "true".into(), Origin::Flag("--http-debug".into())));
    }
    let screen = std::io::stderr().is_terminal().then(Screen::default);
    let log = |plan: &Plan| log(args, plan, screen.as_ref());
    let file = args.profile.as_ref().map(|path| create(&format!("--profile {}", path.display()), path)).transpose()?;
    let prepared = prepare(sources, &log).await?;
    let log = log(&prepared.plan);
    let options = Options {
        log: log.clone(),
        quiet: args.quiet,
        screen: screen.clone(),
        no_thresholds: args.no_thresholds,
        demonstration,
        profile: args.profile.is_some().then(|| Profile::new(&prepared.program)).transpose()?,
    };
    let profile = options.profile.clone();
    for warning in prepared.warnings.iter().filter(|warning| !warning.doubt) {
        log.line(crate::log::Level::Warn, "plan", &warning.to_string());
    }
    let mut summary = run::run(prepared, options).await?;
    if let (Some(profile), Some(file)) = (profile, file)
        && let Err(error) = profile.write(std::io::BufWriter::new(file))
    {
        summary.applies(ExitCode::Incomplete, &format!("the profile cannot be written: {error:#}"));
    }
    Ok(summary)
}

/// The shop journey against the demonstration target, which runs as a process of its own so that the two do not share
/// a runtime; it ends with this process at the latest.
async fn demonstration(args: &RunArgs) -> Result<Summary> {
    let target = demo::Process::start().await?;
    let mut sources = Sources { environment: std::env::vars().collect(), ..Sources::default() };
    let files = demo::Files::write()?;
    sources.file = Some(super::sources::read(files.plan())?);
    super::sources::flags(&args.plan, &mut sources.overrides)?;
    sources
        .overrides
        .values
        .insert(0, ("target".into(), format!("\"{}\"", target.url()), Origin::Flag("--demo".into())));
    let summary = loaded(args, sources, true).await;
    target.stop().await?;
    summary
}

fn log(args: &RunArgs, plan: &Plan, screen: Option<&Screen>) -> Log {
    let secrets = plan.secrets.iter().map(|secret| secret.value.as_str());
    let sink: Box<dyn Write + Send> = match screen {
        Some(screen) => Box::new(screen.clone()),
        None => Box::new(std::io::stderr()),
    };
    Log::new(sink, args.log.clone(), Redactor::new(secrets))
}

fn style() -> Style {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || !std::io::stdout().is_terminal();
    if plain { Style::Plain } else { Style::Colour }
}

/// A file that a flag names.
fn create(flag: &str, file: &Path) -> Result<File> {
    File::create(file)
        .map_err(|error| Failed::error(ExitCode::Invalid, format!("{flag}: the file cannot be written: {error}")))
}

/// One `--summary json=FILE`.
struct Target {
    name: String,
    sink: Sink,
}

enum Sink {
    Stdout,
    File(File),
}

impl Target {
    fn open(text: &str) -> Result<Self> {
        let Some(("json", name)) = text.split_once('=') else {
            return Err(Failed::error(ExitCode::Invalid, format!("--summary {text}: write --summary json=FILE")));
        };
        let sink = match name {
            "-" => Sink::Stdout,
            name => Sink::File(create(&format!("--summary {text}"), Path::new(name))?),
        };
        Ok(Self { name: name.to_owned(), sink })
    }

    /// An error says what could not be written, and why.
    fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        match &mut self.sink {
            Sink::Stdout => super::print(&String::from_utf8_lossy(bytes)),
            Sink::File(file) => file.write_all(bytes).map_err(anyhow::Error::from),
        }
        .map_err(|error| format!("the summary cannot be written to {}: {error:#}", self.name))
    }
}
