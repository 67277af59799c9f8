//! The head of a response: status, headers, and how long the body is.

use std::mem::MaybeUninit;

use bytes::Bytes;
use http::header::{CONNECTION, HeaderMap, HeaderName, HeaderValue};
use httparse::Header;

use super::chunked::Chunked;
use crate::protocol::headers::{Headers, Noted};

/// Headers of one response at most.
const FIELDS: usize = 128;
/// What nearly every response is content with.
const USUAL: usize = 24;

/// The head of a response.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: Headers,
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

/// All headers of a head that was understood before, in the order received.
pub(in crate::protocol) fn headers(text: &Bytes) -> HeaderMap {
    map::<USUAL>(text).or_else(|| map::<FIELDS>(text)).unwrap_or_default()
}

#[inline(never)]
fn map<const MOST: usize>(text: &Bytes) -> Option<HeaderMap> {
    let mut fields = [httparse::EMPTY_HEADER; MOST];
    let mut response = httparse::Response::new(&mut fields);
    response.parse(text).ok()?;
    let field = |field: &Header<'_>| {
        let name = HeaderName::from_bytes(field.name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_maybe_shared(text.slice_ref(field.value)).ok()?))
    };
    let mut map = HeaderMap::with_capacity(response.headers.len());
    for (name, value) in response.headers.iter().filter_map(field) {
        map.append(name, value);
    }
    Some(map)
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
    let length = match config.parse_response_with_uninit_headers(&mut response, bytes, &mut fields) {
        Err(httparse::Error::TooManyHeaders) => return Err(Wrong::TooMany),
        Err(wrong) => return Err(Wrong::Other(wrong.to_string())),
        Ok(httparse::Status::Partial) => return Ok(None),
        Ok(httparse::Status::Complete(length)) => length,
    };
    let status = response.code.unwrap_or_default();
    let mut said = Said::default();
    response.headers.iter().try_for_each(|field| said.note(field)).map_err(Wrong::Other)?;
    let newer = response.version == Some(1);
    let bare = asked == Asked::HeadOnly || matches!(status, 100..200 | 204 | 304);
    let framing = if bare { Framing::Length(0) } else { said.framing(newer).map_err(Wrong::Other)? };
    let keep = said.keeps(newer) && status != 101 && !matches!(framing, Framing::UntilClose);
    let headers = Headers::of_text(bytes.split_to(length), said.noted);
    Ok(Some(Head { status, headers, framing, keep }))
}

/// What the headers say of body and connection.
#[derive(Default)]
struct Said {
    length: Option<u64>,
    /// There is a transfer-encoding: whether its last is `chunked`.
    chunked: Option<bool>,
    close: bool,
    keep_alive: bool,
    noted: Noted,
}

impl Said {
    fn note(&mut self, field: &Header<'_>) -> Result<(), String> {
        // Few names have these lengths, so that most are not compared at all.
        let is = |name: &str| field.name.eq_ignore_ascii_case(name);
        match field.name.len() {
            10 if is("connection") => {
                self.close |= has_word(field.value, b"close");
                self.keep_alive |= has_word(field.value, b"keep-alive");
            }
            10 if is("set-cookie") => self.noted.cookies = true,
            13 if is("server-timing") => self.noted.timing = true,
            14 if is("content-length") => {
                for text in field.value.split(|byte| *byte == b',') {
                    let length = number(text).filter(|length| self.length.is_none_or(|before| before == *length));
                    self.length = Some(length.ok_or("the content-length is no number, or there are several")?);
                }
            }
            16 if is("content-encoding") => self.noted.encoding = true,
            17 if is("transfer-encoding") => {
                let last = field.value.rsplit(|byte| *byte == b',').next().unwrap_or_default();
                self.chunked = Some(last.trim_ascii().eq_ignore_ascii_case(b"chunked"));
            }
            _ => {}
        }
        Ok(())
    }

    /// RFC 9112 §6.3.
    fn framing(&self, newer: bool) -> Result<Framing, String> {
        match (self.chunked, self.length) {
            (Some(_), _) if !newer => Err("HTTP/1.0 has no transfer-encoding".into()),
            (Some(true), _) => Ok(Framing::Chunked(Chunked::new())),
            (Some(false), _) | (None, None) => Ok(Framing::UntilClose),
            (None, Some(length)) => Ok(Framing::Length(length)),
        }
    }

    fn keeps(&self, newer: bool) -> bool {
        // A message that is framed twice may be read differently by somebody between: RFC 9112 §6.3.
        let twice = self.chunked.is_some() && self.length.is_some();
        !twice && if newer { !self.close } else { self.keep_alive }
    }
}

fn number(text: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text.trim_ascii()).ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn has_word(value: &[u8], word: &[u8]) -> bool {
    value.split(|byte| *byte == b',').any(|given| given.trim_ascii().eq_ignore_ascii_case(word))
}

/// Whether the connection header has this word.
pub(in crate::protocol) fn says(headers: &HeaderMap, word: &[u8]) -> bool {
    headers.get_all(CONNECTION).iter().any(|value| has_word(value.as_bytes(), word))
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
    fn what_is_asked_of_every_response_is_noted_and_the_rest_is_read_later() {
        let text =
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX: \u{fc}\r\nset-cookie: b\r\nServer-Timing: a\r\nx: 2\r\n\r\nbody";
        let mut bytes = Bytes::from(text.chars().map(|c| c as u8).collect::<Vec<u8>>());
        let head = parse(&mut bytes, Asked::Anything).expect("a head").expect("a whole head");
        let noted = Noted { cookies: true, encoding: false, timing: true };
        assert_eq!((head.headers.noted(), &bytes[..]), (noted, &b"body"[..]));
        let all: Vec<(&str, &[u8])> =
            head.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let wanted: [(&str, &[u8]); 5] =
            [("set-cookie", b"a=1"), ("set-cookie", b"b"), ("x", b"\xfc"), ("x", b"2"), ("server-timing", b"a")];
        assert_eq!(all, wanted);
        assert_eq!(Headers::from(HeaderMap::clone(&head.headers)).noted(), noted);
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
