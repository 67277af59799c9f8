//! Exchanges that a guest makes through `wasi:http`: recorded when they are over, whoever waits for them.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use tokio::sync::Notify;
use wasmtime_wasi_http::{Error, WasiBody};

use super::persona::{cancelled, record};
use super::prepared::Sample;
use crate::aggregate::{Recorder, TagsId};
use crate::clock::{self, Instant};
use crate::protocol::{Client, Request, Response};

/// One exchange under way, shared by the task that does it and the user that it belongs to.
pub(crate) struct Outgoing {
    sample: Sample,
    recorder: Recorder,
    stage: Mutex<Stage>,
    cut: Notify,
}

#[derive(Clone, Copy)]
enum Stage {
    /// The guest still writes the body: nothing has been sent.
    Gathering,
    Sent(Instant),
    Over(Option<Instant>),
}

impl Outgoing {
    pub(crate) fn new(sample: Sample, recorder: Recorder) -> Arc<Self> {
        Arc::new(Self { sample, recorder, stage: Mutex::new(Stage::Gathering), cut: Notify::new() })
    }

    /// Its tags and when it was over, once it is.
    pub(crate) fn over(&self) -> Option<(TagsId, Option<Instant>)> {
        match *self.stage.lock().unwrap_or_else(PoisonError::into_inner) {
            Stage::Over(at) => Some((self.sample.tags, at)),
            Stage::Gathering | Stage::Sent(_) => None,
        }
    }

    /// Nobody waits for it any more: what is under way is given up, and recorded as that.
    pub(crate) fn give_up(&self) {
        if let Stage::Sent(started) = self.become_over(None) {
            cancelled(&self.recorder, &self.sample, started);
        }
    }

    /// Its iteration was cut off: it leaves no sample.
    pub(crate) fn silence(&self) {
        self.become_over(None);
    }

    /// Sends once the guest has written the body, of at most so many bytes. Dropping the future gives up.
    pub(crate) async fn run(
        self: Arc<Self>,
        client: Client,
        mut request: Request,
        body: WasiBody,
        most: usize,
    ) -> Result<Box<Response>, Error> {
        let guard = Guard(&self);
        let exchange = async {
            let body = gather(body, most).await?;
            if !body.is_empty() {
                request.bytes(body);
            }
            self.advance(Stage::Sent(clock::now()));
            let response = client.send(&request).await;
            if let Stage::Sent(_) = self.become_over(Some(clock::now())) {
                record(&self.recorder, &self.sample, &response, self.sample.expects(response.exchange.status));
            }
            Ok(response)
        };
        let result = tokio::select! {
            result = exchange => result,
            () = self.cut.notified() => Err(Error::InternalError(Some("the iteration of this request is over".into()))),
        };
        drop(guard);
        result
    }

    fn advance(&self, to: Stage) {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*stage, Stage::Over(_)) {
            *stage = to;
        }
    }

    /// Gives the stage before.
    fn become_over(&self, at: Option<Instant>) -> Stage {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *stage;
        if !matches!(before, Stage::Over(_)) {
            *stage = Stage::Over(at);
        }
        drop(stage);
        self.cut.notify_one();
        before
    }
}

/// Gives up when the future that holds it is dropped before the end.
struct Guard<'o>(&'o Outgoing);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

async fn gather(body: WasiBody, most: usize) -> Result<Bytes, Error> {
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) => Err(match error.downcast::<Error>() {
            Ok(error) => *error,
            Err(_) => Error::HttpRequestBodySize(Some(most as u64)),
        }),
    }
}
