//! An event stream that the guest has a handle to, and what is recorded of it.

use std::sync::Arc;

use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::Pollable;

use super::persona::Persona;
use super::prepared::{Prepared, Sample};
use super::user::ms;
use crate::aggregate::{Recorder, TagsId, builtin};
use crate::clock::Duration;
use crate::protocol::{Client, EventSource, Progress, Request, Response, ServerEvent};

/// An event stream, or the answer that gave none.
pub(crate) struct Source {
    /// The head of the answer, as it is recorded.
    pub(crate) response: Box<Response>,
    /// Its status, whatever it is recorded as.
    pub(crate) status: u16,
    /// Why it is no stream.
    refused: &'static str,
    /// None where there is no stream. Shared with pollables and calls that wait.
    pub(crate) open: Option<Arc<EventSource>>,
    recorder: Recorder,
    tags: TagsId,
    /// When the last event came that was received.
    last: Option<Duration>,
    tokens: Option<Tokens>,
}

/// Tokens of a language model: how many, and when, since the request was sent.
struct Tokens {
    first: (u32, Duration),
    latest: (u32, Duration),
}

/// What is needed to open a stream.
pub(crate) struct Opening {
    request: Arc<Request>,
    sample: Sample,
    client: Client,
    recorder: Recorder,
    message_bytes: usize,
}

impl Opening {
    /// By this request, as it is now.
    pub(crate) fn of(prepared: &mut Prepared, user: &mut Persona) -> Self {
        let sample = prepared.sample(user);
        let message_bytes = user.run.basics.plan.limits.message_bytes;
        let (client, recorder) = (user.client.clone(), user.recorder.clone());
        Self { request: prepared.request.clone(), sample, client, recorder, message_bytes }
    }
}

impl Source {
    /// Opens one; gives the sample of its request too, which is not recorded yet.
    pub(crate) async fn open(opening: Opening) -> (Self, Sample) {
        let Opening { request, sample, client, recorder, message_bytes } = opening;
        let (tags, kept) = (sample.tags, recorder.clone());
        let watch = move |progress| record(&kept, tags, progress);
        let (mut response, open) = client.events(&request, message_bytes, watch).await;
        let (status, refused) = (response.exchange.status, response.failure());
        if sample.expects(status) == Some(true) && !refused.is_empty() {
            // Its status alone would count as a success.
            response.exchange.status = 0;
        } else if status > 0 {
            response.exchange.failure = None;
        }
        let open = open.map(Arc::new);
        (Self { response, status, refused, open, recorder, tags, last: None, tokens: None }, sample)
    }

    /// Why there is no stream, or what broke it.
    pub(crate) fn failure(&self) -> &'static str {
        let broken = self.open.as_ref().and_then(|open| open.failure());
        broken.map_or(self.refused, |failure| failure.cause.name())
    }

    /// Whether nothing more comes.
    pub(crate) fn is_ended(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.is_ended())
    }

    /// The guest has this event from now on.
    pub(crate) fn received(&mut self, event: &ServerEvent) {
        self.last = Some(event.after());
    }

    /// So many tokens have come by now.
    pub(crate) fn count(&mut self, tokens: u32) {
        let Some(open) = &self.open else { return };
        let now = (tokens, self.last.unwrap_or_else(|| open.age()));
        match &mut self.tokens {
            Some(counted) => counted.latest = now,
            None => {
                self.recorder.add(builtin::LLM_FIRST_TOKEN, self.tags, ms(now.1));
                self.tokens = Some(Tokens { first: now, latest: now });
            }
        }
    }

    /// The guest has enough, or the stream has ended: the rate of its tokens is known.
    pub(crate) fn end(&mut self) {
        if let Some(open) = &self.open {
            open.end();
        }
        self.rate();
    }

    /// Tokens that came after the first, by the time that they took.
    pub(crate) fn rate(&mut self) {
        let Some(Tokens { first, latest }) = self.tokens.take() else { return };
        let took = latest.1.saturating_sub(first.1).as_secs_f64();
        if latest.0 > first.0 && took > 0.0 {
            let rate = f64::from(latest.0 - first.0) / took;
            self.recorder.add(builtin::LLM_TOKENS_PER_SECOND, self.tags, rate);
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.end();
    }
}

fn record(recorder: &Recorder, tags: TagsId, progress: Progress) {
    match progress {
        Progress::Came(after, gap) => {
            recorder.add(builtin::SSE_EVENTS, tags, 1.0);
            match gap {
                Some(gap) => recorder.add(builtin::SSE_EVENT_GAP, tags, ms(gap)),
                None => recorder.add(builtin::SSE_FIRST_EVENT, tags, ms(after)),
            }
        }
        Progress::Ended(took, failure) => {
            recorder.add(builtin::SSE_SESSION_DURATION, tags, ms(took));
            recorder.broke(builtin::SSE_SESSION_FAILED, tags, failure.as_ref());
        }
    }
}

/// Ready when there is something to receive; at once where there is no stream.
pub(crate) struct Readable(pub(crate) Option<Arc<EventSource>>);

#[async_trait]
impl Pollable for Readable {
    async fn ready(&mut self) {
        if let Some(open) = &self.0 {
            open.readable().await;
        }
    }
}
