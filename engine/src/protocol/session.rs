//! What one user's client remembers: default headers, cookies, identity.

use http::header::{ACCEPT_ENCODING, HeaderName, HeaderValue, USER_AGENT};

use super::prepared::{header_name, value};
use crate::plan::HttpOptions;
use crate::sample::Failure;

/// Headers of every request that does not set them itself.
#[derive(Clone, Default)]
pub(super) struct Defaults {
    /// In order; each name may come more than once.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Defaults {
    /// The plan's: user agent, accept-encoding and `headers`, which win.
    pub(super) fn of_plan(options: &HttpOptions) -> Result<Self, Failure> {
        let mut defaults = Self::default();
        if !options.user_agent.is_empty() {
            defaults.headers.push((USER_AGENT, value("user-agent", &options.user_agent)?));
        }
        if !options.accept_encoding.is_empty() {
            defaults.headers.push((ACCEPT_ENCODING, value("accept-encoding", &options.accept_encoding)?));
        }
        for (name, _) in &options.headers {
            let name = header_name(name)?;
            defaults.headers.retain(|(known, _)| known != name);
        }
        for (name, text) in options.headers.iter().filter(|(_, text)| !text.is_empty()) {
            defaults.headers.push((header_name(name)?, value(name, text)?));
        }
        Ok(defaults)
    }

    /// The same with this header instead of any of its name; an empty value removes it.
    pub(super) fn with(&self, name: &str, text: &str) -> Result<Self, Failure> {
        let name = header_name(name)?;
        let mut headers = self.headers.clone();
        headers.retain(|(known, _)| *known != name);
        if !text.is_empty() {
            let value = value(name.as_str(), text)?;
            headers.push((name, value));
        }
        Ok(Self { headers })
    }
}
