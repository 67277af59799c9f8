//! A WebSocket that the guest has a handle to, and what is recorded of it.

use std::sync::Arc;

use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::Pollable;

use super::expectation::Expectation;
use super::prepared::{Prepared, Sample};
use super::user::ms;
use crate::aggregate::{Recorder, TagsId, builtin};
use crate::clock::{self, Duration, Instant};
use crate::protocol::{Client, Expect, Response, SocketEvent, WebSocket};
use crate::sample::Failure;

/// A WebSocket, or the answer that gave none.
pub(crate) struct Socket {
    /// The answer to the handshake.
    pub(crate) response: Box<Response>,
    /// None where the handshake failed. Shared with pollables and calls that wait.
    pub(crate) open: Option<Arc<WebSocket>>,
}

impl Socket {
    /// Opens one; gives the handshake's sample too, which is not recorded yet.
    pub(crate) async fn open(request: Opening) -> (Self, Sample) {
        let Opening { prepared, sample, client, recorder, message_bytes } = request;
        let began = clock::now();
        let watching = Watching { recorder: recorder.clone(), tags: sample.tags, began };
        let (response, open) = client.websocket(&prepared, message_bytes, move |event| watching.record(event)).await;
        if open.is_some() {
            recorder.add(builtin::WS_SESSIONS, sample.tags, 1.0);
            recorder.add(builtin::WS_CONNECTING, sample.tags, ms(clock::now() - began));
        }
        (Self { response, open: open.map(Arc::new) }, sample)
    }

    /// Why it failed: as the handshake, or later.
    pub(crate) fn failure(&self) -> &'static str {
        let later = self.open.as_ref().and_then(|open| open.failure());
        later.map_or(self.response.failure(), |failure| failure.cause.name())
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if let Some(open) = &self.open {
            open.end();
        }
    }
}

/// What is needed to open a socket.
pub(crate) struct Opening {
    prepared: Arc<crate::protocol::Request>,
    sample: Sample,
    client: Client,
    recorder: Recorder,
    message_bytes: usize,
}

impl Opening {
    /// By this request, as it is now.
    pub(crate) fn of(prepared: &mut Prepared, user: &mut super::persona::Persona) -> Self {
        let switched = Expect::parse("101").expect("it is a status");
        let sample = prepared.sample_of(user, Expectation::Statuses(Arc::new(switched)));
        let message_bytes = user.run.basics.plan.limits.message_bytes;
        let (client, recorder) = (user.client.clone(), user.recorder.clone());
        Self { prepared: prepared.request.clone(), sample, client, recorder, message_bytes }
    }
}

impl Socket {
    /// The close code once it is closed, else 0; 1006 where it never opened.
    pub(crate) fn closed(&self) -> u16 {
        self.open.as_ref().map_or(1006, |open| open.closed())
    }
}

/// Records what happens on a socket.
struct Watching {
    recorder: Recorder,
    tags: TagsId,
    began: Instant,
}

impl Watching {
    fn record(&self, event: SocketEvent) {
        let (recorder, tags) = (&self.recorder, self.tags);
        match event {
            SocketEvent::Sent => recorder.add(builtin::WS_MSGS_SENT, tags, 1.0),
            SocketEvent::Received => recorder.add(builtin::WS_MSGS_RECEIVED, tags, 1.0),
            SocketEvent::Pinged(trip) => recorder.add(builtin::WS_PING, tags, ms(trip)),
            SocketEvent::Ended(_, failure) => self.ended(clock::now() - self.began, failure.as_ref()),
        }
    }

    fn ended(&self, took: Duration, failure: Option<&Failure>) {
        self.recorder.add(builtin::WS_SESSION_DURATION, self.tags, ms(took));
        self.recorder.broke(builtin::WS_SESSION_FAILED, self.tags, failure);
    }
}

/// Ready when there is something to receive; at once where no socket was opened.
pub(crate) struct Readable(pub(crate) Option<Arc<WebSocket>>);

#[async_trait]
impl Pollable for Readable {
    async fn ready(&mut self) {
        if let Some(open) = &self.0 {
            open.readable().await;
        }
    }
}
