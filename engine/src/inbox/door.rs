//! The receiver's listener: every connection and every request within its limits, and answers that tell nothing.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONNECTION, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::address::Place;
use super::desk::{Charge, Desk, Limit};

/// Of a body that is too large so many times the limit are read and dropped, so that the sender comes to read the answer.
const PATIENCE: u64 = 4;
/// How long the door is shut when no connection can be taken (no more files).
const PAUSE: Duration = Duration::from_millis(10);

type Answer = Response<Empty<Bytes>>;

/// Takes connections for ever.
pub(super) async fn serve(listener: std::net::TcpListener, desk: Arc<Desk>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        match desk.connections.clone().try_acquire_owned() {
            Err(_) => desk.refuse(Limit::Connections),
            Ok(permit) => {
                let desk = desk.clone();
                tokio::spawn(async move {
                    connection(stream, desk).await;
                    drop(permit);
                });
            }
        }
    }
}

async fn connection(stream: TcpStream, desk: Arc<Desk>) {
    // One that is gone already shows when it is read.
    let _ = stream.set_nodelay(true);
    let read = Arc::new(AtomicU64::new(0));
    let (counted, done) = (Counted { stream, read: read.clone() }, Arc::new(AtomicU64::new(u64::MAX)));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(desk.options.read_time);
    server.max_buf_size(desk.options.header_bytes);
    let service = service_fn(|request| {
        let (desk, read, done) = (desk.clone(), read.clone(), done.clone());
        async move {
            let answer = answer(&desk, request).await;
            done.store(read.load(Ordering::Relaxed), Ordering::Relaxed);
            Ok::<_, Infallible>(answer)
        }
    });
    if let Err(error) = server.serve_connection(TokioIo::new(counted), service).await {
        let idle = read.load(Ordering::Relaxed) == done.load(Ordering::Relaxed);
        if error.is_parse_too_large() {
            desk.refuse(Limit::Headers);
        } else if error.is_timeout() && !idle {
            desk.refuse(Limit::ReadTime);
        }
    }
}

async fn answer(desk: &Arc<Desk>, request: Request<Incoming>) -> Answer {
    let target = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let Some((place, rest)) = desk.find(target) else {
        desk.unknown();
        // What it sends is of no interest, only that it comes to read the answer.
        drop(within(desk, request.into_body(), None).await);
        return plain(404);
    };
    let rest = rest.to_owned();
    match take(desk, &place, rest, request).await {
        Ok(None) => last(400),
        Ok(Some((status, delay))) => {
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            plain(status)
        }
        Err(limit) => {
            desk.refuse(limit);
            match limit {
                Limit::Body => last(413),
                Limit::ReadTime => last(408),
                _ => last(503),
            }
        }
    }
}

/// Reads what is for a place and gives what to answer; none where it broke off.
async fn take(
    desk: &Arc<Desk>,
    place: &Place,
    path: String,
    request: Request<Incoming>,
) -> Result<Option<(u16, Duration)>, Limit> {
    let (head, body) = request.into_parts();
    let mut charge = desk.charge()?;
    let headers: usize = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    charge.grow((headers + path.len()) as u64)?;
    let body = within(desk, body, Some(&mut charge)).await?;
    Ok(body.map(|body| place.keep(head, path, body, charge)))
}

/// A body within size and time; none where it broke off. It is kept where there is somebody to charge for it.
async fn within(desk: &Desk, body: Incoming, charge: Option<&mut Charge>) -> Result<Option<Bytes>, Limit> {
    let read = gather(body, desk.options.max_body, charge);
    tokio::time::timeout(desk.options.read_time, read).await.unwrap_or(Err(Limit::ReadTime))
}

async fn gather(mut body: Incoming, most: u64, mut charge: Option<&mut Charge>) -> Result<Option<Bytes>, Limit> {
    let patience = most.saturating_mul(PATIENCE);
    if body.size_hint().lower() > patience {
        return Err(Limit::Body);
    }
    let (mut kept, mut read) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Ok(None) };
        let Ok(data) = frame.into_data() else { continue };
        read += data.len() as u64;
        if read > patience {
            break;
        }
        if let Some(charge) = charge.as_deref_mut().filter(|_| read <= most) {
            charge.grow(data.len() as u64)?;
            kept.extend_from_slice(&data);
        }
    }
    if read > most { Err(Limit::Body) } else { Ok(Some(kept.freeze())) }
}

/// An answer without a body.
fn plain(status: u16) -> Answer {
    let mut answer = Response::new(Empty::new());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    answer
}

/// The same, after which the connection closes.
fn last(status: u16) -> Answer {
    let mut answer = plain(status);
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// A socket that counts what is read.
struct Counted {
    stream: TcpStream,
    read: Arc<AtomicU64>,
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        let done = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.read.fetch_add((buf.filled().len() - before) as u64, Ordering::Relaxed);
        done
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
