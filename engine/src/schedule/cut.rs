//! What cuts an iteration off: its hard deadline, or the end of the run.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::time::Sleep;

use super::orders::Orders;
use crate::brake::Brake;
use crate::clock::{self, Duration, Instant};
use crate::stop::Stop;

/// Longer than any run: for what has no deadline.
const NEVER: Duration = Duration::from_secs(10 * 365 * 86_400);
/// How often it is looked whether a run that is held goes on.
const LOOK: Duration = Duration::from_millis(20);

/// Whether a wait ended as meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    Through,
    CutOff,
}

/// What bounds an iteration, from its scenario's start.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    at: Duration,
    /// Where users follow orders, the bound is another.
    ordered: Option<(Arc<Orders>, Duration)>,
}

impl Limit {
    /// A bound that nothing moves.
    pub(super) fn at(at: Duration) -> Self {
        Self { at, ordered: None }
    }

    /// A bound of the plan, and that of users who follow orders.
    pub(super) fn planned(at: Duration, orders: &Arc<Orders>, ordered: Duration) -> Self {
        Self { at, ordered: Some((orders.clone(), ordered)) }
    }

    fn now(&self) -> Duration {
        match &self.ordered {
            Some((orders, at)) if orders.is_given() => *at,
            _ => self.at,
        }
    }
}

/// A deadline and the stop token, held for a user's whole life so that an iteration costs no registration.
pub(super) struct Cut {
    stop: Stop,
    brake: Brake,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
    deadline: Pin<Box<Sleep>>,
    from: Instant,
    limit: Limit,
    /// Who is woken by both; none after the deadline was moved.
    armed: Option<Waker>,
}

impl Cut {
    pub(super) fn new(stop: &Stop, brake: &Brake) -> Self {
        let (stopped, from) = (stop.clone(), clock::now());
        Self {
            stop: stop.clone(),
            brake: brake.clone(),
            stopped: Box::pin(async move { stopped.stopped().await }),
            deadline: Box::pin(tokio::time::sleep_until(from + NEVER)),
            from,
            limit: Limit::at(NEVER),
            armed: None,
        }
    }

    pub(super) fn stop(&self) -> &Stop {
        &self.stop
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.reason().is_some()
    }

    /// Sets the deadline to so long after an instant, not counting the time in which the run is held.
    pub(super) fn set(&mut self, from: Instant, limit: Limit) {
        (self.from, self.limit) = (from, limit);
        self.arm();
    }

    fn arm(&mut self) {
        let due = self.due();
        self.deadline.as_mut().reset(due);
        self.armed = None;
    }

    /// When the time is up, as it looks now.
    fn due(&self) -> Instant {
        self.brake.moment(self.from, self.limit.now().min(NEVER))
    }

    /// Takes the deadline away.
    pub(super) fn clear(&mut self) {
        self.set(clock::now(), Limit::at(NEVER));
    }

    /// Whether the time is up. It may have moved while the timer ran: orders and the brake do that.
    fn is_over(&mut self) -> bool {
        if !self.deadline.is_elapsed() {
            return false;
        }
        let (now, due) = (clock::now(), self.due());
        if self.brake.is_on() {
            self.deadline.as_mut().reset(now + LOOK);
        } else if due > now {
            self.deadline.as_mut().reset(due);
        } else {
            return true;
        }
        self.armed = None;
        false
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // The reason is set before the token fires, so a future that is done is never polled again.
        if self.is_stopped() || self.is_over() {
            return Poll::Ready(());
        }
        if self.armed.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            return Poll::Pending;
        }
        if self.stopped.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        while self.deadline.as_mut().poll(cx).is_ready() {
            if self.is_over() {
                return Poll::Ready(());
            }
        }
        self.armed = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Runs a future until it is done (which wins in a tie) or cut off, and then drops it: none.
    pub(super) async fn bound<F: Future>(&mut self, future: F) -> Option<F::Output> {
        let mut future = std::pin::pin!(future);
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => self.poll(cx).map(|()| None),
        })
        .await
    }
}
