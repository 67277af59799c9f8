use std::fs::File;
use std::io::{IsTerminal as _, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Result;

use super::baseline::Baseline;
use super::capacity::capacity;
use super::matrix::matrix;
use super::result::{self, Made};
use super::sources::sources;
use super::terminal::{Terminal, plain};
use super::{notices, series};
use crate::cli::{CapacityArgs, RunArgs};
use crate::compare::{Drift, growing};
use crate::control::{Control, Serving, Ui};
use crate::exit::{ExitCode, Failed};
use crate::log::Log;
use crate::plan::{Origin, Plan, Sources};
use crate::prepare::{Prepared, modules, prepare};
use crate::redact::Redactor;
use crate::report::{self, Style, Summary, bytes, number};
use crate::result::{Annotations, Begun, Folder, Point, retain};
use crate::run::{self, Options, Ran};
use crate::trials::Series;
use crate::vu::Profile;
use crate::{clock, demo, machine};

/// Runs, reports, and gives the code that the process ends with.
pub(super) fn execute(args: RunArgs) -> Result<ExitCode> {
    report(&args, None)
}

/// Searches the highest level at which all thresholds hold, and reports it.
pub(super) fn search(args: CapacityArgs) -> Result<ExitCode> {
    let run = &args.run;
    let flags = [
        ("--repeat", run.repeat.is_some()),
        ("--profile", run.profile.is_some()),
        ("--no-thresholds", run.no_thresholds),
    ];
    if let Some((flag, _)) = flags.iter().find(|(_, given)| *given) {
        return Err(Failed::error(ExitCode::Invalid, format!("{flag} says nothing to a search for a capacity")));
    }
    report(run, Some(&args))
}

fn report(args: &RunArgs, wanted: Option<&CapacityArgs>) -> Result<ExitCode> {
    machine::raise_open_files();
    // Opened before the run, so that a wrong path costs nothing.
    let mut files = args.summary.iter().map(|text| Target::open(text)).collect::<Result<Vec<_>>>()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = runtime.block_on(async {
        match args.demo {
            true => demonstration(args, wanted).await,
            false => loaded(args, wanted, sources(&args.plan).await?, false).await,
        }
    })?;
    let json = report.json();
    let mut lost: Vec<String> = files.iter_mut().filter_map(|file| file.write(&json).err()).collect();
    // What could not be written is said in the report, which may still be readable.
    lost.iter().for_each(|reason| report.applies(ExitCode::Incomplete, reason));
    if !files.iter().any(|file| matches!(file.sink, Sink::Stdout))
        && let Err(error) = super::print(&report.text(style()))
    {
        lost.push(format!("the report cannot be written: {error:#}"));
        report.applies(ExitCode::Incomplete, "");
    }
    for reason in lost {
        // Standard error is the last place to say it.
        let _ = writeln!(std::io::stderr(), "throng: {reason}");
    }
    Ok(report.exit_code())
}

/// What a command has to say at its end.
enum Report {
    Run(Box<Summary>),
    Series(Box<Series>),
}

impl Report {
    fn json(&self) -> Vec<u8> {
        match self {
            Self::Run(summary) => report::json(summary),
            Self::Series(series) => series.json(),
        }
    }

    fn text(&self, style: Style) -> String {
        match self {
            Self::Run(summary) => report::text(summary, style),
            Self::Series(series) => series.text(style),
        }
    }

    fn applies(&mut self, code: ExitCode, reason: &str) {
        match self {
            Self::Run(summary) => summary.applies(code, reason),
            Self::Series(series) => series.applies(code, reason),
        }
    }

    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Run(summary) => summary.exit_code,
            Self::Series(series) => series.exit_code,
        }
    }
}

/// A run that ended, and what is known for its result.
pub(super) struct Done {
    ran: Ran,
    folder: Option<Folder>,
    plan: Arc<Plan>,
    baseline: Option<Baseline>,
    started: SystemTime,
    log: Log,
}

impl Done {
    /// Where its result lies.
    pub(super) fn path(&self) -> Option<std::path::PathBuf> {
        self.folder.as_ref().map(|folder| folder.path().to_owned())
    }

    /// Writes the result, and tells whoever is to be told; what cannot be written or told is said in the summary.
    pub(super) async fn kept(self) -> Summary {
        let Self { ran: Ran { mut summary, mut snapshot }, folder, plan, baseline, started, log } = self;
        let path = folder.as_ref().map(|folder| folder.path().to_owned());
        let (Some(path), Some(ended)) = (path, folder.and_then(Folder::end)) else {
            notices::ended(&plan, started, &log, &mut summary).await;
            return summary;
        };
        summary.folder = Some(path.display().to_string());
        if let Some(reason) = ended.lost {
            summary.applies(
                ExitCode::Incomplete,
                &format!("the result cannot be written to {}: {reason}", path.display()),
            );
        }
        if let Some(baseline) = baseline {
            baseline.hold(&path, &mut summary);
        }
        notices::ended(&plan, started, &log, &mut summary).await;
        let redactor = log.redactor();
        if !redactor.is_empty() {
            snapshot = snapshot.cleaned(&|text| redactor.apply(text).into_owned());
        }
        summary.warnings.extend(grown(&ended.course.points()));
        let made = Made { begun: &ended.begun, seconds: &ended.course.points(), snapshot: &snapshot, anew: true };
        let written = result::write(&path, &summary, &made).and_then(|()| retain(&path, plan.results.keep));
        if let Err(error) = written {
            summary
                .applies(ExitCode::Incomplete, &format!("the result cannot be written to {}: {error}", path.display()));
        }
        summary
    }
}

/// What grew while it was watched, in words.
fn grown(seconds: &[Point]) -> Vec<String> {
    let told = |(metric, of, drift): (String, String, Drift)| {
        let unit = |value: f64| if metric == "observed_memory" { bytes(value) } else { number(value) };
        let (slope, (low, high)) = (unit(drift.slope), drift.between);
        format!("{metric} of {of} grows by {slope} a minute ({} to {}): a leak is suspected", unit(low), unit(high))
    };
    growing(seconds).into_iter().map(told).collect()
}

/// What the runs of one command share.
pub(super) struct Session<'a> {
    args: &'a RunArgs,
    terminal: Terminal,
    demonstration: bool,
}

async fn loaded(
    args: &RunArgs,
    wanted: Option<&CapacityArgs>,
    mut sources: Sources,
    demonstration: bool,
) -> Result<Report> {
    settings(args, &mut sources);
    let session = Session { args, terminal: Terminal::of(args.live.tui)?, demonstration };
    let prepared = session.prepare(sources.clone()).await?;
    if let Some(wanted) = wanted {
        return Ok(Report::Series(Box::new(capacity(&session, prepared, wanted).await?)));
    }
    if let Some(grid) = prepared.plan.matrix.clone() {
        if args.profile.is_some() {
            return Err(Failed::error(ExitCode::Invalid, "--profile is of one run, and the plan has a [matrix]"));
        }
        let times = args.repeat.unwrap_or(1);
        return Ok(Report::Series(Box::new(matrix(&session, &prepared, &sources, &grid, times).await?)));
    }
    if let Some(times) = args.repeat {
        return Ok(Report::Series(Box::new(series::repeat(&session, prepared, times).await?)));
    }
    Ok(Report::Run(Box::new(session.run(prepared).await?.kept().await)))
}

/// The settings that `throng run` has flags of its own for.
fn settings(args: &RunArgs, sources: &mut Sources) {
    if args.http_debug {
        sources.overrides.values.push(("http.debug".into(), "true".into(), Origin::Flag("--http-debug".into())));
    }
    if let Some(folder) = args.results.as_ref() {
        let text = toml::Value::from(folder.to_string_lossy().as_ref()).to_string();
        sources.overrides.values.push(("results.folder".into(), text, Origin::Flag("--results".into())));
    }
    if args.no_results {
        sources.overrides.values.push(("results.write".into(), "false".into(), Origin::Flag("--no-results".into())));
    }
}

impl Session<'_> {
    /// From sources to what can run.
    pub(super) async fn prepare(&self, sources: Sources) -> Result<Prepared> {
        prepare(sources, &|plan: &Plan| self.log(plan)).await
    }

    /// Whether the target is the built-in one.
    pub(super) fn is_demonstration(&self) -> bool {
        self.demonstration
    }

    /// Where the engine and the journeys of this plan speak.
    pub(super) fn log(&self, plan: &Plan) -> Log {
        let secrets = plan.secrets.iter().map(|secret| secret.value.as_str());
        Log::new(self.terminal.sink(), self.args.log.clone(), Redactor::new(secrets))
    }

    /// One run from its start to its end.
    pub(super) async fn run(&self, prepared: Prepared) -> Result<Done> {
        let args = self.args;
        let file =
            args.profile.as_ref().map(|path| create(&format!("--profile {}", path.display()), path)).transpose()?;
        let log = self.log(&prepared.plan);
        let (plan, started) = (prepared.plan.clone(), clock::wall());
        let mut baseline = Baseline::open(&plan, &log)?;
        let begun = Begun::of(&plan, started, self.demonstration, !args.no_thresholds, log.redactor());
        let live = &args.live;
        let ui = live.ui.as_ref().map(|at| Ui::open(at, live.ui_tls.as_ref(), live.ui_insecure)).transpose()?;
        let folder = folder(&plan, &begun, started, &log)?;
        let log = match &folder {
            Some(folder) => log.also(Box::new(folder.log()?)),
            None => log,
        };
        let control = (ui.is_some() || live.tui).then(|| {
            let annotations = Annotations::begin(folder.as_ref().map(Folder::path));
            Control::begin(begun.clone(), log.clone(), annotations, ui.as_ref().map(Ui::address))
        });
        let shown = self.terminal.show(control.as_ref(), &log)?;
        let _serving = ui.zip(control.clone()).map(|(ui, control)| self.serve(ui, control)).transpose()?;
        let options = Options {
            log: log.clone(),
            quiet: args.quiet || live.tui,
            screen: self.terminal.screen(),
            no_thresholds: args.no_thresholds,
            begun,
            control,
            baseline: baseline.as_mut().and_then(Baseline::take_snapshot),
            recording: folder.as_ref().and_then(Folder::recording),
            profile: args.profile.is_some().then(|| Profile::new(&prepared.program)).transpose()?,
        };
        let profile = options.profile.clone();
        for warning in prepared.warnings.iter().filter(|warning| !warning.doubt) {
            log.line(crate::log::Level::Warn, "plan", &warning.to_string());
        }
        notices::started(&plan, started, &log).await;
        let mut ran = run::run(prepared, options).await?;
        drop(shown);
        if let (Some(profile), Some(file)) = (profile, file)
            && let Err(error) = profile.write(std::io::BufWriter::new(file))
        {
            ran.summary.applies(ExitCode::Incomplete, &format!("the profile cannot be written: {error:#}"));
        }
        Ok(Done { ran, folder, plan, baseline, started, log })
    }

    /// Serves the page and says where. Only a reader's own terminal is told the token; elsewhere it is in a file.
    fn serve(&self, ui: Ui, control: Control) -> Result<Serving> {
        let (url, link) = (ui.url(), ui.link());
        let serving = ui.serve(control)?;
        let told = match (&self.terminal, serving.file()) {
            (Terminal::None, Some(file)) => format!("live page on {url}, its token in {}\n", file.display()),
            _ => format!("live page: {link}\n"),
        };
        // Nobody reads it: the run goes on.
        let _ = self.terminal.sink().write_all(told.as_bytes());
        Ok(serving)
    }
}

/// The folder of the run. One that nobody asked for in so many words is no reason not to run.
fn folder(plan: &Arc<Plan>, begun: &Begun, started: SystemTime, log: &Log) -> Result<Option<Folder>> {
    if !plan.results.write {
        return Ok(None);
    }
    let (place, of) = (&plan.results.folder, plan.clone());
    let redactor = log.redactor().clone();
    let error = match Folder::create(place, begun.clone(), started, redactor, move || modules(&of)) {
        Ok(folder) => return Ok(Some(folder)),
        Err(error) => error,
    };
    let told = format!("results.folder: no folder can be made in {}: {error}", place.display());
    if plan.results.is_chosen() {
        return Err(Failed::error(ExitCode::Invalid, told));
    }
    log.line(
        crate::log::Level::Warn,
        "engine",
        &format!("{told}; the run leaves no result (--no-results says so at once)"),
    );
    Ok(None)
}

/// The shop journey against the demonstration target, which runs as a process of its own so that the two do not share
/// a runtime; it ends with this process at the latest.
async fn demonstration(args: &RunArgs, wanted: Option<&CapacityArgs>) -> Result<Report> {
    let target = demo::Process::start().await?;
    let mut sources = Sources { environment: std::env::vars().collect(), ..Sources::default() };
    let files = demo::Files::write()?;
    sources.file = Some(super::sources::read(files.plan())?);
    super::sources::flags(&args.plan, &mut sources.overrides)?;
    sources
        .overrides
        .values
        .insert(0, ("target".into(), format!("\"{}\"", target.url()), Origin::Flag("--demo".into())));
    let done = loaded(args, wanted, sources, true).await;
    target.stop().await?;
    done
}

pub(super) fn style() -> Style {
    if plain() || !std::io::stdout().is_terminal() { Style::Plain } else { Style::Colour }
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
