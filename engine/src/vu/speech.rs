//! What one user says: log lines with its name, so many bytes a second.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::outcome::Ended;
use crate::clock::{self, Instant};
use crate::log::{Level, Log};

const WINDOW: Duration = Duration::from_secs(1);

/// A user's voice. Cloning gives another handle to the same allowance.
#[derive(Clone)]
pub(crate) struct Speech(Arc<Inner>);

struct Inner {
    log: Log,
    source: String,
    limit: u64,
    spent: Mutex<Option<(Instant, u64)>>,
}

impl Speech {
    /// `source` stands before each line; more than `limit` bytes in a second end the call with the outcome `log`.
    pub(crate) fn new(log: Log, source: String, limit: u64) -> Self {
        Self(Arc::new(Inner { log, source, limit, spent: Mutex::new(None) }))
    }

    /// Under another name, with an allowance of its own.
    pub(crate) fn renamed(&self, source: String) -> Self {
        Self::new(self.0.log.clone(), source, self.0.limit)
    }

    /// Who speaks.
    pub(crate) fn source(&self) -> &str {
        &self.0.source
    }

    /// One line.
    pub(crate) fn say(&self, level: Level, message: &str) -> Result<(), Ended> {
        let now = clock::now();
        let mut spent = self.0.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, before) =
            spent.filter(|(since, _)| now.saturating_duration_since(*since) < WINDOW).unwrap_or((now, 0));
        let bytes = before + message.len() as u64 + 1;
        *spent = Some((since, bytes));
        drop(spent);
        if bytes > self.0.limit {
            let limit = self.0.limit;
            return Err(Ended::new(
                "log",
                format!("the guest logs more than {limit} bytes in a second (limits.log_bytes)"),
            ));
        }
        self.0.log.line(level, &self.0.source, message);
        Ok(())
    }

    /// What the plan asked to be shown of this user: not counted.
    pub(crate) fn show(&self, text: &str) {
        for line in text.lines() {
            self.0.log.line(Level::Info, &self.0.source, line);
        }
    }

    /// A word of the engine's own about this user: not counted.
    pub(crate) fn warn(&self, message: &str) {
        self.0.log.line(Level::Warn, &self.0.source, message);
    }
}
