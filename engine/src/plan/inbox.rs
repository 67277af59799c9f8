//! The run's own receiver, as the plan has it.

use std::net::SocketAddr;
use std::time::Duration;

/// Settings of the receiver for what the target does later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxOptions {
    /// Where it listens.
    pub bind: SocketAddr,
    /// What the target knows it by; none: `http://` and where it listens.
    pub public: Option<url::Url>,
    /// Bytes of one body at most.
    pub max_body: u64,
    /// Bytes of one request's head at most.
    pub header_bytes: usize,
    /// Connections at a time at most.
    pub connections: usize,
    /// Longest time for a request's head, and for its body.
    pub read_time: Duration,
    /// Deliveries that are kept at most, until the journey has dropped them.
    pub items: usize,
    /// Their bytes together at most.
    pub bytes: u64,
}

impl InboxOptions {
    /// At this address, with the defaults of everything else.
    pub fn at(bind: SocketAddr) -> Self {
        Self {
            bind,
            public: None,
            max_body: 1 << 20,
            header_bytes: 64 << 10,
            connections: 1_000,
            read_time: Duration::from_secs(10),
            items: 10_000,
            bytes: 64 << 20,
        }
    }
}
