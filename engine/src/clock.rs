//! The only place that reads time. Everything else asks `now()`, so that a test can pause it.

pub use std::time::Duration;
pub use tokio::time::Instant;

/// The monotonic clock; tokio's, so that `tokio::time::pause` holds it in tests.
#[expect(clippy::disallowed_methods, reason = "this is the one clock")]
pub fn now() -> Instant {
    Instant::now()
}

/// The calendar, for what a reader sees: never for a measurement.
#[expect(clippy::disallowed_methods, reason = "this is the one clock")]
pub fn wall() -> std::time::SystemTime {
    std::time::SystemTime::now()
}
