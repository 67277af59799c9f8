//! Secrets never leave the engine: `***` stands for each, in every form that text takes.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Shorter values are not replaced: `a` would black out every word.
const SHORTEST: usize = 4;

/// Replaces the raw, base64, percent-encoded and JSON-escaped form of each secret.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    forms: Vec<String>,
}

impl Redactor {
    /// A redactor of these values; longer forms first, so that one secret inside another leaves nothing behind.
    pub fn new<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut forms: Vec<String> = values.into_iter().filter(|v| v.len() >= SHORTEST).flat_map(forms).collect();
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Self { forms }
    }

    /// Whether there is no secret.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The text without secrets.
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut clean = Cow::Borrowed(text);
        for form in &self.forms {
            if clean.contains(form.as_str()) {
                clean = Cow::Owned(clean.replace(form.as_str(), "***"));
            }
        }
        clean
    }
}

fn forms(value: &str) -> Vec<String> {
    let json = serde_json::Value::from(value).to_string();
    let percent = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    let url: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let mut all = vec![value.to_owned(), json[1..json.len() - 1].to_owned(), percent.to_lowercase(), percent, url];
    for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
        all.push(engine.encode(value));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_replaced() {
        let secret = "p@ss \"w\"/1";
        let redactor = Redactor::new([secret]);
        let text = format!(
            "raw {secret} json {} percent {} base64 {}",
            serde_json::Value::from(secret),
            utf8_percent_encode(secret, NON_ALPHANUMERIC),
            STANDARD.encode(secret)
        );
        assert_eq!(redactor.apply(&text), "raw *** json \"***\" percent *** base64 ***");
    }

    #[test]
    fn short_values_are_left_alone() {
        assert_eq!(Redactor::new(["abc", ""]).apply("abc"), "abc");
    }
}
