//! One message as the journey asks it.

use std::borrow::Cow;

use bytes::Bytes;

use crate::clock::Duration;
use crate::protocol::content::pointed;
use crate::protocol::response::Held;

/// A message that came. Its bytes count among the responses that the user holds.
pub struct Message {
    text: bool,
    bytes: Bytes,
    after: Duration,
    #[expect(dead_code, reason = "dropping it gives the user's memory back")]
    held: Held,
}

impl Message {
    pub(super) fn new(text: bool, bytes: Bytes, after: Duration, held: Held) -> Self {
        Self { text, bytes, after, held }
    }

    /// Whether it was sent as text.
    pub fn is_text(&self) -> bool {
        self.text
    }

    /// As text; what is no UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// As it came.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// A part of it as JSON, as `Response::json`.
    pub fn json(&self, pointer: &str) -> Option<String> {
        pointed(&self.text(), pointer)
    }

    /// When it came, since the socket opened.
    pub fn after(&self) -> Duration {
        self.after
    }
}
