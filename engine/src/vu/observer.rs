//! Who watches a single user: `throng trace` and `throng dev`.

use crate::protocol::Seen;

/// Sees what users do, as they do it. `who` is the user's name in the log, or the stage's.
pub trait Observer: Send + Sync {
    /// An exchange is over.
    fn exchange(&self, who: &str, seen: &Seen);
    /// A check was made.
    fn check(&self, who: &str, name: &str, passed: bool);
}
