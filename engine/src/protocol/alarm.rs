//! Time limits. A timer is kept and set again: to move a deadline back costs less than to make a timer and to take it away.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;

use tokio::time::Sleep;

use crate::clock::Instant;

/// Timers that are kept between two uses.
const KEPT: usize = 8;

/// One user's timers.
#[derive(Default)]
pub(super) struct Alarms(Mutex<Vec<Pin<Box<Sleep>>>>);

impl Alarms {
    /// What the future gives (which wins in a tie), or none when the deadline came.
    pub(super) async fn within<F: Future>(&self, deadline: Instant, mut future: Pin<&mut F>) -> Option<F::Output> {
        let mut alarm = self.set(deadline);
        let done = poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => alarm.as_mut().poll(cx).map(|()| None),
        })
        .await;
        self.keep(alarm);
        done
    }

    fn set(&self, deadline: Instant) -> Pin<Box<Sleep>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match kept {
            Some(mut alarm) => {
                alarm.as_mut().reset(deadline);
                alarm
            }
            None => Box::pin(tokio::time::sleep_until(deadline)),
        }
    }

    fn keep(&self, alarm: Pin<Box<Sleep>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT {
            kept.push(alarm);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{self, Duration};

    #[tokio::test(start_paused = true)]
    async fn a_kept_timer_ends_the_next_use_at_its_own_deadline() {
        let alarms = Alarms::default();
        let began = clock::now();
        for (limit, takes, ends) in [(100, 30, Some(30)), (50, 400, None), (70, 60, Some(60)), (20, 400, None)] {
            let started = clock::now();
            let future = std::pin::pin!(tokio::time::sleep(Duration::from_millis(takes)));
            let done = alarms.within(started + Duration::from_millis(limit), future).await;
            assert_eq!(done.is_some(), ends.is_some());
            assert_eq!(clock::now() - started, Duration::from_millis(ends.unwrap_or(limit)));
        }
        assert_eq!(clock::now() - began, Duration::from_millis(30 + 50 + 60 + 20));
        assert_eq!(alarms.0.lock().unwrap().len(), 1);
    }
}
