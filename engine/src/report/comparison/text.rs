use super::super::Style;
use super::super::text::{line, title};
use super::cells::{HEAD, cells, rule, shown, side, total};
use crate::compare::{Comparison, Verdict};
use crate::log::printable;

/// The comparison as a table for the terminal.
pub fn comparison_text(comparison: &Comparison, style: Style) -> String {
    let mut out = String::new();
    table(&mut out, comparison, style);
    out
}

/// Adds the table to what is shown already.
pub(in crate::report) fn table(out: &mut String, comparison: &Comparison, style: Style) {
    title(out, style, "comparison");
    line(out, &format!("  base  {}", printable(&side(&comparison.base))));
    line(out, &format!("  new   {}", printable(&side(&comparison.new))));
    for warning in &comparison.warnings {
        line(out, &format!("{} {}", style.warn("warning:"), printable(warning)));
    }
    let rows = shown(comparison);
    let texts: Vec<[String; 7]> = rows.iter().map(|row| cells(row).map(|cell| printable(&cell))).collect();
    let widths: [usize; 7] = std::array::from_fn(|column| {
        let all = texts.iter().map(|row| row[column].chars().count()).chain([HEAD[column].len()]);
        all.max().unwrap_or(0)
    });
    let padded = |row: &[String; 7]| -> [String; 7] {
        std::array::from_fn(|column| match column {
            0 | 1 | 6 => format!("{:<width$}", row[column], width = widths[column]),
            _ => format!("{:>width$}", row[column], width = widths[column]),
        })
    };
    line(out, &format!("  {}", padded(&HEAD.map(str::to_owned)).join("  ")));
    for (row, cells) in rows.iter().zip(&texts) {
        let mut cells = padded(cells);
        cells[6] = match row.verdict {
            Verdict::Regression => style.bad(cells[6].trim_end()),
            Verdict::Improvement => style.good(cells[6].trim_end()),
            Verdict::NoEvidence | Verdict::NotJudged => cells[6].clone(),
        };
        line(out, &format!("  {}", cells.join("  ")));
    }
    line(out, &format!("  {}", total(comparison)));
    line(out, &format!("  {}", rule(comparison)));
}
