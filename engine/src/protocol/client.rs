//! One user's HTTP client: sends, follows redirects, keeps connections and cookies.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use http::header::HeaderValue;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::alarm::Alarms;
use super::digest::Digest;
use super::fields::{Extra, TRACEPARENT};
use super::hop::{Hop, Wanted};
use super::io::Traffic;
use super::jar::Jar;
use super::pool::Pool;
use super::prepared::Prepared;
use super::redirect;
use super::request::Request;
use super::response::{Held, Response};
use super::seen::{Seen, Show};
use super::session::Defaults;
use super::shared::Shared;
use super::template;
use super::tls::TlsSet;
use crate::brake::Standstill;
use crate::clock::{self, Instant};
use crate::plan::http::Auth;
use crate::sample::Trace;

/// WebSockets of one user at most; no limit of handles is higher.
const SOCKETS: u32 = 10_000_000;

/// One user's HTTP client. Cloning gives another handle to the same user (parallel sends).
#[derive(Clone)]
pub struct Client(Arc<User>);

/// What one user has: connections, cookies, default headers.
pub(super) struct User {
    shared: Arc<Shared>,
    pool: Pool,
    traffic: Arc<Traffic>,
    held: Arc<AtomicU64>,
    parallel: Semaphore,
    alarms: Alarms,
    session: Mutex<Session>,
    sockets: Arc<Semaphore>,
    pub(super) jar: Jar,
    digest: Digest,
    /// Holds back what has not been sent while the run is held.
    standstill: Arc<Standstill>,
}

struct Session {
    defaults: Arc<Defaults>,
    tls: Arc<TlsSet>,
    show: Option<Show>,
}

impl User {
    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.pool
    }

    pub(super) fn traffic(&self) -> &Arc<Traffic> {
        &self.traffic
    }

    pub(super) fn alarms(&self) -> &Alarms {
        &self.alarms
    }

    pub(super) fn hold(&self) -> Held {
        Held::of(&self.held)
    }

    pub(super) fn tls(&self) -> Arc<TlsSet> {
        self.session().tls.clone()
    }

    pub(super) fn standstill(&self) -> &Arc<Standstill> {
        &self.standstill
    }

    /// Held by what reads a WebSocket, until that is closed.
    pub(super) fn socket(&self) -> Option<OwnedSemaphorePermit> {
        self.sockets.clone().try_acquire_owned().ok()
    }

    pub(super) fn defaults(&self) -> Arc<Defaults> {
        self.session().defaults.clone()
    }

    /// When the rate cap and the brake let a request go; timing begins there.
    pub(super) async fn turn(&self) -> Instant {
        if let Some(cap) = self.shared.cap() {
            Box::pin(cap.turn()).await;
        }
        if self.standstill.is_due() {
            Box::pin(self.standstill.pass()).await;
        }
        clock::now()
    }

    fn session(&self) -> std::sync::MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    /// A user without cookies and connections, whom nothing holds.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self::held_by(Arc::default(), shared)
    }

    /// The same, held while its run is.
    pub fn held_by(standstill: Arc<Standstill>, shared: Arc<Shared>) -> Self {
        let session = Session { defaults: shared.defaults(), tls: shared.tls(), show: None };
        Self(Arc::new(User {
            parallel: Semaphore::new(shared.options().parallel.max(1)),
            alarms: Alarms::default(),
            pool: Pool::default(),
            traffic: Arc::default(),
            held: Arc::default(),
            session: Mutex::new(session),
            sockets: Arc::new(Semaphore::new(SOCKETS as usize)),
            jar: Jar::default(),
            digest: Digest::default(),
            standstill,
            shared,
        }))
    }

    /// Sends, follows redirects, reads the body. Never fails: a failure is in the response.
    pub async fn send(&self, request: &Request) -> Box<Response> {
        self.fetch(request, if request.discard { Wanted::Discarded } else { Wanted::Whole }).await
    }

    /// The same, as far as something is wanted.
    pub(super) async fn fetch(&self, request: &Request, wanted: Wanted) -> Box<Response> {
        let user = &self.0;
        let (defaults, show) = {
            let session = user.session();
            (session.defaults.clone(), session.show.clone())
        };
        let prepared = match request.prepare(&user.shared, &defaults) {
            Ok(prepared) => prepared,
            Err(failure) => return Response::refused(failure, template::mask(&request.url)),
        };
        let limit = request.timeout.unwrap_or(user.shared.options().timeout);
        let most = match wanted {
            Wanted::Connection => 0,
            _ => request.redirects.unwrap_or(user.shared.options().max_redirects),
        };
        let mut journey = Journey { user, request, wanted, show, prepared, earlier: Vec::new(), deadline: None };
        let mut landed = journey.first(limit).await;
        while (journey.earlier.len() as u32) < most {
            match redirect::next(&journey.prepared, landed.exchange.status, &landed.headers, &user.shared) {
                None => break,
                Some(Err(failure)) => {
                    landed.exchange.failure = Some(failure);
                    landed.exchange.status = 0;
                    break;
                }
                Some(Ok(next)) => landed = Box::pin(journey.next(next, landed)).await,
            }
        }
        landed.earlier = journey.earlier;
        landed.sent = Some(journey.prepared);
        landed
    }

    /// Bytes (sent, received) on all connections since the last call, TLS included.
    pub fn take_bytes(&self) -> (u64, u64) {
        self.0.traffic.take()
    }

    /// Closes the connections; what is under way ends first.
    pub fn disconnect(&self) {
        self.0.pool.clear();
    }

    /// Waits until the WebSockets that are being closed have ended: a second at the longest.
    pub async fn sockets_closed(&self) {
        // The semaphore is never closed.
        drop(self.0.sockets.acquire_many(SOCKETS).await);
    }

    pub(super) fn user(&self) -> &Arc<User> {
        &self.0
    }

    /// Sets a default header of every request that does not set it itself; an empty value removes it.
    /// An error says why name or value cannot be sent.
    pub fn header(&self, name: &str, value: &str) -> Result<(), String> {
        let mut session = self.0.session();
        let changed = session.defaults.with(name, value).map_err(|failure| failure.message)?;
        session.defaults = Arc::new(changed);
        Ok(())
    }

    /// A client certificate and its key (PEM), from the next connection on; an error names the file.
    pub fn identity(&self, certificate: &Path, key: &Path) -> anyhow::Result<()> {
        let tls = self.0.shared.identity(certificate, key)?;
        self.0.session().tls = tls;
        Ok(())
    }

    /// A cookie that a request to this url would carry.
    pub fn cookie(&self, url: &str, name: &str) -> Option<String> {
        self.0.jar.get(&self.absolute(url)?, name)
    }

    /// Sets a cookie as a `Set-Cookie` line of this url would; false when it is refused.
    pub fn set_cookie(&self, url: &str, line: &str) -> bool {
        self.absolute(url).is_some_and(|url| self.0.jar.set(&url, line))
    }

    /// Forgets the cookies.
    pub fn clear_cookies(&self) {
        self.0.jar.clear();
    }

    /// Forgets cookies, connections, default headers, identity and digest challenges: a new user.
    pub fn reset(&self) {
        self.clear_cookies();
        self.disconnect();
        self.0.digest.clear();
        let mut session = self.0.session();
        (session.defaults, session.tls) = (self.0.shared.defaults(), self.0.shared.tls());
    }

    /// From now on each exchange is given to `show` (not redacted).
    pub fn observe(&self, show: impl Fn(&Seen) + Send + Sync + 'static) {
        self.0.session().show = Some(Arc::new(show));
    }

    fn absolute(&self, url: &str) -> Option<url::Url> {
        template::expand(url, &[], &[], self.0.shared.target()).ok()
    }
}

/// One send with all its hops.
struct Journey<'a> {
    user: &'a Arc<User>,
    request: &'a Request,
    wanted: Wanted,
    show: Option<Show>,
    prepared: Arc<Prepared>,
    earlier: Vec<(String, crate::sample::Exchange)>,
    deadline: Option<Instant>,
}

impl Journey<'_> {
    async fn first(&mut self, limit: clock::Duration) -> Box<Response> {
        let started = self.user.turn().await;
        self.deadline = started.checked_add(limit);
        self.hop(started).await
    }

    async fn next(&mut self, next: Prepared, landed: Box<Response>) -> Box<Response> {
        self.earlier.push((self.prepared.url.as_str().to_owned(), landed.exchange));
        self.prepared = Arc::new(next);
        let started = self.user.turn().await;
        self.hop(started).await
    }

    async fn hop(&self, started: Instant) -> Box<Response> {
        let parallel = &self.user.parallel;
        let _one = match parallel.try_acquire() {
            Ok(one) => one,
            Err(_) => Box::pin(parallel.acquire()).await.expect("the semaphore is never closed"),
        };
        let trace = self.trace();
        let traceparent = trace.map(|trace| HeaderValue::try_from(trace.header()).expect("hexadecimal digits"));
        let extra = Extra { cookie: self.user.jar.header(&self.prepared), traceparent, ..Extra::default() };
        let mut landed = match &self.request.auth {
            None => self.exchange(&extra, started).await,
            Some(auth) => Box::pin(self.challenged(auth, extra, started)).await,
        };
        landed.exchange.trace = trace;
        landed
    }

    /// The trace of a request that brings none of its own.
    fn trace(&self) -> Option<Trace> {
        let tracer = self.user.shared.tracer()?;
        (!self.prepared.fields.map.contains_key(TRACEPARENT)).then(|| tracer.next())
    }

    /// The same for a request that answers a challenge, which is fetched where none is known.
    async fn challenged(&self, auth: &Auth, mut extra: Extra, started: Instant) -> Box<Response> {
        extra.authorization = self.user.digest.authorize(auth, &self.prepared);
        let landed = self.exchange(&extra, started).await;
        if landed.exchange.status != 401 || !self.user.digest.learn(&self.prepared, &landed.headers) {
            return landed;
        }
        extra.cookie = self.user.jar.header(&self.prepared);
        extra.authorization = self.user.digest.authorize(auth, &self.prepared);
        let started = self.user.turn().await;
        self.exchange(&extra, started).await
    }

    async fn exchange(&self, extra: &Extra, started: Instant) -> Box<Response> {
        // Large and moved often: in three pieces of less than 1 KiB each, which malloc finds fastest.
        let mut hop = Box::new(Hop::new(self.user, &self.prepared, self.wanted, started));
        let done = hop.run(extra, self.deadline).await;
        let landed = hop.land(done);
        self.user.jar.learn(&self.prepared.url, &landed.headers);
        if let Some(show) = &self.show {
            show(&Seen::new(&self.prepared, extra, &landed, started));
        }
        landed
    }
}
