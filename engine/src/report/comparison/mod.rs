//! Two results beside each other, for the terminal, for a pull request, and as JSON.

mod cells;
mod markdown;
mod text;

use serde_json::json;

use crate::compare::{Comparison, Verdict};

pub(super) use cells::{HEAD, cells, rule, shown, side, total};
pub use markdown::comparison_markdown;
pub use text::comparison_text;
pub(super) use text::table;

/// Comparisons as JSON text, indented, with a line feed at its end.
pub fn comparisons_json(comparisons: &[Comparison]) -> String {
    let document = json!({ "schema": 1, "comparisons": comparisons });
    let mut text = serde_json::to_string_pretty(&document).expect("it has only string keys and finite numbers");
    text.push('\n');
    text
}

/// What became worse, in a line: the first rows by name.
pub fn regressions(comparison: &Comparison) -> String {
    const NAMED: usize = 5;
    let rows = comparison.rows.iter().filter(|row| row.verdict == Verdict::Regression);
    let mut texts: Vec<String> = rows
        .map(|row| {
            let [name, metric, _, _, change, ..] = cells(row);
            format!("{name} {metric} {change}").trim_start().to_owned()
        })
        .collect();
    let more = texts.len().saturating_sub(NAMED);
    texts.truncate(NAMED);
    if more > 0 {
        texts.push(format!("and {more} more"));
    }
    texts.join("; ")
}
