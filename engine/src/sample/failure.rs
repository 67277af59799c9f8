/// Why an exchange has no valid response. The names are stable: journeys, tags and reports use them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The name did not resolve.
    Dns,
    /// No TCP connection.
    Connect,
    /// No TLS session.
    Tls,
    /// The request's time was up.
    Timeout,
    /// The connection broke: reset, or closed without an answer.
    Reset,
    /// What came is not HTTP, or cannot be decoded.
    Protocol,
    /// The body is larger than the plan allows.
    TooLarge,
    /// The allow-list forbids it.
    Denied,
    /// The journey dropped it, or the iteration ended.
    Cancelled,
    /// It could not be sent as it was written: method, url, placeholder, header.
    Invalid,
}

impl Cause {
    /// Every cause, in the order of the documentation.
    pub const ALL: [Self; 10] = [
        Self::Dns,
        Self::Connect,
        Self::Tls,
        Self::Timeout,
        Self::Reset,
        Self::Protocol,
        Self::TooLarge,
        Self::Denied,
        Self::Cancelled,
        Self::Invalid,
    ];

    /// The word that journeys, tags and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::Protocol => "protocol",
            Self::TooLarge => "too-large",
            Self::Denied => "denied",
            Self::Cancelled => "cancelled",
            Self::Invalid => "invalid",
        }
    }
}

/// A failed exchange: what the target, the network or the plan's limits did. Data, never an error of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The stable cause.
    pub cause: Cause,
    /// k6's `error_code` where k6 has one, else 1000 (docs/failures.md has the table).
    pub code: u16,
    /// In words, for a log.
    pub message: String,
}

impl Failure {
    /// A failure of this cause, with k6's code and a message.
    pub fn new(cause: Cause, code: u16, message: impl Into<String>) -> Self {
        Self { cause, code, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_its_place_in_the_list() {
        assert_eq!(Cause::ALL.map(|cause| cause as usize), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
