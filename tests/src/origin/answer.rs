use std::convert::Infallible;
use std::io;
use std::sync::PoisonError;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use tokio::time::{sleep, sleep_until};

use super::connection::Connection;
use super::record::Seen;
use super::{account, auth, coding, pages};

pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Records the request and does what its path says. An error closes the connection (or resets the stream).
pub(super) async fn answer(request: Request<Incoming>, connection: Connection) -> io::Result<Response<Body>> {
    let at = connection.shared.log.since();
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|b| b.to_bytes()).unwrap_or_default();
    let seen = Seen {
        at,
        connection: connection.number,
        version: format!("{:?}", head.version),
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
    };
    connection.shared.log.add(seen.clone());
    sleep(connection.shared.script.first_byte).await;
    let frozen = *connection.shared.frozen.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(until) = frozen {
        sleep_until(until).await;
    }
    let response = by_path(&seen, &connection).await?;
    connection.shared.log.answered(&seen);
    Ok(if connection.shared.script.body.is_zero() { response } else { late(response, connection.shared.script.body) })
}

async fn by_path(seen: &Seen, connection: &Connection) -> io::Result<Response<Body>> {
    let path = seen.path.as_str();
    if let Some(status) = path.strip_prefix("/status/").and_then(|s| s.parse::<u16>().ok()) {
        return Ok(plain(status, "status"));
    }
    let special = [coding::answer, auth::answer, pages::answer, account::answer];
    if let Some(response) = special.into_iter().find_map(|answer| answer(seen)) {
        return Ok(response);
    }
    Ok(match path {
        "/redir" => redirect(seen),
        "/to" => with(plain(302, ""), "location", &text(seen, "url")),
        "/slow" => {
            sleep(Duration::from_millis(number(seen, "ms"))).await;
            plain(200, "slow")
        }
        "/pool" => {
            let time = Duration::from_millis(number(seen, "ms"));
            connection.shared.pool.serve(number(seen, "workers") as usize, time).await;
            plain(200, "served")
        }
        "/slowbody" => late(plain(200, "the rest"), Duration::from_millis(number(seen, "d"))),
        "/bytes" => full(200, vec![b'x'; number(seen, "n") as usize]),
        "/rst" => {
            connection.reset();
            return Err(io::Error::other("reset"));
        }
        "/eof" => return Err(io::Error::other("close")),
        "/cookie" => with(plain(200, "ok"), "set-cookie", &text(seen, "line")),
        "/server-timing" => with(plain(200, "ok"), "server-timing", "db;dur=12.5, cache;desc=\"hit\";dur=3, miss"),
        "/echo" => echo(seen),
        _ => plain(200, "ok"),
    })
}

fn redirect(seen: &Seen) -> Response<Body> {
    match number(seen, "n") {
        0 => plain(200, "there"),
        n => with(plain(302, ""), "location", &format!("/redir?n={}", n - 1)),
    }
}

/// What was received, as JSON: for what a journey sees of its own request.
fn echo(seen: &Seen) -> Response<Body> {
    let headers: Vec<_> =
        seen.headers.iter().map(|(k, v)| (k.as_str(), String::from_utf8_lossy(v.as_bytes()))).collect();
    let body = String::from_utf8_lossy(&seen.body);
    let json = serde_json::json!({ "method": seen.method, "path": seen.path, "query": seen.query, "headers": headers, "body": body });
    with(full(200, json.to_string().into_bytes()), "content-type", "application/json")
}

/// Head and first byte now, the rest after a while.
fn late(response: Response<Body>, time: Duration) -> Response<Body> {
    let (head, body) = response.into_parts();
    let parts = stream::unfold((0, Some(body)), move |(step, body)| async move {
        let mut body = body?;
        if step == 0 {
            return Some((Ok(Frame::data(Bytes::from_static(b"."))), (1, Some(body))));
        }
        sleep(time).await;
        let rest = body.frame().await?;
        Some((rest, (1, None)))
    });
    Response::from_parts(head, StreamBody::new(Box::pin(parts)).boxed_unsync())
}

pub(super) fn plain(status: u16, body: &'static str) -> Response<Body> {
    full(status, body.as_bytes().to_vec())
}

pub(super) fn full(status: u16, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Full::new(Bytes::from(body)).boxed_unsync());
    *response.status_mut() = StatusCode::from_u16(status).expect("a status of three digits");
    response
}

pub(super) fn with(mut response: Response<Body>, name: &'static str, value: &str) -> Response<Body> {
    response.headers_mut().append(name, value.parse().expect("a header value"));
    response
}

/// A query parameter, decoded; empty where there is none.
pub(super) fn text(seen: &Seen, name: &str) -> String {
    let pairs = url::form_urlencoded::parse(seen.query.as_bytes());
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// A query parameter as a number; 0 where there is none.
pub(super) fn number(seen: &Seen, name: &str) -> u64 {
    text(seen, name).parse().unwrap_or_default()
}
