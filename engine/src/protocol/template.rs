//! From the url as written to the url that is sent: placeholders, query, base.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use url::Url;

use crate::sample::{Cause, Failure};

/// What RFC 3986 calls unreserved stays as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The url that is sent; a failure `invalid` says what is wrong with it.
pub(super) fn expand(
    template: &str,
    params: &[(String, String)],
    query: &[(String, String)],
    base: Option<&Url>,
) -> Result<Url, Failure> {
    let text = fill(template, params)?;
    // A path needs no parser to be found relative.
    let parsed = if is_path(&text) { Err(url::ParseError::RelativeUrlWithoutBase) } else { Url::parse(&text) };
    let mut url = match parsed {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => relative(&text, base)?,
        Err(error) => return Err(invalid(1020, format!("invalid url `{}`: {error}", mask(&text)))),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid(1000, format!("unsupported scheme `{}`: write http or https", url.scheme())));
    }
    if !query.is_empty() {
        let mut all = url.query().unwrap_or_default().to_owned();
        for (name, value) in query {
            let gap = if all.is_empty() { "" } else { "&" };
            all.extend([gap].into_iter().chain(encode(name)).chain(["="]).chain(encode(value)));
        }
        url.set_query(Some(&all));
    }
    Ok(url)
}

/// The name of the series that a url goes to by default: as written, without query and fragment, credentials masked.
pub fn series_name(template: &str) -> String {
    let end = template.find(['?', '#']).unwrap_or(template.len());
    mask(&template[..end])
}

/// The url with credentials as `****:****`.
pub fn mask(url: &str) -> String {
    let Some(start) = url.find("://").map(|at| at + 3) else { return url.to_owned() };
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    match url[start..end].rfind('@') {
        Some(at) => format!("{}****:****{}", &url[..start], &url[start + at..]),
        None => url.to_owned(),
    }
}

fn relative(text: &str, base: Option<&Url>) -> Result<Url, Failure> {
    let Some(base) = base else {
        let hint = "write a whole url (http://…) or give the plan a `target`";
        return Err(invalid(1020, format!("the url `{text}` is relative and there is no target: {hint}")));
    };
    base.join(text).map_err(|error| invalid(1020, format!("invalid url `{text}`: {error}")))
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text.starts_with("//")
}

fn fill<'t>(template: &'t str, params: &[(String, String)]) -> Result<Cow<'t, str>, Failure> {
    if !template.contains('{') {
        return Ok(template.into());
    }
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(name) = placeholder(rest) else {
            out.push('{');
            rest = &rest[1..];
            continue;
        };
        let Some((_, value)) = params.iter().find(|(param, _)| param == name) else {
            return Err(invalid(1020, format!("placeholder `{{{name}}}` of `{}` has no value", mask(template))));
        };
        out.extend(encode(value));
        rest = &rest[name.len() + 2..];
    }
    out.push_str(rest);
    Ok(out.into())
}

/// The name of the placeholder that the text begins with.
fn placeholder(text: &str) -> Option<&str> {
    let name = &text[1..text.find('}')?];
    let first = name.chars().next()?;
    let known = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    ((first.is_alphabetic() || first == '_') && name.chars().all(known)).then_some(name)
}

fn encode(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, RESERVED)
}

fn invalid(code: u16, message: String) -> Failure {
    Failure::new(Cause::Invalid, code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    fn sent(template: &str, params: &[(&str, &str)], query: &[(&str, &str)]) -> Result<String, (u16, String)> {
        let base = Url::parse("https://shop.test/api/").expect("a url");
        expand(template, &pairs(params), &pairs(query), Some(&base))
            .map(Into::into)
            .map_err(|failure| (failure.code, failure.message))
    }

    #[test]
    fn placeholders_query_and_base() {
        assert_eq!(
            sent("http://a.test/items/{id}", &[("id", "a/b ü")], &[]).as_deref(),
            Ok("http://a.test/items/a%2Fb%20%C3%BC")
        );
        assert_eq!(
            sent("/items?x=1", &[], &[("q", "a&b"), ("r", "")]).as_deref(),
            Ok("https://shop.test/items?x=1&q=a%26b&r=")
        );
        assert_eq!(
            sent("items/{a}{b}", &[("a", "1"), ("b", "2")], &[]).as_deref(),
            Ok("https://shop.test/api/items/12")
        );
        assert_eq!(sent("/q?f={\"a\":1}", &[], &[]).as_deref(), Ok("https://shop.test/q?f={%22a%22:1}"));
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(sent("/{id}", &[], &[]), Err((1020, "placeholder `{id}` of `/{id}` has no value".into())));
        assert_eq!(
            sent("ftp://a.test/", &[], &[]),
            Err((1000, "unsupported scheme `ftp`: write http or https".into()))
        );
        assert_eq!(
            sent("http://u:p@a.test:bad/", &[], &[]),
            Err((1020, "invalid url `http://****:****@a.test:bad/`: invalid port number".into()))
        );
        let alone = expand("/x", &[], &[], None).expect_err("no base");
        assert_eq!((alone.code, alone.cause), (1020, Cause::Invalid));
    }

    #[test]
    fn names_hide_credentials_and_query() {
        assert_eq!(series_name("http://u:p@a.test/items/{id}?q=1#f"), "http://****:****@a.test/items/{id}");
        assert_eq!(series_name("/items/{id}?q=1"), "/items/{id}");
        assert_eq!(mask("http://a.test/x@y"), "http://a.test/x@y");
    }
}
