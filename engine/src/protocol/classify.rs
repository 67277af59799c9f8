//! Errors of the libraries below become failures with stable causes and codes; no other file knows those types.

use std::error::Error;
use std::io;

use rustls::{CertificateError, InvalidMessage};
use tokio_tungstenite::tungstenite;

use super::http1::Fault;
use crate::sample::{Cause, Failure};

const CLOSED: &str = "the connection was closed before the response was complete (EOF)";

/// The request's time was up.
pub(super) fn timeout() -> Failure {
    Failure::new(Cause::Timeout, 1050, "the request's time was up")
}

/// A TCP connect that took longer than the plan's `connect_timeout`.
pub(super) fn connect_timeout() -> Failure {
    Failure::new(Cause::Connect, 1211, "connect: no connection in time")
}

/// A TCP connect that failed.
pub(super) fn connect(error: &io::Error) -> Failure {
    let code = match error.kind() {
        io::ErrorKind::ConnectionRefused => 1212,
        io::ErrorKind::TimedOut => 1211,
        io::ErrorKind::ConnectionReset => 1220,
        _ if error.raw_os_error().is_some() => 1213,
        _ => 1210,
    };
    Failure::new(Cause::Connect, code, format!("connect: {error}"))
}

/// A name that did not resolve. The C library tells no codes here, only words: "try again" means that no server answered.
pub(super) fn dns(name: &str, error: &io::Error) -> Failure {
    let text = error.to_string();
    let unreachable = ["Temporary failure", "Try again", "again later"].iter().any(|words| text.contains(words));
    Failure::new(Cause::Dns, if unreachable { 1100 } else { 1101 }, format!("lookup {name}: {text}"))
}

/// A TLS handshake that failed.
pub(super) fn tls(error: &io::Error) -> Failure {
    let code = match find::<rustls::Error>(error) {
        Some(rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType)) => 1301,
        Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)) => 1310,
        Some(rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => 1311,
        Some(_) => 1300,
        None if error.kind() == io::ErrorKind::ConnectionReset => 1220,
        None => 1300,
    };
    Failure::new(Cause::Tls, code, format!("tls: {error}"))
}

/// An exchange that broke while the request went or the response came.
pub(super) fn http(error: &hyper::Error) -> Failure {
    if let Some(stream) = find::<h2::Error>(error) {
        return h2(stream);
    }
    if let Some(fault) = find::<rustls::Error>(error) {
        return Failure::new(Cause::Tls, 1300, format!("tls: {fault}"));
    }
    if let Some(broken) = find::<io::Error>(error) {
        return broken_io(broken);
    }
    let words = words(error);
    if error.is_incomplete_message() {
        Failure::new(Cause::Reset, 1000, CLOSED)
    } else if error.is_canceled() || error.is_closed() {
        Failure::new(Cause::Reset, 1000, format!("the connection was closed: {words}"))
    } else {
        Failure::new(Cause::Protocol, 1000, format!("what came is not HTTP: {words}"))
    }
}

/// Whether the server says that it has done nothing for the request.
pub(super) fn was_refused(error: &hyper::Error) -> bool {
    find::<h2::Error>(error).is_some_and(|stream| stream.reason() == Some(h2::Reason::REFUSED_STREAM))
}

/// The same of an exchange on an HTTP/1.1 connection.
pub(super) fn http1(fault: &Fault) -> Failure {
    match fault {
        Fault::Io(error) => match find::<rustls::Error>(error) {
            Some(fault) => Failure::new(Cause::Tls, 1300, format!("tls: {fault}")),
            None => broken_io(error),
        },
        Fault::Closed => Failure::new(Cause::Reset, 1000, CLOSED),
        Fault::Malformed(words) => Failure::new(Cause::Protocol, 1000, format!("what came is not HTTP: {words}")),
    }
}

/// Whether an exchange on a kept HTTP/1.1 connection may have met its end.
pub(super) fn http1_went_stale(fault: &Fault) -> bool {
    match fault {
        Fault::Io(error) => is_gone(error),
        Fault::Closed => true,
        Fault::Malformed(_) => false,
    }
}

fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::UnexpectedEof
    )
}

/// Whether an exchange that broke may never have been seen by the server, as far as the error tells.
pub(super) fn went_stale(error: &hyper::Error) -> bool {
    if let Some(stream) = find::<h2::Error>(error) {
        return stream.is_go_away() || stream.is_io() || stream.reason() == Some(h2::Reason::REFUSED_STREAM);
    }
    find::<io::Error>(error).is_some_and(is_gone)
        || error.is_incomplete_message()
        || error.is_canceled()
        || error.is_closed()
}

/// What broke a WebSocket that was open.
pub(super) fn websocket(error: &tungstenite::Error) -> Failure {
    use tungstenite::error::{CapacityError, ProtocolError};
    match error {
        tungstenite::Error::Io(error) => broken_io(error),
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => {
            Failure::new(Cause::Reset, 1000, "the target closed the connection without closing the WebSocket")
        }
        tungstenite::Error::Capacity(CapacityError::MessageTooLong { max_size, .. }) => Failure::new(
            Cause::TooLarge,
            1000,
            format!("a message is larger than {max_size} bytes (limits.message_bytes)"),
        ),
        other => Failure::new(Cause::Protocol, 1000, format!("what came is no WebSocket: {}", words(other))),
    }
}

fn broken_io(error: &io::Error) -> Failure {
    // Of a TLS alert on an HTTP/2 connection h2 keeps only the words.
    if error.kind() == io::ErrorKind::InvalidData && error.to_string().contains("received fatal alert") {
        return Failure::new(Cause::Tls, 1300, format!("tls: {error}"));
    }
    let (cause, code) = match error.kind() {
        io::ErrorKind::ConnectionReset => (Cause::Reset, 1220),
        io::ErrorKind::BrokenPipe => (Cause::Reset, 1201),
        io::ErrorKind::UnexpectedEof => (Cause::Reset, 1000),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => (Cause::Protocol, 1000),
        _ => (Cause::Reset, 1202),
    };
    Failure::new(cause, code, format!("the connection broke: {error}"))
}

fn h2(error: &h2::Error) -> Failure {
    if let Some(broken) = error.get_io() {
        return broken_io(broken);
    }
    let base = if error.is_go_away() {
        1610
    } else if error.is_reset() {
        1630
    } else {
        1650
    };
    let known = error.reason().map(u32::from).filter(|code| *code <= 13);
    let code = known.map_or(base, |code| base + 1 + code as u16);
    let cause = if error.is_remote() { Cause::Reset } else { Cause::Protocol };
    Failure::new(cause, code, format!("http2: {error}"))
}

/// The first error of this type in the chain; an io::Error hides its inner error from `source` one level.
fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

fn words(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
