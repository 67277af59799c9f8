use std::time::Duration;

use super::{Failure, Trace};

/// Where the time of one exchange went. A phase that did not happen is zero (a reused connection has no `connecting`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Phases {
    /// Waiting for a connection: a free slot, or one that another request of the user still holds.
    pub blocked: Duration,
    /// Name resolution.
    pub resolving: Duration,
    /// TCP connect.
    pub connecting: Duration,
    /// TLS handshake (k6: `tls_handshaking`).
    pub securing: Duration,
    /// First byte of the request to its last.
    pub sending: Duration,
    /// Last byte of the request to the first of the response.
    pub waiting: Duration,
    /// First byte of the response to the last of its body.
    pub receiving: Duration,
}

impl Phases {
    /// k6's `http_req_duration`: sending + waiting + receiving.
    pub fn duration(&self) -> Duration {
        self.sending + self.waiting + self.receiving
    }
}

/// The protocol that carried an exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// HTTP/1.1
    #[default]
    Http1,
    /// HTTP/2
    Http2,
}

impl Protocol {
    /// k6's `proto` tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Http1 => "HTTP/1.1",
            Self::Http2 => "HTTP/2.0",
        }
    }
}

/// One request and what came of it: each redirect hop is one.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    /// Where the time went.
    pub phases: Phases,
    /// 0 when no valid response came.
    pub status: u16,
    /// Why no valid response came.
    pub failure: Option<Failure>,
    /// The protocol, where a response came.
    pub protocol: Option<Protocol>,
    /// `tls1.2` or `tls1.3`, over TLS.
    pub tls: Option<&'static str>,
    /// Bytes of the body as decoded.
    pub body_size: u64,
    /// Bytes of the response's body on the wire, before decoding.
    pub transferred: u64,
    /// `Server-Timing` entries with a duration: name and milliseconds.
    pub server_timing: Vec<(String, f64)>,
    /// How it is known to whoever traces it; none where the plan traces nothing.
    pub trace: Option<Trace>,
}
