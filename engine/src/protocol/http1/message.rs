//! A request as it goes over the wire.

use bytes::Bytes;
use http::Method;

use super::head::Asked;
use crate::protocol::body::Body;
use crate::protocol::fields::{Extra, Fields, Length};

/// Bodies up to this size go in one piece with the head.
const SMALL: u64 = 16 << 10;

/// A request as it goes over the wire. Cloning copies no bytes.
#[derive(Clone)]
pub(in crate::protocol) struct Message {
    pub(super) first: Bytes,
    pub(super) more: Vec<Bytes>,
    pub(super) asked: Asked,
    /// No other request follows on the connection.
    pub(super) last: bool,
}

impl Message {
    /// `target` is the path and query, or the whole url for a proxy.
    pub(in crate::protocol) fn new(method: &Method, target: &str, fields: &Fields, extra: &Extra, body: &Body) -> Self {
        let small = if body.len() <= SMALL { body.len() as usize } else { 0 };
        let mut text = Vec::with_capacity(method.as_str().len() + target.len() + fields.text.len() + small + 64);
        for part in [method.as_str(), " ", target, " HTTP/1.1\r\n"] {
            text.extend_from_slice(part.as_bytes());
        }
        extra.write_over(fields, &mut text);
        let chunked = fields.length == Length::Chunked;
        if fields.length == Length::Unsaid && (!body.is_empty() || expects_body(method)) {
            text.extend_from_slice(format!("content-length: {}\r\n", body.len()).as_bytes());
        }
        text.extend_from_slice(b"\r\n");
        let mut more = Vec::new();
        if chunked && !body.is_empty() {
            text.extend_from_slice(format!("{:x}\r\n", body.len()).as_bytes());
        }
        if body.len() <= SMALL {
            body.parts().iter().for_each(|part| text.extend_from_slice(part));
        } else {
            more.extend_from_slice(body.parts());
        }
        if chunked {
            let end: &'static [u8] = if body.is_empty() { b"0\r\n\r\n" } else { b"\r\n0\r\n\r\n" };
            more.push(Bytes::from_static(end));
        }
        let asked = if matches!(*method, Method::HEAD | Method::CONNECT) { Asked::HeadOnly } else { Asked::Anything };
        let last = fields.close || *method == Method::CONNECT || !fields.frames(body);
        Self { first: text.into(), more, asked, last }
    }
}

/// A server may wait for a body, or for the word that there is none.
pub(in crate::protocol) fn expects_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

#[cfg(test)]
mod tests {
    use http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn sent(method: &Method, headers: &[(&str, &str)], cookie: Option<&str>, body: &Body) -> (String, bool) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            map.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        let cookie = cookie.map(|cookie| HeaderValue::from_str(cookie).expect("a value"));
        let extra = Extra { cookie, ..Extra::default() };
        let message = Message::new(method, "/p?q", &Fields::new(map), &extra, body);
        let all = std::iter::once(&message.first).chain(&message.more).map(|part| &part[..]).collect::<Vec<_>>();
        (String::from_utf8(all.concat()).expect("text"), message.last)
    }

    #[test]
    fn heads_lengths_and_bodies() {
        let (none, body) = (Body::default(), Body::pieces(vec!["ab".into(), "c".into()]));
        let get = sent(&Method::GET, &[("Host", "h"), ("x", "1"), ("x", "2")], None, &none);
        assert_eq!(get, ("GET /p?q HTTP/1.1\r\nhost: h\r\nx: 1\r\nx: 2\r\n\r\n".into(), false));
        let post = sent(&Method::POST, &[], None, &none);
        assert_eq!(post, ("POST /p?q HTTP/1.1\r\ncontent-length: 0\r\n\r\n".into(), false));
        let post = sent(&Method::POST, &[("connection", "close")], None, &body);
        assert_eq!(post, ("POST /p?q HTTP/1.1\r\nconnection: close\r\ncontent-length: 3\r\n\r\nabc".into(), true));
        let own = sent(&Method::POST, &[("content-length", "3")], None, &body);
        assert_eq!(own, ("POST /p?q HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc".into(), false));
        let wrong = sent(&Method::POST, &[("content-length", "4")], None, &body);
        assert_eq!(wrong, ("POST /p?q HTTP/1.1\r\ncontent-length: 4\r\n\r\nabc".into(), true));
    }

    #[test]
    fn a_large_body_is_not_copied_and_a_chunked_one_is_framed() {
        let large = Body::bytes(vec![b'x'; SMALL as usize + 1]);
        let (text, last) = sent(&Method::PUT, &[], None, &large);
        let head = "PUT /p?q HTTP/1.1\r\ncontent-length: 16385\r\n\r\n";
        assert_eq!((text.strip_prefix(head).map(str::len), last), (Some(16385), false));
        let chunked = [("transfer-encoding", "chunked")];
        let (text, _) = sent(&Method::PUT, &chunked, None, &large);
        assert!(text.starts_with("PUT /p?q HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n4001\r\nxxx"), "{text}");
        assert!(text.ends_with("xxx\r\n0\r\n\r\n"), "{text}");
        let (text, last) = sent(&Method::PUT, &chunked, None, &Body::default());
        assert_eq!((text.ends_with("chunked\r\n\r\n0\r\n\r\n"), last), (true, false));
    }

    #[test]
    fn cookies_of_the_jar_replace_the_requests_own() {
        let own = [("cookie", "a=own"), ("x", "1")];
        let (text, _) = sent(&Method::GET, &own, Some("a=own; b=2"), &Body::default());
        assert_eq!(text, "GET /p?q HTTP/1.1\r\nx: 1\r\ncookie: a=own; b=2\r\n\r\n");
    }
}
