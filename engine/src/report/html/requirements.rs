use super::mark::text;
use super::tables::{Table, cell, count, value, verdict};
use crate::report::quantity::number;
use crate::report::{CategoryRow, Requirements, Summary, ThresholdRow};

/// The table of requirements with its categories, score and decision.
pub(super) fn requirements(out: &mut String, s: &Summary, requirements: &Requirements) {
    let columns = ["category", "metric", "target", "status", "actual", "evidence"];
    let mut table = Table::new(out, "Requirements", 4, &columns);
    for category in &requirements.categories {
        let rows = s.thresholds.iter().filter(|row| row.category == category.name);
        rows.for_each(|row| table.row(&requirement(row)));
    }
    table.end();
    let columns = ["category", "status", "not measured", "met", "measured", "success rate"];
    let mut table = Table::new(out, "Categories", 3, &columns);
    requirements.categories.iter().for_each(|row| table.row(&category(row)));
    table.end();
    let score = &requirements.score;
    let value = score.value.map_or_else(|| "not measured".to_owned(), |score| format!("{score:.3}"));
    let (met, measured, weight) = (number(score.passed), number(score.measured), number(score.weight));
    *out += &format!(
        "<p class=\"quiet under\">Score {value} = {met} / {measured}: weight met by weight measured, of {weight} in all.</p>\n"
    );
    if let Some(decision) = &requirements.decision {
        let tone = match decision.verdict.as_str() {
            "approved" => "good",
            "rejected" => "bad",
            _ => "doubt",
        };
        let (word, reason) = (text(&decision.verdict), text(&decision.reason));
        *out += &format!("<p class=\"under\">Decision: <span class=\"badge {tone}\">{word}</span> {reason}</p>\n");
    }
}

fn requirement(row: &ThresholdRow) -> Vec<String> {
    let or = |words: &str, code: &str| match words {
        "" => cell(&format!("<code>{}</code>", text(code))),
        words => cell(&text(words)),
    };
    let missing = if row.censored == 0 { String::new() } else { format!(", {} arrivals missing", row.censored) };
    vec![
        cell(&text(&row.category)),
        or(&row.title, &row.metric),
        or(&row.target, &row.expression),
        verdict(&row.verdict, row.status()),
        value(row.observed_text.as_deref().unwrap_or("–"), row.observed),
        value(&format!("{} samples{missing}", row.samples), Some(row.samples as f64)),
    ]
}

fn category(row: &CategoryRow) -> Vec<String> {
    let tone = match row.status.as_str() {
        "PASS" => "passed",
        "FAIL" => "failed",
        _ => "",
    };
    let rate = row.success_rate.map_or_else(|| "–".to_owned(), |rate| format!("{:.1}%", rate * 100.0));
    vec![
        cell(&text(if row.name.is_empty() { "without a category" } else { &row.name })),
        verdict(tone, &row.status),
        cell(&text(&row.not_measured.join(", "))),
        count(row.passed as u64),
        count((row.passed + row.failed) as u64),
        value(&rate, row.success_rate),
    ]
}
