//! What the receiver knows: its addresses, its limits, and what it counts.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::address::Place;
use crate::aggregate::{Recorder, TagsId, builtin};
use crate::plan::InboxOptions;
use crate::sample::TagSet;

/// The part of a path that names an address: 128 random bits.
pub(super) type Token = u128;

/// Digits of a token.
const DIGITS: usize = 32;

/// A limit that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    Body,
    Headers,
    Connections,
    ReadTime,
    Items,
    Bytes,
}

impl Limit {
    const ALL: [Self; 6] = [Self::Body, Self::Headers, Self::Connections, Self::ReadTime, Self::Items, Self::Bytes];

    fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Headers => "headers",
            Self::Connections => "connections",
            Self::ReadTime => "read_time",
            Self::Items => "items",
            Self::Bytes => "bytes",
        }
    }
}

/// What the receiver's tasks share.
pub(super) struct Desk {
    pub(super) options: InboxOptions,
    pub(super) connections: Arc<Semaphore>,
    base: String,
    /// What stands before the token, where the public URL has a path.
    prefix: String,
    places: Mutex<HashMap<Token, Arc<Place>>>,
    items: AtomicUsize,
    bytes: AtomicU64,
    recorder: Recorder,
    tags: TagsId,
    refused: [TagsId; Limit::ALL.len()],
}

impl Desk {
    pub(super) fn new(options: InboxOptions, bound: SocketAddr, recorder: Recorder, tags: TagSet) -> Self {
        let (base, prefix) = match &options.public {
            Some(url) => {
                let whole = url.as_str().trim_end_matches('/').to_owned();
                (whole, url.path().trim_end_matches('/').to_owned())
            }
            None => (format!("http://{bound}"), String::new()),
        };
        let refused = Limit::ALL.map(|limit| {
            let mut tags = tags.clone();
            tags.set("limit", limit.name());
            recorder.intern(&tags)
        });
        Self {
            connections: Arc::new(Semaphore::new(options.connections)),
            base,
            prefix,
            places: Mutex::default(),
            items: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            tags: recorder.intern(&tags),
            refused,
            recorder,
            options,
        }
    }

    /// A new token for a place, and its URL.
    pub(super) fn register(&self, place: &Arc<Place>) -> (Token, String) {
        let token = rand::random::<Token>();
        self.places().insert(token, place.clone());
        (token, format!("{}/{token:032x}", self.base))
    }

    /// What comes there is for nobody from now on.
    pub(super) fn forget(&self, token: Token) {
        self.places().remove(&token);
    }

    /// The place that a path leads to, and what stands behind it. A proxy may have cut the public URL's own path off.
    pub(super) fn find<'p>(&self, path: &'p str) -> Option<(Arc<Place>, &'p str)> {
        let path = path.strip_prefix(&self.prefix).filter(|rest| rest.starts_with('/')).unwrap_or(path);
        let (digits, rest) = path.strip_prefix('/')?.split_at_checked(DIGITS)?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let token = Token::from_str_radix(digits, 16).ok().filter(|_| plain)?;
        let ends = rest.is_empty() || rest.starts_with(['/', '?']);
        self.places().get(&token).filter(|_| ends).map(|place| (place.clone(), rest))
    }

    /// A request that was for no address.
    pub(super) fn unknown(&self) {
        self.recorder.add(builtin::INBOX_UNKNOWN, self.tags, 1.0);
    }

    /// A request or connection that passed a limit.
    pub(super) fn refuse(&self, limit: Limit) {
        let at = Limit::ALL.iter().position(|known| *known == limit).unwrap_or_default();
        self.recorder.add(builtin::INBOX_REFUSED, self.refused[at], 1.0);
    }

    /// Room for one delivery, without bytes yet.
    pub(super) fn charge(self: &Arc<Self>) -> Result<Charge, Limit> {
        let more = |held: usize| (held < self.options.items).then_some(held + 1);
        let had = self.items.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        had.map(|_| Charge { desk: self.clone(), bytes: 0 }).map_err(|_| Limit::Items)
    }

    fn places(&self) -> MutexGuard<'_, HashMap<Token, Arc<Place>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Deliveries that are held, and their bytes.
    #[cfg(test)]
    pub(super) fn held(&self) -> (usize, u64) {
        (self.items.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed))
    }
}

/// The room that a delivery takes; given back when it is dropped.
pub(super) struct Charge {
    desk: Arc<Desk>,
    bytes: u64,
}

impl Charge {
    /// Room for so many bytes more.
    pub(super) fn grow(&mut self, bytes: u64) -> Result<(), Limit> {
        let more = |held: u64| held.checked_add(bytes).filter(|all| *all <= self.desk.options.bytes);
        let had = self.desk.bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        had.map_err(|_| Limit::Bytes)?;
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.desk.items.fetch_sub(1, Ordering::Relaxed);
        self.desk.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
