use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::cli::ImportArgs;
use crate::exit::{ExitCode, Failed};
use crate::import::{Folder, Form, Hosts, Recordings, Wanted, read, recognise};
use crate::log::printable;

/// Makes a folder of recordings that runs at once, and says what is to be filled in.
pub(super) fn execute(args: &ImportArgs) -> Result<ExitCode> {
    import(args).map_err(|error| Failed::error(ExitCode::Invalid, printable(&format!("{error:#}"))))?;
    Ok(ExitCode::Passed)
}

fn import(args: &ImportArgs) -> Result<()> {
    let mut recordings = Recordings::default();
    for file in &args.files {
        add(file, args, &mut recordings).with_context(|| file.clone())?;
    }
    let hosts = Hosts { only: args.only.clone(), drop: args.drop.clone(), without_telemetry: args.drop_telemetry };
    hosts.choose(&mut recordings);
    anyhow::ensure!(!recordings.requests.is_empty(), "no request is left: import more hosts");
    let arrivals = recordings.arrivals || args.arrivals;
    if let Some(request) = recordings.requests.iter().find(|request| arrivals && request.at.is_none()) {
        anyhow::bail!("--arrivals: {} {} has no time: only HAR and access logs have", request.method, request.path);
    }
    let stem = |path: &String| Some(Path::new(path).file_stem()?.to_string_lossy().into_owned());
    let name = args.files.first().filter(|file| *file != "-").and_then(stem).unwrap_or_else(|| "replay".to_owned());
    let folder = Folder::of(recordings, &name, &args.files.join(", "), args.target.as_deref(), arrivals);
    folder.write(&args.output).with_context(|| args.output.display().to_string())?;
    super::print(&told(&folder, &args.output.display().to_string()))
}

fn add(file: &str, args: &ImportArgs, to: &mut Recordings) -> Result<()> {
    let mut bytes = Vec::new();
    match file {
        "-" => drop(std::io::stdin().lock().read_to_end(&mut bytes)?),
        path => bytes = std::fs::read(path).context("it cannot be read")?,
    }
    let text = String::from_utf8_lossy(&bytes);
    let form = args.format.or_else(|| recognise(&text));
    let form = form.context("it is of no form that is known: say which by --format")?;
    if !to.requests.is_empty() && to.arrivals != (form == Form::Log) {
        anyhow::bail!("access logs are imported apart from other recordings: give them a folder of their own");
    }
    read(form, &text, Wanted { all_methods: args.all_methods }, to)
}

fn told(folder: &Folder, place: &str) -> String {
    let mut text = format!("{} requests to {place}\n", folder.table.lines().count());
    for note in &folder.notes {
        text += &format!("  {}\n", printable(note));
    }
    for secret in &folder.secrets {
        let (name, from, count) = (printable(&secret.name), printable(&secret.place), secret.requests);
        let file = secret.file();
        text +=
            &format!("  secret {name} is not written ({from}, {count} requests): put it into {place}/secrets/{file}\n");
    }
    match &folder.target {
        Some(_) => text += &format!("run it: throng run {place}\n"),
        None => text += &format!("run it: throng run {place} --target URL\n"),
    }
    text
}
