use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use super::sources::sources;
use crate::cli::DevArgs;
use crate::clock;
use crate::exit::ExitCode;
use crate::log::Log;
use crate::once::{self, Outcome, once};
use crate::plan::{Journey, Plan, Sources, named_files};
use crate::prepare::{Prepared, prepare_by};
use crate::protocol::Seen;
use crate::redact::Redactor;
use crate::toolchain;
use crate::trial;
use crate::vu::{Effort, Observer, Script};
use crate::watch::Watch;

/// The longest that one try takes.
const LIMIT: Duration = Duration::from_secs(60);

/// What a user of `throng run` beside it should know.
const AS_TEXT: &str =
    "tried as text from now on: journey.wasm stays as it was built first, and `throng build` renews it\n";

/// Tries the journey with one user each time that a file is saved, until it is interrupted.
pub(super) fn execute(args: &DevArgs) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut watch = Watch::new(&folder(args))?;
    let mut last = None;
    for nth in 1_u64.. {
        let begun = clock::now();
        let tried = runtime.block_on(attempt(args, nth, &mut watch, last.as_ref()));
        let ended = match &tried {
            Ok(outcome) if outcome.failure.is_none() => "passed".to_owned(),
            Ok(_) => "failed".to_owned(),
            Err(error) => format!("{error:#}\nnot run"),
        };
        super::print(&format!("{ended} after {}\n", trial::ms(clock::now() - begun)))?;
        if args.tries.is_some_and(|tries| nth >= tries) {
            return tried.map(|outcome| match outcome.failure {
                None => ExitCode::Passed,
                Some(_) => ExitCode::JourneyError,
            });
        }
        last = tried.ok().or(last);
        let changed = watch.wait()?;
        let names: Vec<String> = changed.iter().map(|file| name(file, watch.folder())).collect();
        super::print(&format!("\n── {} ──\n", names.join(", ")))?;
    }
    Ok(ExitCode::Passed)
}

/// One try: check, run, tell.
async fn attempt(args: &DevArgs, nth: u64, watch: &mut Watch, last: Option<&Outcome>) -> Result<Outcome> {
    let sources = sources(&args.plan).await?;
    let mut effort = Effort::Try(None);
    if let Some(folder) = project(&sources) {
        let built = built(&folder, last.is_none());
        watch.built();
        effort = Effort::Try(built?.map(Arc::new));
        if nth == 2 && matches!(effort, Effort::Try(Some(_))) {
            super::print(AS_TEXT)?;
        }
    }
    if let Some((file, _)) = &sources.file {
        watch.add(file);
    }
    if let Some(journey) = sources.journey.as_deref().filter(|journey| journey.is_file()) {
        watch.add(journey);
    }
    let log = |plan: &Plan| Log::new(Box::new(Out), args.log.clone(), redactor(plan));
    let prepared = prepare_by(&effort, sources, &log).await?;
    files(&prepared).iter().for_each(|file| watch.add(file));
    for warning in &prepared.warnings {
        super::print(&format!("warning: {warning}\n"))?;
    }
    let redactor = redactor(&prepared.plan);
    let options = once::Options {
        scenario: args.scenario.clone(),
        iterations: 1,
        limit: LIMIT,
        log: log(&prepared.plan),
        observer: Arc::new(Shown(redactor.clone())),
    };
    let outcome = once(&prepared, options).await?;
    super::print(&trial::outcome(&outcome, last, &redactor))?;
    Ok(outcome)
}

/// Builds the project, or makes only the text of its journey where that is enough for a try. The first try of all does both,
/// so that what a run takes is there, and is no older than the session.
fn built(folder: &Path, first: bool) -> Result<Option<Script>> {
    let script = if first { None } else { toolchain::script(folder)? };
    if script.is_some() {
        return Ok(script);
    }
    toolchain::build(folder)?;
    toolchain::script(folder)
}

/// The folder of the plan, or of the journey.
fn folder(args: &DevArgs) -> PathBuf {
    let what = Path::new(args.plan.what.as_deref().unwrap_or("."));
    let folder = if what.is_dir() { what } else { what.parent().unwrap_or(Path::new(".")) };
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}

/// The project that makes the plan's journey; none where the journey is no project's output.
fn project(sources: &Sources) -> Option<PathBuf> {
    let journey = named_files(sources).into_iter().find(|file| file.setting == "journey")?.path;
    let folder = journey.parent().filter(|_| journey.ends_with(toolchain::OUTPUT))?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    toolchain::detect(folder).is_ok().then(|| folder.to_owned())
}

/// What the plan reads.
fn files(prepared: &Prepared) -> Vec<PathBuf> {
    let plan = &prepared.plan;
    let journey = match &plan.journey {
        Journey::File(file) => Some(file.clone()),
        Journey::Builtin(_) => None,
    };
    plan.files.values().chain(plan.plugs.values()).cloned().chain(journey).collect()
}

fn name(file: &Path, folder: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).display().to_string()
}

fn redactor(plan: &Plan) -> Redactor {
    Redactor::new(plan.secrets.iter().map(|secret| secret.value.as_str()))
}

/// Shows what happens, in the order in which it happens.
struct Shown(Redactor);

impl Observer for Shown {
    fn exchange(&self, _: &str, seen: &Seen) {
        // A reader that went away is not the journey's fault.
        let _ = super::print(&trial::exchange(seen, &self.0));
    }

    fn check(&self, _: &str, name: &str, passed: bool) {
        let _ = super::print(&trial::check(name, passed, &self.0));
    }
}

/// The standard output as a sink of the log.
struct Out;

impl std::io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        std::io::Write::write(&mut std::io::stdout(), bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::Write::flush(&mut std::io::stdout())
    }
}
