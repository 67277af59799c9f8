//! What comes on a connection that stays open: read ahead so far by a task of its own, the rest waits in the network.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::brake::Standstill;
use crate::clock::{self, Instant};
use crate::sample::Failure;

/// Items that are read ahead at most.
const AHEAD: usize = 256;

/// A queue between the task that reads and the user who receives.
pub(super) struct Inflow<T> {
    bytes: usize,
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    queue: VecDeque<(T, usize)>,
    queued: usize,
    over: bool,
    failure: Option<Failure>,
    user: Option<Waker>,
    reader: Option<Waker>,
}

impl<T> Inflow<T> {
    /// A queue that takes so many bytes, or one item of any size.
    pub(super) fn new(bytes: usize) -> Self {
        let (user, reader) = (None, None);
        let inner = Inner { queue: VecDeque::new(), queued: 0, over: false, failure: None, user, reader };
        Self { bytes, inner: Mutex::new(inner) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an item of so many bytes in; what is over takes none.
    pub(super) fn put(&self, item: T, size: usize) {
        let mut inner = self.inner();
        if !inner.over {
            inner.queue.push_back((item, size));
            inner.queued += size;
            inner.wake_user();
        }
    }

    /// Waits until there is room.
    pub(super) async fn room(&self) {
        poll_fn(|cx| {
            let mut inner = self.inner();
            if inner.over || (inner.queue.len() < AHEAD && inner.queued < self.bytes) {
                return Poll::Ready(());
            }
            inner.reader = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Nothing more comes; false where that was so before.
    pub(super) fn end(&self, failure: Option<Failure>) -> bool {
        let mut inner = self.inner();
        if std::mem::replace(&mut inner.over, true) {
            return false;
        }
        inner.failure = failure;
        inner.wake_user();
        if let Some(reader) = inner.reader.take() {
            reader.wake();
        }
        true
    }

    /// The next item; none once it is over and all were received.
    pub(super) async fn next(&self) -> Option<T> {
        poll_fn(|cx| {
            let mut inner = self.inner();
            match inner.take() {
                Some(item) => Poll::Ready(Some(item)),
                None if inner.over => Poll::Ready(None),
                None => inner.wait(cx),
            }
        })
        .await
    }

    /// The next item, where it is there and is no larger.
    pub(super) fn next_within(&self, size: usize) -> Option<T> {
        let mut inner = self.inner();
        inner.queue.front().is_some_and(|(_, next)| *next <= size).then(|| inner.take()).flatten()
    }

    /// Waits until there is an item, or it is over.
    pub(super) async fn readable(&self) {
        poll_fn(|cx| {
            let mut inner = self.inner();
            if inner.over || !inner.queue.is_empty() { Poll::Ready(()) } else { inner.wait(cx) }
        })
        .await;
    }

    /// Whether it is over and all was received.
    pub(super) fn is_ended(&self) -> bool {
        let inner = self.inner();
        inner.over && inner.queue.is_empty()
    }

    /// What ended it.
    pub(super) fn failure(&self) -> Option<Failure> {
        self.inner().failure.clone()
    }
}

impl<T> Inner<T> {
    fn take(&mut self) -> Option<T> {
        let (item, size) = self.queue.pop_front()?;
        self.queued -= size;
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
        Some(item)
    }

    /// One waker is enough: only the user's own task waits.
    fn wait<R>(&mut self, cx: &Context<'_>) -> Poll<R> {
        self.user = Some(cx.waker().clone());
        Poll::Pending
    }

    fn wake_user(&mut self) {
        if let Some(waker) = self.user.take() {
            waker.wake();
        }
    }
}

/// What the future gives; none when the moment comes first, later by as long as the run is held meanwhile.
pub(super) async fn within<T>(
    standstill: &Standstill,
    until: Option<Instant>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    // What is there already needs no timer.
    if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
        return Some(done);
    }
    let Some(until) = until else { return Some(future.await) };
    if until <= clock::now() {
        return None;
    }
    Box::pin(async move {
        tokio::select! {
            biased;
            done = future => Some(done),
            () = standstill.sleep_until(until) => None,
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_came_is_received_before_the_end_and_what_is_full_waits() {
        let flow = Inflow::new(10);
        flow.put("a", 6);
        flow.room().await;
        flow.put("b", 6);
        let full = tokio::time::timeout(clock::Duration::from_secs(1), flow.room()).await;
        assert!(full.is_err() && !flow.is_ended());
        assert_eq!((flow.next_within(5), flow.next().await), (None, Some("a")));
        flow.room().await;
        assert!(flow.end(None) && !flow.end(None) && !flow.is_ended());
        flow.put("late", 1);
        assert_eq!((flow.next().await, flow.next().await, flow.is_ended()), (Some("b"), None, true));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_at_its_moment() {
        let (flow, standstill) = (Inflow::<u8>::new(10), Standstill::default());
        let began = clock::now();
        let until = began + clock::Duration::from_millis(70);
        assert_eq!(within(&standstill, Some(until), flow.next()).await, None);
        assert_eq!(clock::now() - began, clock::Duration::from_millis(70));
        assert_eq!(within(&standstill, Some(until), flow.next()).await, None);
        flow.put(7, 1);
        assert_eq!(within(&standstill, Some(until), flow.next()).await, Some(Some(7)));
    }
}
