//! The headers of a response. Of HTTP/1.1 they stay text until somebody asks for one: most journeys never do.

use std::ops::Deref;
use std::sync::OnceLock;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, HeaderMap, SET_COOKIE};

use super::http1;
use super::server_timing::SERVER_TIMING;

/// The headers of a response; dereferencing gives the map.
#[derive(Default)]
pub(super) struct Headers {
    text: Bytes,
    noted: Noted,
    map: OnceLock<HeaderMap>,
}

/// What every response is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Noted {
    /// There is a `set-cookie`.
    pub(super) cookies: bool,
    /// There is a `content-encoding`.
    pub(super) encoding: bool,
    /// There is a `server-timing`.
    pub(super) timing: bool,
}

impl Headers {
    /// Of a head that was understood, with what was noted of it.
    pub(super) fn of_text(text: Bytes, noted: Noted) -> Self {
        Self { text, noted, map: OnceLock::new() }
    }

    /// What is noted of them.
    pub(super) fn noted(&self) -> Noted {
        self.noted
    }
}

impl From<HeaderMap> for Headers {
    fn from(map: HeaderMap) -> Self {
        let noted = Noted {
            cookies: map.contains_key(SET_COOKIE),
            encoding: map.contains_key(CONTENT_ENCODING),
            timing: map.contains_key(SERVER_TIMING),
        };
        Self { text: Bytes::new(), noted, map: map.into() }
    }
}

impl Deref for Headers {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        self.map.get_or_init(|| http1::headers(&self.text))
    }
}
