//! The plan's cap of requests per second: one for the process, no bursts.

use std::sync::{Mutex, PoisonError};

use crate::clock::{self, Duration, Instant};

/// Hands out starting instants that are a fixed time apart.
pub(super) struct Cap {
    apart: Duration,
    next: Mutex<Option<Instant>>,
}

impl Cap {
    /// So many requests per second; at least one.
    pub(super) fn new(per_second: u64) -> Self {
        Self { apart: Duration::from_secs(1) / per_second.clamp(1, u64::from(u32::MAX)) as u32, next: Mutex::new(None) }
    }

    /// Waits for this request's turn.
    pub(super) async fn turn(&self) {
        let now = clock::now();
        let start = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let start = next.map_or(now, |next| next.max(now));
            *next = Some(start + self.apart);
            start
        };
        if start > now {
            tokio::time::sleep_until(start).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn turns_are_evenly_apart_and_idle_time_is_not_saved_up() {
        let cap = Cap::new(10);
        let began = clock::now();
        let mut at = Vec::new();
        for _ in 0..3 {
            cap.turn().await;
            at.push((clock::now() - began).as_millis());
        }
        tokio::time::advance(Duration::from_secs(1)).await;
        for _ in 0..2 {
            cap.turn().await;
            at.push((clock::now() - began).as_millis());
        }
        assert_eq!(at, [0, 100, 200, 1200, 1300]);
    }
}
