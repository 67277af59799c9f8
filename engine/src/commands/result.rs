use std::path::Path;

use crate::aggregate::Snapshot;
use crate::report::{self, Page, Summary};
use crate::result::{Begun, JUNIT, Point, REPORT, RESULT, RUN, annotations, replace};

/// What the files of a result are made of, besides the summary.
pub(super) struct Made<'a> {
    /// What was known at the start.
    pub(super) begun: &'a Begun,
    /// The course of the run.
    pub(super) seconds: &'a [Point],
    /// All that was measured.
    pub(super) snapshot: &'a Snapshot,
    /// Whether there is no `result.json` yet: one that is there is what the run said, to the last digit.
    pub(super) anew: bool,
}

/// Writes what is made from a result; `result.json` last, since whoever finds it finds the others.
pub(super) fn write(folder: &Path, summary: &Summary, made: &Made<'_>) -> std::io::Result<()> {
    let annotations = annotations(folder);
    let (begun, seconds, snapshot) = (made.begun, made.seconds, made.snapshot);
    let page = Page { summary, begun, seconds, snapshot, annotations: &annotations };
    replace(folder, REPORT, &report::html(&page))?;
    replace(folder, JUNIT, &report::junit(summary))?;
    if made.anew {
        replace(folder, RESULT, &report::document(summary, made.begun, made.seconds))?;
    }
    // Everything in it stands in the result.
    std::fs::remove_file(folder.join(RUN)).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}
