//! Server-sent events, read while they come.

mod parser;

use std::sync::Arc;

use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use tokio::task::AbortHandle;

use super::client::{Client, User};
use super::content::pointed;
use super::download::plainly;
use super::hop::Wanted;
use super::inflow::{Inflow, within};
use super::request::Request;
use super::response::{Held, Response};
use super::rest::Rest;
use crate::clock::{self, Duration, Instant};
use crate::sample::{Cause, Failure};
use parser::{Parser, Said};

/// What happens on a stream, told when it happens; times are since the request was sent.
#[derive(Debug)]
pub enum Progress {
    /// An event came, so long after the one before, where there was one.
    Came(Duration, Option<Duration>),
    /// It is over; with a failure where it broke.
    Ended(Duration, Option<Failure>),
}

type Watch = Box<dyn Fn(Progress) + Send + Sync>;

/// An event stream. Dropping it ends it.
pub struct EventSource {
    stream: Arc<Stream>,
    user: Arc<User>,
    task: AbortHandle,
}

/// One event that came. Its bytes count among the responses that the user holds.
pub struct ServerEvent {
    said: Said,
    after: Duration,
    #[expect(dead_code, reason = "dropping it gives the user's memory back")]
    held: Held,
}

/// What the reader and its user share.
struct Stream {
    flow: Inflow<ServerEvent>,
    sent: Instant,
    watch: Watch,
}

impl Client {
    /// Sends, and waits for the head: an event stream, or a response whose failure says why it is none. An event has
    /// `message_bytes` at most.
    pub async fn events(
        &self,
        request: &Request,
        message_bytes: usize,
        watch: impl Fn(Progress) + Send + Sync + 'static,
    ) -> (Box<Response>, Option<EventSource>) {
        let mut asked = plainly(request);
        if !asked.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept")) {
            asked.header("accept", "text/event-stream");
        }
        let mut response = self.fetch(&asked, Wanted::Head).await;
        let rest = response.rest.take();
        if response.exchange.failure.is_some() {
            return (response, None);
        }
        let Some(rest) = rest.filter(|_| is_stream(&response)) else {
            let words = format!("the answer ({}) is no event stream", response.exchange.status);
            response.exchange.failure = Some(Failure::new(Cause::Protocol, 1000, words));
            return (response, None);
        };
        let phases = &response.exchange.phases;
        let sent = clock::now() - phases.waiting - phases.receiving;
        let stream = Arc::new(Stream { flow: Inflow::new(message_bytes), sent, watch: Box::new(watch) });
        let reading = read(rest, stream.clone(), self.user().clone(), message_bytes);
        let task = tokio::spawn(reading).abort_handle();
        (response, Some(EventSource { stream, user: self.user().clone(), task }))
    }
}

/// As the specification has it: 200, and the type of an event stream. One that is encoded cannot be read as it comes.
fn is_stream(response: &Response) -> bool {
    let value = |name| response.headers.get(name).and_then(|value| value.to_str().ok());
    let kind = value(CONTENT_TYPE).and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    let plain = value(CONTENT_ENCODING).is_none_or(|encoding| encoding.trim().eq_ignore_ascii_case("identity"));
    response.exchange.status == 200 && kind.eq_ignore_ascii_case("text/event-stream") && plain
}

async fn read(mut rest: Box<Rest>, stream: Arc<Stream>, user: Arc<User>, message_bytes: usize) {
    let mut parser = Parser::default();
    let mut last = None;
    loop {
        stream.flow.room().await;
        let piece = match rest.piece().await {
            Ok(Some(piece)) => piece,
            Ok(None) => {
                stream.end(None);
                return rest.give_back();
            }
            Err(failure) => return stream.end(Some(failure)),
        };
        for said in parser.read(&piece) {
            let size = said.data.len();
            let mut held = user.hold();
            if size > message_bytes {
                return stream.end(Some(too_large(message_bytes)));
            }
            if !held.take(size as u64, user.shared().response_bytes()) {
                let words = "the user's responses together are larger than `response_bytes`";
                return stream.end(Some(Failure::new(Cause::TooLarge, 1000, words)));
            }
            let after = clock::now() - stream.sent;
            let gap = last.replace(after).map(|last| after - last);
            (stream.watch)(Progress::Came(after, gap));
            stream.flow.put(ServerEvent { said, after, held }, size);
        }
        if parser.held() > message_bytes {
            return stream.end(Some(too_large(message_bytes)));
        }
    }
}

fn too_large(most: usize) -> Failure {
    Failure::new(Cause::TooLarge, 1000, format!("an event is larger than {most} bytes (limits.message_bytes)"))
}

impl Stream {
    fn end(&self, failure: Option<Failure>) {
        if self.flow.end(failure.clone()) {
            (self.watch)(Progress::Ended(clock::now() - self.sent, failure));
        }
    }
}

impl EventSource {
    /// The next event; none when the time or the stream is over.
    pub async fn receive(&self, until: Option<Instant>) -> Option<ServerEvent> {
        within(self.user.standstill(), until, self.stream.flow.next()).await.flatten()
    }

    /// Waits until `receive` would give something, or it is over.
    pub async fn readable(&self) {
        self.stream.flow.readable().await;
    }

    /// Whether every event was received, or it failed.
    pub fn is_ended(&self) -> bool {
        self.stream.flow.is_ended()
    }

    /// What broke it.
    pub fn failure(&self) -> Option<Failure> {
        self.stream.flow.failure()
    }

    /// Ends it, as a reader who has enough does.
    pub fn end(&self) {
        self.task.abort();
        self.stream.end(None);
    }

    /// Since the request was sent.
    pub fn age(&self) -> Duration {
        clock::now() - self.stream.sent
    }
}

impl Drop for EventSource {
    fn drop(&mut self) {
        self.end();
    }
}

impl ServerEvent {
    /// The last `id` of the stream so far.
    pub fn id(&self) -> &str {
        &self.said.id
    }

    /// The field `event`; `message` where it is missing.
    pub fn kind(&self) -> &str {
        &self.said.kind
    }

    /// The lines of `data`.
    pub fn text(&self) -> &str {
        &self.said.data
    }

    /// A part of the data as JSON, as `Response::json`.
    pub fn json(&self, pointer: &str) -> Option<String> {
        pointed(self.text(), pointer)
    }

    /// When it came, since the request was sent.
    pub fn after(&self) -> Duration {
        self.after
    }
}
