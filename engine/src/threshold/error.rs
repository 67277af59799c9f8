use std::fmt;

/// What is wrong with a threshold, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThresholdError {
    /// Whether the key (`metric{tag:value}`) is wrong rather than the expression.
    pub in_key: bool,
    /// One lower-case sentence.
    pub message: String,
    /// What could stand there instead of the whole key or expression, where it can be told.
    pub instead: Option<String>,
}

impl ThresholdError {
    pub(super) fn key(message: impl Into<String>, instead: Option<String>) -> Self {
        Self { in_key: true, message: message.into(), instead }
    }

    pub(super) fn expression(message: impl Into<String>, instead: Option<String>) -> Self {
        Self { in_key: false, message: message.into(), instead }
    }
}

impl fmt::Display for ThresholdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.instead {
            Some(instead) => write!(f, ": write `{instead}`"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ThresholdError {}
