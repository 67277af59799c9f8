//! Bytes to text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// The text of a body: by its byte order mark, else by the content type's charset, else UTF-8.
pub(super) fn text<'b>(headers: &HeaderMap, body: &'b [u8]) -> Cow<'b, str> {
    declared(headers).unwrap_or(UTF_8).decode(body).0
}

fn declared(headers: &HeaderMap) -> Option<&'static Encoding> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let label = kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })?;
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: &str, body: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, kind.parse().expect("a value"));
        text(&headers, body).into_owned()
    }

    #[test]
    fn by_charset_and_mark() {
        assert_eq!(of("text/html; Charset=\"ISO-8859-1\"", b"\xfcber"), "über");
        assert_eq!(of("text/html; a=b; charset=shift_jis", b"\x93\xfa\x96{"), "日本");
        assert_eq!(of("text/html", "über".as_bytes()), "über");
        assert_eq!(of("text/html; charset=klingon", b"\xff"), "\u{fffd}");
        assert_eq!(of("text/html; charset=latin1", b"\xef\xbb\xbf\xc3\xbc"), "ü");
    }
}
