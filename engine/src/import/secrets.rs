//! What must not be written: `{{secret:NAME}}` stands for it, and the reader is told which.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Recorded, Recordings};

/// Headers that let somebody in.
const HEADERS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "x-auth-token",
    "x-access-token",
    "x-csrf-token",
    "x-xsrf-token",
    "x-amz-security-token",
];

static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    let names = "password|passwd|client_secret|access_token|refresh_token|id_token|api_key|apikey|token";
    Regex::new(&format!("(^|[?&])({names})=([^&]+)")).expect("the pattern is tested")
});
static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    let names = "password|passwd|client_secret|access_token|refresh_token|id_token|api_key|apiKey";
    Regex::new(&format!(r#""({names})"(\s*:\s*)"((?:[^"\\]|\\.)+)""#)).expect("the pattern is tested")
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{\{secret:([^}]+)\}\}").expect("the pattern is tested"));

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its name in the plan.
    pub name: String,
    /// Where it was: `header authorization`.
    pub place: String,
    /// Requests that have it.
    pub requests: usize,
}

impl Secret {
    /// The name of the file that it is to be put into.
    pub fn file(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' };
        self.name.chars().map(plain).collect()
    }
}

/// Takes what must not be written out of all requests and variables.
pub(super) fn take(from: &mut Recordings) -> Vec<Secret> {
    let mut found = Found::default();
    variables(from, &mut found);
    let mut jar: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for request in &mut from.requests {
        let kept = jar.entry(request.origin.clone()).or_default();
        found.headers(request, kept);
        kept.extend(request.cookies.iter().cloned());
        request.path = found.fields(&request.path, "query");
        request.body = found.body(&request.body);
    }
    found.named(from);
    found.secrets
}

/// Variables whose name says that their value is a secret have none in the plan.
fn variables(from: &mut Recordings, found: &mut Found) {
    let says = |name: &str| {
        let name = name.to_lowercase();
        ["token", "secret", "password", "apikey", "api_key", "api-key"].iter().any(|word| name.contains(word))
    };
    let names: Vec<String> = from.variables.keys().filter(|name| says(name)).cloned().collect();
    for name in names {
        from.variables.remove(&name);
        let (plain, secret) = (format!("{{{{{name}}}}}"), format!("{{{{secret:{name}}}}}"));
        found.secrets.push(Secret { name: name.clone(), place: "variable".into(), requests: 0 });
        for request in &mut from.requests {
            let fields = request.headers.iter_mut().map(|(_, value)| value);
            fields.chain([&mut request.path, &mut request.body]).for_each(|text| *text = text.replace(&plain, &secret));
        }
    }
}

#[derive(Default)]
struct Found {
    secrets: Vec<Secret>,
    /// By place and value.
    names: BTreeMap<(String, String), String>,
}

impl Found {
    /// What stands for a value that was found at a place.
    fn place(&mut self, base: &str, place: &str, value: &str) -> String {
        let key = (place.to_owned(), value.to_owned());
        if !self.names.contains_key(&key) {
            let base: String =
                base.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
            let taken = |name: &String| self.secrets.iter().any(|secret| secret.name == *name);
            let numbered = (2..).map(|number| format!("{base}_{number}"));
            let name = std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(base);
            self.secrets.push(Secret { name: name.clone(), place: place.to_owned(), requests: 0 });
            self.names.insert(key.clone(), name);
        }
        format!("{{{{secret:{}}}}}", self.names[&key])
    }

    fn headers(&mut self, request: &mut Recorded, jar: &BTreeSet<String>) {
        let host = request.origin.split("://").nth(1).unwrap_or("the target").to_owned();
        for (name, value) in &mut request.headers {
            let lower = name.to_lowercase();
            if lower == "cookie" {
                // What an answer set before is in the user's own jar.
                let named = |pair: &&str| jar.contains(pair.split('=').next().unwrap_or_default().trim());
                let foreign = value.split(';').filter(|pair| !pair.trim().is_empty() && !named(pair)).count();
                *value = match foreign {
                    0 => String::new(),
                    _ => self.place("cookie", &format!("header cookie to {host}"), ""),
                };
            } else if HEADERS.contains(&lower.as_str()) && !value.contains("{{") {
                let scheme = value.split_once(' ').map_or(String::new(), |(scheme, _)| format!(" ({scheme} …)"));
                *value = self.place(&lower, &format!("header {lower}{scheme}"), value);
            }
        }
        request.headers.retain(|(name, value)| !value.is_empty() || !name.eq_ignore_ascii_case("cookie"));
    }

    fn fields(&mut self, text: &str, place: &str) -> String {
        let replaced = FIELD.replace_all(text, |found: &Captures<'_>| {
            let (before, name, value) = (&found[1], &found[2], &found[3]);
            if value.contains("{{") {
                return found[0].to_owned();
            }
            format!("{before}{name}={}", self.place(name, &format!("{place} {name}"), value))
        });
        replaced.into_owned()
    }

    fn body(&mut self, text: &str) -> String {
        if !text.trim_start().starts_with(['{', '[']) {
            return self.fields(text, "form");
        }
        let replaced = MEMBER.replace_all(text, |found: &Captures<'_>| {
            let (name, between, value) = (&found[1], &found[2], &found[3]);
            if value.contains("{{") {
                return found[0].to_owned();
            }
            format!("\"{name}\"{between}\"{}\"", self.place(name, &format!("body {name}"), value))
        });
        replaced.into_owned()
    }

    /// Counts the requests of each, and adds those that the recording named itself.
    fn named(&mut self, from: &Recordings) {
        for request in &from.requests {
            let texts = request.headers.iter().map(|(_, value)| value).chain([&request.path, &request.body]);
            let text: String = texts.flat_map(|text| [text.as_str(), "\n"]).collect();
            let names: BTreeSet<&str> =
                NAMED.captures_iter(&text).filter_map(|found| Some(found.get(1)?.as_str())).collect();
            for name in names {
                match self.secrets.iter_mut().find(|secret| secret.name == name) {
                    Some(secret) => secret.requests += 1,
                    None => self.secrets.push(Secret {
                        name: name.to_owned(),
                        place: "the description".into(),
                        requests: 1,
                    }),
                }
            }
        }
        self.secrets.retain(|secret| secret.requests > 0);
    }
}
