//! HTTP/2: one connection carries many exchanges, each a stream of hyper's.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST, HeaderValue};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::sync::oneshot;

use super::body::Outgoing;
use super::classify;
use super::fields::Extra;
use super::headers::Headers;
use super::http1::expects_body;
use super::io::{Marks, Socket, Stamp, Timed};
use super::prepared::Prepared;
use crate::clock::{self, Instant};
use crate::sample::{Cause, Failure};

/// A body goes in frames of this size, so that its end is seen when the window lets it go.
const FRAME: usize = 16 << 10;
/// What one stream may have under way; the whole connection has twice that.
const STREAM_WINDOW: u32 = 1 << 20;

/// A handle to a connection that carries many exchanges.
#[derive(Clone)]
pub(super) struct Connection {
    sender: http2::SendRequest<Outgoing>,
    marks: Arc<Marks>,
}

/// One exchange on it.
#[derive(Default)]
pub(super) struct Stream {
    stamp: Arc<Stamp>,
    answered: Option<Instant>,
    body: Option<Incoming>,
}

/// Why an exchange could not be had.
pub(super) struct Broken {
    pub(super) failure: Failure,
    /// The server cannot have acted on it: it may be sent again.
    pub(super) unsent: bool,
    /// The connection was at its end: a request that changes nothing may be sent again.
    pub(super) stale: bool,
}

/// A request on its way.
pub(super) type Request = http::Request<Outgoing>;

/// The request that is sent, with this body.
pub(super) fn request(prepared: &Prepared, extra: &Extra, body: Outgoing) -> Result<Request, Failure> {
    let uri = http::Uri::try_from(prepared.absolute())
        .map_err(|error| Failure::new(Cause::Invalid, 1020, format!("invalid url `{}`: {error}", prepared.url)))?;
    let mut request = http::Request::new(body);
    *request.version_mut() = http::Version::HTTP_2;
    *request.method_mut() = prepared.method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = prepared.fields.map.clone();
    let empty = request.body().is_end_stream();
    let headers = request.headers_mut();
    extra.add_to(headers);
    headers.remove(HOST);
    if empty && expects_body(&prepared.method) {
        headers.entry(CONTENT_LENGTH).or_insert(HeaderValue::from_static("0"));
    }
    Ok(request)
}

impl Connection {
    /// A connection on this socket; headers of a response are `header_bytes` at most together. It is made and served in
    /// a task of its own: on the stack of a guest's call it would leave pages that every user keeps.
    pub(super) async fn new(socket: Socket, header_bytes: usize) -> Result<Self, Failure> {
        let marks = Arc::new(Marks::new());
        let io = TokioIo::new(Timed::new(socket, marks.clone()));
        let (made, sender) = oneshot::channel();
        let seen = marks.clone();
        let task = Box::pin(async move {
            let mut builder = http2::Builder::new(TokioExecutor::new());
            builder.max_header_list_size(header_bytes.min(u32::MAX as usize) as u32);
            builder.initial_stream_window_size(STREAM_WINDOW).initial_connection_window_size(2 * STREAM_WINDOW);
            // Nobody waits any more when the request's time is up: then the connection closes.
            match builder.handshake(io).await {
                Ok((sender, connection)) => {
                    let _ = made.send(Ok(sender));
                    // What broke it is kept for the requests that were on it.
                    if let Err(error) = connection.await {
                        seen.broke(classify::http(&error));
                    }
                }
                Err(error) => drop(made.send(Err(error))),
            }
        });
        drop(tokio::spawn(task));
        let sender = sender.await.expect("the task answers before it ends");
        Ok(Self { sender: sender.map_err(|error| classify::http(&error))?, marks })
    }

    /// Whether it can carry no more exchanges.
    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Waits until it can carry one more; false when it is at its end.
    pub(super) async fn ready(&mut self) -> bool {
        self.sender.ready().await.is_ok()
    }

    /// Sends a request and gives status and headers of its response.
    pub(super) async fn send(
        &mut self,
        stream: &mut Stream,
        prepared: &Prepared,
        extra: &Extra,
    ) -> Result<(u16, Headers), Broken> {
        let body = prepared.body.outgoing(FRAME).stamp(self.marks.clone(), stream.stamp.clone());
        let request =
            request(prepared, extra, body).map_err(|failure| Broken { failure, unsent: false, stale: false })?;
        let response = self.sender.try_send_request(request).await.map_err(|mut error| {
            let unsent = error.take_message().is_some();
            let error = error.into_error();
            self.broken(&error, unsent || classify::was_refused(&error))
        })?;
        stream.answered = Some(clock::now());
        let (head, body) = response.into_parts();
        stream.body = Some(body);
        Ok((head.status.as_u16(), head.headers.into()))
    }

    /// Begins an exchange whose body is fed. A request that cannot have been seen is given back.
    pub(super) async fn call(
        &mut self,
        request: Request,
    ) -> Result<http::Response<Incoming>, (Failure, Option<Box<Request>>)> {
        self.sender.try_send_request(request).await.map_err(|mut error| {
            let unsent = error.take_message().map(Box::new);
            (self.broken(&error.into_error(), unsent.is_some()).failure, unsent)
        })
    }

    /// Why it broke. A request that was only told that the connection is gone asks the connection.
    fn broken(&self, error: &hyper::Error, unsent: bool) -> Broken {
        let fault = self.marks.fault().filter(|_| error.is_canceled() || error.is_closed());
        let failure = fault.cloned().unwrap_or_else(|| classify::http(error));
        Broken { failure, unsent, stale: classify::went_stale(error) }
    }

    /// When the last byte of a request was sent.
    pub(super) fn written(&self, stream: &Stream) -> Option<Instant> {
        self.marks.stamped(&stream.stamp)
    }
}

impl Stream {
    /// The next piece of the body; none at its end.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Failure> {
        let Some(body) = &mut self.body else { return Ok(None) };
        while let Some(frame) = body.frame().await {
            if let Ok(data) = frame.map_err(|error| classify::http(&error))?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }

    /// When the response's headers came.
    pub(super) fn answered(&self) -> Option<Instant> {
        self.answered
    }
}
