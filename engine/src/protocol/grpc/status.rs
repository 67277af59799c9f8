//! How calls end: status codes, and what stands for one where the target gave none.

use std::time::Duration;

use http::HeaderMap;
use percent_encoding::percent_decode;

use crate::sample::{Cause, Failure};

/// OK.
pub(super) const OK: u32 = 0;
/// CANCELLED.
pub(super) const CANCELLED: u32 = 1;
const UNKNOWN: u32 = 2;
const DEADLINE_EXCEEDED: u32 = 4;
const PERMISSION_DENIED: u32 = 7;
const RESOURCE_EXHAUSTED: u32 = 8;
/// UNIMPLEMENTED.
pub(super) const UNIMPLEMENTED: u32 = 12;
const INTERNAL: u32 = 13;
const UNAVAILABLE: u32 = 14;
const UNAUTHENTICATED: u32 = 16;

/// Codes of a stream that the target reset: this and the reason of HTTP/2.
const RESET: u16 = 1631;

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The status code; 0 is OK.
    pub code: u32,
    /// The status message; empty where there is none.
    pub reason: String,
    /// Why there is no status of the target's own.
    pub failure: Option<Failure>,
    /// From the moment at which the request could leave; none where it could not.
    pub duration: Option<Duration>,
}

impl Ended {
    /// A call that the target ended.
    pub(super) fn by_target(code: u32, reason: String) -> Self {
        Self { code, reason, failure: None, duration: None }
    }

    /// A call that broke.
    pub(super) fn by(failure: Failure) -> Self {
        Self { code: of_failure(&failure), reason: failure.message.clone(), failure: Some(failure), duration: None }
    }

    /// Empty, or why it is not OK: the failure's cause, or `grpc` where the target said so.
    pub fn word(&self) -> &'static str {
        match &self.failure {
            Some(failure) => failure.cause.name(),
            None if self.code == OK => "",
            None => "grpc",
        }
    }
}

/// The status in headers or trailers; none where there is none.
pub(super) fn told(fields: &HeaderMap) -> Option<Ended> {
    let code = fields.get("grpc-status")?.to_str().ok().and_then(|text| text.trim().parse().ok()).unwrap_or(UNKNOWN);
    let reason = fields.get("grpc-message").map_or(&[][..], |value| value.as_bytes());
    Some(Ended::by_target(code, percent_decode(reason).decode_utf8_lossy().into_owned()))
}

/// What an HTTP status stands for where there is no other.
pub(super) fn of_http(status: u16) -> Ended {
    let code = match status {
        400 => INTERNAL,
        401 => UNAUTHENTICATED,
        403 => PERMISSION_DENIED,
        404 => UNIMPLEMENTED,
        429 | 502..=504 => UNAVAILABLE,
        _ => UNKNOWN,
    };
    let why = format!("the target answered with HTTP status {status}, and no status of gRPC");
    Ended { code, ..Ended::by(Failure::new(Cause::Protocol, 1000, why)) }
}

fn of_failure(failure: &Failure) -> u32 {
    match (failure.cause, failure.code) {
        (Cause::Timeout, _) => DEADLINE_EXCEEDED,
        (Cause::Cancelled, _) => CANCELLED,
        (Cause::TooLarge, _) => RESOURCE_EXHAUSTED,
        (Cause::Protocol, _) => INTERNAL,
        (Cause::Reset, RESET..1650) => match failure.code - RESET {
            7 => UNAVAILABLE,
            8 => CANCELLED,
            11 => RESOURCE_EXHAUSTED,
            12 => PERMISSION_DENIED,
            _ => INTERNAL,
        },
        _ => UNAVAILABLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_with_its_message() {
        let fields = |list: &[(&'static str, &'static str)]| -> HeaderMap {
            list.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
        };
        assert_eq!(told(&fields(&[("x", "y")])), None);
        assert_eq!(told(&fields(&[("grpc-status", "0")])), Some(Ended::by_target(0, String::new())));
        let not_found = told(&fields(&[("grpc-status", "5"), ("grpc-message", "no %E2%82%AC here")]));
        assert_eq!(not_found, Some(Ended::by_target(5, "no € here".into())));
        assert_eq!(not_found.map(|ended| ended.word()), Some("grpc"));
        assert_eq!(told(&fields(&[("grpc-status", "five")])).map(|ended| ended.code), Some(2));
    }

    #[test]
    fn what_stands_for_a_status_is_that_of_the_specification() {
        let http = [400, 401, 403, 404, 429, 502, 503, 504, 200, 500].map(|status| of_http(status).code);
        assert_eq!(http, [13, 16, 7, 12, 14, 14, 14, 14, 2, 2]);
        let code = |cause, code| Ended::by(Failure::new(cause, code, "")).code;
        let causes = [Cause::Timeout, Cause::Cancelled, Cause::TooLarge, Cause::Connect, Cause::Dns, Cause::Denied];
        assert_eq!(causes.map(|cause| code(cause, 1000)), [4, 1, 8, 14, 14, 14]);
        // Resets by NO_ERROR, INTERNAL_ERROR, REFUSED_STREAM, CANCEL, ENHANCE_YOUR_CALM, INADEQUATE_SECURITY; the connection's.
        assert_eq!(
            [1631, 1633, 1638, 1639, 1642, 1643, 1220].map(|reset| code(Cause::Reset, reset)),
            [13, 13, 14, 1, 8, 7, 14]
        );
    }
}
