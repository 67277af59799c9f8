use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, Result};

use super::sources::sources;
use crate::cli::DataArgs;
use crate::exit::{ExitCode, Failed};
use crate::plan::{self, DataTable, Plan};
use crate::prepare::invalid;
use crate::vu::Table;

/// Lists the tables of a plan, or writes the rows of one. A table of another version than the plan needs is shown too:
/// that is what one looks for here.
pub(super) fn execute(args: &DataArgs) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let sources = runtime.block_on(sources(&args.plan))?;
    let plan = plan::preview(&sources).map_err(|errors| invalid(&errors))?;
    match &args.table {
        None => super::print(&list(&plan)?)?,
        Some(name) => write(&plan, table(&plan, name)?, args.output.as_deref())?,
    }
    Ok(ExitCode::Passed)
}

fn list(plan: &Plan) -> Result<String> {
    let mut text = String::new();
    for spec in &plan.data {
        let rows = load(plan, spec)?.len();
        let version = spec.rows.version(&plan.source).with_context(|| spec.rows.origin())?;
        text += &format!("{}\n  rows     {rows}\n  from     {}\n  version  {version}\n", spec.name, spec.rows.origin());
    }
    if text.is_empty() {
        text += "the plan has no tables\n";
    }
    Ok(text)
}

fn table<'p>(plan: &'p Plan, name: &str) -> Result<&'p DataTable> {
    plan.data.iter().find(|table| table.name == name).ok_or_else(|| {
        let names: Vec<&str> = plan.data.iter().map(|table| table.name.as_str()).collect();
        let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Failed::error(ExitCode::Invalid, format!("--table {name}: the plan has no such table; it has {known}"))
    })
}

fn load(plan: &Plan, spec: &DataTable) -> Result<Table> {
    Table::load(spec, &plan.segment, &plan.source)
        .map_err(|error| Failed::error(ExitCode::Invalid, format!("{error:#}")))
}

/// How rows are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Json,
    Lines,
}

fn write(plan: &Plan, spec: &DataTable, to: Option<&Path>) -> Result<()> {
    let extension = to.map(|path| path.extension().and_then(|e| e.to_str()).unwrap_or_default());
    let form = match extension.map(str::to_ascii_lowercase).as_deref() {
        None | Some("csv") => Form::Csv,
        Some("json") => Form::Json,
        Some("jsonl" | "ndjson") => Form::Lines,
        Some(_) => {
            let told = "--output: what is written is told by the extension: name it .csv, .json or .jsonl";
            return Err(Failed::error(ExitCode::Invalid, told));
        }
    };
    let table = load(plan, spec)?;
    let Some(path) = to else {
        return match rows(&table, form, &mut BufWriter::new(std::io::stdout().lock())) {
            // A reader that went away (`| head`) has what it wanted.
            Err(error) if broken(&error) => Ok(()),
            done => done,
        };
    };
    let file = File::create(path)
        .map_err(|error| Failed::error(ExitCode::Invalid, format!("--output: the file cannot be written: {error}")))?;
    rows(&table, form, &mut BufWriter::new(file)).with_context(|| format!("cannot write {}", path.display()))
}

fn broken(error: &anyhow::Error) -> bool {
    let kind = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error.downcast_ref::<std::io::Error>().is_some_and(kind)
}

fn rows(table: &Table, form: Form, to: &mut dyn Write) -> Result<()> {
    for row in 0..table.len() {
        if form == Form::Csv {
            let Some(cells) = table.row(row)? else { break };
            if row == 0 {
                line(to, cells.iter().map(|(name, _)| &**name))?;
            }
            line(to, cells.iter().map(|(_, cell)| cell.as_str()))?;
            continue;
        }
        let Some(json) = table.json(row)? else { break };
        let (before, after) = match form {
            Form::Json if row == 0 => ("[\n", ""),
            Form::Json => (",\n", ""),
            _ => ("", "\n"),
        };
        write!(to, "{before}{json}{after}")?;
    }
    if form == Form::Json {
        to.write_all(if table.len() == 0 { b"[]\n" } else { b"\n]\n" })?;
    }
    Ok(to.flush()?)
}

/// One record of CSV.
fn line<'c>(to: &mut dyn Write, cells: impl Iterator<Item = &'c str>) -> std::io::Result<()> {
    for (at, cell) in cells.enumerate() {
        let comma = if at == 0 { "" } else { "," };
        if cell.contains([',', '"', '\r', '\n']) {
            write!(to, "{comma}\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            write!(to, "{comma}{cell}")?;
        }
    }
    to.write_all(b"\n")
}
