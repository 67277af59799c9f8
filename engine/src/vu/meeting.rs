//! Places where users wait for each other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// The places of one process, by name.
#[derive(Default)]
pub(crate) struct Meetings(Mutex<HashMap<String, Place>>);

struct Place {
    round: Arc<watch::Sender<bool>>,
    come: u32,
}

impl Meetings {
    /// Waits until so many users have come to the place; false when the wait was over before. None waits for ever.
    pub(crate) async fn meet(&self, place: &str, users: u32, wait: Option<Duration>) -> bool {
        let Some(mut arrival) = self.arrive(place, users) else { return true };
        let complete = arrival.round.clone();
        let mut complete = complete.subscribe();
        let met = complete.wait_for(|complete| *complete);
        let met = match wait {
            Some(wait) => tokio::time::timeout(wait, met).await.is_ok(),
            None => met.await.is_ok(),
        };
        arrival.met = met;
        met
    }

    /// None when this user completes the round.
    fn arrive(&self, place: &str, users: u32) -> Option<Arrival<'_>> {
        let mut places = self.places();
        let at = places
            .entry(place.to_owned())
            .or_insert_with(|| Place { round: Arc::new(watch::Sender::new(false)), come: 0 });
        at.come += 1;
        if at.come >= users {
            at.round.send_replace(true);
            places.remove(place);
            return None;
        }
        let (place, round) = (place.to_owned(), at.round.clone());
        Some(Arrival { meetings: self, place, round, met: false })
    }

    fn places(&self) -> MutexGuard<'_, HashMap<String, Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A user that waits; when it goes without having met, the others wait for one more.
struct Arrival<'m> {
    meetings: &'m Meetings,
    place: String,
    round: Arc<watch::Sender<bool>>,
    met: bool,
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        if self.met {
            return;
        }
        let mut places = self.meetings.places();
        if let Some(at) = places.get_mut(&self.place).filter(|at| Arc::ptr_eq(&at.round, &self.round)) {
            at.come -= 1;
            if at.come == 0 {
                places.remove(&self.place);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::timeout;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn the_last_one_lets_all_go_and_the_place_begins_anew() {
        let meetings = Meetings::default();
        for _ in 0..2 {
            let met = futures_util::future::join_all((0..3).map(|_| meetings.meet("gate", 3, Some(SECOND)))).await;
            assert_eq!(met, [true, true, true]);
        }
        assert!(meetings.places().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn who_leaves_early_is_not_counted() {
        let meetings = Meetings::default();
        assert!(!meetings.meet("gate", 2, Some(SECOND)).await, "the wait is over");
        // An interrupted iteration drops its wait.
        assert!(timeout(SECOND, meetings.meet("gate", 2, None)).await.is_err());
        assert!(meetings.places().is_empty());
        assert!(!meetings.meet("gate", 2, Some(SECOND)).await, "both that came before have gone");
    }
}
