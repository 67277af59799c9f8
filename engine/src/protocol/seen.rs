//! One exchange as a reader sees it: for `--http-debug`, `throng trace` and `throng dev`.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::fields::Extra;
use super::prepared::Prepared;
use super::response::Response;
use crate::clock::Instant;
use crate::sample::Exchange;

/// Bytes of a body that are shown as text.
const SHOWN: usize = 4 << 10;

/// One exchange as it was sent and answered: nothing in it is redacted.
pub struct Seen {
    /// When its clock started.
    pub started: Instant,
    /// Method.
    pub method: String,
    /// The whole url.
    pub url: String,
    /// As sent; bytes that are not UTF-8 are replaced.
    pub request_headers: Vec<(String, String)>,
    /// As sent.
    pub request_body: Bytes,
    /// What came of it, and its times.
    pub exchange: Exchange,
    /// As received.
    pub response_headers: Vec<(String, String)>,
    /// Decoded; empty where the journey discards it.
    pub response_body: Bytes,
}

/// Whoever sees the exchanges of a client.
pub(super) type Show = Arc<dyn Fn(&Seen) + Send + Sync>;

impl Seen {
    pub(super) fn new(prepared: &Prepared, extra: &Extra, landed: &Response, started: Instant) -> Self {
        let mut request_headers = fields(&prepared.fields.map);
        for (name, value) in [("cookie", &extra.cookie), ("authorization", &extra.authorization)] {
            request_headers.extend(value.iter().map(|value| (name.to_owned(), text(value))));
        }
        Self {
            started,
            method: prepared.method.to_string(),
            url: prepared.absolute(),
            request_headers,
            request_body: prepared.body.to_vec().into(),
            exchange: landed.exchange.clone(),
            response_headers: fields(&landed.headers),
            response_body: landed.body.clone(),
        }
    }

    /// As `--http-debug` shows it: both heads, and the beginning of both bodies.
    pub fn text(&self) -> String {
        let mut text = format!("> {} {}\n", self.method, self.url);
        lines(&mut text, "> ", &self.request_headers);
        body(&mut text, &self.request_body);
        let _ = match &self.exchange.failure {
            Some(failure) => writeln!(text, "< {} ({}): {}", failure.cause.name(), failure.code, failure.message),
            None => {
                let proto = self.exchange.protocol.unwrap_or_default().tag();
                writeln!(text, "< {proto} {}", self.exchange.status)
            }
        };
        lines(&mut text, "< ", &self.response_headers);
        body(&mut text, &self.response_body);
        text
    }
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

fn fields(headers: &HeaderMap) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

fn lines(text: &mut String, mark: &str, headers: &[(String, String)]) {
    for (name, value) in headers {
        let _ = writeln!(text, "{mark}{name}: {value}");
    }
}

fn body(text: &mut String, content: &[u8]) {
    let shown = &content[..content.len().min(SHOWN)];
    if !shown.is_empty() {
        let _ = writeln!(text, "{}", String::from_utf8_lossy(shown));
    }
    if shown.len() < content.len() {
        let _ = writeln!(text, "… {} bytes more", content.len() - shown.len());
    }
}
