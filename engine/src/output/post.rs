use std::collections::BTreeMap;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, StatusCode};

use super::Trouble;
use crate::plan::{OutputSpec, Place};

/// So much of an answer that refuses is shown.
const SHOWN: usize = 300;

/// Sends bodies to one URL.
pub(super) struct Post {
    client: Client,
    url: url::Url,
    headers: HeaderMap,
}

impl Post {
    /// Of an output. `own` are the headers of the format; the plan's come on top.
    pub(super) fn new(spec: &OutputSpec, own: &[(&'static str, &'static str)]) -> Result<Self, String> {
        let Place::Url(url) = &spec.place else { return Err(format!("{} goes to a URL", spec.kind.word())) };
        Self::to(url, &spec.headers, own)
    }

    /// Of any URL.
    pub(super) fn to(
        url: &url::Url,
        given: &BTreeMap<String, String>,
        own: &[(&'static str, &'static str)],
    ) -> Result<Self, String> {
        let mut headers = HeaderMap::new();
        for (name, value) in own {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        for (name, value) in given {
            let name =
                HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is not a header's name"))?;
            let value =
                HeaderValue::from_str(value).map_err(|_| format!("the header `{name}` has a control character"))?;
            headers.insert(name, value);
        }
        // Somebody else may have chosen it before: it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(reqwest::redirect::Policy::none());
        let client = client.user_agent(concat!("throng/", env!("CARGO_PKG_VERSION"))).no_proxy().build();
        Ok(Self { client: client.map_err(|error| error.to_string())?, url: url.clone(), headers })
    }

    /// Trouble that may pass: nobody answers, or a server that is busy or broken.
    pub(super) async fn send(&self, body: Vec<u8>) -> Result<(), Trouble> {
        let request = self.client.post(self.url.clone()).headers(self.headers.clone()).body(body);
        let answer = request.send().await.map_err(|error| Trouble { message: said(&error), passing: true })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let text: String = answer.text().await.unwrap_or_default().chars().take(SHOWN).collect();
        let passing = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
        Err(Trouble { message: format!("the server answered {}: {}", status.as_u16(), text.trim()), passing })
    }
}

/// An error with its causes, and without the URL, which may hold a password.
fn said(error: &reqwest::Error) -> String {
    let mut text = if error.is_connect() { "no connection".to_owned() } else { "the request failed".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        cause = next.source();
        if cause.is_none() {
            text += &format!(": {next}");
        }
    }
    text
}
