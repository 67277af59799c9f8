//! A call as the journey has it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use prost_reflect::MethodDescriptor;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::exchange::Exchange;
use super::state::{Progress, State};
use super::status::{Ended, UNIMPLEMENTED};
use super::{frame, message, reflection};
use crate::clock;
use crate::plan::http::HttpVersion;
use crate::protocol::body::Outgoing;
use crate::protocol::client::{Client, User};
use crate::protocol::prepared::Prepared;
use crate::protocol::request::Request;
use crate::protocol::response::Held;
use crate::protocol::template;
use crate::sample::{Cause, Failure};

/// Messages that wait to be sent at most; then `send` waits.
const WAITING: usize = 64;

/// One call. Dropping it cancels what is under way.
pub struct Call {
    state: Arc<State>,
    feed: Option<mpsc::Sender<Bytes>>,
    task: Option<AbortHandle>,
    /// None where nobody knows the method.
    method: Option<MethodDescriptor>,
    gzip: bool,
    sent: u64,
}

/// A message that is about to leave.
pub struct Parcel(Option<mpsc::Sender<Bytes>>, Bytes);

impl Client {
    /// Begins the call of a method, `package.Service/Method`. It waits only where the target's reflection is asked for the
    /// service for the first time.
    ///
    /// # Errors
    /// The plan's files have no such method: what they have.
    pub async fn call(&self, request: &Request, path: &str) -> Result<Call, String> {
        let user = self.user();
        let path = path.trim_start_matches('/');
        let method = match user.shared().schema() {
            Some(schema) => schema.method(path).ok_or_else(|| {
                let services = schema.services();
                format!("the plan's files have no method `{path}`: they have the services {services}")
            })?,
            None => match reflection::method(user, request, path).await {
                Ok(Some(method)) => method,
                Ok(None) => {
                    let why = format!("the target's reflection knows no method `{path}`");
                    return Ok(Call::over(Ended::by_target(UNIMPLEMENTED, why), None));
                }
                Err(ended) => return Ok(Call::over(ended, None)),
            },
        };
        Ok(Call::begin(user, request, method))
    }
}

impl Call {
    /// Begins a call of a known method.
    pub(super) fn begin(user: &Arc<User>, request: &Request, method: MethodDescriptor) -> Self {
        let streams = method.is_client_streaming() || method.is_server_streaming();
        let limit = request.timeout.or((!streams).then(|| user.shared().options().timeout));
        let deadline = limit.and_then(|limit| clock::now().checked_add(limit));
        let prepared = match prepare(user, request, &method, limit.filter(|_| deadline.is_some())) {
            Ok(prepared) => prepared,
            Err(failure) => return Self::over(Ended::by(failure), Some(method)),
        };
        let gzip = request.headers.iter().any(|(name, value)| is_gzip(name, value));
        let (feed, fed) = mpsc::channel(WAITING);
        let state = Arc::new(State::new(user.hold()));
        let exchange =
            Exchange { user: user.clone(), prepared, output: method.output(), state: state.clone(), deadline };
        let task = tokio::spawn(Box::pin(exchange.run(Outgoing::fed(fed)))).abort_handle();
        Self { state, feed: Some(feed), task: Some(task), method: Some(method), gzip, sent: 0 }
    }

    /// A call that ended before it began.
    fn over(ended: Ended, method: Option<MethodDescriptor>) -> Self {
        let state = Arc::new(State::new(Held::default()));
        state.finish(ended);
        Self { state, feed: None, task: None, method, gzip: false, sent: 0 }
    }

    /// A message, as JSON, that fits the method's input.
    ///
    /// # Errors
    /// It does not, or no message may follow: what is wrong.
    pub fn pack(&mut self, json: &str) -> Result<Parcel, String> {
        // Where nobody knows the method, nothing is known of its input.
        let Some(method) = &self.method else { return Ok(Parcel(None, Bytes::new())) };
        let many = method.is_client_streaming();
        if !many && self.sent > 0 {
            return Err(format!("`{}` takes one message", method.full_name()));
        }
        if self.feed.is_none() && self.task.is_some() {
            return Err("no message may follow `finish`".to_owned());
        }
        let message = message::encode(&method.input(), json).map_err(|unfit| unfit.to_string())?;
        self.sent += 1;
        let feed = if many { self.feed.clone() } else { self.feed.take() };
        Ok(Parcel(feed, frame::frame(&message, self.gzip)))
    }

    /// No message follows.
    pub fn finish(&mut self) {
        self.feed = None;
    }

    /// The message that came first of those that were not received yet.
    pub fn take(&self) -> Option<String> {
        self.state.take()
    }

    /// How it ended; none while it goes on.
    pub fn ended(&self) -> Option<Ended> {
        self.state.over()
    }

    /// The first header or trailer of that name, of what has come so far.
    pub fn metadata(&self, name: &str) -> Option<String> {
        self.state.metadata(name)
    }

    /// Ready while there is something to take, and once it is over.
    pub fn progress(&self) -> Progress {
        Progress(self.state.clone())
    }

    /// Whether the method streams, in one direction or both.
    pub fn streams(&self) -> bool {
        self.method.as_ref().is_some_and(|method| method.is_client_streaming() || method.is_server_streaming())
    }

    /// Messages that came.
    pub fn received(&self) -> u64 {
        self.state.received()
    }

    /// Gives it up, unless it is over.
    pub fn cancel(&mut self) {
        self.feed = None;
        if let Some(task) = &self.task {
            task.abort();
        }
        let why = "the journey dropped the call, or its iteration ended";
        self.state.finish(Ended::by(Failure::new(Cause::Cancelled, 1000, why)));
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Parcel {
    /// Waits until there is room for it on its way; false where the call is over.
    pub async fn leave(self) -> bool {
        match self.0 {
            Some(feed) => feed.send(self.1).await.is_ok(),
            None => false,
        }
    }
}

/// The request of a call: the journey's, with what gRPC adds to it.
fn prepare(
    user: &User,
    request: &Request,
    method: &MethodDescriptor,
    limit: Option<Duration>,
) -> Result<Arc<Prepared>, Failure> {
    let shared = user.shared();
    let mut url = template::expand(&request.url, &request.params, &[], shared.target())?;
    url.set_path(&format!("/{}/{}", method.parent_service().full_name(), method.name()));
    url.set_query(None);
    let mut own = Request::new("POST", url);
    own.headers.clone_from(&request.headers);
    own.header("content-type", "application/grpc");
    own.header("te", "trailers");
    own.header("grpc-accept-encoding", "identity,gzip");
    if let Some(limit) = limit {
        own.header("grpc-timeout", &timeout(limit));
    }
    own.version(Some(HttpVersion::Http2));
    own.prepare(shared, &user.defaults())
}

/// A time as `grpc-timeout` has it: eight digits at most.
fn timeout(limit: Duration) -> String {
    const MOST: u128 = 99_999_999;
    match (limit.as_micros(), limit.as_millis()) {
        (micros, _) if micros <= MOST => format!("{micros}u"),
        (_, millis) if millis <= MOST => format!("{millis}m"),
        _ => format!("{}S", u128::from(limit.as_secs()).min(MOST)),
    }
}

fn is_gzip(name: &str, value: &str) -> bool {
    name.eq_ignore_ascii_case("grpc-encoding") && value == "gzip"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_written_with_eight_digits_at_most() {
        let written = [Duration::from_micros(1500), Duration::from_secs(60), Duration::from_secs(3600), Duration::MAX];
        assert_eq!(written.map(timeout), ["1500u", "60000000u", "3600000m", "99999999S"]);
    }
}
