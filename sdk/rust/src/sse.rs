//! Server-sent events: feeds, and language models that answer while they write.
//!
//! ```no_run
//! use throng_sdk::prelude::*;
//!
//! #[journey]
//! fn run() -> Result {
//!     let events = get("/events").query("n", 3).events().opened()?;
//!     while let Some(event) = events.receive(secs(5)) {
//!         info!("{} {}", event.kind(), event.text());
//!     }
//!     check("all came", events.failure().is_empty());
//!     Ok(())
//! }
//! ```

use crate::bindings::throng::load::sse as raw;
use crate::wait::until;
use crate::{Error, Request, Result, duration};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// A stream of events. Dropping it ends it, as the end of the iteration does.
pub struct Events(raw::Source);

/// One event that came.
pub struct Event(raw::Event);

impl Request {
    /// Sends it and reads the answer as a stream of events.
    pub fn events(self) -> Events {
        Events(raw::Source::new(self.raw()))
    }
}

impl Events {
    /// 0 when no answer came.
    pub fn status(&self) -> u16 {
        self.0.status()
    }

    /// Empty so long as nothing failed; `protocol` where the answer is no stream of events.
    pub fn failure(&self) -> String {
        self.0.failure()
    }

    /// The stream itself when it is one, otherwise an error that says what came: for `?`.
    pub fn opened(self) -> Result<Self> {
        match self.failure().as_str() {
            "" => Ok(self),
            failure => Err(Error::new(format!("no stream of events: status {}: {failure}", self.status()))),
        }
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<String> {
        self.0.header(name)
    }

    /// The next event; none when the time or the stream is over.
    pub fn receive(&self, wait: Duration) -> Option<Event> {
        self.0.receive(duration::to_ms(wait)).map(Event)
    }

    /// The next event, for async code; none when the stream is over.
    pub async fn next(&self) -> Option<Event> {
        until(self.0.subscribe()).await;
        self.receive(Duration::ZERO)
    }

    /// So many tokens of a language model have come by now: `llm_first_token` is of the first call,
    /// `llm_tokens_per_second` of all.
    pub fn tokens(&self, count: u32) {
        self.0.tokens(count);
    }

    /// Whether nothing more comes.
    pub fn ended(&self) -> bool {
        self.0.ended()
    }

    /// Ends it, as a reader who has enough does.
    pub fn close(&self) {
        self.0.close();
    }
}

impl Event {
    /// The last `id` of the stream so far.
    pub fn id(&self) -> String {
        self.0.id()
    }

    /// The field `event`; `message` where it is missing.
    pub fn kind(&self) -> String {
        self.0.kind()
    }

    /// The lines of `data`.
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// What a JSON pointer leads to in the data: a string without its quotes, anything else as JSON text.
    pub fn pointer(&self, pointer: &str) -> Option<String> {
        self.0.json(pointer)
    }

    /// The data, read as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_str(&self.text())?)
    }

    /// When it came, since the request was sent.
    pub fn after(&self) -> Duration {
        duration::from_ms(self.0.after())
    }
}
