use super::cells::{HEAD, cells, rule, shown, side, total};
use crate::compare::{Comparison, Verdict};
use crate::log::printable;

/// The comparison as GitHub's Markdown, for a comment on a pull request.
pub fn comparison_markdown(comparison: &Comparison) -> String {
    let worse = comparison.count(Verdict::Regression) > 0;
    let better = comparison.count(Verdict::Improvement) > 0;
    let verdict = match (worse, better) {
        (true, _) => "Regression",
        (false, true) => "Improvement",
        (false, false) => "No evidence of a change",
    };
    let mut out = format!("### {verdict}\n\n");
    out += &format!("- base: {}\n- new: {}\n", escaped(&side(&comparison.base)), escaped(&side(&comparison.new)));
    for warning in &comparison.warnings {
        out += &format!("- **warning**: {}\n", escaped(warning));
    }
    out += &format!("\n| {} |\n|---|---|---:|---:|---:|---:|---|\n", HEAD.join(" | "));
    for row in shown(comparison) {
        let mut cells = cells(row).map(|cell| escaped(&cell));
        if matches!(row.verdict, Verdict::Regression | Verdict::Improvement) {
            cells[6] = format!("**{}**", cells[6]);
        }
        out += &format!("| {} |\n", cells.join(" | "));
    }
    out + &format!("\n{}; {}.\n", total(comparison), rule(comparison))
}

/// Text that stays text: nothing in it is markup, a mention, a reference, a link or the end of a cell.
fn escaped(text: &str) -> String {
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
