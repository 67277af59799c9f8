//! WebSockets: several at a time where a journey wants them.
//!
//! ```no_run
//! use throng_sdk::prelude::*;
//!
//! #[journey]
//! fn run() -> Result {
//!     let socket = get("/ws/echo").websocket().opened()?;
//!     socket.send("hello");
//!     let message = socket.receive(secs(1)).context("no echo")?;
//!     check("echoed", message.text() == "hello");
//!     socket.close();
//!     Ok(())
//! }
//! ```

use crate::bindings::throng::load::websocket as raw;
use crate::wait::until;
use crate::{Error, Request, Result, duration};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A WebSocket. Dropping it closes it (1001), as the end of the iteration does.
pub struct WebSocket(raw::Socket);

/// One message that came.
pub struct Message(raw::Message);

impl Request {
    /// Opens a WebSocket and waits for the answer. Subprotocols go in the header `sec-websocket-protocol`.
    pub fn websocket(self) -> WebSocket {
        WebSocket(raw::Socket::new(self.raw()))
    }
}

impl WebSocket {
    /// 101 when it is open, another status where the target refused, 0 when no answer came.
    pub fn status(&self) -> u16 {
        self.0.status()
    }

    /// Empty so long as nothing failed; a socket that was closed in order has not failed.
    pub fn failure(&self) -> String {
        self.0.failure()
    }

    /// The socket itself when it was opened, otherwise an error that says what came: for `?`.
    pub fn opened(self) -> Result<Self> {
        match self.status() {
            101 => Ok(self),
            0 => Err(Error::new(format!("no WebSocket: {}", self.failure()))),
            status => Err(Error::new(format!("no WebSocket: status {status}"))),
        }
    }

    /// The first header of that name in the answer.
    pub fn header(&self, name: &str) -> Option<String> {
        self.0.header(name)
    }

    /// Sends a text; on a socket that is closed, nothing.
    pub fn send(&self, text: &str) {
        self.0.send_text(text);
    }

    /// Sends bytes; on a socket that is closed, nothing.
    pub fn send_bytes(&self, bytes: &[u8]) {
        self.0.send_bytes(bytes);
    }

    /// The next message; none when the time is over, or when the socket is closed and all were received.
    pub fn receive(&self, wait: Duration) -> Option<Message> {
        self.0.receive(duration::to_ms(wait)).map(Message)
    }

    /// The next message, for async code; none when the socket is closed and all were received.
    pub async fn next(&self) -> Option<Message> {
        until(self.0.subscribe()).await;
        self.receive(Duration::ZERO)
    }

    /// Sends a ping and waits for its pong: the round trip, a sample of `ws_ping`.
    pub fn ping(&self, wait: Duration) -> Option<Duration> {
        self.0.ping(duration::to_ms(wait)).map(duration::from_ms)
    }

    /// Closes it in order (1000) and waits for the answer, a second at the longest.
    pub fn close(&self) {
        self.close_with(1000, "");
    }

    /// The same with another code (3000 to 4999) and a reason.
    pub fn close_with(&self, code: u16, reason: &str) {
        self.0.close(code, reason);
    }

    /// The close code once it is closed (1005 where it had none, 1006 where it broke).
    pub fn closed(&self) -> Option<u16> {
        Some(self.0.closed()).filter(|code| *code > 0)
    }
}

impl Message {
    /// Whether it was sent as text.
    pub fn is_text(&self) -> bool {
        self.0.is_text()
    }

    /// As text; what is no UTF-8 is replaced.
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// As it came.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.bytes()
    }

    /// Whether this text is in it.
    pub fn contains(&self, text: &str) -> bool {
        self.0.contains(text)
    }

    /// What a JSON pointer leads to: a string without its quotes, anything else as JSON text.
    pub fn pointer(&self, pointer: &str) -> Option<String> {
        self.0.json(pointer)
    }

    /// All of it, read as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_str(&self.text())?)
    }

    /// When it came, since the socket opened.
    pub fn after(&self) -> Duration {
        duration::from_ms(self.0.after())
    }
}
