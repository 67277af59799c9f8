use std::sync::Arc;

use super::Terminal;
use crate::control::{Control, Status};
use crate::report::{RequestRow, ThresholdRow};
use crate::result::Point;

/// Seconds of the course that charts show at most: five minutes.
pub(super) const SHOWN: usize = 300;
/// Lines of the log that are shown at most.
pub(super) const LOG: usize = 6;

/// What is drawn: values only.
#[derive(Clone)]
pub(super) struct View {
    pub(super) status: Status,
    /// The last seconds.
    pub(super) course: Vec<Point>,
    pub(super) requests: Arc<Vec<RequestRow>>,
    pub(super) thresholds: Arc<Vec<ThresholdRow>>,
    /// The lines of the log that are in sight.
    pub(super) log: Vec<String>,
    /// How many there are.
    pub(super) lines: usize,
    pub(super) place: Place,
    pub(super) colours: bool,
}

/// What the reader has chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) part: Part,
    /// The chosen scenario.
    pub(super) scenario: usize,
    /// Requests that are above the table.
    pub(super) request: usize,
    /// Thresholds that are above the table.
    pub(super) threshold: usize,
    /// Lines of the log that are below.
    pub(super) log: usize,
    pub(super) help: bool,
    /// What there is to say of the last key.
    pub(super) told: String,
}

/// The part of the screen that up and down move in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Part {
    #[default]
    Scenarios,
    Requests,
    Thresholds,
    Log,
}

impl View {
    pub(super) fn of(control: &Control, terminal: &Terminal, place: &Place) -> Self {
        let (requests, thresholds) = control.tables();
        Self {
            status: control.status(),
            course: control.latest(SHOWN),
            requests,
            thresholds,
            log: terminal.last(LOG, place.log),
            lines: terminal.lines(),
            place: place.clone(),
            colours: terminal.colours(),
        }
    }
}
