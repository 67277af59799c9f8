//! One call on the wire, in a task of its own: what comes is read as it comes, whatever the journey does.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use prost_reflect::MessageDescriptor;

use super::frame::{Frames, malformed};
use super::message;
use super::state::State;
use super::status::{self, Ended};
use crate::clock::{self, Instant};
use crate::protocol::body::Outgoing;
use crate::protocol::classify;
use crate::protocol::client::User;
use crate::protocol::connect::Sender;
use crate::protocol::fields::{Extra, TRACEPARENT};
use crate::protocol::hop::{Hop, Wanted};
use crate::protocol::http2;
use crate::protocol::prepared::Prepared;
use crate::sample::{Cause, Failure};

/// What a call's task works on.
pub(super) struct Exchange {
    pub(super) user: Arc<User>,
    pub(super) prepared: Arc<Prepared>,
    pub(super) output: MessageDescriptor,
    pub(super) state: Arc<State>,
    pub(super) deadline: Option<Instant>,
}

impl Exchange {
    /// Sends what is fed and receives until the end, which it notes.
    pub(super) async fn run(self, body: Outgoing) {
        let mut began = None;
        let ended = {
            let answer = self.answer(body, &mut began);
            let done = match self.deadline {
                Some(deadline) => tokio::time::timeout_at(deadline, answer).await,
                None => Ok(answer.await),
            };
            done.unwrap_or_else(|_| Err(classify::timeout())).unwrap_or_else(Ended::by)
        };
        let duration = began.map(|began| clock::now().saturating_duration_since(began));
        self.state.finish(Ended { duration, ..ended });
    }

    async fn answer(&self, body: Outgoing, began: &mut Option<Instant>) -> Result<Ended, Failure> {
        let (head, body) = self.send(body, began).await?.into_parts();
        let told = status::told(&head.headers);
        let is = |name, value: &[u8]| {
            head.headers.get(name).is_some_and(|given: &HeaderValue| given.as_bytes().starts_with(value))
        };
        let (speaks, gzip) = (is(CONTENT_TYPE.as_str(), b"application/grpc"), is("grpc-encoding", b"gzip"));
        self.state.headers(head.headers);
        match (told, head.status.as_u16()) {
            (Some(ended), _) => Ok(ended),
            (None, 200) if speaks => self.read(body, gzip).await,
            (None, 200) => Err(malformed("the answer is of another content type")),
            (None, status) => Ok(status::of_http(status)),
        }
    }

    async fn send(&self, body: Outgoing, began: &mut Option<Instant>) -> Result<http::Response<Incoming>, Failure> {
        let started = self.user.turn().await;
        let mut request = http2::request(&self.prepared, &self.extra(), body)?;
        let mut reuse = true;
        loop {
            let mut hop = Box::new(Hop::new(&self.user, &self.prepared, Wanted::Head, started));
            let (link, _slot) = hop.acquire(reuse).await?;
            let Sender::Http2(mut connection) = link.sender else {
                return Err(Failure::new(Cause::Protocol, 1600, "the server does not speak HTTP/2"));
            };
            *began = Some(clock::now());
            match connection.call(request).await {
                Ok(response) => return Ok(response),
                // The connection had ended before the request left.
                Err((_, Some(unsent))) if reuse && link.used => (request, reuse) = (*unsent, false),
                Err((failure, _)) => return Err(failure),
            }
        }
    }

    fn extra(&self) -> Extra {
        let own = self.prepared.fields.map.contains_key(TRACEPARENT);
        let trace = self.user.shared().tracer().filter(|_| !own).map(|tracer| tracer.next());
        let traceparent = trace.map(|trace| HeaderValue::try_from(trace.header()).expect("hexadecimal digits"));
        Extra { traceparent, ..Extra::default() }
    }

    async fn read(&self, mut body: Incoming, gzip: bool) -> Result<Ended, Failure> {
        let mut frames = Frames::new(self.user.shared().options().max_body, gzip);
        while let Some(frame) = body.frame().await {
            match frame.map_err(|error| classify::http(&error))?.into_data() {
                Ok(data) => self.messages(&mut frames, &data).await?,
                Err(frame) => {
                    let Ok(trailers) = frame.into_trailers() else { continue };
                    let told = status::told(&trailers);
                    self.state.trailers(trailers);
                    if !frames.is_empty() {
                        return Err(malformed("the stream ends within a message"));
                    }
                    return told.ok_or_else(|| malformed("the trailers have no status"));
                }
            }
        }
        Err(malformed("the stream ends without a status"))
    }

    async fn messages(&self, frames: &mut Frames, data: &Bytes) -> Result<(), Failure> {
        frames.push(data);
        while let Some(bytes) = frames.next()? {
            let text = message::decode(&self.output, bytes)
                .map_err(|why| malformed(&format!("a message that is no {}: {why}", self.output.full_name())))?;
            self.state.push(text, self.user.shared().response_bytes()).await?;
        }
        Ok(())
    }
}
