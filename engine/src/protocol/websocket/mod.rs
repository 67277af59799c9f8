//! WebSockets (RFC 6455): the handshake goes the way of every request, and the frames are tungstenite's.

mod handshake;
mod message;
mod reader;
mod state;

use std::sync::Arc;

use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::client::{Client, User};
use super::hop::Wanted;
use super::io::Socket;
use super::request::Request;
use super::response::Response;
use crate::clock::{Duration, Instant};
use crate::sample::{Cause, Failure};

pub use message::Message;
pub(super) use state::State;

/// What a socket reads at once. It holds so much memory all the time, so it is small; larger messages get their own.
const READ: usize = 4 << 10;
/// How long the answer to a close is waited for.
const CLOSING: Duration = Duration::from_secs(1);
/// Close codes: the user goes away; no code was said; the connection broke.
const AWAY: u16 = 1001;
const UNSAID: u16 = 1005;
const BROKEN: u16 = 1006;

/// What happens on a socket, told when it happens.
#[derive(Debug)]
pub enum Event {
    /// A message was sent.
    Sent,
    /// A message came.
    Received,
    /// The pong to a ping came after so long.
    Pinged(Duration),
    /// It is over, after so long; with a failure when it was not closed in order.
    Ended(Duration, Option<Failure>),
}

/// Who is told.
pub(super) type Watch = Box<dyn Fn(Event) + Send + Sync>;

/// An open WebSocket. What comes is read by a task of its own, at most so much ahead; dropping it closes it (1001).
pub struct WebSocket(Arc<State>);

impl Client {
    /// Opens a WebSocket, whose messages have `message_bytes` at most. The response is the answer to the handshake; its
    /// status is 101 where a socket is given.
    pub async fn websocket(
        &self,
        request: &Request,
        message_bytes: usize,
        watch: impl Fn(Event) + Send + Sync + 'static,
    ) -> (Box<Response>, Option<WebSocket>) {
        let (asked, key) = handshake::asking(request);
        let mut response = self.fetch(&asked, Wanted::Connection).await;
        let upgraded = response.rest.take().and_then(|rest| rest.into_socket());
        let Some((socket, early)) = upgraded else { return (response, None) };
        if let Err(failure) = handshake::check(&asked, &response, &key) {
            (response.exchange.failure, response.exchange.status) = (Some(failure), 0);
            return (response, None);
        }
        let config = WebSocketConfig::default()
            .read_buffer_size(READ)
            .write_buffer_size(0)
            .max_message_size(Some(message_bytes))
            .max_frame_size(Some(message_bytes));
        let stream = WebSocketStream::from_partially_read(socket, early.to_vec(), Role::Client, Some(config)).await;
        let socket = WebSocket::open(self.user(), stream, message_bytes, Box::new(watch));
        (response, Some(socket))
    }
}

impl WebSocket {
    fn open(user: &Arc<User>, stream: WebSocketStream<Socket>, message_bytes: usize, watch: Watch) -> Self {
        let state = Arc::new(State::new(user.clone(), stream, message_bytes, watch));
        let permit = user.socket();
        let reading = state.clone();
        drop(tokio::spawn(async move {
            reader::read(reading).await;
            drop(permit);
        }));
        Self(state)
    }

    /// Sends a text message and waits until the network has taken it; on a socket that is closed, nothing.
    pub async fn send_text(&self, text: String) {
        self.0.send(text.into()).await;
    }

    /// Sends a binary message and waits until the network has taken it; on a socket that is closed, nothing.
    pub async fn send_bytes(&self, bytes: Vec<u8>) {
        self.0.send(bytes.into()).await;
    }

    /// The next message; none when the time is over, or when the socket is closed and all were received.
    pub async fn receive(&self, until: Option<Instant>) -> Option<Message> {
        self.0.within(until, self.0.next()).await.flatten()
    }

    /// Sends a ping and waits for its pong: the round trip.
    pub async fn ping(&self, until: Option<Instant>) -> Option<Duration> {
        self.0.within(until, self.0.ping()).await.flatten()
    }

    /// Closes with this code and waits for the answer, a second at the longest.
    pub async fn close(&self, code: u16, reason: String) {
        self.0.leave(code, &reason);
        self.0.over().await;
    }

    /// The close code once it is closed (1005 where it had none, 1006 where it broke), else 0.
    pub fn closed(&self) -> u16 {
        self.0.closed()
    }

    /// What broke it.
    pub fn failure(&self) -> Option<Failure> {
        self.0.failure()
    }

    /// Waits until `receive` would give something, or it is closed.
    pub async fn readable(&self) {
        self.0.readable().await;
    }

    /// Closes it as one who goes away: nobody waits for the answer.
    pub fn end(&self) {
        self.0.leave(AWAY, "");
        self.0.settle();
    }
}

impl Drop for WebSocket {
    fn drop(&mut self) {
        self.end();
    }
}

fn late() -> Failure {
    Failure::new(Cause::Timeout, 1050, "the target did not answer the close within a second")
}
