//! The shop's own time: seconds since it opened.

use std::time::Duration;

use tokio::time::Instant;

/// Counts from the moment the shop opened, so that no answer depends on the date.
#[derive(Debug)]
pub(crate) struct Clock {
    opened: Instant,
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the engine's clock is not this crate's; this file is the only reader"
    )]
    pub(crate) fn start() -> Self {
        Self { opened: Instant::now() }
    }

    /// Time since the shop opened.
    pub(crate) fn elapsed(&self) -> Duration {
        self.opened.elapsed()
    }

    /// Whole seconds since the shop opened.
    pub(crate) fn seconds(&self) -> u64 {
        self.elapsed().as_secs()
    }
}
