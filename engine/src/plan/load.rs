//! From sources to a plan, or to all that is wrong with them.

use std::path::{Path, PathBuf};

use super::Plan;
use super::build::Build;
use super::document::Document;
use super::layers::{Layered, Sources, lay};
use super::mistake::{Mistake, PlanError, Warning};
use super::node::Origin;
use super::schema::{Folders, check};

/// Builds the plan from all its sources, or reports every mistake in them at once.
///
/// # Errors
/// All mistakes, in the order of the places they stand in.
pub fn load(sources: Sources) -> Result<(Plan, Vec<Warning>), Vec<PlanError>> {
    let mut layered = lay(&sources);
    let folders = Folders::of(&sources);
    let mut mistakes = std::mem::take(&mut layered.mistakes);
    if !layered.readable {
        return Err(show(mistakes, &layered.documents));
    }
    mistakes.extend(check(&layered.root, &folders));
    let (plan, found, warnings) = build(&sources, &layered, &folders);
    mistakes.extend(found);
    if mistakes.is_empty() { Ok((plan, warnings)) } else { Err(show(mistakes, &layered.documents)) }
}

/// What the sources say before the journey was asked for its `plan` export: enough to compile the journey, with defaults
/// where a value is wrong, since the export may yet complete it. `load` judges it afterwards.
///
/// # Errors
/// Mistakes of notation, and a journey that is missing or not there.
pub fn preview(sources: &Sources) -> Result<Plan, Vec<PlanError>> {
    let mut layered = lay(sources);
    let folders = Folders::of(sources);
    let mut mistakes = std::mem::take(&mut layered.mistakes);
    if !layered.readable {
        return Err(show(mistakes, &layered.documents));
    }
    mistakes.extend(check(&layered.root, &folders));
    let (plan, found, _) = build(sources, &layered, &folders);
    mistakes.extend(found);
    let no_journey = mistakes.iter().any(|m| m.path == "journey");
    if no_journey { Err(show(mistakes, &layered.documents)) } else { Ok(plan) }
}

fn build(sources: &Sources, layered: &Layered, folders: &Folders) -> (Plan, Vec<Mistake>, Vec<Warning>) {
    let mut build = Build {
        root: &layered.root,
        folders,
        environment: &sources.environment,
        has_file: sources.file.is_some(),
        has_export: sources.export.is_some(),
        own_tags: sources.own_tags,
        stem: stem(sources),
        data_names: &layered.data_names,
        mistakes: Vec::new(),
        warnings: layered.warnings.clone(),
    };
    let plan = build.plan();
    (plan, build.mistakes, build.warnings)
}

fn show(mistakes: Vec<Mistake>, documents: &[Document]) -> Vec<PlanError> {
    let mut mistakes = mistakes;
    mistakes.sort_by_key(|m| (m.at.origin == Origin::Export, m.at.origin.clone(), m.at.span.start));
    mistakes.into_iter().map(|m| m.show(documents)).collect()
}

fn stem(sources: &Sources) -> String {
    let path: Option<PathBuf> = sources.file.as_ref().map(|(path, _)| path.clone()).or_else(|| sources.journey.clone());
    let stem = path.as_deref().and_then(Path::file_stem).map(|s| s.to_string_lossy().into_owned());
    stem.map_or_else(|| "run".to_owned(), |s| s.trim_start_matches("builtin:").to_owned())
}

/// Reads a plan file as `Sources::file` takes it.
///
/// # Errors
/// One mistake when it cannot be read or is not text.
pub fn read_file(path: &Path) -> Result<(PathBuf, String), Vec<PlanError>> {
    const LONGEST: u64 = 16 << 20;
    let problem = |message: String, instead: &str| {
        let file = path.display().to_string();
        let instead = instead.to_owned();
        vec![PlanError { file, line: 0, col: 0, path: String::new(), message, instead, edit: None, excerpt: None }]
    };
    let readable = "the path of a plan that this user may read";
    let size = std::fs::metadata(path).map_err(|e| problem(format!("cannot be read: {e}"), readable))?.len();
    if size > LONGEST {
        return Err(problem(format!("{size} bytes are too many for a plan"), "a plan of at most 16 MiB"));
    }
    let bytes = std::fs::read(path).map_err(|e| problem(format!("cannot be read: {e}"), readable))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        problem(format!("is not text in UTF-8 (byte {at})"), "a plan in TOML or JSON, stored as UTF-8")
    })?;
    Ok((path.to_owned(), text))
}
