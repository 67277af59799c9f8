//! Exchanges under way: each is a task of the user's own, and whoever waits for it shares its place.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use tokio::task::AbortHandle;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::Pollable;

use super::prepared::Sample;
use crate::brake::Standstill;
use crate::clock::{self, Instant};
use crate::protocol::Response;

/// The place where a response arrives. Pollables hold it too, so that they may outlive what they came from.
#[derive(Default)]
pub(crate) struct Flight(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    response: Option<Box<Response>>,
    over: Option<Instant>,
    waker: Option<Waker>,
}

impl Flight {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The exchange is over; without a response when it was cancelled.
    pub(crate) fn finish(&self, response: Option<Box<Response>>) {
        let mut inner = self.inner();
        inner.response = inner.response.take().or(response);
        inner.over = inner.over.or_else(|| Some(clock::now()));
        let waker = inner.waker.take();
        drop(inner);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        self.inner().over.is_some()
    }

    /// Waits until it is over. One waker is enough: only the user's own task waits.
    pub(crate) async fn over(&self) {
        poll_fn(|cx| {
            let mut inner = self.inner();
            if inner.over.is_some() {
                return Poll::Ready(());
            }
            inner.waker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// The response, once, and when it was complete.
    pub(crate) fn take(&self) -> Option<(Box<Response>, Instant)> {
        let mut inner = self.inner();
        inner.response.take().zip(inner.over)
    }
}

/// A started exchange, as the guest has it.
pub(crate) struct Pending {
    pub(crate) flight: Arc<Flight>,
    pub(crate) task: AbortHandle,
    pub(crate) sample: Sample,
    pub(crate) started: Instant,
}

impl Pending {
    /// Ends it now, wherever it is; gives what came, if it was complete, and when.
    pub(crate) fn end(&self) -> Option<(Box<Response>, Instant)> {
        self.task.abort();
        self.flight.finish(None);
        self.flight.take()
    }
}

/// Ready when the exchange is over.
pub(crate) struct Arrival(pub(crate) Arc<Flight>);

#[async_trait]
impl Pollable for Arrival {
    async fn ready(&mut self) {
        self.0.over().await;
    }
}

/// Ready at an instant, later by as long as the run is held meanwhile; none is never.
pub(crate) struct Timer {
    at: Option<Instant>,
    standstill: Arc<Standstill>,
}

impl Timer {
    pub(crate) fn new(at: Option<Instant>, standstill: Arc<Standstill>) -> Self {
        Self { at, standstill }
    }
}

#[async_trait]
impl Pollable for Timer {
    async fn ready(&mut self) {
        match self.at {
            Some(at) if at <= clock::now() => {}
            Some(at) => self.standstill.sleep_until(at).await,
            None => std::future::pending().await,
        }
    }
}
