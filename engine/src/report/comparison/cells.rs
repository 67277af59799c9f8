//! What stands in a row, as text.

use super::super::quantity::quantity;
use crate::compare::{Comparison, Head, Row, Verdict};

/// What the columns are called.
pub(in crate::report) const HEAD: [&str; 7] = ["name", "metric", "base", "new", "change", "interval", "verdict"];

/// The rows that are shown, the worst first: those in which neither side had anything say nothing.
pub(in crate::report) fn shown(comparison: &Comparison) -> Vec<&Row> {
    let mut rows: Vec<&Row> = comparison.rows.iter().filter(|row| row.base != 0.0 || row.new != 0.0).collect();
    rows.sort_by_key(|row| row.verdict);
    rows
}

/// A row's cells, not yet escaped.
pub(in crate::report) fn cells(row: &Row) -> [String; 7] {
    let value = |value: f64| quantity(value, &row.statistic, &row.kind, &row.unit);
    [
        row.name.clone(),
        format!("{} {}", row.metric, row.statistic),
        value(row.base),
        value(row.new),
        change(row),
        format!("{} to {}", step(row, row.interval.0), step(row, row.interval.1)),
        verdict(row),
    ]
}

/// What changed, as `-93.0% (14.29x faster)`.
fn change(row: &Row) -> String {
    let step = step(row, row.change);
    let (times, word) = match (row.kind.as_str(), row.new < row.base) {
        ("trend", true) => (row.base / row.new, "faster"),
        ("trend", false) => (row.new / row.base, "slower"),
        ("counter", _) => (row.new / row.base, "as much"),
        _ => return step,
    };
    let time = matches!(row.unit.as_str(), "ns" | "us" | "ms" | "s");
    let word = if row.kind == "trend" && !time { "as much" } else { word };
    let times = if word == "as much" { row.new / row.base } else { times };
    if times.is_finite() && !(0.5..1.5).contains(&times) { format!("{step} ({times:.2}x {word})") } else { step }
}

/// A change or a bound of it: percent of the base; of a share, in points.
fn step(row: &Row, change: f64) -> String {
    match (row.kind.as_str(), row.base) {
        ("rate", _) => format!("{:+.2} points", change * 100.0),
        (_, 0.0) => quantity(change, &row.statistic, &row.kind, &row.unit),
        (_, base) if change.abs() >= base.abs() * 100.0 => format!("{:+.0}%", change / base.abs() * 100.0),
        (_, base) => format!("{:+.1}%", change / base.abs() * 100.0),
    }
}

fn verdict(row: &Row) -> String {
    let more = row.more_seconds.map(|seconds| format!("it would take about {seconds} more seconds"));
    let said: Vec<String> = more.into_iter().chain(row.caveats.iter().cloned()).collect();
    let name = row.verdict.name();
    if said.is_empty() { name.to_owned() } else { format!("{name} ({})", said.join("; ")) }
}

/// What a side is, in a line.
pub(in crate::report) fn side(head: &Head) -> String {
    let several = if head.results.len() > 1 { format!("{} results: ", head.results.len()) } else { String::new() };
    let cut = if head.cut > 0 { format!(", the first {} cut off", head.cut) } else { String::new() };
    format!("{several}{} ({} seconds{cut})", head.results.join(", "), head.seconds)
}

/// How many rows have which verdict.
pub(in crate::report) fn total(comparison: &Comparison) -> String {
    let of = |verdict, one: &str, many: &str| match comparison.count(verdict) {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    format!(
        "{}, {}, {} without evidence, {} not judged",
        of(Verdict::Regression, "regression", "regressions"),
        of(Verdict::Improvement, "improvement", "improvements"),
        comparison.count(Verdict::NoEvidence),
        comparison.count(Verdict::NotJudged),
    )
}

/// How it was decided.
pub(in crate::report) fn rule(comparison: &Comparison) -> String {
    let percent = |share: f64| (share * 1e5).round() / 1e3;
    format!(
        "{} % confidence over all rows together; a change by {} % or less counts as none",
        percent(comparison.confidence),
        percent(comparison.min_effect)
    )
}
