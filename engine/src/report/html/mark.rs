//! Text as HTML can hold it: the one place where a string becomes markup.

use crate::log::printable;

/// Text of an element or of an attribute in quotes; control characters and what reorders text are written out.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// As `text`, line by line.
pub(super) fn lines(lines: &str) -> String {
    lines.lines().map(text).collect::<Vec<_>>().join("\n")
}

/// JSON that stands in a script block: nothing in it ends the block or begins a comment.
pub(super) fn json(value: &serde_json::Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out += &format!("\\u{:04x}", c as u32),
            c => out.push(c),
        }
    }
    out
}

/// A number that a column is sorted by; nothing where there is none.
pub(super) fn key(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or_else(String::new, |value| format!(" data-key=\"{value}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        assert_eq!(text("<b a=\"c\" d='e'>&\u{202e}\n"), "&lt;b a=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\\u{202e}\\n");
        assert_eq!(lines("a<\nb>"), "a&lt;\nb&gt;");
        let value = serde_json::json!({ "a": "</script><!--&\u{2028}" });
        let written = json(&value);
        assert_eq!(written, "{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\"}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap(), value);
    }
}
