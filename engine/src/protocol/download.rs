//! A body that is read while it comes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use tokio::task::AbortHandle;

use super::client::Client;
use super::hop::Wanted;
use super::inflow::{Inflow, within};
use super::request::Request;
use super::response::Response;
use super::rest::Rest;
use crate::brake::Standstill;
use crate::clock::{self, Instant};
use crate::sample::{Cause, Exchange, Failure};

/// Bytes that one `receive` gives at most.
const PIECE: usize = 64 << 10;
/// Bytes that are read ahead.
const AHEAD: usize = 4 * PIECE;

/// Who is told of the exchange, once, when it is over.
type Over = Box<dyn Fn(Exchange) + Send + Sync>;

/// A body on its way. Dropping it before its end cancels it.
pub struct Download {
    course: Arc<Course>,
    standstill: Arc<Standstill>,
    task: Option<AbortHandle>,
}

/// What the reader and its user share.
struct Course {
    flow: Inflow<Bytes>,
    received: AtomicU64,
    /// As it was when the head came, and when that was; none once it is told.
    exchange: Mutex<Option<(Exchange, Instant)>>,
    over: Over,
}

impl Client {
    /// Sends, and waits for the head. The response has no body; `over` gets the exchange when all has come, or failed.
    pub async fn download(
        &self,
        request: &Request,
        over: impl Fn(Exchange) + Send + Sync + 'static,
    ) -> (Box<Response>, Download) {
        let asked = plainly(request);
        let mut response = self.fetch(&asked, Wanted::Head).await;
        let course = Arc::new(Course {
            flow: Inflow::new(AHEAD),
            received: AtomicU64::new(0),
            exchange: Mutex::new(Some((response.exchange.clone(), clock::now()))),
            over: Box::new(over),
        });
        let task = match response.rest.take() {
            Some(rest) => Some(tokio::spawn(read(rest, course.clone())).abort_handle()),
            None => {
                course.put(std::mem::take(&mut response.body));
                course.end(response.exchange.failure.clone());
                None
            }
        };
        (response, Download { course, standstill: self.user().standstill().clone(), task })
    }
}

/// The same request, unless it says otherwise without an encoding: what comes is not decoded.
pub(super) fn plainly(request: &Request) -> Request {
    let mut asked = request.clone().anew();
    if !asked.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept-encoding")) {
        asked.header("accept-encoding", "identity");
    }
    asked
}

async fn read(mut rest: Box<Rest>, course: Arc<Course>) {
    loop {
        course.flow.room().await;
        match rest.piece().await {
            Ok(Some(piece)) => course.put(piece),
            Ok(None) => {
                course.end(None);
                return rest.give_back();
            }
            Err(failure) => return course.end(Some(failure)),
        }
    }
}

impl Course {
    fn put(&self, mut piece: Bytes) {
        self.received.fetch_add(piece.len() as u64, Ordering::Relaxed);
        while !piece.is_empty() {
            let part = piece.split_to(piece.len().min(PIECE));
            let size = part.len();
            self.flow.put(part, size);
        }
    }

    fn end(&self, failure: Option<Failure>) {
        if self.flow.end(failure.clone())
            && let Some((mut exchange, head)) = self.take()
        {
            if failure.is_some() {
                (exchange.failure, exchange.status) = (failure, 0);
            }
            exchange.phases.receiving += clock::now() - head;
            exchange.transferred = self.received.load(Ordering::Relaxed);
            exchange.body_size = exchange.transferred;
            (self.over)(exchange);
        }
    }

    fn take(&self) -> Option<(Exchange, Instant)> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Download {
    /// What has come, 64 KiB at most; none when the time or the body is over.
    pub async fn receive(&self, until: Option<Instant>) -> Option<Bytes> {
        let flow = &self.course.flow;
        let first = within(&self.standstill, until, flow.next()).await.flatten()?;
        let Some(mut next) = flow.next_within(PIECE.saturating_sub(first.len())) else { return Some(first) };
        let mut all = BytesMut::from(first);
        loop {
            all.extend_from_slice(&next);
            match flow.next_within(PIECE.saturating_sub(all.len())) {
                Some(more) => next = more,
                None => return Some(all.freeze()),
            }
        }
    }

    /// Waits until `receive` would give something, or it is over.
    pub async fn readable(&self) {
        self.course.flow.readable().await;
    }

    /// Bytes that have come, received or not.
    pub fn received(&self) -> u64 {
        self.course.received.load(Ordering::Relaxed)
    }

    /// Whether all of it was received, or it failed.
    pub fn is_ended(&self) -> bool {
        self.course.flow.is_ended()
    }

    /// What ended it before its end.
    pub fn failure(&self) -> Option<Failure> {
        self.course.flow.failure()
    }

    /// Nobody wants the rest: it is cancelled, unless it is over.
    pub fn end(&self) {
        if let Some(task) = &self.task {
            task.abort();
        }
        self.course.end(Some(Failure::new(Cause::Cancelled, 1000, "the journey dropped it, or its iteration ended")));
    }

    /// The same, and nobody is told.
    pub fn silence(&self) {
        drop(self.course.take());
        self.end();
    }
}

impl Drop for Download {
    fn drop(&mut self) {
        self.end();
    }
}
