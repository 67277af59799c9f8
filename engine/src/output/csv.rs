//! A row a point, in k6's columns.

use futures_util::future::{BoxFuture, ready};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::decimal;
use super::file::Sink;
use super::moment::Moment;
use super::rendered::Rendered;
use super::{Output, Trouble};
use crate::plan::{OutputSpec, Place};
use crate::redact::Redactor;
use crate::sample::{TagSet, hexadecimal};

/// Tags with a column of their own, between the value and `extra_tags`.
const COLUMNS: [&str; 14] = [
    "check",
    "error",
    "error_code",
    "expected_response",
    "group",
    "method",
    "name",
    "proto",
    "scenario",
    "service",
    "status",
    "subproto",
    "tls_version",
    "url",
];
/// What would be read as a border between the parts of `extra_tags`.
const BORDERS: &AsciiSet = &CONTROLS.add(b'&').add(b'=').add(b'%');

pub(super) struct Csv {
    file: Sink,
    /// The rest of a line behind its value, where no trace is in it.
    tails: Rendered<Vec<u8>>,
}

impl Csv {
    pub(super) fn open(spec: &OutputSpec, redactor: Redactor) -> Result<Self, String> {
        let Place::File(path) = &spec.place else { return Err("csv goes to a file".to_owned()) };
        let mut file = Sink::create(path).map_err(|error| format!("the file cannot be written: {error}"))?;
        let ends = ["extra_tags", "metadata"];
        let head = ["metric_name", "timestamp", "metric_value"].iter().chain(&COLUMNS).chain(&ends);
        let head = rows(|rows| rows.write_record(head.clone()));
        head.and_then(|head| file.add(&head)).map_err(|error| format!("the file cannot be written: {error}"))?;
        Ok(Self { file, tails: Rendered::new(redactor) })
    }

    fn add(&mut self, moment: &Moment) -> std::io::Result<()> {
        let mut lines = self.file.lines();
        for sample in moment.samples() {
            let tail = self.tails.of(sample, tail);
            let traced = sample.trace.map(|trace| {
                let metadata = format!("trace_id={}\n", hexadecimal(&trace.id));
                // Without the end of the line.
                [&tail[..tail.len() - 1], metadata.as_bytes()].concat()
            });
            let tail = traced.as_ref().unwrap_or(&tail);
            let middle = format!(",{},", sample.at / 1_000_000_000);
            let out = lines.buffer();
            sample.points(|id, amount| {
                let Some(metric) = moment.metrics.get(id.0 as usize) else { return };
                // Names of metrics, numbers and hexadecimal digits need no quotes.
                out.extend_from_slice(metric.name.as_bytes());
                out.extend_from_slice(middle.as_bytes());
                decimal::six(out, amount);
                out.extend_from_slice(tail);
            });
            lines.spill()?;
        }
        lines.end()
    }
}

impl Output for Csv {
    fn write<'a>(&'a mut self, moment: &'a Moment) -> BoxFuture<'a, Result<(), Trouble>> {
        Box::pin(ready(self.add(moment).map_err(Trouble::from)))
    }

    fn finish(&mut self) -> BoxFuture<'_, Result<(), Trouble>> {
        Box::pin(ready(self.file.end().map_err(Trouble::from)))
    }
}

fn rows(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> std::io::Result<Vec<u8>> {
    let mut rows = csv::Writer::from_writer(Vec::new());
    write(&mut rows)?;
    rows.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

/// The cells of the tags, quoted where they must be, and an empty one for the trace.
fn tail(tags: &TagSet) -> Vec<u8> {
    let mut row = rows(|rows| rows.write_record(cells(tags))).expect("memory takes everything");
    // The writer's end of the line comes behind the last cell.
    row.pop();
    [b",", row.as_slice(), b",\n"].concat()
}

/// The tags by their columns, the others as `key=value&key=value`.
fn cells(tags: &TagSet) -> Vec<String> {
    let mut cells: Vec<String> = COLUMNS.iter().map(|key| harmless(tags.get(key).unwrap_or_default())).collect();
    let encoded = |text| utf8_percent_encode(text, BORDERS);
    let others = tags.iter().filter(|(key, _)| !COLUMNS.contains(key));
    let pairs: Vec<String> = others.map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
    cells.push(harmless(&pairs.join("&")));
    cells
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_without_a_column_stand_together_and_formulas_are_text() {
        let tags = TagSet::from_iter([("name", "=1+1"), ("status", "200"), ("a=b", "c&d"), ("z", "é")]);
        let cells = cells(&tags);
        assert_eq!((cells[6].as_str(), cells[10].as_str(), cells[0].as_str()), ("'=1+1", "200", ""));
        assert_eq!(cells[14], "a%3Db=c%26d&z=%C3%A9");
    }
}
