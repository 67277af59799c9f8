//! What all forms do with urls and values.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;
use url::{Position, Url};

/// What a part of a path or query cannot hold as it is.
const PART: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'/')
    .add(b'=')
    .add(b'?')
    .add(b'<')
    .add(b'>');

/// Origin, and path with query, of an absolute url of http; none for any other.
pub(super) fn split(url: &str) -> Option<(String, String)> {
    let parsed = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some((parsed.origin().ascii_serialization(), parsed[Position::BeforePath..Position::AfterQuery].to_owned()))
}

/// The same of a url that may hold `{{…}}` behind its host, which stays as it is.
pub(super) fn split_raw(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let origin = Url::parse(&format!("{scheme}://{}", &rest[..end])).ok()?;
    let path = rest[end..].split('#').next().unwrap_or_default().replace(' ', "%20");
    let path = if path.starts_with('/') { path } else { format!("/{path}") };
    matches!(origin.scheme(), "http" | "https").then(|| (origin.origin().ascii_serialization(), path))
}

/// A part of a path or query; `{{…}}` stays.
pub(super) fn encode(part: &str) -> String {
    if part.contains("{{") { part.to_owned() } else { utf8_percent_encode(part, PART).to_string() }
}

/// Fields as the body of a form.
pub(super) fn form(fields: &[(String, String)]) -> String {
    let field = |(name, value): &(String, String)| format!("{}={}", encode(name), encode(value));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

/// Text of a JSON value: strings as they are.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The text at a key; empty where there is none.
pub(super) fn at<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The list at a key; empty where there is none.
pub(super) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The series of a path: without its query, and with `{id}` for what differs from one visit to the next.
pub(super) fn series(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').map(|part| if is_id(part) { "{id}" } else { part }).collect::<Vec<_>>().join("/")
}

fn is_id(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let hex = part.len() >= 8 && digits > 0 && part.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    part.contains("{{") || hex || (digits > 0 && digits == part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_split_and_named() {
        assert_eq!(split("HTTP://A.test:80/x y?q=1#f"), Some(("http://a.test".into(), "/x%20y?q=1".into())));
        assert_eq!((split("data:,x"), split("/x")), (None, None));
        assert_eq!(split_raw("https://a.test?q={{q}}"), Some(("https://a.test".into(), "/?q={{q}}".into())));
        assert_eq!(series("/orders/17/items/0b3c41fa?x=1"), "/orders/{id}/items/{id}");
        assert_eq!(series("/v1/{{user}}/deadbeef/"), "/v1/{id}/deadbeef/");
        assert_eq!(form(&[("a b".into(), "ä&".into()), ("t".into(), "{{t}}".into())]), "a%20b=%C3%A4%26&t={{t}}");
    }
}
