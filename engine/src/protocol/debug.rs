//! `--http-debug`: one exchange as text.

use std::fmt::Write as _;
use std::sync::Arc;

use http::HeaderMap;

use super::fields::Extra;
use super::prepared::Prepared;
use super::response::Response;

/// Bytes of a body that are shown.
const SHOWN: usize = 4 << 10;

type Show = dyn Fn(&str) + Send + Sync;

/// Where the text of each exchange goes.
#[derive(Clone)]
pub(super) struct Debug(Arc<Show>);

impl Debug {
    /// Gives each exchange to `show`.
    pub(super) fn new(show: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(show))
    }

    /// Shows one exchange.
    pub(super) fn show(&self, prepared: &Prepared, extra: &Extra, landed: &Response) {
        let mut text = format!("> {} {}\n", prepared.method, prepared.absolute());
        headers(&mut text, "> ", &prepared.fields.map);
        for (name, value) in [("cookie", &extra.cookie), ("authorization", &extra.authorization)] {
            if let Some(value) = value {
                let _ = writeln!(text, "> {name}: {}", String::from_utf8_lossy(value.as_bytes()));
            }
        }
        body(&mut text, &prepared.body.to_vec());
        let exchange = &landed.exchange;
        match &exchange.failure {
            Some(failure) => {
                let _ = writeln!(text, "< {} ({}): {}", failure.cause.name(), failure.code, failure.message);
            }
            None => {
                let proto = exchange.protocol.unwrap_or_default().tag();
                let _ = writeln!(text, "< {proto} {}", exchange.status);
            }
        }
        headers(&mut text, "< ", &landed.headers);
        body(&mut text, &landed.body);
        (self.0)(&text);
    }
}

fn headers(text: &mut String, mark: &str, headers: &HeaderMap) {
    for (name, value) in headers {
        let _ = writeln!(text, "{mark}{name}: {}", String::from_utf8_lossy(value.as_bytes()));
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
