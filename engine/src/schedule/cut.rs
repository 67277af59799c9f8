//! What cuts an iteration off: its hard deadline, or the end of the run.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::time::Sleep;

use crate::clock::{self, Duration, Instant};
use crate::stop::Stop;

/// Longer than any run: for what has no deadline.
const NEVER: Duration = Duration::from_secs(10 * 365 * 86_400);

/// Whether a wait ended as meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    Through,
    CutOff,
}

/// A deadline and the stop token, held for a user's whole life so that an iteration costs no registration.
pub(super) struct Cut {
    stop: Stop,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
    deadline: Pin<Box<Sleep>>,
    /// Who is woken by both; none after the deadline was moved.
    armed: Option<Waker>,
}

impl Cut {
    pub(super) fn new(stop: &Stop) -> Self {
        let stopped = stop.clone();
        Self {
            stop: stop.clone(),
            stopped: Box::pin(async move { stopped.stopped().await }),
            deadline: Box::pin(tokio::time::sleep_until(clock::now() + NEVER)),
            armed: None,
        }
    }

    pub(super) fn stop(&self) -> &Stop {
        &self.stop
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.reason().is_some()
    }

    /// Sets the deadline to so long after an instant.
    pub(super) fn set(&mut self, from: Instant, after: Duration) {
        self.deadline.as_mut().reset(from + after.min(NEVER));
        self.armed = None;
    }

    /// Takes the deadline away.
    pub(super) fn clear(&mut self) {
        self.set(clock::now(), NEVER);
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // The reason is set before the token fires, so a future that is done is never polled again.
        if self.is_stopped() || self.deadline.is_elapsed() {
            return Poll::Ready(());
        }
        if self.armed.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            return Poll::Pending;
        }
        if self.stopped.as_mut().poll(cx).is_ready() || self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
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

    /// Waits for a moment.
    pub(super) async fn sleep_until(&mut self, moment: Instant) -> Waited {
        if self.is_stopped() {
            return Waited::CutOff;
        }
        if moment <= clock::now() {
            return Waited::Through;
        }
        match self.bound(tokio::time::sleep_until(moment)).await {
            Some(()) => Waited::Through,
            None => Waited::CutOff,
        }
    }
}
