use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use throng::clock::{self, Instant};
use tokio::time::sleep_until;

/// Workers that each serve one request at a time for a fixed time: the capacity is exactly workers by time.
#[derive(Default)]
pub(super) struct Pool(Mutex<Vec<Instant>>);

impl Pool {
    /// Waits for the first free worker of so many, and for its work. Every time is counted from when it was due, so that
    /// a late timer does not make the pool slower.
    pub(super) async fn serve(&self, workers: usize, time: Duration) {
        sleep_until(self.due(workers.max(1), time)).await;
    }

    fn due(&self, workers: usize, time: Duration) -> Instant {
        let now = clock::now();
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        free.resize(workers, now);
        let first = free.iter_mut().min().expect("there is a worker");
        *first = now.max(*first) + time;
        *first
    }
}
