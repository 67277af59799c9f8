//! Target for load-generator comparisons: one thread, HTTP/1.1 keep-alive and h2c (prior knowledge).
//! usage: target [port]     (default 9100, 127.0.0.1 only)
//!
//!   GET  /fast            1 KiB JSON
//!   GET  /delay?ms=N      answers after N ms (timer, other connections go on)
//!   POST /login           {"user":..,"password":..} -> {"token":"tok-<user>-<hash>","user":..}
//!   GET  /items?token=T   200 with 3 items if T is a token of ours, else 401
//!   GET  /stall?ms=N[&in=M]  blocks the whole process N ms (default 1000), M ms from now (default 0);
//!                         with &from=first: M ms from the first request after /reset
//!   GET  /stats           {"requests":n,"connections":n,"open":n,"peak":n,"bad":n,"first_at":unix,"span":s,"stalls":[[began,ended]]} since start or /reset
//!   GET  /reset           zeroes the counters (the bench's own /stats, /stall, /reset are never counted as requests)
//!
//! /stats counts by arrival at the handler, so it says what the server saw, whatever a tool says.
use std::cell::RefCell;
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Incoming, Buf};
use hyper::header::{HeaderValue, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpSocket, TcpStream};

#[derive(Default)]
struct Counters {
    requests: u64,
    connections: u64,
    open: i64,
    peak: i64,
    bad: u64,
    /// first and last request since reset; `at` is the first one's Unix time in seconds
    first: Option<Instant>,
    last: Option<Instant>,
    at: f64,
    /// stall set to count from the first request: (in, ms)
    armed: Option<(u64, u64)>,
    /// when each freeze really began and ended, Unix seconds
    stalls: Vec<(f64, f64)>,
}
thread_local!(static C: RefCell<Counters> = RefCell::new(Counters::default()));

fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut r = Response::new(Full::new(body.into()));
    *r.status_mut() = status;
    r.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    r
}

fn param<'a>(q: &'a str, name: &str) -> Option<&'a str> {
    q.split('&').find_map(|kv| kv.split_once('=').filter(|(k, _)| *k == name).map(|(_, v)| v))
}

fn hash(s: &str) -> u64 {
    s.bytes().fold(0xcbf29ce484222325u64, |h, b| (h ^ b as u64).wrapping_mul(0x100000001b3))
}

#[derive(serde::Deserialize)]
struct Login {
    user: String,
    #[allow(dead_code)]
    password: String,
}

async fn handle(req: Request<Incoming>, fast: Bytes) -> Result<Response<Full<Bytes>>, Infallible> {
    // the bench's own requests are not load
    if !matches!(req.uri().path(), "/stats" | "/stall" | "/reset") { C.with(|c| {
        let mut c = c.borrow_mut();
        let now = Instant::now();
        c.requests += 1;
        if c.first.is_none() {
            c.first = Some(now);
            c.at = unix();
            if let Some((after, ms)) = c.armed.take() { stall(after, ms); }
        }
        c.last = Some(now);
    }) }
    let q = req.uri().query().unwrap_or("").to_owned();
    let path = req.uri().path();
    Ok(match (req.method(), path) {
        (&Method::GET, "/fast") => json(StatusCode::OK, fast),
        (&Method::GET, "/delay") => {
            let ms = param(&q, "ms").and_then(|v| v.parse().ok()).unwrap_or(10);
            tokio::time::sleep(Duration::from_millis(ms)).await;
            json(StatusCode::OK, Bytes::from_static(b"{\"ok\":true}"))
        }
        (&Method::POST, "/login") => {
            let body = match req.into_body().collect().await {
                Ok(b) => b.aggregate(),
                Err(_) => return Ok(bad("body")),
            };
            match serde_json::from_reader::<_, Login>(body.reader()) {
                Ok(l) => {
                    let t = format!("tok-{}-{:016x}", l.user, hash(&l.user));
                    json(StatusCode::OK, format!("{{\"token\":\"{t}\",\"user\":\"{}\",\"expires\":3600}}", l.user))
                }
                Err(_) => bad("json"),
            }
        }
        (&Method::GET, "/items") => {
            let ok = param(&q, "token").and_then(|t| t.strip_prefix("tok-")?.rsplit_once('-')).is_some_and(|(u, h)| {
                u64::from_str_radix(h, 16).is_ok_and(|h| h == hash(u))
            });
            if ok {
                json(StatusCode::OK, &b"{\"items\":[{\"id\":1,\"name\":\"alpha\",\"price\":10},{\"id\":2,\"name\":\"beta\",\"price\":20},{\"id\":3,\"name\":\"gamma\",\"price\":30}]}"[..])
            } else {
                C.with(|c| c.borrow_mut().bad += 1);
                json(StatusCode::UNAUTHORIZED, Bytes::from_static(b"{\"error\":\"token\"}"))
            }
        }
        (&Method::GET, "/stall") => {
            let ms = param(&q, "ms").and_then(|v| v.parse().ok()).unwrap_or(1000);
            let after = param(&q, "in").and_then(|v| v.parse().ok()).unwrap_or(0);
            if param(&q, "from") == Some("first") {
                C.with(|c| c.borrow_mut().armed = Some((after, ms)));
            } else {
                stall(after, ms);
            }
            json(StatusCode::OK, Bytes::from_static(b"{\"stall\":true}"))
        }
        (&Method::GET, "/stats") => C.with(|c| {
            let c = c.borrow();
            let stalls = serde_json::to_string(&c.stalls).unwrap();
            let span = match (c.first, c.last) { (Some(a), Some(b)) => (b - a).as_secs_f64(), _ => 0.0 };
            json(StatusCode::OK, format!(
                "{{\"requests\":{},\"connections\":{},\"open\":{},\"peak\":{},\"bad\":{},\"first_at\":{:.6},\"span\":{:.3},\"stalls\":{}}}\n",
                c.requests, c.connections, c.open, c.peak, c.bad, c.at, span, stalls))
        }),
        (&Method::GET, "/reset") => C.with(|c| {
            let mut c = c.borrow_mut();
            let open = c.open;
            *c = Counters { open, peak: open, ..Default::default() };
            json(StatusCode::OK, Bytes::from_static(b"{}"))
        }),
        _ => json(StatusCode::NOT_FOUND, Bytes::from_static(b"{}")),
    })
}

fn stall(after: u64, ms: u64) {
    tokio::task::spawn_local(async move {
        tokio::time::sleep(Duration::from_millis(after)).await;
        let began = unix();
        std::thread::sleep(Duration::from_millis(ms)); // one thread: the whole process stands still
        let ended = unix();
        C.with(|c| c.borrow_mut().stalls.push((began, ended)));
    });
}

fn unix() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

fn bad(why: &str) -> Response<Full<Bytes>> {
    C.with(|c| c.borrow_mut().bad += 1);
    json(StatusCode::BAD_REQUEST, format!("{{\"error\":\"{why}\"}}"))
}

/// Tells h2c prior knowledge from HTTP/1 by its first byte pair ("PR" of "PRI * HTTP/2.0").
fn serve(stream: TcpStream, fast: Bytes) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async move {
        stream.set_nodelay(true).ok();
        let mut two = [0u8; 2];
        let n = stream.peek(&mut two).await.unwrap_or(0);
        let io = TokioIo::new(stream);
        let svc = service_fn(move |r| handle(r, fast.clone()));
        if n == 2 && &two == b"PR" {
            let _ = hyper::server::conn::http2::Builder::new(LocalExec)
                .max_concurrent_streams(1000)
                .serve_connection(io, svc).await;
        } else {
            let _ = hyper::server::conn::http1::Builder::new().pipeline_flush(true).serve_connection(io, svc).await;
        }
        C.with(|c| c.borrow_mut().open -= 1);
    })
}

#[derive(Clone)]
struct LocalExec;
impl<F: Future + 'static> hyper::rt::Executor<F> for LocalExec {
    fn execute(&self, f: F) {
        tokio::task::spawn_local(async move { f.await; });
    }
}

fn main() {
    let port = std::env::args().nth(1).and_then(|p| p.parse().ok()).unwrap_or(9100u16);
    let head = "{\"id\":1,\"name\":\"fast\",\"pad\":\"";
    let tail = "\"}";
    let fast = Bytes::from(format!("{head}{}{tail}", "x".repeat(1024 - head.len() - tail.len())));
    assert_eq!(fast.len(), 1024);
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&rt, async move {
        let s = TcpSocket::new_v4().unwrap();
        s.set_reuseaddr(true).unwrap();
        s.bind(SocketAddr::from(([127, 0, 0, 1], port))).expect("bind");
        let l = s.listen(4096).expect("listen"); // deep: a frozen server must not drop the SYNs of an open-model tool
        eprintln!("target on 127.0.0.1:{port} pid {}", std::process::id());
        loop {
            let Ok((s, _)) = l.accept().await else { tokio::time::sleep(Duration::from_millis(5)).await; continue };
            C.with(|c| {
                let mut c = c.borrow_mut();
                c.connections += 1;
                c.open += 1;
                c.peak = c.peak.max(c.open);
            });
            tokio::task::spawn_local(serve(s, fast.clone()));
        }
    })
}
