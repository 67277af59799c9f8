//! The connections that one user keeps.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connect::{Link, Sender};
use super::http2;
use super::prepared::Key;

/// Hosts remembered at most; the one that came first is forgotten.
const HOSTS: usize = 64;
/// Slots of a host whose one connection carries many.
const MANY: usize = 1 << 16;

/// The connections that one user keeps, by whom they reach.
#[derive(Default)]
pub(super) struct Pool {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    hosts: Vec<Host>,
    generation: u64,
}

struct Host {
    key: Arc<Key>,
    idle: Vec<Link>,
    shared: Option<Link>,
    slots: Option<Arc<Semaphore>>,
    opening: Option<Arc<tokio::sync::Mutex<()>>>,
    only_http1: bool,
}

/// The right to use one connection to a host; without it others wait.
pub(super) struct Slot {
    /// Given back when the exchange ends, however it ends.
    _permit: Option<OwnedSemaphorePermit>,
    /// Connections of an earlier generation are not kept.
    pub(super) generation: u64,
}

impl Slot {
    /// For a connection that is nobody else's and is not kept.
    pub(super) fn apart() -> Self {
        Self { _permit: None, generation: u64::MAX }
    }
}

/// What there is for a key.
pub(super) enum Place {
    /// A connection that is free, or one that carries many.
    Ready(Link, Slot),
    /// None yet, and the right to open one.
    Open(Slot),
    /// As many as may be: wait for one of these.
    Full(Arc<Semaphore>),
}

impl Pool {
    /// Whether the key has been met (and so was allowed).
    pub(super) fn knows(&self, key: &Arc<Key>) -> bool {
        self.lock().hosts.iter().any(|host| host.key == *key)
    }

    /// A free connection, or the right to open one, or what to wait for.
    pub(super) fn take(
        &self,
        key: &Arc<Key>,
        limit: usize,
        waited: Option<OwnedSemaphorePermit>,
        reuse: bool,
    ) -> Place {
        let mut state = self.lock();
        let generation = state.generation;
        let host = state.host(key);
        if let Some(link) = host.multiplexed().filter(|_| reuse) {
            return Place::Ready(link, Slot { _permit: None, generation });
        }
        let permit = match waited {
            Some(permit) => permit,
            None => {
                let slots = host.slots.get_or_insert_with(|| Arc::new(Semaphore::new(limit.max(1))));
                match slots.clone().try_acquire_owned() {
                    Ok(permit) => permit,
                    Err(_) => return Place::Full(slots.clone()),
                }
            }
        };
        let slot = Slot { _permit: Some(permit), generation };
        while let Some(mut link) = host.idle.pop().filter(|_| reuse) {
            let gone = match &mut link.sender {
                Sender::Http1(connection) => connection.is_gone(),
                Sender::Http2(_) => true,
            };
            if !gone {
                return Place::Ready(link, slot);
            }
        }
        Place::Open(slot)
    }

    /// Held while the first connection to a host is opened, when it may turn out to carry many.
    pub(super) fn opening(&self, key: &Arc<Key>) -> Option<Arc<tokio::sync::Mutex<()>>> {
        let mut state = self.lock();
        let host = state.host(key);
        (!host.only_http1).then(|| host.opening.get_or_insert_default().clone())
    }

    /// The connection that carries many, where there is one.
    pub(super) fn multiplexed(&self, key: &Arc<Key>) -> Option<Link> {
        self.lock().host(key).multiplexed()
    }

    /// A connection has been opened: one that carries many is shared from now on, and nobody waits for a slot any more.
    pub(super) fn opened(&self, key: &Arc<Key>, link: &Link, generation: u64) {
        let mut state = self.lock();
        let current = state.generation == generation;
        let host = state.host(key);
        match &link.sender {
            Sender::Http1(_) => (host.only_http1, host.opening) = (true, None),
            Sender::Http2(connection) if current => {
                host.shared = Some(another(link, connection));
                if let Some(slots) = &host.slots {
                    slots.add_permits(MANY.saturating_sub(slots.available_permits()));
                }
            }
            Sender::Http2(_) => {}
        }
    }

    /// A connection is free again.
    pub(super) fn give_back(&self, key: &Arc<Key>, link: Link, slot: Slot) {
        let open = matches!(&link.sender, Sender::Http1(connection) if connection.is_reusable());
        let mut state = self.lock();
        if open && state.generation == slot.generation {
            state.host(key).idle.push(Link { used: true, ..link });
        }
        drop(state);
        drop(slot);
    }

    /// Closes what is idle; what is in use is closed at its end.
    pub(super) fn clear(&self) {
        let mut state = self.lock();
        state.generation += 1;
        let hosts = std::mem::take(&mut state.hosts);
        drop(state);
        drop(hosts);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn host(&mut self, key: &Arc<Key>) -> &mut Host {
        let known = self.hosts.iter().position(|host| Arc::ptr_eq(&host.key, key) || host.key == *key);
        let at = known.unwrap_or_else(|| {
            if self.hosts.len() >= HOSTS {
                self.hosts.remove(0);
            }
            // Clear text without prior knowledge is HTTP/1.1 for certain.
            let only_http1 =
                key.version == Some(crate::plan::http::HttpVersion::Http1) || (!key.secure && key.version.is_none());
            self.hosts.push(Host {
                key: key.clone(),
                idle: Vec::new(),
                shared: None,
                slots: None,
                opening: None,
                only_http1,
            });
            self.hosts.len() - 1
        });
        &mut self.hosts[at]
    }
}

impl Host {
    fn multiplexed(&mut self) -> Option<Link> {
        let link = self.shared.as_ref()?;
        match &link.sender {
            Sender::Http2(connection) if !connection.is_closed() => {
                Some(Link { used: true, ..another(link, connection) })
            }
            _ => {
                self.shared = None;
                None
            }
        }
    }
}

/// Another handle to the same HTTP/2 connection.
fn another(link: &Link, connection: &http2::Connection) -> Link {
    let sender = Sender::Http2(connection.clone());
    Link { sender, tls: link.tls, used: link.used, absolute: link.absolute }
}
