use std::sync::Arc;

use super::Build;
use crate::plan::mistake::Instead;
use crate::plan::node::Node;
use crate::plan::schema::shown;
use crate::plan::{DataPolicy, DataRows, DataTable, Executor, Recording, Segment, value};
use crate::vu::Table;

impl Build<'_> {
    /// The executor of recorded arrivals. The log is read once for each plan: before that it is empty.
    pub(super) fn replay(&mut self, name: &str, node: &Node, pre_vus: u32, max_vus: u32) -> Executor {
        let number = |key: &str| node.get(key).and_then(|n| value::positive(n).ok()).unwrap_or(1.0);
        let log = node.get("log").filter(|_| self.has_export);
        let path = log.and_then(|log| Some((log, self.folders.resolve(log, log.text()?))));
        let recording = match path {
            Some((log, path)) if self.folders.source.is_file(&path) => {
                let read = times(DataRows::File(path), self).unwrap_or_else(|problem| {
                    let instead = Instead::Advice(
                        "a table of requests with the time of each in `at`, as `throng import` writes".into(),
                    );
                    self.mistake(&log.at, &shown(&["scenarios", name, "log"]), problem, instead);
                    Vec::new()
                });
                Recording::new(&read)
            }
            // A file that is not there is a mistake of its own.
            _ => Recording::default(),
        };
        Executor::Replay {
            log: Arc::new(recording),
            speed: number("speed"),
            copies: number("copies"),
            pre_vus,
            max_vus,
        }
    }
}

/// The times of a log's rows, ms; an error says what is wrong with it.
fn times(rows: DataRows, build: &Build<'_>) -> Result<Vec<f64>, String> {
    let (policy, version) = (DataPolicy::Sequential, String::new());
    let spec = DataTable { name: "log".into(), rows, policy, wrap: false, version };
    let table = Table::load(&spec, &Segment::default(), &build.folders.source).map_err(|error| format!("{error:#}"))?;
    let time = |row: u32| {
        let cells = table.row(row).map_err(|error| format!("{error:#}"))?.unwrap_or_default();
        let at = cells.iter().find(|(column, _)| &**column == "at").map(|(_, cell)| cell.as_str());
        let at = at.ok_or_else(|| format!("row {row} has no `at`"))?;
        moment(at).ok_or_else(|| {
            format!("`at` of row {row} is `{at}`, neither a number of ms nor a time as 2026-01-31T12:00:00.5Z")
        })
    };
    let times: Vec<f64> = (0..table.len()).map(time).collect::<Result<_, _>>()?;
    if times.is_empty() { Err("there is no row in it".into()) } else { Ok(times) }
}

/// ms, or an instant of the calendar as ms since 1970.
fn moment(text: &str) -> Option<f64> {
    match text.parse::<f64>() {
        Ok(number) => number.is_finite().then_some(number),
        Err(_) => Some(text.parse::<jiff::Timestamp>().ok()?.as_nanosecond() as f64 / 1e6),
    }
}
