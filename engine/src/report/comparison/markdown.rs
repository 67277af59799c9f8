use super::cells::{HEAD, cells, rule, shown, side, total};
use crate::compare::{Comparison, Verdict};
use crate::report::markdown::escaped;

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
