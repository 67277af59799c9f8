use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::annotation::annotations;
use super::{Annotation, Begun, Course, Point, RESULT, RUN, SCHEMA, SECONDS, journal};
use crate::aggregate::Snapshot;

/// A result as it was read.
pub struct Record {
    /// Where it is.
    pub folder: PathBuf,
    /// What was known at the start.
    pub begun: Begun,
    /// The summary as it was written; none where the run was killed, and of merged results.
    pub summary: Option<Value>,
    /// What was measured.
    pub snapshot: Snapshot,
    /// The course of the run.
    pub seconds: Vec<Point>,
    /// What was said of it and done to it; of merged results, those of the first.
    pub annotations: Vec<Annotation>,
}

/// `result.json`, as far as reading needs it.
#[derive(Deserialize)]
struct Document {
    run: Value,
    summary: Value,
    seconds: Vec<Point>,
}

/// A result without its seconds.
pub struct Head {
    /// Where it is.
    pub folder: PathBuf,
    /// What was known at the start.
    pub begun: Begun,
    /// The summary as it was written; none where the run was killed, or goes on.
    pub summary: Option<Value>,
    /// The course of the run as it was written, with the summary.
    pub seconds: Vec<Point>,
}

/// Reads a result: its folder, or a file in it.
///
/// # Errors
/// What is missing, of another version or spoiled, by file.
pub fn read(path: &Path) -> Result<Record, String> {
    let mut snapshot = Snapshot::default();
    let mut course = Course::default();
    add_seconds(&folder(path), &mut snapshot, &mut course)?;
    let Head { folder, begun, summary, seconds } = head(path)?;
    // A result that was copied without its seconds has those of the document.
    let seconds = if summary.is_some() { seconds } else { course.points() };
    let annotations = annotations(&folder);
    Ok(Record { folder, begun, summary, snapshot, seconds, annotations })
}

/// Reads what a result says of itself: `result.json`, or `run.json` where the run did not come to its end.
///
/// # Errors
/// As `read`.
pub fn head(path: &Path) -> Result<Head, String> {
    let folder = folder(path);
    let file = folder.join(RESULT);
    if !file.is_file() {
        let begun = begun(&folder.join(RUN), json(&folder.join(RUN))?)?;
        return Ok(Head { folder, begun, summary: None, seconds: Vec::new() });
    }
    let document = json(&file)?;
    version(&file, &document)?;
    let named = |error: serde_json::Error| format!("{}: {error}", file.display());
    let document: Document = serde_json::from_value(document).map_err(named)?;
    let begun = begun(&file, document.run)?;
    Ok(Head { folder, begun, summary: Some(document.summary), seconds: document.seconds })
}

/// Reads several results as one: what was measured adds up, exactly.
///
/// # Errors
/// As `read`; and where they are of different plans.
pub fn merge(paths: &[PathBuf]) -> Result<Record, String> {
    let mut snapshot = Snapshot::default();
    let mut course = Course::default();
    let mut first: Option<Record> = None;
    for path in paths {
        let record = read(path)?;
        add_seconds(&record.folder, &mut snapshot, &mut course)?;
        match &mut first {
            None => first = Some(record),
            Some(first) if first.begun.plan == record.begun.plan => {
                first.begun.started = first.begun.started.clone().min(record.begun.started);
            }
            Some(first) => {
                let (one, other) = (&first.begun.plan, &record.begun.plan);
                return Err(format!(
                    "{}: is of the plan `{other}`, not of `{one}`: merge results of one plan",
                    path.display()
                ));
            }
        }
    }
    let first = first.ok_or("name the results that are to be merged")?;
    Ok(Record { summary: None, snapshot, seconds: course.points(), ..first })
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if path.is_file() => parent.to_owned(),
        _ => path.to_owned(),
    }
}

/// Adds every second of a folder.
fn add_seconds(folder: &Path, snapshot: &mut Snapshot, course: &mut Course) -> Result<(), String> {
    each_second(folder, |frame| {
        course.add(&frame);
        snapshot.merge(&frame.snapshot);
    })
}

/// Reads every second of a folder; a folder without them has none.
///
/// # Errors
/// Where they are spoiled from the first on.
pub fn each_second(folder: &Path, each: impl FnMut(journal::Frame)) -> Result<(), String> {
    let path = folder.join(SECONDS);
    let Ok(file) = File::open(&path) else { return Ok(()) };
    journal::frames(file, each).map(drop).map_err(|error| format!("{}: {error}", path.display()))
}

fn json(path: &Path) -> Result<Value, String> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read(path).map_err(|error| named(&error))?;
    serde_json::from_slice(&text).map_err(|error| named(&error))
}

/// Whether this engine reads that version.
fn version(path: &Path, document: &Value) -> Result<(), String> {
    match document["schema"].as_u64() {
        Some(schema) if schema == u64::from(SCHEMA) => Ok(()),
        Some(schema) => Err(format!(
            "{}: has schema {schema}, throng {} reads schema {SCHEMA}: use the engine that wrote it",
            path.display(),
            env!("CARGO_PKG_VERSION")
        )),
        None => Err(format!("{}: is no result of throng: it has no `schema`", path.display())),
    }
}

fn begun(path: &Path, document: Value) -> Result<Begun, String> {
    version(path, &document)?;
    serde_json::from_value(document).map_err(|error| format!("{}: {error}", path.display()))
}
