//! A report that is a few tables: what several runs say together, for a terminal and for Markdown.

use super::markdown::escaped;
use super::text::{line, title};
use super::{ExitRow, Style};
use crate::log::printable;

/// The report. Its strings are plain text.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What it is of.
    pub title: String,
    /// What a reader knows first, by name.
    pub facts: Vec<(&'static str, String)>,
    /// What limits the worth of the numbers.
    pub warnings: Vec<String>,
    /// Charts, for a browser only.
    pub charts: Vec<SheetChart>,
    /// The tables.
    pub tables: Vec<SheetTable>,
    /// How it ended.
    pub verdict: ExitRow,
}

/// A table whose first columns are text and whose others are numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetTable {
    /// What it shows.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// So many columns are text.
    pub texts: usize,
    /// The rows, each as long as there are columns.
    pub rows: Vec<Vec<String>>,
    /// What is said below it; empty for nothing.
    pub note: String,
}

/// Points, and the curve that was fitted to them; both axes begin at 0.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetChart {
    /// What it shows.
    pub title: String,
    /// What is on the axis across.
    pub across: String,
    /// The points.
    pub points: Vec<(f64, f64)>,
    /// The curve, as points in order; empty for none.
    pub curve: Vec<(f64, f64)>,
}

/// The widest that a column of text is.
const WIDEST: usize = 48;

impl Sheet {
    /// For a terminal.
    pub fn text(&self, style: Style) -> String {
        let mut out = String::new();
        title(&mut out, style, &printable(&self.title));
        for (name, value) in &self.facts {
            line(&mut out, &format!("  {name:<11} {}", printable(value)));
        }
        if !self.warnings.is_empty() {
            out.push('\n');
        }
        for warning in &self.warnings {
            line(&mut out, &format!("{} {}", style.warn("warning:"), printable(warning)));
        }
        self.tables.iter().for_each(|table| table.text(&mut out, style));
        out.push('\n');
        let reason = self.verdict.reason.as_ref().map_or_else(String::new, |r| format!(": {}", printable(r)));
        let text = format!("{}{reason} (exit code {})", self.verdict.name, self.verdict.code);
        line(&mut out, &if self.verdict.code == 0 { style.good(&text) } else { style.bad(&text) });
        out
    }

    /// For a pull request or a page of notes.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n", escaped(&self.title));
        for (name, value) in &self.facts {
            out += &format!("- {name}: {}\n", escaped(value));
        }
        for warning in &self.warnings {
            out += &format!("- **warning**: {}\n", escaped(warning));
        }
        self.tables.iter().for_each(|table| table.markdown(&mut out));
        let reason = self.verdict.reason.as_ref().map_or_else(String::new, |reason| format!(": {}", escaped(reason)));
        out += &format!("\n**{}**{reason} (exit code {})\n", escaped(&self.verdict.name), self.verdict.code);
        out
    }
}

impl SheetTable {
    fn text(&self, out: &mut String, style: Style) {
        title(out, style, &printable(&self.title));
        let shown = |row: &Vec<String>| row.iter().map(|cell| shorten(&printable(cell))).collect::<Vec<_>>();
        let rows: Vec<Vec<String>> = std::iter::once(&self.columns).chain(&self.rows).map(shown).collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
            .collect();
        for row in rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column < self.texts {
                true => format!("{cell:<width$}"),
                false => format!("{cell:>width$}"),
            });
            line(out, &format!("  {}", cells.collect::<Vec<_>>().join("  ")));
        }
        if !self.note.is_empty() {
            line(out, &format!("  {}", printable(&self.note)));
        }
    }

    fn markdown(&self, out: &mut String) {
        let row = |cells: &[String]| {
            format!("| {} |\n", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "))
        };
        *out += &format!("\n## {}\n\n{}", escaped(&self.title), row(&self.columns));
        let rule = (0..self.columns.len()).map(|column| if column < self.texts { "---" } else { "--:" });
        *out += &format!("|{}|\n", rule.collect::<Vec<_>>().join("|"));
        self.rows.iter().for_each(|cells| *out += &row(cells));
        if !self.note.is_empty() {
            *out += &format!("\n{}\n", escaped(&self.note));
        }
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= WIDEST {
        return text.to_owned();
    }
    text.chars().take(WIDEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Sheet {
            title: "shop".into(),
            facts: vec![("target", "http://a.test/".into())],
            warnings: vec!["a|b".into()],
            charts: Vec::new(),
            tables: vec![SheetTable {
                title: "runs".into(),
                columns: ["name", "per s"].map(str::to_owned).to_vec(),
                texts: 1,
                rows: vec![vec!["<a>|\x1b".into(), "1.5".into()], vec!["b".into(), "12".into()]],
                note: "a note".into(),
            }],
            verdict: ExitRow { code: 99, name: "threshold failed".into(), reason: Some("p(95)".into()), all: vec![99] },
        }
    }

    #[test]
    fn a_sheet_is_read_on_a_terminal() {
        let want = [
            "",
            "shop",
            "  target      http://a.test/",
            "",
            "warning: a|b",
            "",
            "runs",
            "  name        per s",
            "  <a>|\\u{1b}    1.5",
            "  b              12",
            "  a note",
            "",
            "threshold failed: p(95) (exit code 99)",
            "",
        ];
        assert_eq!(sheet().text(Style::Plain), want.join("\n"));
    }

    #[test]
    fn no_text_is_markup_in_markdown() {
        let want = "# shop\n\n- target: http&#58;//a.test/\n- **warning**: a&#124;b\n\n## runs\n\n| name | per s |\n|---|--:|\n\
                    | &lt;a&gt;&#124;\\\\u\\{1b\\} | 1.5 |\n| b | 12 |\n\na note\n\n**threshold failed**: p\\(95\\) (exit code 99)\n";
        assert_eq!(sheet().markdown(), want);
    }
}
