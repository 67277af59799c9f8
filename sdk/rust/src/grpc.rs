//! gRPC of every kind: messages are JSON, by the protobuf mapping.
//!
//! ```no_run
//! use throng_sdk::prelude::*;
//!
//! # fn journey() -> Result {
//! let hello = grpc("hello.Greeter/SayHello").invoke(&json!({ "name": "Ada" }))?;
//! check!("it greets" => hello.code() == 0 && hello.pointer("/message").is_some());
//!
//! let list = grpc("hello.Greeter/List").timeout(secs(5)).call();
//! list.send(&json!({ "limit": 3 }))?;
//! while let Some(item) = list.receive::<serde_json::Value>(secs(1))? {
//!     info!("{item}");
//! }
//! check!("the list is complete" => list.code() == Some(0));
//! # Ok(())
//! # }
//! ```
//!
//! The methods are known from the plan's `[grpc] proto`, else from the target's reflection.

use crate::bindings::throng::load::grpc as raw;
use crate::wait::{Until, until};
use crate::{Error, Request, Result, duration};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Calls of one method: `package.Service/Method`.
#[must_use = "nothing is sent without `invoke` or `call`"]
pub struct Method {
    path: String,
    request: Request,
}

/// Calls of this method at the plan's target.
pub fn grpc(path: &str) -> Method {
    at("/", path)
}

/// Calls of this method at another target, `https://host:port`.
pub fn at(target: &str, path: &str) -> Method {
    Method { path: path.to_owned(), request: Request::new("POST", target) }
}

impl Method {
    /// Changes the request that carries the call: metadata as headers, auth, tags, name.
    pub fn with(mut self, change: impl FnOnce(Request) -> Request) -> Self {
        self.request = change(self.request);
        self
    }

    /// Metadata; a binary one (`-bin`) in base64.
    pub fn metadata(self, name: &str, value: &str) -> Self {
        self.with(|request| request.header(name, value))
    }

    /// The deadline.
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|request| request.timeout(limit))
    }

    /// Begins a call.
    pub fn call(self) -> Call {
        Call(raw::Call::new(self.request.raw(), &self.path))
    }

    /// Sends one message and waits for the end of the call: for methods without streams. An error is a message that cannot be
    /// written as JSON.
    pub fn invoke(self, message: &impl Serialize) -> Result<Reply> {
        let call = self.call();
        call.send(message)?;
        let message = call.receive_text(Duration::MAX);
        // Its status is there once nothing more comes.
        while call.receive_text(Duration::MAX).is_some() {}
        Ok(Reply { call, message })
    }
}

/// One call. Dropping it before its end cancels it.
pub struct Call(raw::Call);

impl Call {
    /// Sends a message. An error is one that cannot be written as JSON; one that does not fit the method's input traps.
    pub fn send(&self, message: &impl Serialize) -> Result {
        let text = serde_json::to_string(message).map_err(|error| Error::new(error.to_string()))?;
        self.0.send(&text);
        Ok(())
    }

    /// No message follows. A method that takes one message needs none.
    pub fn finish(&self) {
        self.0.finish();
    }

    /// The next message; none when the wait or the call is over. An error is a message that is not of that type.
    pub fn receive<T: DeserializeOwned>(&self, wait: Duration) -> Result<Option<T>> {
        let text = self.receive_text(wait);
        text.map(|text| serde_json::from_str(&text)).transpose().map_err(|error| Error::new(error.to_string()))
    }

    /// The next message as its JSON text.
    pub fn receive_text(&self, wait: Duration) -> Option<String> {
        self.0.receive(if wait == Duration::MAX { f64::INFINITY } else { duration::to_ms(wait) })
    }

    /// The status code (0 is OK), once the call is over.
    pub fn code(&self) -> Option<u32> {
        self.0.code()
    }

    /// The status message.
    pub fn reason(&self) -> String {
        self.0.reason()
    }

    /// Empty, or why it is not OK: `grpc` where the target said so, else as [`Response::failure`](crate::Response::failure).
    pub fn failure(&self) -> String {
        self.0.failure()
    }

    /// The first header or trailer of that name, of what has come so far; binary ones (`-bin`) in base64.
    pub fn metadata(&self, name: &str) -> Option<String> {
        self.0.metadata(name)
    }

    /// A future that is ready while [`receive`](Self::receive) would give something, and once the call is over.
    pub fn progress(&self) -> Until {
        until(self.0.subscribe())
    }
}

/// What came of a call without streams.
pub struct Reply {
    call: Call,
    message: Option<String>,
}

impl Reply {
    /// The status code; 0 is OK.
    pub fn code(&self) -> u32 {
        self.call.code().expect("the call is over")
    }

    /// The status message.
    pub fn reason(&self) -> String {
        self.call.reason()
    }

    /// As [`Call::failure`].
    pub fn failure(&self) -> String {
        self.call.failure()
    }

    /// As [`Call::metadata`].
    pub fn metadata(&self, name: &str) -> Option<String> {
        self.call.metadata(name)
    }

    /// The message as its JSON text; none where the call failed.
    pub fn text(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The message in a type of yours. An error where the call failed, or the message is not of that type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        let text = self.text().ok_or_else(|| Error::new(format!("status {}: {}", self.code(), self.reason())))?;
        serde_json::from_str(text).map_err(|error| Error::new(error.to_string()))
    }

    /// What an RFC 6901 pointer names in the message: a string without its quotes, anything else as JSON text.
    pub fn pointer(&self, pointer: &str) -> Option<String> {
        let message: serde_json::Value = serde_json::from_str(self.text()?).ok()?;
        message.pointer(pointer).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }
}
