//! One address: what came to it, in order, until the journey takes it.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName};
use http::request;
use tokio::sync::Notify;

use super::arrival::Arrival;
use super::delivery::Delivery;
use super::desk::{Charge, Desk, Token};
use crate::aggregate::{Recorder, TagsId, builtin};
use crate::clock::{self, Duration, Instant};

/// Different deliveries that one address remembers, to know them again; those beyond count as new.
const REMEMBERED: usize = 100_000;

/// An address of the receiver. What comes after it is dropped is answered 404.
pub struct Address {
    desk: Arc<Desk>,
    place: Arc<Place>,
    token: Token,
    url: String,
}

/// What the receiver's tasks and the journey share of one address.
pub(super) struct Place {
    recorder: Recorder,
    tags: TagsId,
    hasher: RandomState,
    inner: Mutex<Inner>,
    arrived: Notify,
}

struct Inner {
    started: Instant,
    status: u16,
    delay: Duration,
    identify: Option<HeaderName>,
    seen: HashMap<u64, u32>,
    waiting: VecDeque<Delivery>,
}

impl Address {
    pub(super) fn new(desk: Arc<Desk>, recorder: Recorder, tags: TagsId) -> Self {
        let inner = Inner {
            started: clock::now(),
            status: 200,
            delay: Duration::ZERO,
            identify: None,
            seen: HashMap::new(),
            waiting: VecDeque::new(),
        };
        let place = Arc::new(Place {
            recorder,
            tags,
            hasher: RandomState::new(),
            inner: Mutex::new(inner),
            arrived: Notify::new(),
        });
        let (token, url) = desk.register(&place);
        Self { desk, place, token, url }
    }

    /// Where the target should deliver.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Starts the clock of `after`.
    pub fn start(&self) {
        self.place.inner().started = clock::now();
    }

    /// What is answered from now on, and after how long.
    pub fn answer(&self, status: u16, delay: Duration) {
        let mut inner = self.place.inner();
        (inner.status, inner.delay) = (status, delay);
    }

    /// The header that names a delivery; what has come so far is forgotten.
    pub fn identify(&self, header: HeaderName) {
        let mut inner = self.place.inner();
        inner.identify = Some(header);
        inner.seen.clear();
    }

    /// The delivery that came first of those that wait.
    pub fn take(&self) -> Option<Delivery> {
        self.place.inner().waiting.pop_front()
    }

    /// How many wait.
    pub fn waiting(&self) -> u32 {
        self.place.inner().waiting.len() as u32
    }

    /// Ready while something waits.
    pub fn arrival(&self) -> Arrival {
        Arrival(self.place.clone())
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        self.desk.forget(self.token);
        // Whoever holds the place still (a request under way, a pollable) does not need what nobody will take.
        self.place.inner().waiting.clear();
        self.place.arrived.notify_waiters();
    }
}

impl Place {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what came and counts it; gives what to answer and after how long.
    pub(super) fn keep(&self, head: request::Parts, path: String, body: Bytes, charge: Charge) -> (u16, Duration) {
        let came = clock::now();
        let mut inner = self.inner();
        let attempt = inner.count(&self.hasher, &head.headers, &body);
        let after = came.saturating_duration_since(inner.started);
        let answer = (inner.status, inner.delay);
        inner.waiting.push_back(Delivery {
            after,
            attempt,
            answered: answer.0,
            method: head.method.to_string(),
            path,
            headers: head.headers,
            body,
            charge,
        });
        drop(inner);
        self.record(after, attempt);
        self.arrived.notify_waiters();
        answer
    }

    fn record(&self, after: Duration, attempt: u32) {
        self.recorder.add(builtin::INBOX_DELIVERIES, self.tags, 1.0);
        if attempt > 1 {
            self.recorder.add(builtin::INBOX_DUPLICATES, self.tags, 1.0);
        } else {
            self.recorder.add(builtin::INBOX_DELIVERY_DURATION, self.tags, after.as_secs_f64() * 1e3);
        }
    }

    /// Whether something waits.
    pub(super) fn is_ready(&self) -> bool {
        !self.inner().waiting.is_empty()
    }

    /// Told of each arrival.
    pub(super) fn arrived(&self) -> &Notify {
        &self.arrived
    }
}

impl Inner {
    /// How often this one has come by now.
    fn count(&mut self, hasher: &RandomState, headers: &HeaderMap, body: &[u8]) -> u32 {
        let named = self.identify.as_ref().and_then(|name| headers.get(name));
        let which = match named {
            Some(name) => hasher.hash_one(name.as_bytes()),
            None => hasher.hash_one(body),
        };
        if self.seen.len() >= REMEMBERED && !self.seen.contains_key(&which) {
            return 1;
        }
        let times = self.seen.entry(which).or_insert(0);
        *times += 1;
        *times
    }
}
