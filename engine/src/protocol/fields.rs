//! The headers of a request: those that are the same each time, made into text once, and those of one exchange.

use http::header::{
    AUTHORIZATION, CONTENT_LENGTH, COOKIE, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, TRANSFER_ENCODING,
};

use super::body::Body;
use super::http1;

/// The headers of a request and their text.
pub(super) struct Fields {
    /// All headers but cookies of the jar, with `host`.
    pub(super) map: HeaderMap,
    /// As HTTP/1.1 writes them.
    pub(super) text: Box<[u8]>,
    /// What they say of the body's length.
    pub(super) length: Length,
    /// They ask for the connection's end.
    pub(super) close: bool,
}

/// What the headers of a request say of its body's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// Nothing: HTTP says it.
    Unsaid,
    /// So many bytes, right or wrong; none where it is no number.
    Said(Option<u64>),
    /// It is sent in chunks.
    Chunked,
}

impl Fields {
    /// The text is made here, once.
    pub(super) fn new(map: HeaderMap) -> Self {
        let mut text = Vec::with_capacity(map.len() * 40);
        map.iter().for_each(|(name, value)| line(name, value, &mut text));
        let said = |value: &HeaderValue| value.to_str().ok().and_then(|text| text.parse().ok());
        let length = match (map.get(TRANSFER_ENCODING), map.get(CONTENT_LENGTH)) {
            (Some(_), _) => Length::Chunked,
            (None, Some(value)) => Length::Said(said(value)),
            (None, None) => Length::Unsaid,
        };
        Self { text: text.into(), length, close: http1::says(&map, b"close"), map }
    }

    /// Whether a server that believes the headers finds the end of this body.
    pub(super) fn frames(&self, body: &Body) -> bool {
        match self.length {
            Length::Said(length) => length == Some(body.len()),
            Length::Unsaid | Length::Chunked => true,
        }
    }
}

/// Headers that are not in the prepared request.
#[derive(Default, Clone)]
pub(super) struct Extra {
    /// Of the jar.
    pub(super) cookie: Option<HeaderValue>,
    /// Digest.
    pub(super) authorization: Option<HeaderValue>,
    /// For a proxy that reads the request.
    pub(super) proxy_authorization: Option<HeaderValue>,
    /// Of the trace.
    pub(super) traceparent: Option<HeaderValue>,
}

/// W3C Trace Context.
pub(super) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

impl Extra {
    /// Whether there is nothing to add.
    pub(super) fn is_empty(&self) -> bool {
        self.given().next().is_none()
    }

    /// Puts them in place of others of the same names.
    pub(super) fn add_to(&self, headers: &mut HeaderMap) {
        self.given().for_each(|(name, value)| drop(headers.insert(name, value.clone())));
    }

    /// Writes the headers, these in place of others of the same names.
    pub(super) fn write_over(&self, fields: &Fields, text: &mut Vec<u8>) {
        if self.given().any(|(name, _)| fields.map.contains_key(name)) {
            let kept = fields.map.iter().filter(|(name, _)| self.given().all(|(given, _)| given != **name));
            kept.for_each(|(name, value)| line(name, value, text));
        } else {
            text.extend_from_slice(&fields.text);
        }
        self.given().for_each(|(name, value)| line(&name, value, text));
    }

    fn given(&self) -> impl Iterator<Item = (HeaderName, &HeaderValue)> {
        let all = [
            (COOKIE, &self.cookie),
            (AUTHORIZATION, &self.authorization),
            (PROXY_AUTHORIZATION, &self.proxy_authorization),
            (TRACEPARENT, &self.traceparent),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }
}

fn line(name: &HeaderName, value: &HeaderValue, text: &mut Vec<u8>) {
    for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
        text.extend_from_slice(part);
    }
}
