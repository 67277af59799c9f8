//! What one user may use.

use std::time::Duration;

/// What one VU may use. Each has its own named outcome; none can take the engine down.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Linear memory, bytes.
    pub memory: u64,
    /// Table elements.
    pub table_elements: u64,
    /// CPU time since the guest last waited.
    pub cpu: Duration,
    /// Host resources alive at once.
    pub handles: u32,
    /// Log bytes per second.
    pub log_bytes: u64,
    /// Series of the whole run; over it they fold into `overflow`.
    pub series: usize,
    /// Tags of one sample.
    pub tags: usize,
    /// Bytes of one header name and value.
    pub header_bytes: usize,
    /// Length of one list or string argument, bytes.
    pub list_bytes: usize,
    /// Bytes of a regular expression or selector.
    pub pattern_bytes: usize,
    /// Bytes in the store and its queues, all users.
    pub store_bytes: u64,
    /// Response bytes that one VU may hold at once.
    pub response_bytes: u64,
    /// Bytes of one message of a stream: of a WebSocket, or one server-sent event.
    pub message_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 64 << 20,
            table_elements: 20_000,
            cpu: Duration::from_secs(1),
            handles: 10_000,
            log_bytes: 64 << 10,
            series: 10_000,
            tags: 32,
            header_bytes: 64 << 10,
            list_bytes: 16 << 20,
            pattern_bytes: 4096,
            store_bytes: 64 << 20,
            response_bytes: 64 << 20,
            message_bytes: 1 << 20,
        }
    }
}
