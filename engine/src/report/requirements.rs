use serde::{Deserialize, Serialize};

use super::quantity::number;
use super::text::{Style, line, title};
use super::{Summary, ThresholdRow};
use crate::log::printable;
use crate::threshold::{Assessment, Category, Decision, Status};

/// The requirements by category, their score, and the decision. All of it is computed from the verdicts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requirements {
    /// By name; the one without a name holds what has no category.
    pub categories: Vec<CategoryRow>,
    /// Requirements that are met, by those that were measured, 0 to 1.
    pub success_rate: Option<f64>,
    /// The weighted score.
    pub score: Score,
    /// What follows by the plan's rule; none where it has none.
    pub decision: Option<DecisionRow>,
}

/// One category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryRow {
    /// Its name.
    pub name: String,
    /// `PASS`, `FAIL`, `NOT MEASURED`, or `PARTIAL`: what was measured is met.
    pub status: String,
    /// Requirements that are met.
    pub passed: usize,
    /// Those that are not.
    pub failed: usize,
    /// The titles of those that nobody measured.
    pub not_measured: Vec<String>,
    /// Met by measured, 0 to 1.
    pub success_rate: Option<f64>,
}

/// A score with the terms that it is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Weight met by weight measured, 0 to 1; none where nothing was measured.
    pub value: Option<f64>,
    /// Weight of the requirements that are met.
    pub passed: f64,
    /// Weight of those that were measured.
    pub measured: f64,
    /// Weight of all.
    pub weight: f64,
}

/// A decision and its reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionRow {
    /// `approved`, `rejected`, `not enough evidence`.
    pub verdict: String,
    /// Why.
    pub reason: String,
}

impl Requirements {
    pub(super) fn of(assessment: &Assessment, clean: &dyn Fn(&str) -> String) -> Self {
        let sum = |of: fn(&Category) -> usize| assessment.categories.values().map(of).sum::<usize>();
        let (passed, failed) = (sum(|category| category.passed), sum(|category| category.failed));
        let category = |(name, category): (&String, &Category)| CategoryRow {
            name: clean(name),
            status: match category.status() {
                Status::Pass => "PASS".to_owned(),
                Status::Fail => "FAIL".to_owned(),
                Status::NotMeasured => "NOT MEASURED".to_owned(),
                Status::Partial => "PARTIAL".to_owned(),
            },
            passed: category.passed,
            failed: category.failed,
            not_measured: category.missing.iter().map(|title| clean(title)).collect(),
            success_rate: category.success_rate(),
        };
        Self {
            categories: assessment.categories.iter().map(category).collect(),
            success_rate: Category { passed, failed, missing: Vec::new() }.success_rate(),
            score: Score {
                value: assessment.score(),
                passed: assessment.passed,
                measured: assessment.measured,
                weight: assessment.weight,
            },
            decision: assessment.decision.as_ref().map(|decision| DecisionRow::of(decision, clean)),
        }
    }
}

impl DecisionRow {
    fn of(decision: &Decision, clean: &dyn Fn(&str) -> String) -> Self {
        let (verdict, reason) = match decision {
            Decision::Approved(reason) => ("approved", reason),
            Decision::Rejected(reason) => ("rejected", reason),
            Decision::NotEnoughEvidence(reason) => ("not enough evidence", reason),
        };
        Self { verdict: verdict.to_owned(), reason: clean(reason) }
    }
}

const HEAD: [&str; 5] = ["metric", "target", "actual", "status", "evidence"];

/// The table of requirements, category by category.
pub(super) fn table(out: &mut String, s: &Summary, requirements: &Requirements, style: Style) {
    title(out, style, "requirements");
    let rows: Vec<[String; 5]> = s.thresholds.iter().map(cells).collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|row| row[column].chars().count()).chain([HEAD[column].len()]);
        cells.max().unwrap_or(0)
    });
    let padded = |row: &[String; 5]| -> [String; 5] {
        std::array::from_fn(|column| format!("{:<width$}", row[column], width = widths[column]))
    };
    line(out, &format!("  {}", padded(&HEAD.map(str::to_owned)).join("  ")));
    for category in &requirements.categories {
        let name = if category.name.is_empty() { "without a category".to_owned() } else { printable(&category.name) };
        line(out, &format!("  {}", style.bold(&format!("{name}: {}", told(category)))));
        for (row, cells) in s.thresholds.iter().zip(&rows).filter(|(row, _)| row.category == category.name) {
            let mut cells = padded(cells);
            cells[3] = painted(row, &cells[3], style);
            line(out, &format!("  {}", cells.join("  ")));
        }
    }
    score(out, requirements, style);
}

fn told(category: &CategoryRow) -> String {
    let measured = category.passed + category.failed;
    let rate = category.success_rate.map_or_else(String::new, |rate| format!(" ({:.1}%)", rate * 100.0));
    let missing = match &category.not_measured[..] {
        [] => String::new(),
        titles => format!(", not measured: {}", titles.iter().map(|t| printable(t)).collect::<Vec<_>>().join(", ")),
    };
    format!("{}, {} of {measured} met{rate}{missing}", category.status, category.passed)
}

fn cells(row: &ThresholdRow) -> [String; 5] {
    let or = |text: &str, other: &str| printable(if text.is_empty() { other } else { text });
    let evidence = match row.censored {
        0 => format!("{} samples", row.samples),
        censored => format!("{} samples, {censored} arrivals missing", row.samples),
    };
    [
        or(&row.title, &row.metric),
        or(&row.target, &row.expression),
        row.observed_text.clone().unwrap_or_else(|| "-".to_owned()),
        row.status().to_owned(),
        evidence,
    ]
}

fn painted(row: &ThresholdRow, cell: &str, style: Style) -> String {
    match row.verdict.as_str() {
        "passed" => style.good(cell),
        "failed" => style.bad(cell),
        _ => style.warn(cell),
    }
}

fn score(out: &mut String, requirements: &Requirements, style: Style) {
    let Score { value, passed, measured, weight } = requirements.score;
    let (met, of) = (number(passed), number(measured));
    let value = value.map_or_else(|| "not measured".to_owned(), |score| format!("{score:.3}"));
    let rest = if measured < weight {
        format!("; {} of {} not measured", number(weight - measured), number(weight))
    } else {
        String::new()
    };
    line(out, &format!("  score {value} = {met} / {of} (weight met / weight measured{rest})"));
    if let Some(decision) = &requirements.decision {
        let text = format!("decision: {}", decision.verdict);
        let text = match decision.verdict.as_str() {
            "approved" => style.good(&text),
            "rejected" => style.bad(&text),
            _ => style.warn(&text),
        };
        line(out, &format!("  {text}: {}", printable(&decision.reason)));
    }
}
