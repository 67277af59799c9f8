use serde_json::json;

use super::Summary;
use crate::result::{Begun, Point, SCHEMA};

/// The summary as JSON text, indented, with a line feed at its end.
pub fn json(summary: &Summary) -> Vec<u8> {
    let mut bytes =
        serde_json::to_vec_pretty(summary).expect("a summary has only string keys and finite numbers or nulls");
    bytes.push(b'\n');
    bytes
}

/// The whole result as JSON text: the summary, what was known at the start, and the course of the run.
pub fn document(summary: &Summary, begun: &Begun, seconds: &[Point]) -> Vec<u8> {
    let document = json!({ "schema": SCHEMA, "run": begun, "summary": summary, "seconds": seconds });
    let mut bytes = serde_json::to_vec_pretty(&document).expect("only string keys, and finite numbers or nulls");
    bytes.push(b'\n');
    bytes
}
