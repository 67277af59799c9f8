//! Two results beside each other, for the terminal, for a pull request, and as JSON.

mod cells;
mod markdown;
mod text;

use serde_json::json;

use crate::compare::Comparison;

pub use markdown::comparison_markdown;
pub use text::comparison_text;

/// Comparisons as JSON text, indented, with a line feed at its end.
pub fn comparisons_json(comparisons: &[Comparison]) -> String {
    let document = json!({ "schema": 1, "comparisons": comparisons });
    let mut text = serde_json::to_string_pretty(&document).expect("it has only string keys and finite numbers");
    text.push('\n');
    text
}
