//! What happened when: what the charts mark, and the table that says what the marks are.

use super::Page;
use super::mark::text;
use super::tables::{Table, cell, value};
use crate::report::quantity::{milliseconds, number};
use crate::result::{Annotation, ScenarioHead};

/// One thing that a reader of a chart should know of.
pub(super) struct Event {
    /// From the start of the run, ms.
    pub(super) at_ms: f64,
    what: String,
}

/// In the order of their times.
pub(super) fn events(page: &Page<'_>) -> Vec<Event> {
    let mut all: Vec<Event> = page.begun.scenarios.iter().flat_map(|scenario| of(page, scenario)).collect();
    let end = page.seconds.last().map_or(0.0, |last| (last.from_ms + last.length_ms) as f64);
    if page.summary.exit.code != 0
        && let Some(reason) = page.summary.exit.reason.as_ref().filter(|_| ended_early(page.summary.exit.code))
    {
        all.push(Event { at_ms: end, what: format!("ended: {reason}") });
    }
    let told = |told: &Annotation| Event { at_ms: told.at_ms as f64, what: told.text.clone() };
    all.extend(page.annotations.iter().map(told));
    all.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
    all
}

/// Whether a run with this code did not come to its planned end.
fn ended_early(code: u8) -> bool {
    matches!(code, 100..=102 | 105 | 107..=109)
}

/// The borders of a scenario's stages, and its start and end where others run before or after it.
fn of(page: &Page<'_>, head: &ScenarioHead) -> Vec<Event> {
    let Some(row) = page.summary.scenarios.iter().find(|row| row.name == head.name) else { return Vec::new() };
    let Some(started) = row.started_ms else { return Vec::new() };
    let zero = page.summary.scenarios_at_ms;
    let event = |at_ms: f64, what: String| Event { at_ms: zero + at_ms, what: format!("{}: {what}", head.name) };
    let mut events = Vec::new();
    if started > 500.0 {
        events.push(event(started, "starts".to_owned()));
    }
    let (mut at, unit) = (started, if head.is_open() { "arrivals per unit of time" } else { "users" });
    for stage in &head.stages {
        let (length, target) = (milliseconds(stage.length_ms as f64), number(stage.target as f64));
        // What was not reached did not happen.
        if row.ended_ms.is_none_or(|ended| at < ended) {
            events.push(event(at, format!("to {target} {unit} within {length}")));
        }
        at += stage.length_ms as f64;
    }
    let last = page.summary.scenarios.iter().filter_map(|row| row.ended_ms).fold(0.0, f64::max);
    events.extend(row.ended_ms.filter(|ended| last - ended > 500.0).map(|ended| event(ended, "ends".to_owned())));
    events
}

/// The table; its numbers stand beside the marks.
pub(super) fn table(out: &mut String, page: &Page<'_>) {
    let events = events(page);
    if events.is_empty() {
        return;
    }
    let mut table = Table::new(out, "Events", 2, &["mark", "what", "at"]);
    for (at, event) in events.iter().enumerate() {
        let number = at + 1;
        table.row(&[
            cell(&number.to_string()),
            cell(&text(&event.what)),
            value(&milliseconds(event.at_ms), Some(event.at_ms)),
        ]);
    }
    table.end();
}
