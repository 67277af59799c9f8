//! One exchange, timed: a connection is taken or opened, the request goes, the response comes.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::classify;
use super::client::User;
use super::connect::{self, Known, Link, Sender};
use super::decode;
use super::fields::Extra;
use super::headers::Headers;
use super::http2;
use super::pool::{Place, Slot};
use super::prepared::{self, Key, Prepared};
use super::proxy;
use super::response::{Held, Response};
use super::rest::Rest;
use super::server_timing;
use crate::clock::{self, Instant};
use crate::sample::{Cause, Exchange, Failure, Phases};

/// What is wanted of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it.
    Whole,
    /// All of it off the wire, and nothing of the body kept.
    Discarded,
    /// Its head; the body is read as it comes (`rest`).
    Head,
    /// The connection itself, one of its own, on which something else is spoken from then on.
    Connection,
}

/// One exchange under way. What is known of it survives a time-out.
pub(super) struct Hop<'a> {
    user: &'a Arc<User>,
    prepared: &'a Prepared,
    wanted: Wanted,
    started: Instant,
    phases: Phases,
    flight: Option<Flight>,
    headers: Headers,
    status: u16,
    gathered: Gathered,
    transferred: u64,
    held: Held,
    tls: Option<&'static str>,
}

/// A request on its connection.
pub(super) struct Flight {
    pub(super) link: Link,
    pub(super) slot: Slot,
    sent: Instant,
    /// Of HTTP/2.
    stream: http2::Stream,
}

impl<'a> Hop<'a> {
    /// A hop whose clock started at `started`.
    pub(super) fn new(user: &'a Arc<User>, prepared: &'a Prepared, wanted: Wanted, started: Instant) -> Self {
        Self {
            user,
            prepared,
            wanted,
            started,
            phases: Phases::default(),
            flight: None,
            headers: Headers::default(),
            status: 0,
            gathered: Gathered::Nothing,
            transferred: 0,
            held: user.hold(),
            tls: None,
        }
    }

    /// Sends and receives, at the longest until the deadline; `land` takes what came of it.
    pub(super) async fn run(&mut self, extra: &Extra, deadline: Option<Instant>) -> Result<(), Failure> {
        let user = self.user;
        let mut exchange = Box::pin(self.exchange(extra));
        let done = match deadline {
            Some(deadline) => user.alarms().within(deadline, exchange.as_mut()).await,
            None => Some(exchange.as_mut().await),
        };
        drop(exchange);
        done.unwrap_or_else(|| Err(classify::timeout()))
    }

    async fn exchange(&mut self, extra: &Extra) -> Result<(), Failure> {
        let head = match self.attempt(extra, true).await {
            Err(Broken { stale: true, .. }) => Box::pin(self.attempt(extra, false)).await,
            other => other,
        };
        (self.status, self.headers) = head.map_err(|broken| broken.failure)?;
        if self.is_left_open() { Ok(()) } else { self.receive().await }
    }

    /// Whether the rest of the answer is somebody else's to read.
    fn is_left_open(&self) -> bool {
        match self.wanted {
            Wanted::Whole | Wanted::Discarded => false,
            // What leads to another request is read here, so that its connection is free for that.
            Wanted::Head => !matches!(self.status, 301 | 302 | 303 | 307 | 308 | 401),
            Wanted::Connection => self.status == 101,
        }
    }

    /// One try. `stale`: the server had closed a kept connection, so that the request is sent again on a fresh one.
    async fn attempt(&mut self, extra: &Extra, reuse: bool) -> Result<(u16, Headers), Broken> {
        self.flight = None;
        self.phases = Phases::default();
        let (link, slot) = self.acquire(reuse).await.map_err(|failure| Broken { failure, stale: false })?;
        let sent = clock::now();
        let steps = self.phases.resolving + self.phases.connecting + self.phases.securing;
        self.phases.blocked = (sent - self.started).saturating_sub(steps);
        self.tls = link.tls;
        let again = reuse && link.used;
        let safe = self.prepared.method.is_safe();
        let Flight { link, stream, .. } =
            self.flight.insert(Flight { link, slot, sent, stream: http2::Stream::default() });
        match &mut link.sender {
            Sender::Http1(connection) => {
                let extra = proxied(self.user, extra, link.absolute);
                let message = self.prepared.message(&extra, link.absolute);
                connection.send(message).await.map_err(|fault| {
                    let repeatable = connection.is_unsent() || (safe && classify::http1_went_stale(&fault));
                    let unseen = connection.first_read().is_none();
                    Broken { failure: classify::http1(&fault), stale: again && unseen && repeatable }
                })
            }
            Sender::Http2(connection) => connection.send(stream, self.prepared, extra).await.map_err(|broken| {
                let repeatable = broken.unsent || (safe && broken.stale);
                Broken { failure: broken.failure, stale: again && repeatable }
            }),
        }
    }

    /// A connection to where the request goes, and the right to use it.
    pub(super) async fn acquire(&mut self, reuse: bool) -> Result<(Link, Slot), Failure> {
        let (shared, pool, key) = (self.user.shared(), self.user.pool(), &self.prepared.key);
        if !pool.knows(key) {
            shared.allow().check_origin(key)?;
        }
        if self.wanted == Wanted::Connection {
            let link = Box::pin(Opening::of(self.user, key, true, &mut self.phases).link()).await?;
            return Ok((link, Slot::apart()));
        }
        let reuse = reuse && !shared.options().no_connection_reuse;
        let mut waited = None;
        loop {
            match pool.take(key, shared.options().connections_per_host, waited.take(), reuse) {
                Place::Full(slots) => waited = Box::pin(slots.acquire_owned()).await.ok(),
                // Opening holds much and is seldom: apart, so that every other exchange stays small.
                Place::Open(slot) => return Box::pin(self.open(slot, reuse)).await,
                Place::Ready(mut link, slot) => {
                    let ready = match &mut link.sender {
                        Sender::Http1(_) => true,
                        Sender::Http2(connection) => connection.ready().await,
                    };
                    if ready {
                        return Ok((link, slot));
                    }
                }
            }
        }
    }

    async fn open(&mut self, slot: Slot, reuse: bool) -> Result<(Link, Slot), Failure> {
        let (shared, pool, key) = (self.user.shared(), self.user.pool(), &self.prepared.key);
        // Several requests to a host that may speak HTTP/2 must not open several connections.
        let first = pool.opening(key).filter(|_| reuse);
        let guard = match &first {
            Some(opening) => Some(opening.lock().await),
            None => None,
        };
        if let Some(link) = pool.multiplexed(key).filter(|_| reuse) {
            return Ok((link, slot));
        }
        let guard = guard.filter(|_| pool.opening(key).is_some());
        let link = Opening::of(self.user, key, false, &mut self.phases).link().await?;
        if !shared.options().no_connection_reuse {
            pool.opened(key, &link, slot.generation);
        }
        drop(guard);
        Ok((link, slot))
    }

    async fn receive(&mut self) -> Result<(), Failure> {
        let most = self.user.shared().options().max_body;
        let Some(flight) = &mut self.flight else { return Ok(()) };
        loop {
            let Some(data) = flight.piece().await? else { return Ok(()) };
            self.transferred += data.len() as u64;
            if self.wanted == Wanted::Discarded {
                continue;
            }
            if self.transferred > most {
                return Err(too_large(format!("the body is larger than {most} bytes (`max_body`)")));
            }
            if !self.held.take(data.len() as u64, self.user.shared().response_bytes()) {
                return Err(too_large("the user's responses together are larger than `response_bytes`".into()));
            }
            self.gathered.push(data);
        }
    }

    /// The exchange with its times, the body decoded, the connection given back.
    pub(super) fn land(mut self: Box<Self>, done: Result<(), Failure>) -> Box<Response> {
        let ended = clock::now();
        let mut exchange =
            Exchange { failure: done.err(), transferred: self.transferred, tls: self.tls, ..Exchange::default() };
        let mut rest = None;
        if let Some(flight) = self.flight.take() {
            flight.times(&mut self.phases, ended);
            if self.status > 0 {
                exchange.protocol = Some(flight.link.protocol());
            }
            if exchange.failure.is_none() {
                let flight = Rest::new(self.user.clone(), self.prepared.key.clone(), flight);
                match self.is_left_open() {
                    true => rest = Some(Box::new(flight)),
                    false => flight.give_back(),
                }
            }
        }
        exchange.phases = self.phases;
        let mut body = std::mem::take(&mut self.gathered).into_bytes();
        if exchange.failure.is_none() && self.headers.noted().encoding && !body.is_empty() {
            match self.decoded(&body) {
                Ok(decoded) => body = decoded,
                Err(failure) => exchange.failure = Some(failure),
            }
        }
        exchange.status = if exchange.failure.is_none() { self.status } else { 0 };
        exchange.body_size = if self.wanted == Wanted::Discarded { self.transferred } else { body.len() as u64 };
        exchange.server_timing = server_timing::entries(&self.headers);
        let mut response = Box::new(Response::new(exchange, self.headers, body, self.held));
        response.rest = rest;
        response
    }

    fn decoded(&mut self, body: &Bytes) -> Result<Bytes, Failure> {
        let shared = self.user.shared();
        let decoded = decode::body(&self.headers, body, shared.options().max_body)?;
        self.held.shrink_to(0);
        if !self.held.take(decoded.len() as u64, shared.response_bytes()) {
            return Err(too_large("the user's responses together are larger than `response_bytes`".into()));
        }
        Ok(decoded)
    }
}

/// An attempt that failed.
struct Broken {
    failure: Failure,
    stale: bool,
}

impl Flight {
    /// The next piece of the body; none at its end.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Failure> {
        match &mut self.link.sender {
            Sender::Http1(connection) => connection.piece().await.map_err(|fault| classify::http1(&fault)),
            Sender::Http2(_) => self.stream.piece().await,
        }
    }

    /// Sending, waiting and receiving, as far as they came.
    fn times(&self, phases: &mut Phases, ended: Instant) {
        let (written, first) = match &self.link.sender {
            Sender::Http1(connection) => (connection.written(), connection.first_read()),
            Sender::Http2(connection) => (connection.written(&self.stream), self.stream.answered()),
        };
        // A server may answer before it has the whole request: then sending ends with the answer.
        let first = first.map(|first| first.min(ended));
        let written = written.or(first).unwrap_or(ended).clamp(self.sent, first.unwrap_or(ended).max(self.sent));
        phases.sending = written - self.sent;
        phases.waiting = first.unwrap_or(ended).saturating_duration_since(written);
        phases.receiving = first.map_or(Duration::ZERO, |first| ended - first);
    }
}

/// A connection that is being opened, in a task of its own: on the stack of a guest's call it would leave pages that every
/// user keeps. What is known of its times when it is given up is kept.
struct Opening<'p> {
    task: tokio::task::JoinHandle<Result<Link, Failure>>,
    known: Arc<Known>,
    phases: &'p mut Phases,
}

impl<'p> Opening<'p> {
    fn of(user: &Arc<User>, key: &Arc<Key>, through: bool, phases: &'p mut Phases) -> Self {
        let known = Arc::<Known>::default();
        let (user, key, seen) = (user.clone(), key.clone(), known.clone());
        let open =
            Box::pin(
                async move { connect::open(user.shared(), &user.tls(), user.traffic(), &key, through, &seen).await },
            );
        Self { task: tokio::spawn(open), known, phases }
    }

    async fn link(mut self) -> Result<Link, Failure> {
        let opened = (&mut self.task).await;
        opened.unwrap_or_else(|gone| match gone.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Failure::new(Cause::Cancelled, 1000, "the connection was given up")),
        })
    }
}

impl Drop for Opening<'_> {
    fn drop(&mut self) {
        self.task.abort();
        *self.phases = self.known.phases();
    }
}

/// What is sent besides, with the user of a proxy that reads the request.
fn proxied<'e>(user: &User, extra: &'e Extra, absolute: bool) -> Cow<'e, Extra> {
    let options = user.shared().options();
    match options.proxy.as_ref().filter(|_| absolute).and_then(proxy::authorization) {
        None => Cow::Borrowed(extra),
        Some(text) => {
            let proxy_authorization = prepared::value("proxy-authorization", &text).ok();
            Cow::Owned(Extra { proxy_authorization, ..extra.clone() })
        }
    }
}

/// A body on its way in: one piece is not copied.
#[derive(Default)]
enum Gathered {
    #[default]
    Nothing,
    One(Bytes),
    Many(BytesMut),
}

impl Gathered {
    fn push(&mut self, data: Bytes) {
        *self = match std::mem::take(self) {
            Self::Nothing => Self::One(data),
            Self::One(first) => {
                let mut all = BytesMut::with_capacity((first.len() + data.len()) * 2);
                all.extend_from_slice(&first);
                all.extend_from_slice(&data);
                Self::Many(all)
            }
            Self::Many(mut all) => {
                all.extend_from_slice(&data);
                Self::Many(all)
            }
        };
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::One(data) => data,
            Self::Many(all) => all.freeze(),
        }
    }
}

fn too_large(message: String) -> Failure {
    Failure::new(Cause::TooLarge, 1000, message)
}
