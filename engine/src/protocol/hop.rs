//! One exchange, timed: a connection is taken or opened, the request goes, the response comes.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, COOKIE, HOST, PROXY_AUTHORIZATION};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use super::classify;
use super::client::User;
use super::connect::{self, Link, Sender};
use super::decode;
use super::io::Stamp;
use super::pool::{Place, Slot};
use super::prepared::{self, Prepared};
use super::proxy;
use super::response::Held;
use super::server_timing;
use crate::clock::{self, Instant};
use crate::sample::{Cause, Exchange, Failure, Phases};

/// An HTTP/2 body goes in frames of this size, so that its end is seen when the window lets it go.
const FRAME: usize = 16 << 10;

/// One exchange under way. What is known of it survives a time-out.
pub(super) struct Hop<'a> {
    user: &'a User,
    prepared: &'a Prepared,
    discard: bool,
    started: Instant,
    phases: Phases,
    flight: Option<Flight>,
    headers: HeaderMap,
    status: u16,
    gathered: Gathered,
    transferred: u64,
    held: Held,
    tls: Option<&'static str>,
}

/// A request on its connection.
struct Flight {
    link: Link,
    slot: Slot,
    sent: Instant,
    stamp: Option<Arc<Stamp>>,
    answered: Option<Instant>,
}

/// What a hop gives.
pub(super) struct Landed {
    pub(super) exchange: Exchange,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) held: Held,
}

/// Headers that are not in the prepared request.
#[derive(Default, Clone)]
pub(super) struct Extra {
    /// Of the jar.
    pub(super) cookie: Option<http::HeaderValue>,
    /// Digest.
    pub(super) authorization: Option<http::HeaderValue>,
}

impl<'a> Hop<'a> {
    /// A hop whose clock started at `started`.
    pub(super) fn new(user: &'a User, prepared: &'a Prepared, discard: bool, started: Instant) -> Self {
        Self {
            user,
            prepared,
            discard,
            started,
            phases: Phases::default(),
            flight: None,
            headers: HeaderMap::new(),
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
        let response = match self.attempt(extra, true).await {
            Err(Broken { stale: true, .. }) => Box::pin(self.attempt(extra, false)).await,
            other => other,
        };
        let response = response.map_err(|broken| broken.failure)?;
        let (head, body) = response.into_parts();
        (self.status, self.headers) = (head.status.as_u16(), head.headers);
        self.receive(body).await
    }

    /// One try. `stale`: the server had closed a kept connection, so that the request is sent again on a fresh one.
    async fn attempt(&mut self, extra: &Extra, reuse: bool) -> Result<http::Response<Incoming>, Broken> {
        self.flight = None;
        self.phases = Phases::default();
        let (link, slot) = self.acquire(reuse).await.map_err(|failure| Broken { failure, stale: false })?;
        let sent = clock::now();
        let steps = self.phases.resolving + self.phases.connecting + self.phases.securing;
        self.phases.blocked = (sent - self.started).saturating_sub(steps);
        self.tls = link.tls;
        let flight = self.flight.insert(Flight { link, slot, sent, stamp: None, answered: None });
        let result = flight.send(self.prepared, extra, self.user).await;
        result.map_err(|(error, unsent)| {
            let seen = flight.link.marks.first_read().is_some() && matches!(flight.link.sender, Sender::Http1(_));
            let undone = unsent || classify::was_refused(&error);
            let repeatable = undone || (self.prepared.method.is_safe() && classify::went_stale(&error));
            Broken { failure: flight.failure(&error), stale: reuse && flight.link.used && !seen && repeatable }
        })
    }

    async fn acquire(&mut self, reuse: bool) -> Result<(Link, Slot), Failure> {
        let (shared, pool, key) = (self.user.shared(), self.user.pool(), &self.prepared.key);
        if !pool.knows(key) {
            shared.allow().check_origin(key)?;
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
                        Sender::Http1(sender) => sender.ready().await.is_ok(),
                        Sender::Http2(sender) => sender.ready().await.is_ok(),
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
        let link = connect::open(shared, &self.user.tls(), self.user.traffic(), key, &mut self.phases).await?;
        if !shared.options().no_connection_reuse {
            pool.opened(key, &link, slot.generation);
        }
        drop(guard);
        Ok((link, slot))
    }

    async fn receive(&mut self, mut body: Incoming) -> Result<(), Failure> {
        let most = self.user.shared().options().max_body;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|error| classify::http(&error))?.into_data() else { continue };
            self.transferred += data.len() as u64;
            if self.discard {
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
        Ok(())
    }

    /// The exchange with its times, the body decoded, the connection given back.
    pub(super) fn land(mut self: Box<Self>, done: Result<(), Failure>) -> Box<Landed> {
        let ended = clock::now();
        let mut exchange =
            Exchange { failure: done.err(), transferred: self.transferred, tls: self.tls, ..Exchange::default() };
        if let Some(flight) = self.flight.take() {
            flight.times(&mut self.phases, ended);
            if self.status > 0 {
                exchange.protocol = Some(flight.link.protocol());
            }
            if exchange.failure.is_none() {
                self.user.pool().give_back(&self.prepared.key, flight.link, flight.slot);
            }
        }
        exchange.phases = self.phases;
        let mut body = std::mem::take(&mut self.gathered).into_bytes();
        if exchange.failure.is_none() && self.headers.contains_key(CONTENT_ENCODING) && !body.is_empty() {
            match self.decoded(&body) {
                Ok(decoded) => body = decoded,
                Err(failure) => exchange.failure = Some(failure),
            }
        }
        exchange.status = if exchange.failure.is_none() { self.status } else { 0 };
        exchange.body_size = if self.discard { self.transferred } else { body.len() as u64 };
        exchange.server_timing = server_timing::entries(&self.headers);
        Box::new(Landed { exchange, headers: self.headers, body, held: self.held })
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
    /// Sends the request; an error comes with whether nothing of it was sent.
    async fn send(
        &mut self,
        prepared: &Prepared,
        extra: &Extra,
        user: &User,
    ) -> Result<http::Response<Incoming>, (hyper::Error, bool)> {
        let http2 = matches!(self.link.sender, Sender::Http2(_));
        let mut body = prepared.body.outgoing(if http2 { FRAME } else { usize::MAX });
        if http2 {
            let stamp = Arc::new(Stamp::default());
            self.stamp = Some(stamp.clone());
            body = body.stamp(self.link.marks.clone(), stamp);
        } else {
            self.link.marks.arm();
        }
        let mut request = http::Request::new(body);
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() =
            if http2 || self.link.absolute { prepared.absolute.clone() } else { prepared.path.clone() };
        *request.headers_mut() = prepared.headers.clone();
        let headers = request.headers_mut();
        extra.add_to(headers);
        if self.link.absolute
            && let Some(text) = user.shared().options().proxy.as_ref().and_then(proxy::authorization)
        {
            headers
                .extend(prepared::value("proxy-authorization", &text).ok().map(|value| (PROXY_AUTHORIZATION, value)));
        }
        let answer = match &mut self.link.sender {
            Sender::Http1(sender) => sender.try_send_request(request).await,
            Sender::Http2(sender) => {
                *request.version_mut() = http::Version::HTTP_2;
                request.headers_mut().remove(HOST);
                sender.try_send_request(request).await
            }
        };
        if http2 && answer.is_ok() {
            self.answered = Some(clock::now());
        }
        answer.map_err(|mut error| {
            let unsent = error.take_message().is_some();
            (error.into_error(), unsent)
        })
    }

    /// Why it broke. A request that was only told that the connection is gone asks the connection.
    fn failure(&self, error: &hyper::Error) -> Failure {
        let fault = self.link.marks.fault().filter(|_| error.is_canceled() || error.is_closed());
        fault.cloned().unwrap_or_else(|| classify::http(error))
    }

    /// Sending, waiting and receiving, as far as they came.
    fn times(&self, phases: &mut Phases, ended: Instant) {
        let marks = &self.link.marks;
        let (written, first) = match &self.stamp {
            Some(stamp) => (marks.stamped(stamp), self.answered),
            None => (marks.last_write(), marks.first_read()),
        };
        // A server may answer before it has the whole request: then sending ends with the answer.
        let first = first.map(|first| first.min(ended));
        let written = written.or(first).unwrap_or(ended).clamp(self.sent, first.unwrap_or(ended).max(self.sent));
        phases.sending = written - self.sent;
        phases.waiting = first.unwrap_or(ended).saturating_duration_since(written);
        phases.receiving = first.map_or(std::time::Duration::ZERO, |first| ended - first);
    }
}

impl Extra {
    fn add_to(&self, headers: &mut HeaderMap) {
        if let Some(cookie) = &self.cookie {
            headers.insert(COOKIE, cookie.clone());
        }
        if let Some(value) = &self.authorization {
            headers.insert(http::header::AUTHORIZATION, value.clone());
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
