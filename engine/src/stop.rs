//! The one signal that goes back: why the run must stop.

use std::sync::{Arc, OnceLock};

use tokio::sync::watch;

/// Why a run stops before its schedule is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Ctrl-C or a termination signal.
    Interrupted,
    /// Somebody asked for the end, and the time that iterations had to finish in is over.
    Asked,
    /// A threshold with `abort_on_fail`.
    Threshold(String),
    /// Nearly every request failed in the same way: what is wrong.
    Diagnosed(String),
    /// The journey called `abort`.
    Aborted(String),
    /// The engine cannot go on (a user could not be made).
    Fatal(String),
    /// Something other than `setup` and `teardown` took longer than its limit.
    TimedOut(String),
    /// The engine itself is wrong: a task of it panicked.
    Bug(String),
}

/// The stop token: the first reason wins and stays.
#[derive(Clone)]
pub struct Stop {
    reason: Arc<OnceLock<Reason>>,
    sender: Arc<watch::Sender<bool>>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { reason: Arc::default(), sender: Arc::new(watch::Sender::new(false)) }
    }
}

impl Stop {
    /// Stops the run; gives false when it was stopped before.
    pub fn stop(&self, reason: Reason) -> bool {
        let first = self.reason.set(reason).is_ok();
        self.sender.send_replace(true);
        first
    }

    /// The reason, once there is one.
    pub fn reason(&self) -> Option<&Reason> {
        self.reason.get()
    }

    /// Waits until the run is stopped.
    pub async fn stopped(&self) {
        let mut receiver = self.sender.subscribe();
        // The sender lives as long as `self`.
        let _ = receiver.wait_for(|stopped| *stopped).await;
    }
}
