//! The brake: while it is on, the run's clock stands still. No iteration starts, no request leaves, sleeps last longer.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::clock::{self, Duration, Instant};

/// A run's brake. Cloning gives another handle to the same one.
#[derive(Debug, Clone, Default)]
pub struct Brake(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    on: watch::Sender<bool>,
    /// The same, for whoever looks often.
    is_on: AtomicBool,
    /// Whether it was ever on: else nothing has to be looked up.
    used: AtomicBool,
    stops: Mutex<Vec<(Instant, Option<Instant>)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Brake {
    /// Holds the run; false when it was held before.
    pub fn pull(&self) -> bool {
        let mut stops = lock(&self.0.stops);
        if self.is_on() {
            return false;
        }
        self.0.used.store(true, Ordering::Release);
        stops.push((clock::now(), None));
        self.0.is_on.store(true, Ordering::Release);
        self.0.on.send_replace(true);
        true
    }

    /// Lets the run go on; false when it was not held.
    pub fn release(&self) -> bool {
        let mut stops = lock(&self.0.stops);
        let Some((_, end @ None)) = stops.last_mut() else { return false };
        *end = Some(clock::now());
        self.0.is_on.store(false, Ordering::Release);
        self.0.on.send_replace(false);
        true
    }

    /// Whether the run is held now.
    pub fn is_on(&self) -> bool {
        self.0.is_on.load(Ordering::Acquire)
    }

    /// Waits until the run is not held.
    pub async fn released(&self) {
        // The sender lives as long as `self`.
        let _ = self.0.on.subscribe().wait_for(|on| !*on).await;
    }

    /// For how much of the time between two moments the run was held.
    pub fn held(&self, from: Instant, to: Instant) -> Duration {
        self.stops(from, to).iter().map(|(from, to)| to.saturating_duration_since(*from)).sum()
    }

    /// The times between two moments in which the run was held.
    pub fn stops(&self, from: Instant, to: Instant) -> Vec<(Instant, Instant)> {
        if !self.0.used.load(Ordering::Acquire) {
            return Vec::new();
        }
        let stops = lock(&self.0.stops);
        let within = stops.iter().map(|(began, ended)| ((*began).max(from), ended.unwrap_or(to).min(to)));
        within.filter(|(began, ended)| began < ended).collect()
    }

    /// The moment at which the run's clock is so far past `from`; it moves on while the run is held.
    pub fn moment(&self, from: Instant, after: Duration) -> Instant {
        let due = from + after;
        if self.0.used.load(Ordering::Acquire) { due + self.held(from, clock::now()) } else { due }
    }

    /// How far the run's clock is past `from`.
    pub fn elapsed(&self, from: Instant) -> Duration {
        let now = clock::now();
        now.saturating_duration_since(from).saturating_sub(self.held(from, now))
    }

    /// Sleeps until a moment, and for as long again as the run is held meanwhile.
    pub async fn sleep_until(&self, moment: Instant) {
        let began = clock::now();
        loop {
            if self.is_on() {
                self.released().await;
            }
            let now = clock::now();
            let until = moment + self.held(began, now);
            if until <= now {
                return;
            }
            tokio::time::sleep_until(until).await;
        }
    }
}

/// How long one user stood still for the brake.
#[derive(Debug, Default)]
pub struct Standstill {
    brake: Brake,
    total: AtomicU64,
    /// Up to when it is counted: requests that stand at once stand once.
    until: Mutex<Option<Instant>>,
}

impl Standstill {
    /// Of a user under this brake.
    pub fn new(brake: Brake) -> Self {
        Self { brake, ..Self::default() }
    }

    /// Whether it must stand now.
    pub fn is_due(&self) -> bool {
        self.brake.is_on()
    }

    /// Stands while the run is held.
    pub async fn pass(&self) {
        if self.is_due() {
            let from = clock::now();
            self.brake.released().await;
            self.count(from, clock::now());
        }
    }

    /// Sleeps until a moment, later by as long as the run is held meanwhile.
    pub async fn sleep_until(&self, moment: Instant) {
        let began = clock::now();
        self.brake.sleep_until(moment).await;
        for (from, to) in self.brake.stops(began, clock::now()) {
            self.count(from, to);
        }
    }

    /// In all, so far.
    pub fn total(&self) -> Duration {
        Duration::from_nanos(self.total.load(Ordering::Relaxed))
    }

    fn count(&self, from: Instant, to: Instant) {
        let mut until = lock(&self.until);
        let from = until.map_or(from, |until| until.max(from));
        self.total.fetch_add(to.saturating_duration_since(from).as_nanos() as u64, Ordering::Relaxed);
        *until = Some(until.map_or(to, |until| until.max(to)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[tokio::test(start_paused = true)]
    async fn a_sleep_lasts_as_much_longer_as_the_run_is_held() {
        let (brake, zero) = (Brake::default(), clock::now());
        let (sleeper, early) = (brake.clone(), brake.clone());
        let slept = tokio::spawn(async move {
            sleeper.sleep_until(zero + s(10)).await;
            clock::now() - zero
        });
        let before = tokio::spawn(async move {
            early.sleep_until(zero + s(2)).await;
            clock::now() - zero
        });
        for (pull, release) in [(3, 8), (11, 12)] {
            tokio::time::sleep_until(zero + s(pull)).await;
            assert!(brake.pull() && !brake.pull() && brake.is_on());
            tokio::time::sleep_until(zero + s(release)).await;
            assert!(brake.release() && !brake.release() && !brake.is_on());
        }
        assert_eq!((before.await.unwrap(), slept.await.unwrap()), (s(2), s(16)));
        assert_eq!(brake.held(zero, zero + s(20)), s(6));
        assert_eq!(brake.held(zero + s(4), zero + s(11)), s(4));
        assert_eq!(brake.moment(zero, s(10)), zero + s(16));
        assert_eq!(brake.elapsed(zero), s(10));
    }

    #[tokio::test(start_paused = true)]
    async fn who_stands_twice_at_once_stands_once() {
        let brake = Brake::default();
        let user = Arc::new(Standstill::new(brake.clone()));
        brake.pull();
        let (a, b) = (user.clone(), user.clone());
        let both = tokio::spawn(async move { tokio::join!(a.pass(), b.pass()) });
        tokio::time::sleep(s(5)).await;
        brake.release();
        both.await.unwrap();
        user.pass().await;
        assert_eq!(user.total(), s(5));
    }
}
