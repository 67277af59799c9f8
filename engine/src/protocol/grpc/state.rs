//! What a call's task and the journey share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderMap;
use tokio::sync::Notify;

use super::status::Ended;
use crate::protocol::response::Held;
use crate::sample::{Cause, Failure};

/// Messages that wait to be received at most, and their bytes; then nothing more is read from the connection.
const WAITING: usize = 1024;
const WAITING_BYTES: usize = 4 << 20;

/// What has come of a call so far.
pub(super) struct State {
    inner: Mutex<Inner>,
    /// Something came, or it is over.
    changed: Notify,
    /// A message was taken.
    taken: Notify,
}

struct Inner {
    messages: VecDeque<String>,
    bytes: usize,
    received: u64,
    headers: HeaderMap,
    trailers: HeaderMap,
    over: Option<Ended>,
    /// The user's memory that the messages take.
    held: Held,
}

impl State {
    pub(super) fn new(held: Held) -> Self {
        let inner = Inner {
            messages: VecDeque::new(),
            bytes: 0,
            received: 0,
            headers: HeaderMap::new(),
            trailers: HeaderMap::new(),
            over: None,
            held,
        };
        Self { inner: Mutex::new(inner), changed: Notify::new(), taken: Notify::new() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The target's headers.
    pub(super) fn headers(&self, headers: HeaderMap) {
        self.inner().headers = headers;
    }

    /// The target's trailers.
    pub(super) fn trailers(&self, trailers: HeaderMap) {
        self.inner().trailers = trailers;
    }

    /// A message came; `limit`: bytes that the user may hold.
    pub(super) async fn push(&self, message: String, limit: u64) -> Result<(), Failure> {
        {
            let mut inner = self.inner();
            if !inner.held.take(message.len() as u64, limit) {
                let why = "the user's responses together are larger than `response_bytes`";
                return Err(Failure::new(Cause::TooLarge, 1000, why));
            }
            inner.bytes += message.len();
            inner.received += 1;
            inner.messages.push_back(message);
        }
        self.changed.notify_waiters();
        loop {
            let mut taken = std::pin::pin!(self.taken.notified());
            taken.as_mut().enable();
            if self.has_room() {
                return Ok(());
            }
            taken.await;
        }
    }

    /// The message that came first of those that wait.
    pub(super) fn take(&self) -> Option<String> {
        let mut inner = self.inner();
        let message = inner.messages.pop_front()?;
        inner.bytes -= message.len();
        let left = inner.bytes as u64;
        inner.held.shrink_to(left);
        drop(inner);
        self.taken.notify_waiters();
        Some(message)
    }

    /// It is over; only the first end counts.
    pub(super) fn finish(&self, ended: Ended) {
        let mut inner = self.inner();
        inner.over.get_or_insert(ended);
        drop(inner);
        self.changed.notify_waiters();
    }

    /// How it ended.
    pub(super) fn over(&self) -> Option<Ended> {
        self.inner().over.clone()
    }

    /// Messages that came.
    pub(super) fn received(&self) -> u64 {
        self.inner().received
    }

    /// The first header or trailer of that name.
    pub(super) fn metadata(&self, name: &str) -> Option<String> {
        let inner = self.inner();
        let found = inner.headers.get(name).or_else(|| inner.trailers.get(name));
        found.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    fn has_room(&self) -> bool {
        let inner = self.inner();
        inner.messages.len() < WAITING && inner.bytes < WAITING_BYTES
    }

    fn is_ready(&self) -> bool {
        let inner = self.inner();
        !inner.messages.is_empty() || inner.over.is_some()
    }
}

/// Something to receive, or the end; it may outlive the call.
#[derive(Clone)]
pub struct Progress(pub(super) Arc<State>);

impl Progress {
    /// Waits until a message can be received or the call is over.
    pub async fn ready(&self) {
        loop {
            let mut changed = std::pin::pin!(self.0.changed.notified());
            changed.as_mut().enable();
            if self.0.is_ready() {
                return;
            }
            changed.await;
        }
    }
}
