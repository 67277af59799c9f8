use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use throng::clock::{self, Instant};

/// Everything that an origin received.
pub struct Log {
    began: Instant,
    seen: Mutex<Vec<Seen>>,
    opened: Mutex<Vec<Opened>>,
    took: Mutex<Vec<(String, Duration)>>,
    closed: AtomicUsize,
    /// Bytes read from all sockets, TLS included.
    pub received: AtomicU64,
    /// Bytes written to all sockets, TLS included.
    pub sent: AtomicU64,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Since the origin began: when its head had arrived.
    pub at: Duration,
    /// Which connection, from 0.
    pub connection: usize,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: String,
    /// Method.
    pub method: String,
    /// Path without query.
    pub path: String,
    /// Query as sent.
    pub query: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

/// One connection.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Since the origin began.
    pub at: Duration,
    /// The other end.
    pub peer: std::net::SocketAddr,
}

impl Seen {
    /// A header as text; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// A header as a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.header(name).parse().ok()
    }
}

impl Log {
    pub(super) fn new() -> Self {
        let (seen, opened, took) = (Mutex::default(), Mutex::default(), Mutex::default());
        let closed = AtomicUsize::new(0);
        Self { began: clock::now(), seen, opened, took, closed, received: AtomicU64::new(0), sent: AtomicU64::new(0) }
    }

    pub(super) fn close(&self) {
        self.closed.fetch_add(1, Ordering::SeqCst);
    }

    /// Connections that are open now.
    pub fn open_now(&self) -> usize {
        lock(&self.opened).len() - self.closed.load(Ordering::SeqCst)
    }

    /// Time since the origin began: what `at` counts from.
    pub fn now(&self) -> Duration {
        self.since()
    }

    pub(super) fn since(&self) -> Duration {
        clock::now() - self.began
    }

    pub(super) fn add(&self, seen: Seen) {
        lock(&self.seen).push(seen);
    }

    pub(super) fn answered(&self, seen: &Seen) {
        lock(&self.took).push((seen.path.clone(), self.since() - seen.at));
    }

    pub(super) fn open(&self, peer: std::net::SocketAddr) -> usize {
        let mut opened = lock(&self.opened);
        opened.push(Opened { at: self.since(), peer });
        opened.len() - 1
    }

    /// All requests, by arrival.
    pub fn requests(&self) -> Vec<Seen> {
        let mut all = lock(&self.seen).clone();
        all.sort_by_key(|seen| seen.at);
        all
    }

    /// The requests of one path, by arrival.
    pub fn of(&self, path: &str) -> Vec<Seen> {
        self.requests().into_iter().filter(|seen| seen.path == path).collect()
    }

    /// Requests by path.
    pub fn paths(&self) -> BTreeMap<String, usize> {
        let mut paths = BTreeMap::new();
        for seen in lock(&self.seen).iter() {
            *paths.entry(seen.path.clone()).or_default() += 1;
        }
        paths
    }

    /// How long each answer of this path took, from the request's head to the handing over of the answer.
    pub fn took(&self, path: &str) -> Vec<Duration> {
        lock(&self.took).iter().filter(|(of, _)| of == path).map(|(_, took)| *took).collect()
    }

    /// All connections.
    pub fn connections(&self) -> Vec<Opened> {
        lock(&self.opened).clone()
    }

    /// Bytes (received, sent) on all sockets.
    pub fn bytes(&self) -> (u64, u64) {
        (self.received.load(Ordering::SeqCst), self.sent.load(Ordering::SeqCst))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
