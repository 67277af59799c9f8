use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context as _, Result};

use super::sources::sources;
use crate::cli::TraceArgs;
use crate::clock;
use crate::exit::{ExitCode, Failed};
use crate::har::Har;
use crate::log::Log;
use crate::once::{self, once};
use crate::plan::Plan;
use crate::prepare::prepare;
use crate::protocol::Seen;
use crate::redact::Redactor;
use crate::vu::Observer;

/// The longest that a trace takes.
const LIMIT: Duration = Duration::from_secs(600);

/// Runs one user and writes its exchanges as HAR; a journey that fails still has its trace, and ends with 107.
pub(super) fn execute(mut args: TraceArgs) -> Result<ExitCode> {
    let mut file = open(&args.output)?;
    // The plan's schedule does not count here: only this user's iterations.
    let iterations = args.plan.iterations.take().unwrap_or(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let log = |plan: &Plan| Log::new(Box::new(std::io::stderr()), args.log.clone(), redactor(plan));
    let (recorded, outcome) = runtime.block_on(async {
        let prepared = prepare(sources(&args.plan).await?, &log).await?;
        let recorded = Arc::new(Recording(Mutex::new(Har::new(redactor(&prepared.plan), args.body_bytes))));
        let options = once::Options {
            scenario: args.scenario.clone(),
            iterations,
            limit: LIMIT,
            log: log(&prepared.plan),
            observer: recorded.clone(),
        };
        let outcome = once(&prepared, options).await?;
        let failure = outcome.failure.map(|text| redactor(&prepared.plan).apply(&text).into_owned());
        anyhow::Ok((recorded, failure))
    })?;
    let bytes = recorded.har().to_bytes();
    match &mut file {
        Some(file) => file.write_all(&bytes).with_context(|| format!("cannot write {}", args.output))?,
        None => super::print(&String::from_utf8_lossy(&bytes))?,
    }
    match outcome {
        None => Ok(ExitCode::Passed),
        Some(message) => Err(Failed::error(ExitCode::JourneyError, message)),
    }
}

/// Opened before anything is sent; none is the standard output.
fn open(output: &str) -> Result<Option<std::fs::File>> {
    if output == "-" {
        return Ok(None);
    }
    let file = std::fs::File::create(output);
    file.map(Some).map_err(|error| {
        Failed::error(ExitCode::Invalid, format!("--output {output}: the file cannot be written: {error}"))
    })
}

fn redactor(plan: &Plan) -> Redactor {
    Redactor::new(plan.secrets.iter().map(|secret| secret.value.as_str()))
}

struct Recording(Mutex<Har>);

impl Recording {
    fn har(&self) -> std::sync::MutexGuard<'_, Har> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Recording {
    fn exchange(&self, who: &str, seen: &Seen) {
        let ago = clock::now().saturating_duration_since(seen.started);
        let now = clock::wall().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.har().add(who, now.saturating_sub(ago), seen);
    }

    fn check(&self, _: &str, _: &str, _: bool) {}
}
