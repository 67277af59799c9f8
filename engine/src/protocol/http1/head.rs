//! The head of a response: status, headers, and how long the body is.

use std::mem::MaybeUninit;

use bytes::{Buf as _, Bytes};
use http::header::{CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};

use super::chunked::Chunked;

/// Headers of one response at most.
const FIELDS: usize = 128;
/// What nearly every response is content with.
const USUAL: usize = 24;

/// The head of a response.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// What follows.
    pub(super) framing: Framing,
    /// Whether the server keeps the connection.
    pub(super) keep: bool,
}

/// How the end of a body is known.
#[derive(Debug, Clone)]
pub(super) enum Framing {
    /// So many bytes are left.
    Length(u64),
    /// It says so itself.
    Chunked(Chunked),
    /// The connection's end is its own.
    UntilClose,
}

/// What kind of request it answers, as far as that decides about the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A body may follow.
    Anything,
    /// HEAD: none follows, whatever the headers say.
    HeadOnly,
}

/// Takes the head off the bytes; none while it is not whole. An error says what is wrong with it.
pub(super) fn parse(bytes: &mut Bytes, asked: Asked) -> Result<Option<Head>, String> {
    match fields::<USUAL>(bytes, asked) {
        Err(Wrong::TooMany) => fields::<FIELDS>(bytes, asked),
        parsed => parsed,
    }
    .map_err(|wrong| match wrong {
        Wrong::TooMany => format!("it has more than {FIELDS} headers"),
        Wrong::Other(words) => words,
    })
}

enum Wrong {
    TooMany,
    Other(String),
}

/// A head of so many headers at most. Not inlined: it stands on the stack of a guest's call, which every user keeps.
#[inline(never)]
fn fields<const MOST: usize>(bytes: &mut Bytes, asked: Asked) -> Result<Option<Head>, Wrong> {
    let mut fields = [const { MaybeUninit::uninit() }; MOST];
    let mut response = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let parsed = match config.parse_response_with_uninit_headers(&mut response, bytes, &mut fields) {
        Err(httparse::Error::TooManyHeaders) => return Err(Wrong::TooMany),
        parsed => parsed.map_err(other)?,
    };
    let length = match parsed {
        httparse::Status::Partial => return Ok(None),
        httparse::Status::Complete(length) => length,
    };
    let status = response.code.unwrap_or_default();
    let newer = response.version == Some(1);
    let mut headers = HeaderMap::with_capacity(response.headers.len());
    for field in response.headers.iter() {
        let name = HeaderName::from_bytes(field.name.as_bytes()).map_err(other)?;
        let value = HeaderValue::from_maybe_shared(bytes.slice_ref(field.value));
        headers.append(name, value.map_err(other)?);
    }
    bytes.advance(length);
    let bare = asked == Asked::HeadOnly || matches!(status, 100..200 | 204 | 304);
    let framing = if bare { Framing::Length(0) } else { framing(&headers, newer).map_err(Wrong::Other)? };
    let keep = keeps(&headers, newer) && status != 101 && !matches!(framing, Framing::UntilClose);
    Ok(Some(Head { status, headers, framing, keep }))
}

fn other(wrong: impl std::fmt::Display) -> Wrong {
    Wrong::Other(wrong.to_string())
}

/// RFC 9112 §6.3.
fn framing(headers: &HeaderMap, newer: bool) -> Result<Framing, String> {
    if let Some(last) = headers.get_all(TRANSFER_ENCODING).iter().next_back() {
        if !newer {
            return Err("HTTP/1.0 has no transfer-encoding".into());
        }
        let last = last.as_bytes().rsplit(|byte| *byte == b',').next().unwrap_or_default();
        let chunked = last.trim_ascii().eq_ignore_ascii_case(b"chunked");
        return Ok(if chunked { Framing::Chunked(Chunked::new()) } else { Framing::UntilClose });
    }
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter().flat_map(|value| value.as_bytes().split(|b| *b == b','));
    let Some(first) = lengths.next() else { return Ok(Framing::UntilClose) };
    let length = number(first).filter(|first| lengths.all(|more| number(more) == Some(*first)));
    length.map(Framing::Length).ok_or_else(|| "the content-length is no number, or there are several".into())
}

fn number(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text.trim_ascii()).ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn keeps(headers: &HeaderMap, newer: bool) -> bool {
    // A message that is framed twice may be read differently by somebody between: RFC 9112 §6.3.
    let twice = headers.contains_key(TRANSFER_ENCODING) && headers.contains_key(CONTENT_LENGTH);
    !twice && if newer { !says(headers, b"close") } else { says(headers, b"keep-alive") }
}

/// Whether the connection header has this word.
pub(in crate::protocol) fn says(headers: &HeaderMap, word: &[u8]) -> bool {
    let mut words = headers.get_all(CONNECTION).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    words.any(|given| given.trim_ascii().eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The status, the framing and whether the connection is kept.
    fn head(text: &str, asked: Asked) -> Result<Option<(u16, String, bool)>, String> {
        let mut bytes = Bytes::copy_from_slice(text.as_bytes());
        let head = parse(&mut bytes, asked)?;
        Ok(head.map(|head| {
            let framing = match head.framing {
                Framing::Length(bytes) => bytes.to_string(),
                Framing::Chunked(_) => "chunked".into(),
                Framing::UntilClose => "close".into(),
            };
            (head.status, framing, head.keep)
        }))
    }

    #[test]
    fn how_long_the_body_is_and_whether_the_connection_lasts() {
        let cases = [
            ("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", 200, "7", true),
            ("HTTP/1.1 200\r\ncontent-length: 7\r\nContent-Length: 7, 7\r\n\r\n", 200, "7", true),
            ("HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: x, Close\r\n\r\n", 200, "7", false),
            ("HTTP/1.0 200 OK\r\ncontent-length: 7\r\n\r\n", 200, "7", false),
            ("HTTP/1.0 200 OK\r\ncontent-length: 7\r\nconnection: keep-alive\r\n\r\n", 200, "7", true),
            ("HTTP/1.1 200 OK\r\n\r\n", 200, "close", false),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n", 200, "chunked", true),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n", 200, "chunked", false),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n", 200, "close", false),
            ("HTTP/1.1 204 No\r\ncontent-length: 7\r\n\r\n", 204, "0", true),
            ("HTTP/1.1 304 No\r\ncontent-length: 7\r\n\r\n", 304, "0", true),
            ("HTTP/1.1 100 Continue\r\n\r\n", 100, "0", true),
            ("HTTP/1.1 101 Switching\r\n\r\n", 101, "0", false),
        ];
        for (text, status, framing, keep) in cases {
            assert_eq!(head(text, Asked::Anything), Ok(Some((status, framing.into(), keep))), "{text}");
        }
        let asked = head("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n", Asked::HeadOnly);
        assert_eq!(asked, Ok(Some((200, "0".into(), true))));
        assert_eq!(head("HTTP/1.1 200 OK\r\ncontent-le", Asked::Anything), Ok(None));
    }

    #[test]
    fn many_headers_are_read_and_too_many_refused() {
        let of = |count: usize| {
            let text = format!("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n{}\r\n", "x: y\r\n".repeat(count - 1));
            head(&text, Asked::Anything)
        };
        for count in [USUAL, USUAL + 1, FIELDS] {
            assert_eq!(of(count), Ok(Some((200, "1".into(), true))), "{count}");
        }
        assert_eq!(of(FIELDS + 1), Err("it has more than 128 headers".into()));
    }

    #[test]
    fn what_is_no_head_is_refused() {
        for text in [
            "SSH-2.0-x\r\n\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\na b: 1\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
            "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        ] {
            assert!(head(text, Asked::Anything).is_err(), "{text}");
        }
    }
}
