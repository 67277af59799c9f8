//! What a run leaves: a folder that is written while the run goes on, so that a kill at any moment loses at most the
//! last second, and that is read again for reports, merging and comparing.

mod annotation;
mod begun;
mod course;
mod folder;
mod intervals;
mod journal;
mod measured;
mod moment;
mod record;
mod writer;

pub use annotation::{Annotation, Annotations, annotations};
pub use begun::{Begun, Environment, Module, ScenarioHead, StageHead, ThresholdHead};
pub use course::{Course, Percentiles, Point, series_name};
pub use folder::{Folder, create_series, latest, replace, retain};
pub use intervals::Intervals;
pub use journal::{Frame, frames};
pub use measured::Measured;
pub use moment::{compact, rfc3339};
pub use record::{Head, Record, each_second, head, merge, read};
pub use writer::{Ended, Recording};

/// The version of the folder's files that is written; only this one is read.
pub const SCHEMA: u32 = 1;
/// What is known of a run when it begins.
pub const RUN: &str = "run.json";
/// Every second's measurements: one JSON document a line, each in a zstd frame of its own.
pub const SECONDS: &str = "seconds.jsonl.zst";
/// The distributions of every second as an HdrHistogram interval log.
pub const HISTOGRAMS: &str = "histograms.hlog";
/// The result as a whole, written last.
pub const RESULT: &str = "result.json";
/// What several runs say together, in the folder that theirs are in.
pub const SERIES: &str = "series.json";
/// The report for a browser.
pub const REPORT: &str = "report.html";
/// The verdicts for a CI server.
pub const JUNIT: &str = "junit.xml";
/// What was said of the run, and done to it, while it went on: one JSON document a line. Only where there is something.
pub const ANNOTATIONS: &str = "annotations.jsonl";
/// What journeys and the engine said.
pub const LOG: &str = "run.log";
