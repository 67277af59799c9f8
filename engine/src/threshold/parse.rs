//! ```text
//! threshold  = statistic operator bound                     blanks are allowed around each part
//! bound      = number [ unit ] | "baseline" [ "*" number | ( "+" | "-" ) number [ unit ] ]
//! statistic  = "count" | "rate" | "value" | "avg" | "min" | "max" | "med" | "p(" number ")"
//! operator   = "<=" | "<" | ">=" | ">" | "===" | "==" | "!="
//! number     = any decimal number, also 2.6e1
//! unit       = "ns" | "us" | "µs" | "ms" | "s" | "m" | "h"        of a time
//!            | "B" | "KB" | "MB" | "GB" | "KiB" | "MiB" | "GiB"   of bytes
//!            | "%"                                                of a rate
//! key        = metric [ "{" tag ":" value { "," tag ":" value } "}" ]
//! ```
//! Tags and values may stand in `"` or `'` and have blanks around them; a quoted value may hold `,` and `}`.

use std::fmt;

use super::ThresholdError;
use crate::aggregate::{Selector, Statistic};
use crate::plan::{Requirement, ThresholdSpec};

/// A rule on one number of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The metric's name.
    pub metric: String,
    /// Which of its series.
    pub selector: Selector,
    /// Which number of them.
    pub statistic: Statistic,
    /// How it is compared.
    pub operator: Operator,
    /// With what, in the metric's unit once `validate` has seen it; no number where it follows from a baseline that is not
    /// there.
    pub bound: f64,
    /// How the bound follows from the baseline's own number; none where it does not.
    pub relative: Option<Relative>,
    /// The unit as written; empty for none.
    pub unit: &'static str,
    /// The key and the expression as written.
    pub written: (String, String),
    /// What the report calls it.
    pub requirement: Requirement,
    /// Whether its failure stops the run.
    pub abort_on_fail: bool,
    /// Not judged for aborting before so much of the run is over.
    pub delay_abort: std::time::Duration,
}

/// A bound that follows from what the baseline has: `baseline * factor + offset`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relative {
    /// What it is multiplied by.
    pub factor: f64,
    /// What is added, in the bound's unit.
    pub offset: f64,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `==` or `===`
    Equal,
    /// `!=`
    Unequal,
}

/// In the order in which they are tried.
const OPERATORS: [(&str, Operator); 7] = [
    ("<=", Operator::AtMost),
    ("<", Operator::Below),
    (">=", Operator::AtLeast),
    (">", Operator::Above),
    ("===", Operator::Equal),
    ("==", Operator::Equal),
    ("!=", Operator::Unequal),
];

const UNITS: [&str; 15] = ["ns", "us", "µs", "ms", "KiB", "MiB", "GiB", "KB", "MB", "GB", "s", "m", "h", "B", "%"];

const STATISTICS: [(&str, Statistic); 7] = [
    ("count", Statistic::Count),
    ("rate", Statistic::Rate),
    ("value", Statistic::Value),
    ("avg", Statistic::Avg),
    ("min", Statistic::Min),
    ("max", Statistic::Max),
    ("med", Statistic::Med),
];

impl Operator {
    /// Whether the comparison holds.
    pub fn holds(self, observed: f64, bound: f64) -> bool {
        match self {
            Self::AtMost => observed <= bound,
            Self::Below => observed < bound,
            Self::AtLeast => observed >= bound,
            Self::Above => observed > bound,
            Self::Equal => observed == bound,
            Self::Unequal => observed != bound,
        }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.written.0, self.written.1)
    }
}

/// Reads one threshold of a plan; `validate` then holds it against the metrics of the run.
pub fn parse(spec: &ThresholdSpec) -> Result<Threshold, ThresholdError> {
    let (metric, selector) = parse_key(&spec.key)?;
    let (statistic, operator, Bound { number: bound, unit, relative }) = parse_expression(&spec.expression)?;
    Ok(Threshold {
        metric,
        selector,
        statistic,
        operator,
        bound,
        relative,
        unit,
        written: (spec.key.clone(), spec.expression.clone()),
        requirement: spec.requirement.clone(),
        abort_on_fail: spec.abort_on_fail,
        delay_abort: spec.delay_abort,
    })
}

/// What stands after the comparison.
struct Bound {
    number: f64,
    unit: &'static str,
    relative: Option<Relative>,
}

fn parse_expression(text: &str) -> Result<(Statistic, Operator, Bound), ThresholdError> {
    let wrong = |message: String, instead| ThresholdError::expression(message, instead);
    let text = text.trim();
    if text.contains("&&") || text.contains("||") {
        return Err(wrong("a threshold is one comparison: make each part a threshold of its own".to_owned(), None));
    }
    let Some(at) = text.find(['<', '>', '=', '!']) else {
        let instead = (!text.is_empty()).then(|| format!("{text} < 500"));
        return Err(wrong(format!("`{text}` has no comparison (<, <=, >, >=, ==, !=)"), instead));
    };
    let (left, rest) = (text[..at].trim(), &text[at..]);
    let Some((sign, operator)) = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign)) else {
        let instead = format!("{left} == {}", rest.trim_start_matches(['=', '!']).trim());
        return Err(wrong(format!("`{text}` has no comparison (<, <=, >, >=, ==, !=)"), Some(instead)));
    };
    let right = rest[sign.len()..].trim();
    let statistic = parse_statistic(left)
        .map_err(|(message, word)| wrong(message, word.map(|word| format!("{word} {sign} {right}"))))?;
    let bound = parse_bound(right).ok_or_else(|| match right.starts_with("baseline") {
        true => {
            let message = format!("`{right}` after `{sign}` is not `baseline`, `baseline * 1.1` or `baseline + 50ms`");
            wrong(message, Some(format!("{left} {sign} baseline * 1.1")))
        }
        false => {
            let message =
                format!("`{right}` after `{sign}` is not a number with a unit such as 800ms, 1.5s, 2KB or 1%");
            wrong(message, None)
        }
    })?;
    Ok((statistic, *operator, bound))
}

fn parse_bound(text: &str) -> Option<Bound> {
    let Some(change) = text.strip_prefix("baseline") else {
        let (number, unit) = parse_number(text)?;
        return Some(Bound { number, unit, relative: None });
    };
    let change = change.trim();
    let (factor, offset, unit) = match change.chars().next() {
        None => (1.0, 0.0, ""),
        Some('*') => (change[1..].trim().parse().ok().filter(|factor: &f64| factor.is_finite())?, 0.0, ""),
        Some(sign @ ('+' | '-')) => {
            let (number, unit) = parse_number(change[1..].trim())?;
            (1.0, if sign == '-' { -number } else { number }, unit)
        }
        Some(_) => return None,
    };
    Some(Bound { number: f64::NAN, unit, relative: Some(Relative { factor, offset }) })
}

fn parse_number(text: &str) -> Option<(f64, &'static str)> {
    let unit = UNITS.iter().find(|unit| text.ends_with(**unit)).copied().unwrap_or_default();
    let number: f64 = text[..text.len() - unit.len()].trim().parse().ok()?;
    number.is_finite().then_some((number, unit))
}

/// The statistic, or what is wrong and the word that may be meant.
fn parse_statistic(text: &str) -> Result<Statistic, (String, Option<String>)> {
    if let Some((_, statistic)) = STATISTICS.iter().find(|(word, _)| *word == text) {
        return Ok(*statistic);
    }
    if let Some(inner) = text.strip_prefix("p(").and_then(|rest| rest.strip_suffix(')')) {
        return match inner.trim().parse::<f64>() {
            Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(Statistic::Percentile(percent)),
            _ => Err((format!("the percentile in `{text}` must be a number from 0 to 100"), Some("p(95)".into()))),
        };
    }
    if text.is_empty() {
        return Err(("the statistic before the comparison is missing".into(), Some("p(95)".into())));
    }
    let lower = text.to_lowercase();
    let digits = lower.trim_start_matches('p').trim_matches(['(', ')']);
    let percentile = lower.starts_with('p') && digits.parse::<f64>().is_ok_and(|n| (0.0..=100.0).contains(&n));
    let near = if percentile { Some(format!("p({digits})")) } else { near_word(&lower) };
    Err((format!("`{text}` is no statistic: there are count, rate, value, avg, min, max, med and p(N)"), near))
}

fn near_word(word: &str) -> Option<String> {
    let meant = match word {
        "mean" | "average" => "avg",
        "median" => "med",
        "maximum" => "max",
        "minimum" => "min",
        other => near(other, STATISTICS.iter().map(|(word, _)| *word))?,
    };
    Some(meant.to_owned())
}

/// The candidate that is most like a word, if one is like it.
pub(super) fn near<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    scored.filter(|(score, _)| *score >= 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}

fn parse_key(key: &str) -> Result<(String, Selector), ThresholdError> {
    let key = key.trim();
    let Some((metric, tags)) = key.split_once('{') else {
        if let Some(metric) = key.strip_suffix('}') {
            return Err(ThresholdError::key(format!("`{key}` has no opening brace"), Some(metric.to_owned())));
        }
        return Ok((key.to_owned(), Selector::all()));
    };
    let metric = metric.trim();
    let Some(tags) = tags.trim_end().strip_suffix('}') else {
        let instead = if tags.contains(':') { format!("{key}}}") } else { metric.to_owned() };
        return Err(ThresholdError::key(format!("`{key}` has no closing brace"), Some(instead)));
    };
    if tags.trim().is_empty() {
        return Err(ThresholdError::key(format!("`{key}` selects no tag"), Some(metric.to_owned())));
    }
    let pairs: Result<Vec<_>, _> = split_tags(tags).into_iter().map(|pair| parse_tag(key, pair)).collect();
    Ok((metric.to_owned(), pairs?.into_iter().collect()))
}

/// Splits at commas that are not in quotes. A quote is one only at the beginning of a key or a value.
fn split_tags(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut quote, mut fresh) = (Vec::new(), 0, None, true);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if fresh => quote = Some(c),
            (None, ',') => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        fresh = quote.is_none() && (c == ',' || c == ':' || (fresh && c.is_whitespace()));
    }
    parts.push(&text[from..]);
    parts
}

fn parse_tag(key: &str, pair: &str) -> Result<(String, String), ThresholdError> {
    let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    match pair.split_once(':') {
        Some((tag, value)) if !bare(tag).is_empty() => Ok((bare(tag), bare(value))),
        _ => Err(ThresholdError::key(format!("`{}` in `{key}` is not `tag:value`", pair.trim()), None)),
    }
}
