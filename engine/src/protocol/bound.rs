//! Secrets that may go to some hosts only: what carries one elsewhere is not sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use url::Url;

use super::body::Body;
use crate::plan::Secret;
use crate::redact::Redactor;
use crate::sample::{Cause, Failure};

/// The secrets of a plan that name hosts.
pub(super) struct Bound(Vec<Rule>);

struct Rule {
    name: String,
    hosts: Vec<String>,
    forms: Redactor,
}

impl Bound {
    pub(super) fn of_plan(secrets: &[Secret]) -> Self {
        let bound = secrets.iter().filter(|secret| !secret.hosts.is_empty());
        let rule = |secret: &Secret| Rule {
            name: secret.name.clone(),
            hosts: secret.hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            forms: Redactor::new([secret.value.as_str()]),
        };
        Self(bound.map(rule).collect())
    }

    /// A failure `denied` when a request to this host carries a secret that is not for it, in whatever form.
    pub(super) fn check(&self, host: &str, url: &Url, headers: &HeaderMap, body: &Body) -> Result<(), Failure> {
        let others: Vec<&Rule> = self.0.iter().filter(|rule| !rule.is_for(host)).collect();
        if others.is_empty() {
            return Ok(());
        }
        let mut texts = vec![url.as_str().to_owned(), String::from_utf8_lossy(&body.to_vec()).into_owned()];
        texts.extend(headers.values().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()));
        texts.extend(headers.get_all(AUTHORIZATION).iter().filter_map(|value| basic(value.as_bytes())));
        match others.iter().find(|rule| texts.iter().any(|text| rule.forms.apply(text) != text.as_str())) {
            None => Ok(()),
            Some(rule) => {
                let message =
                    format!("the secret `{}` is not for {host}: add the host to secrets.{0}.hosts", rule.name);
                Err(Failure::new(Cause::Denied, 1000, message))
            }
        }
    }
}

impl Rule {
    fn is_for(&self, host: &str) -> bool {
        self.hosts.iter().any(|allowed| match allowed.strip_prefix("*.") {
            Some(parent) => host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.')),
            None => allowed == host,
        })
    }
}

/// User and password of basic authentication: base64 of both together hides either.
fn basic(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?;
    let bytes = STANDARD.decode(text.strip_prefix("Basic ")?.trim()).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound() -> Bound {
        let hosts = vec!["api.example.org".to_owned(), "*.inner.example.org".to_owned()];
        Bound::of_plan(&[
            Secret { name: "key".into(), value: "s3cret/key".into(), hosts },
            Secret { name: "free".into(), value: "anywhere".into(), hosts: Vec::new() },
        ])
    }

    fn sent(host: &str, url: &str, header: &str, body: &str) -> Result<(), String> {
        let headers: HeaderMap = [(AUTHORIZATION, header.parse().unwrap())].into_iter().collect();
        let body = Body::bytes(body.as_bytes().to_vec());
        bound().check(host, &Url::parse(url).unwrap(), &headers, &body).map_err(|failure| failure.message)
    }

    #[test]
    fn a_bound_secret_goes_to_its_hosts_only_in_every_form() {
        let plain = "http://evil.example/";
        assert_eq!(sent("api.example.org", plain, "Bearer s3cret/key", ""), Ok(()));
        assert_eq!(sent("a.inner.example.org", plain, "Bearer s3cret/key", ""), Ok(()));
        assert_eq!(sent("evil.example", plain, "Bearer anywhere", "nothing"), Ok(()));
        let denied = Err("the secret `key` is not for evil.example: add the host to secrets.key.hosts".to_owned());
        assert_eq!(sent("evil.example", plain, "Bearer s3cret/key", ""), denied);
        assert_eq!(sent("evil.example", "http://evil.example/?k=s3cret%2Fkey", "x", ""), denied);
        assert_eq!(sent("evil.example", plain, "x", "{\"k\":\"s3cret/key\"}"), denied);
        let basic = format!("Basic {}", STANDARD.encode("user:s3cret/key"));
        assert_eq!(sent("evil.example", plain, &basic, ""), denied);
        assert!(sent("inner.example.org.evil.example", plain, "Bearer s3cret/key", "").is_err());
    }
}
