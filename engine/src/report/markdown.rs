//! Text as Markdown can hold it: the one place where a string becomes it.

use crate::log::printable;

/// Text that stays text: nothing in it is markup, a mention, a reference, a link or the end of a cell.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' => out.push(' '),
            // As a character reference, since a backslash does not keep `@` from being a mention or `www.` a link.
            '@' | '#' | ':' | '|' => out.push_str(&format!("&#{};", u32::from(c))),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '~' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_markup() {
        assert_eq!(
            escaped("GET /a|b <b>@me #1 `x` [l](http://e) www.e\n"),
            "GET /a&#124;b &lt;b&gt;&#64;me &#35;1 \\`x\\` \\[l\\]\\(http&#58;//e\\) www&#46;e\\\\n"
        );
    }
}
