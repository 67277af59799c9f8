//! A body that is read while it comes, which the guest has a handle to.

use std::sync::Arc;

use wasmtime_wasi::async_trait;
use wasmtime_wasi::p2::Pollable;

use super::persona::Persona;
use super::prepared::{Prepared, Sample};
use crate::aggregate::Recorder;
use crate::protocol::{Client, Download, Request, Response};

/// A body on its way.
pub(crate) struct Load {
    /// The head of the answer.
    pub(crate) response: Box<Response>,
    /// Shared with pollables and calls that wait.
    pub(crate) body: Arc<Download>,
}

/// What is needed to begin.
pub(crate) struct Opening {
    request: Arc<Request>,
    sample: Sample,
    client: Client,
    recorder: Recorder,
}

impl Opening {
    /// By this request, as it is now.
    pub(crate) fn of(prepared: &mut Prepared, user: &mut Persona) -> Self {
        let sample = prepared.sample(user);
        let (client, recorder) = (user.client.clone(), user.recorder.clone());
        Self { request: prepared.request.clone(), sample, client, recorder }
    }
}

impl Load {
    /// Begins, and waits for the head; redirects before it are recorded at once, the exchange itself when it is over.
    pub(crate) async fn open(opening: Opening) -> (Self, Sample) {
        let Opening { request, sample, client, recorder } = opening;
        let (last, ended) = (sample.clone(), recorder.clone());
        let over = move |exchange: crate::sample::Exchange| {
            let passed = last.expects(exchange.status);
            ended.exchange(last.tags, &exchange, passed);
        };
        let (response, body) = client.download(&request, over).await;
        for (_, hop) in &response.earlier {
            recorder.exchange(sample.tags, hop, sample.expects(hop.status));
        }
        (Self { response, body: Arc::new(body) }, sample)
    }

    /// Why no answer came, or what broke it.
    pub(crate) fn failure(&self) -> &'static str {
        let broken = self.body.failure();
        broken.map_or_else(|| self.response.failure(), |failure| failure.cause.name())
    }

    /// Its iteration was cut off: it leaves no sample.
    pub(crate) fn silence(&self) {
        self.body.silence();
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.body.end();
    }
}

/// Ready when there is something to receive, and once it is over.
pub(crate) struct Readable(pub(crate) Arc<Download>);

#[async_trait]
impl Pollable for Readable {
    async fn ready(&mut self) {
        self.0.readable().await;
    }
}
