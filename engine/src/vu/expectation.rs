//! Whether an exchange counts as a success.

use std::sync::Arc;

use crate::protocol::Expect;

/// What the journey expects of a status. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub(crate) enum Expectation {
    /// Nobody said: 200 to 399.
    #[default]
    Usual,
    /// These.
    Statuses(Arc<Expect>),
    /// Nothing: no status is a success or a failure.
    Nothing,
}

impl Expectation {
    /// Reads the list of `expect`; an error says what to write.
    pub(crate) fn parse(statuses: &str) -> Result<Self, String> {
        match statuses.trim() {
            "" => Ok(Self::Nothing),
            statuses => Ok(Self::Statuses(Arc::new(Expect::parse(statuses)?))),
        }
    }

    /// The request's own, else the session's.
    pub(crate) fn or(&self, session: &Self) -> Self {
        if matches!(self, Self::Usual) { session.clone() } else { self.clone() }
    }

    /// Whether this status counts as a success; none where nothing is expected.
    pub(crate) fn of(&self, status: u16) -> Option<bool> {
        match self {
            Self::Usual => Some((200..400).contains(&status)),
            Self::Statuses(expect) => Some(expect.matches(status)),
            Self::Nothing => None,
        }
    }
}
