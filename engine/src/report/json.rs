use super::Summary;

/// The summary as JSON text, indented, with a line feed at its end.
pub fn json(summary: &Summary) -> Vec<u8> {
    let mut bytes =
        serde_json::to_vec_pretty(summary).expect("a summary has only string keys and finite numbers or nulls");
    bytes.push(b'\n');
    bytes
}
