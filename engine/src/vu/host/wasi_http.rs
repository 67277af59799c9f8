//! `wasi:http/outgoing-handler`: a guest's ordinary HTTP library goes through the user's own client, so that its requests
//! are measured, named, checked and limited like those of `throng:load/http`.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HOST, HeaderName};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Frame, SizeHint};
use url::Url;
use wasmtime::component::Linker;
use wasmtime_wasi_http::p2::add_only_http_to_linker_async;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpCtxView, WasiHttpHooks, WasiHttpView};

use crate::protocol::{Request, Response, series_name};
use crate::sample::{Cause, Failure};
use crate::vu::outgoing::Outgoing;
use crate::vu::persona::Persona;
use crate::vu::prepared::Prepared;
use crate::vu::state::State;

/// A request's header of this name names its series, and is not sent.
const NAME: HeaderName = HeaderName::from_static("throng-name");
/// A segment of a path that is so many hexadecimal digits or more stands for an id.
const HEX_ID: usize = 16;

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sending = Box<dyn Future<Output = Result<(http::Response<WasiBody>, Io), Error>> + Send>;

pub(super) fn link(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    add_only_http_to_linker_async(linker)
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        let hooks: &mut dyn WasiHttpHooks = match self.user.as_deref_mut() {
            Some(user) => user,
            None => &mut self.nobody,
        };
        WasiHttpCtxView { hooks, table: &mut self.table, ctx: &mut self.http }
    }
}

/// Sends nothing: there is no user to act for while the instance is made and in `plan`.
pub(crate) struct Nobody;

impl WasiHttpHooks for Nobody {
    fn send_request(&mut self, _: http::Request<WasiBody>, _: Option<RequestOptions>, _: Io) -> Sending {
        let message = "no request can be sent while preparing (plan, and what runs as the instance is made)";
        Box::new(async move { Err(Error::InternalError(Some(message.to_owned()))) })
    }
}

impl WasiHttpHooks for Persona {
    fn set_host_header(&mut self) -> bool {
        false
    }

    fn send_request(&mut self, request: http::Request<WasiBody>, options: Option<RequestOptions>, _: Io) -> Sending {
        let limits = &self.run.basics.plan.limits;
        let (most, header_bytes) = (limits.list_bytes, limits.header_bytes);
        let (mut head, body) = request.into_parts();
        if head.headers.iter().any(|(name, value)| name.as_str().len() + value.len() > header_bytes) {
            return Box::new(async move { Err(Error::HttpRequestHeaderSectionSize(u32::try_from(header_bytes).ok())) });
        }
        let url = head.uri.to_string();
        let name = match head.headers.remove(NAME) {
            Some(name) => String::from_utf8_lossy(name.as_bytes()).into_owned(),
            None => name(&url, self.run.basics.plan.target.as_ref()),
        };
        let mut named = Prepared::new(Request::new(head.method.as_str(), ""));
        named.set_name(&name);
        let outgoing = Outgoing::new(named.sample(self), self.recorder.clone());
        self.watch(outgoing.clone());
        let sent = outgoing.run(self.client.clone(), prepare(&head, &url, options), body, most);
        Box::new(async move { answer(sent.await?) })
    }
}

/// The guest's library follows redirects itself, or not.
fn prepare(head: &http::request::Parts, url: &str, options: Option<RequestOptions>) -> Request {
    // Braces would be read as placeholders.
    let mut request = Request::new(head.method.as_str(), url.replace('{', "%7B").replace('}', "%7D"));
    for (name, value) in &head.headers {
        // Both follow from the body and the url.
        if name != CONTENT_LENGTH && name != HOST {
            request.add_header(name.as_str(), &String::from_utf8_lossy(value.as_bytes()));
        }
    }
    let given = options.map(|o| o.connect_timeout.into_iter().chain(o.first_byte_timeout).sum());
    if let Some(limit) = given.filter(|limit: &std::time::Duration| !limit.is_zero()) {
        request.timeout(limit);
    }
    request.redirects(0);
    request
}

fn answer(response: Box<Response>) -> Result<(http::Response<WasiBody>, Io), Error> {
    if let Some(failure) = &response.exchange.failure {
        return Err(error(failure));
    }
    let mut answer = http::Response::new(());
    *answer.status_mut() =
        http::StatusCode::from_u16(response.exchange.status).map_err(|_| Error::HttpProtocolError)?;
    *answer.headers_mut() = response.header_map().clone();
    // The body is decoded here already.
    if answer.headers_mut().remove(CONTENT_ENCODING).is_some() && !response.body.is_empty() {
        answer.headers_mut().insert(CONTENT_LENGTH, response.body.len().into());
    }
    let body = Received { content: Full::new(response.body.clone()), _response: response };
    let io: Io = Box::new(async { Ok(()) });
    Ok((answer.map(|()| body.boxed_unsync()), io))
}

/// A body that counts as held by the user until the guest has read or dropped it.
struct Received {
    content: Full<Bytes>,
    _response: Box<Response>,
}

impl Body for Received {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.content).poll_frame(cx).map_err(Error::from)
    }

    fn is_end_stream(&self) -> bool {
        self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}

/// The failure in the words of `wasi:http`.
fn error(failure: &Failure) -> Error {
    match (failure.cause, failure.code) {
        (Cause::Dns, _) => Error::DnsError { rcode: Some(failure.message.clone()), info_code: None },
        (Cause::Connect, 1211) => Error::ConnectionTimeout,
        (Cause::Connect, 1212) => Error::ConnectionRefused,
        (Cause::Connect, _) => Error::DestinationUnavailable,
        (Cause::Tls, 1310 | 1311) => Error::TlsCertificateError,
        (Cause::Tls, _) => Error::TlsProtocolError,
        (Cause::Timeout, _) => Error::HttpResponseTimeout,
        (Cause::Reset, _) => Error::ConnectionTerminated,
        (Cause::Protocol, _) => Error::HttpProtocolError,
        (Cause::TooLarge, _) => Error::HttpResponseBodySize(None),
        (Cause::Denied, _) => Error::HttpRequestDenied,
        (Cause::Invalid, 1020) => Error::HttpRequestUriInvalid,
        (Cause::Invalid | Cause::Cancelled, _) => Error::InternalError(Some(failure.message.clone())),
    }
}

/// The name of the series: the path below the target's origin, else the whole url; ids in the path as `{id}`.
fn name(url: &str, target: Option<&Url>) -> String {
    let Ok(parsed) = Url::parse(url) else { return series_name(url) };
    let path: Vec<&str> =
        parsed.path().split('/').map(|segment| if is_id(segment) { "{id}" } else { segment }).collect();
    let path = path.join("/");
    if target.is_some_and(|target| target.origin() == parsed.origin()) {
        return path;
    }
    series_name(&format!("{}{path}", &parsed[..url::Position::BeforePath]))
}

/// A number, a UUID, or many hexadecimal digits.
fn is_id(segment: &str) -> bool {
    let digits = segment.bytes().filter(|b| *b != b'-').count();
    let hex = segment.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let number = !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit());
    number || (hex && digits >= HEX_ID && segment.bytes().any(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_path_with_its_ids_masked() {
        let target = Url::parse("http://shop.test/api/").unwrap();
        let named = |url| name(url, Some(&target));
        assert_eq!(named("http://shop.test/items/42?page=3"), "/items/{id}");
        assert_eq!(named("http://shop.test:80/"), "/");
        assert_eq!(named("http://shop.test/u/6f9619ff-8b86-d011-b42d-00c04fc964ff/x"), "/u/{id}/x");
        assert_eq!(named("http://shop.test/blob/0123456789abcdef"), "/blob/{id}");
        assert_eq!(named("http://shop.test/v2/facade/items-1"), "/v2/facade/items-1");
        assert_eq!(named("https://other.test/items/42"), "https://other.test/items/{id}");
        assert_eq!(name("http://u:p@a.test/7", None), "http://****:****@a.test/{id}");
    }

    #[test]
    fn a_failure_has_its_word() {
        let said = |cause, code| format!("{:?}", error(&Failure::new(cause, code, "m")));
        assert_eq!(said(Cause::Denied, 1000), "HttpRequestDenied");
        assert_eq!(said(Cause::Connect, 1212), "ConnectionRefused");
        assert_eq!(said(Cause::Timeout, 1050), "HttpResponseTimeout");
        assert_eq!(said(Cause::Reset, 1220), "ConnectionTerminated");
        assert_eq!(said(Cause::Tls, 1310), "TlsCertificateError");
        assert_eq!(said(Cause::Dns, 1101), "DnsError { rcode: Some(\"m\"), info_code: None }");
    }
}
