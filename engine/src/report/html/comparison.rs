use super::mark::text;
use super::tables::{Table, cell, value, verdict};
use crate::compare::{Comparison, Verdict};
use crate::report::comparison::{HEAD, cells, rule, shown, side, total};

/// The run beside its baseline.
pub(super) fn comparison(out: &mut String, comparison: &Comparison) {
    let columns = [HEAD[6], HEAD[0], HEAD[1], HEAD[2], HEAD[3], HEAD[4], HEAD[5]];
    let mut table = Table::new(out, "Against the baseline", 3, &columns);
    for row in shown(comparison) {
        let cells = cells(row);
        let tone = match row.verdict {
            Verdict::Regression => "failed",
            Verdict::Improvement => "passed",
            Verdict::NoEvidence | Verdict::NotJudged => "",
        };
        table.row(&[
            verdict(tone, &cells[6]),
            cell(&text(&cells[0])),
            cell(&format!("<code>{}</code>", text(&cells[1]))),
            value(&cells[2], Some(row.base)),
            value(&cells[3], Some(row.new)),
            value(&cells[4], row.percent.or(Some(row.change))),
            value(&cells[5], Some(row.interval.0)),
        ]);
    }
    table.end();
    let lines = [
        format!("The baseline is {}.", side(&comparison.base)),
        format!("{}; {}.", total(comparison), rule(comparison)),
    ];
    let warnings = comparison.warnings.iter().map(|warning| format!("Warning: {warning}."));
    for line in lines.into_iter().chain(warnings) {
        *out += &format!("<p class=\"quiet under\">{}</p>\n", text(&line));
    }
}
