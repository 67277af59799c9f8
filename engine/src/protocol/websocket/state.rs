//! What a socket's user and its reader share. Each holds the lock for one look, never while it waits.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_util::{Sink as _, Stream as _};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self, Message as Sent};

use super::{BROKEN, Event, Message, UNSAID, Watch};
use crate::clock::{self, Duration, Instant};
use crate::protocol::classify;
use crate::protocol::client::User;
use crate::protocol::inflow::within;
use crate::protocol::io::Socket;
use crate::sample::{Cause, Failure};

/// Messages that are read ahead; the network holds the rest back.
const AHEAD: usize = 256;
/// A payload up to this size is copied out of the buffer that it was read into, which is larger.
const SMALL: usize = 1 << 10;

/// An open socket, or one that was.
pub(in crate::protocol) struct State {
    user: Arc<User>,
    opened: Instant,
    message_bytes: usize,
    watch: Watch,
    inner: Mutex<Inner>,
}

struct Inner {
    stream: Option<Box<WebSocketStream<Socket>>>,
    queue: VecDeque<Message>,
    queued: usize,
    /// This side has said that it closes.
    leaving: bool,
    /// The code, once it is closed.
    closed: Option<u16>,
    failure: Option<Failure>,
    /// Its end has been told.
    settled: bool,
    pings: u64,
    /// When the last ping was sent.
    pinged: Option<Instant>,
    trip: Option<Duration>,
    user: Option<Waker>,
    reader: Option<Waker>,
}

impl State {
    pub(super) fn new(user: Arc<User>, stream: WebSocketStream<Socket>, message_bytes: usize, watch: Watch) -> Self {
        let inner = Inner {
            stream: Some(Box::new(stream)),
            queue: VecDeque::new(),
            queued: 0,
            leaving: false,
            closed: None,
            failure: None,
            settled: false,
            pings: 0,
            pinged: None,
            trip: None,
            user: None,
            reader: None,
        };
        Self { user, opened: clock::now(), message_bytes, watch, inner: Mutex::new(inner) }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the future gives; none when the moment comes first.
    pub(super) async fn within<T>(&self, until: Option<Instant>, future: impl Future<Output = T>) -> Option<T> {
        within(self.user.standstill(), until, future).await
    }

    /// The next message; none once it is closed and all were received.
    pub(super) async fn next(&self) -> Option<Message> {
        poll_fn(|cx| {
            let mut inner = self.inner();
            if let Some(message) = inner.queue.pop_front() {
                inner.queued -= message.bytes().len();
                inner.wake_reader();
                return Poll::Ready(Some(message));
            }
            if inner.closed.is_some() { Poll::Ready(None) } else { inner.wait(cx) }
        })
        .await
    }

    /// Waits until there is a message, or it is closed.
    pub(super) async fn readable(&self) {
        poll_fn(|cx| {
            let mut inner = self.inner();
            if !inner.queue.is_empty() || inner.closed.is_some() { Poll::Ready(()) } else { inner.wait(cx) }
        })
        .await;
    }

    /// Waits until it is closed.
    pub(super) async fn over(&self) {
        poll_fn(|cx| {
            let mut inner = self.inner();
            if inner.closed.is_some() { Poll::Ready(()) } else { inner.wait(cx) }
        })
        .await;
    }

    /// Sends a message; false where it is closed, or closes meanwhile.
    pub(super) async fn send(&self, message: Sent) -> bool {
        // A run that is held sends nothing.
        self.user.standstill().pass().await;
        let limit = clock::now().checked_add(self.user.shared().options().timeout);
        match self.within(limit, self.write(message)).await {
            Some(sent) => {
                if sent {
                    (self.watch)(Event::Sent);
                }
                sent
            }
            None => {
                let words = "the target did not take a message in time (http.timeout)";
                self.broke(&mut self.inner(), Failure::new(Cause::Timeout, 1050, words));
                false
            }
        }
    }

    async fn write(&self, message: Sent) -> bool {
        let mut message = Some(message);
        poll_fn(|cx| {
            let mut guard = self.inner();
            let inner = &mut *guard;
            if inner.leaving || inner.closed.is_some() {
                return Poll::Ready(false);
            }
            let Some(stream) = inner.stream.as_mut() else { return Poll::Ready(false) };
            let done = poll_write(stream, &mut message, cx);
            match done {
                Poll::Ready(Ok(())) => Poll::Ready(true),
                Poll::Ready(Err(error)) => {
                    self.broke(inner, classify::websocket(&error));
                    Poll::Ready(false)
                }
                Poll::Pending => inner.wait(cx),
            }
        })
        .await
    }

    /// Sends a ping and waits for its pong; none where it is closed first.
    pub(super) async fn ping(&self) -> Option<Duration> {
        let payload = {
            let mut inner = self.inner();
            inner.pings += 1;
            (inner.pinged, inner.trip) = (Some(clock::now()), None);
            Bytes::copy_from_slice(&inner.pings.to_be_bytes())
        };
        self.write(Sent::Ping(payload)).await;
        poll_fn(|cx| {
            let mut inner = self.inner();
            match inner.trip.take() {
                Some(trip) => Poll::Ready(Some(trip)),
                None if inner.closed.is_some() || inner.leaving => Poll::Ready(None),
                None => inner.wait(cx),
            }
        })
        .await
    }

    /// Says that it closes, unless it is closed. What came and was not received is forgotten no sooner than the socket.
    pub(super) fn leave(&self, code: u16, reason: &str) {
        let mut inner = self.inner();
        if inner.leaving || inner.closed.is_some() {
            return;
        }
        inner.leaving = true;
        inner.say_close(code, reason);
        inner.wake_reader();
    }

    /// Its end is told now, whatever comes.
    pub(super) fn settle(&self) {
        let mut inner = self.inner();
        self.tell(&mut inner);
        (inner.queue, inner.queued) = (VecDeque::new(), 0);
    }

    pub(super) fn closed(&self) -> u16 {
        self.inner().closed.unwrap_or_default()
    }

    pub(super) fn failure(&self) -> Option<Failure> {
        self.inner().failure.clone()
    }

    /// Reads ahead; ready when one side closes.
    pub(super) fn poll_open(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut guard = self.inner();
        let inner = &mut *guard;
        inner.reader = Some(cx.waker().clone());
        loop {
            if inner.leaving || inner.closed.is_some() {
                return Poll::Ready(());
            }
            if inner.queue.len() >= AHEAD || inner.queued >= self.message_bytes {
                return Poll::Pending;
            }
            if self.poll_one(inner, cx).is_pending() {
                return Poll::Pending;
            }
        }
    }

    /// Reads what still comes, until the target has closed the connection.
    pub(super) fn poll_closing(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut guard = self.inner();
        let inner = &mut *guard;
        if let Some(stream) = inner.stream.as_mut() {
            // What `leave` could not send goes now; a failure shows in reading too.
            let _ = Pin::new(&mut **stream).poll_flush(cx);
        }
        while inner.stream.is_some() {
            std::task::ready!(self.poll_one(inner, cx));
        }
        Poll::Ready(())
    }

    /// The connection is of no use any more.
    pub(super) fn gone(&self, failure: Option<Failure>) {
        let mut inner = self.inner();
        inner.stream = None;
        match failure {
            Some(failure) => self.broke(&mut inner, failure),
            None => self.close(&mut inner, BROKEN),
        }
    }

    /// One message, or the end.
    fn poll_one(&self, inner: &mut Inner, cx: &mut Context<'_>) -> Poll<()> {
        let Some(stream) = inner.stream.as_mut() else { return Poll::Ready(()) };
        match std::task::ready!(Pin::new(&mut **stream).poll_next(cx)) {
            Some(Ok(message)) => self.came(inner, message),
            Some(Err(error)) => {
                self.broke(inner, classify::websocket(&error));
                inner.stream = None;
            }
            None => {
                inner.stream = None;
                self.close(inner, BROKEN);
            }
        }
        Poll::Ready(())
    }

    fn came(&self, inner: &mut Inner, message: Sent) {
        match message {
            Sent::Text(text) => self.keep(inner, true, text.into()),
            Sent::Binary(bytes) => self.keep(inner, false, bytes),
            Sent::Pong(payload) if payload[..] == inner.pings.to_be_bytes() => {
                let Some(pinged) = inner.pinged.take() else { return };
                let trip = clock::now() - pinged;
                (self.watch)(Event::Pinged(trip));
                inner.trip = Some(trip);
                inner.wake_user();
            }
            Sent::Close(frame) => self.close(inner, frame.map_or(UNSAID, |frame| frame.code.into())),
            Sent::Ping(_) | Sent::Pong(_) | Sent::Frame(_) => {}
        }
    }

    fn keep(&self, inner: &mut Inner, text: bool, bytes: Bytes) {
        if !inner.settled {
            (self.watch)(Event::Received);
        }
        if inner.leaving || inner.closed.is_some() {
            return;
        }
        let bytes = if bytes.len() <= SMALL { Bytes::copy_from_slice(&bytes) } else { bytes };
        let mut held = self.user.hold();
        if !held.take(bytes.len() as u64, self.user.shared().response_bytes()) {
            let words = "the user's responses together are larger than `response_bytes`";
            return self.broke(inner, Failure::new(Cause::TooLarge, 1000, words));
        }
        inner.queued += bytes.len();
        inner.queue.push_back(Message::new(text, bytes, clock::now() - self.opened, held));
        inner.wake_user();
    }

    /// It broke: the target is told so, as far as it listens.
    fn broke(&self, inner: &mut Inner, failure: Failure) {
        if inner.closed.is_some() || inner.settled {
            return;
        }
        let code = match failure.cause {
            Cause::TooLarge => 1009,
            Cause::Protocol => 1002,
            _ => 1011,
        };
        inner.say_close(code, "");
        inner.failure = Some(failure);
        self.close(inner, BROKEN);
    }

    fn close(&self, inner: &mut Inner, code: u16) {
        if inner.closed.is_none() {
            inner.closed = Some(code);
            self.tell(inner);
        }
        inner.wake_user();
        inner.wake_reader();
    }

    fn tell(&self, inner: &mut Inner) {
        if !std::mem::replace(&mut inner.settled, true) {
            (self.watch)(Event::Ended(clock::now() - self.opened, inner.failure.clone()));
        }
    }
}

impl Inner {
    fn wait<T>(&mut self, cx: &Context<'_>) -> Poll<T> {
        self.user = Some(cx.waker().clone());
        Poll::Pending
    }

    fn say_close(&mut self, code: u16, reason: &str) {
        let Some(stream) = self.stream.as_mut() else { return };
        let mut message = Some(Sent::Close(Some(CloseFrame { code: code.into(), reason: reason.into() })));
        // Mostly the network takes it at once; else the reader goes on with it.
        let _ = poll_write(stream, &mut message, &mut Context::from_waker(Waker::noop()));
    }

    fn wake_user(&mut self) {
        if let Some(waker) = self.user.take() {
            waker.wake();
        }
    }

    fn wake_reader(&self) {
        if let Some(waker) = &self.reader {
            waker.wake_by_ref();
        }
    }
}

/// Takes the message when there is room, and goes on until all is with the network.
fn poll_write(
    stream: &mut WebSocketStream<Socket>,
    message: &mut Option<Sent>,
    cx: &mut Context<'_>,
) -> Poll<Result<(), tungstenite::Error>> {
    let mut stream = Pin::new(stream);
    if message.is_some() {
        std::task::ready!(stream.as_mut().poll_ready(cx))?;
        if let Some(message) = message.take() {
            stream.as_mut().start_send(message)?;
        }
    }
    stream.poll_flush(cx)
}
