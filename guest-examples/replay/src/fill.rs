//! Placeholders: `{{NAME}}`, `{{secret:NAME}}`, `{{$guid}}`.

use std::borrow::Cow;

use crate::throng::load::vu;

/// The text with its placeholders filled; what the plan has no value for stays as it is.
pub fn fill(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") {
        return Cow::Borrowed(text);
    }
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        filled += before;
        match after.split_once("}}").and_then(|(name, behind)| Some((value(name.trim())?, behind))) {
            Some((value, behind)) => {
                filled += &value;
                rest = behind;
            }
            None => {
                filled += "{{";
                rest = after;
            }
        }
    }
    filled += rest;
    Cow::Owned(filled)
}

fn value(name: &str) -> Option<String> {
    if let Some(secret) = name.strip_prefix("secret:") {
        return Some(vu::secret(secret));
    }
    match name {
        "$guid" => Some(guid()),
        "$timestamp" => Some(seconds().to_string()),
        "$randomInt" => Some(((vu::random() * 1001.0) as u32).to_string()),
        name => vu::env(name),
    }
}

fn seconds() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the time of day, for a placeholder: nothing is measured by it")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |time| time.as_secs())
}

/// Version 4.
fn guid() -> String {
    let digit = |at: usize| match at {
        8 | 13 | 18 | 23 => '-',
        14 => '4',
        _ => {
            let some = (vu::random() * 16.0) as u32;
            let some = if at == 19 { some & 0b11 | 0b1000 } else { some };
            char::from_digit(some, 16).unwrap_or('0')
        }
    };
    (0..36).map(digit).collect()
}

/// Braces in a url would be placeholders of the contract.
pub fn in_url(url: &str) -> Cow<'_, str> {
    if url.contains(['{', '}']) { Cow::Owned(url.replace('{', "%7B").replace('}', "%7D")) } else { Cow::Borrowed(url) }
}
