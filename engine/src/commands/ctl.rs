use std::fmt::Write as _;

use anyhow::Result;
use serde_json::Value;

use crate::cli::{CtlArgs, CtlOrder};
use crate::control::{Change, Command, Found, Remote, Status, find};
use crate::exit::{ExitCode, Failed};
use crate::log::printable;

/// Where the token of a run that is named by its address is.
const TOKEN: &str = "THRONG_TOKEN";

/// Asks a run that goes on, and prints what it says.
pub(super) fn execute(args: CtlArgs) -> Result<ExitCode> {
    let (found, own) = run(&args)?;
    let remote = Remote::new(&found, own)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let command = match args.order {
            CtlOrder::Status { json } => return show(&remote.status().await?, json),
            CtlOrder::Link => return super::print(&format!("{}\n", printable(&remote.link().await?))),
            CtlOrder::Pause => Command::Pause,
            CtlOrder::Resume => Command::Resume,
            CtlOrder::Stop => Command::Stop,
            CtlOrder::Annotate { text } => Command::Annotate(text),
            CtlOrder::Scale { scenario, users, rate } => {
                let scenario = match scenario {
                    Some(scenario) => scenario,
                    None => only(&remote.status().await?)?,
                };
                Command::Scale { scenario, change: Change { users, rate } }
            }
        };
        let answer = remote.ask(&command).await?;
        let state = printable(answer["status"]["state"].as_str().unwrap_or("unknown"));
        let already = if answer["changed"] == false { " (as it was)" } else { "" };
        super::print(&format!("{state}{already}\n"))
    })?;
    Ok(ExitCode::Passed)
}

/// The run that is meant, and whether it is a process of this user.
fn run(args: &CtlArgs) -> Result<(Found, bool)> {
    let failed = |why: String| Failed::error(ExitCode::Invalid, why);
    if let Some(url) = &args.url {
        let token = std::env::var(TOKEN)
            .map_err(|_| failed(format!("--url: {TOKEN} is not set: it holds the token of the run")))?;
        return Ok((Found { pid: 0, url: url.clone(), token, plan: String::new() }, false));
    }
    let mut runs = find();
    if let Some(pid) = args.pid {
        runs.retain(|run| run.pid == pid);
    }
    match (runs.len(), args.pid) {
        (1, _) => Ok((runs.remove(0), true)),
        (0, Some(pid)) => Err(failed(format!("process {pid} is no run of yours that has --ui"))),
        (0, None) => Err(failed("no run of yours has --ui: start one with `throng run --ui …`".to_owned())),
        _ => {
            let pids: Vec<String> =
                runs.iter().map(|run| format!("--pid {} ({})", run.pid, printable(&run.plan))).collect();
            Err(failed(format!("several runs have --ui: name one, {}", pids.join(" or "))))
        }
    }
}

/// The name of the only scenario.
fn only(status: &Value) -> Result<String> {
    let names: Vec<&str> =
        status["scenarios"].as_array().into_iter().flatten().filter_map(|scenario| scenario["name"].as_str()).collect();
    match names[..] {
        [only] => Ok(only.to_owned()),
        _ => Err(Failed::error(ExitCode::Invalid, format!("name the scenario: one of {}", names.join(", ")))),
    }
}

fn show(document: &Value, json: bool) -> Result<()> {
    if json {
        return super::print(&format!("{}\n", serde_json::to_string_pretty(document)?));
    }
    let status: Status = serde_json::from_value(document.clone())?;
    super::print(&text(&status))
}

/// A run in a few lines.
fn text(status: &Status) -> String {
    let mut out = format!(
        "{} {} {}, {} users, {} iterations, {} requests ({} failed)\n",
        printable(&status.plan),
        status.state,
        seconds(status.elapsed_ms),
        status.users,
        status.complete,
        status.requests,
        status.failed
    );
    for scenario in &status.scenarios {
        let p95 = scenario.pulse.p95_ms.map_or(String::new(), |p95| format!(", p95 {p95:.1} ms"));
        let failed = scenario.pulse.failed.map_or(String::new(), |share| format!(", {:.1}% failed", 100.0 * share));
        let dropped = if scenario.dropped > 0 { format!(", {} dropped", scenario.dropped) } else { String::new() };
        let left =
            if scenario.state == "over" { String::new() } else { format!(", {} left", seconds(scenario.left_ms)) };
        // Nothing reads an error of a string.
        let _ = writeln!(
            out,
            "  {}: {} {:.0}%, {} users, {:.0} iterations/s, {:.0} requests/s{p95}{failed}{dropped}{left}",
            printable(&scenario.name),
            scenario.state,
            100.0 * scenario.progress,
            scenario.users,
            scenario.pulse.iterations,
            scenario.pulse.requests,
        );
    }
    out
}

fn seconds(ms: u64) -> String {
    match ms / 1000 {
        short @ 0..60 => format!("{short}s"),
        long => format!("{}m{:02}s", long / 60, long % 60),
    }
}
