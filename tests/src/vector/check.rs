use serde_json::{Map, Value};

use super::Observed;
use super::observed::sorted;

mod counts;
mod outcome;
mod times;

/// Expectations that throng cannot be asked: k6's own words on stderr, how many samples make up a counter's sum, and
/// notes of the observer. `planned_vus` is proved by the schedule's own tests and by `active_probe`.
const NOT_ASKED: [&str; 4] = ["k6_exit", "planned_vus", "error_text_k6", "stderr"];

/// What differs, one line for each expectation that does not hold.
pub(super) fn all(expect: &Map<String, Value>, observed: &Observed) -> Vec<String> {
    let one = |(key, wanted): (&String, &Value)| {
        let found = one(key, wanted, observed)?;
        Some(format!("{key}: expected {wanted}, found {found}"))
    };
    expect.iter().filter(|(key, _)| !NOT_ASKED.contains(&key.as_str())).filter_map(one).collect()
}

/// What was found instead; none when the expectation holds.
fn one(key: &str, wanted: &Value, observed: &Observed) -> Option<String> {
    times::check(key, wanted, observed)
        .or_else(|| counts::check(key, wanted, observed))
        .or_else(|| outcome::check(key, wanted, observed))
        .unwrap_or_else(|| Some("an expectation that this test does not know".into()))
}

/// Of a check that knows its key: nothing, or what was found.
type Answer = Option<Option<String>>;

/// A number, or a pair of bounds.
fn within(wanted: &Value, found: f64, slack: f64) -> Option<String> {
    let (low, high) = match wanted.as_array() {
        Some(pair) => (number(&pair[0]), number(&pair[1])),
        None => (number(wanted), number(wanted)),
    };
    (found < low - slack || found > high + slack || found.is_nan()).then(|| found.to_string())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().map(number).collect()
}

fn exactly<T: PartialEq + std::fmt::Debug>(wanted: &T, found: &T) -> Option<String> {
    (wanted != found).then(|| format!("{found:?}"))
}

/// The first answer of several parts that says something else than expected.
fn each(parts: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    parts.into_iter().flatten().next()
}

/// A JSON object's members; nothing for anything else.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The same offsets, none early by more than 5 ms or late by more than the tolerance.
fn offsets(wanted: &[f64], found: &[f64], late: f64, extra: usize) -> Option<String> {
    let fits = |(wanted, found): (&f64, &f64)| *found >= wanted - 5.0 && *found <= wanted + late;
    let enough = (wanted.len()..=wanted.len() + extra).contains(&found.len());
    let good = enough && sorted(wanted.iter().copied()).iter().zip(found).all(fits);
    (!good).then(|| format!("{} at {:?}", found.len(), found.iter().map(|ms| ms.round()).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_may_be_late_but_not_early() {
        assert_eq!(offsets(&[0.0, 100.0], &[-4.0, 160.0], 60.0, 0), None);
        assert_eq!(offsets(&[0.0, 100.0], &[0.0, 94.0], 60.0, 0), Some("2 at [0.0, 94.0]".into()));
        assert_eq!(offsets(&[0.0], &[0.0, 200.0], 60.0, 1), None);
        assert_eq!(offsets(&[0.0], &[0.0, 200.0], 60.0, 0), Some("2 at [0.0, 200.0]".into()));
        assert_eq!(offsets(&[0.0, 1.0], &[0.0], 60.0, 0), Some("1 at [0.0]".into()));
    }

    #[test]
    fn bounds_and_numbers() {
        assert_eq!(within(&serde_json::json!([4, 6]), 6.0, 0.0), None);
        assert_eq!(within(&serde_json::json!([4, 6]), 7.0, 0.0), Some("7".into()));
        assert_eq!(within(&serde_json::json!(4), f64::NAN, 9.0), Some("NaN".into()));
    }
}
