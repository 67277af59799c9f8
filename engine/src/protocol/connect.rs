//! A connection, step by step: resolve, check, connect, TLS, handshake. Each step that is completed is timed.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::ProtocolVersion;
use rustls_pki_types::ServerName;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;

use super::body::Outgoing;
use super::classify;
use super::io::{Counted, Marks, Socket, Timed, Traffic};
use super::prepared::Key;
use super::proxy;
use super::shared::Shared;
use super::tls::TlsSet;
use crate::clock;
use crate::plan::http::{HostTarget, HttpVersion};
use crate::sample::{Cause, Failure, Phases, Protocol};

/// HTTP/1.1 response heads of at most so many bytes less are read into a buffer that starts at 8 KiB.
const LEAST_BUFFER: usize = 8 << 10;
/// What one HTTP/2 stream may have under way; the whole connection has twice that.
const STREAM_WINDOW: u32 = 1 << 20;

/// The sending side of a connection.
pub(super) enum Sender {
    /// One request at a time.
    Http1(http1::SendRequest<Outgoing>),
    /// Many.
    Http2(http2::SendRequest<Outgoing>),
}

/// An open connection.
pub(super) struct Link {
    /// Sends requests.
    pub(super) sender: Sender,
    /// When bytes went and came.
    pub(super) marks: Arc<Marks>,
    /// `tls1.2` or `tls1.3`.
    pub(super) tls: Option<&'static str>,
    /// Whether it has carried a request before.
    pub(super) used: bool,
    /// Whether the request line holds the whole url (a proxy reads it).
    pub(super) absolute: bool,
}

impl Link {
    /// What it speaks.
    pub(super) fn protocol(&self) -> Protocol {
        match self.sender {
            Sender::Http1(_) => Protocol::Http1,
            Sender::Http2(_) => Protocol::Http2,
        }
    }
}

/// Opens a connection for this key. The phases of the steps that were completed are set even when a later one fails.
pub(super) async fn open(
    shared: &Shared,
    tls: &TlsSet,
    traffic: &Arc<Traffic>,
    key: &Key,
    phases: &mut Phases,
) -> Result<Link, Failure> {
    let proxy = shared.options().proxy.as_ref();
    let address = match proxy {
        Some(proxy) => {
            proxy::check_target(shared, key)?;
            proxy::address(shared, proxy, phases).await?
        }
        None => address(shared, key, phases).await?,
    };
    let began = clock::now();
    let socket = connect(shared, address).await?;
    phases.connecting = clock::now() - began;
    let mut socket = Counted::new(socket, traffic.clone());
    let absolute = proxy.is_some() && !key.secure;
    if let Some(proxy) = proxy.filter(|_| key.secure) {
        proxy::tunnel(&mut socket, proxy, key).await?;
    }
    if !key.secure {
        let version = key.version.unwrap_or(HttpVersion::Http1);
        return handshake(shared, Socket::Plain(socket), version, None, absolute).await;
    }
    let began = clock::now();
    let name = ServerName::try_from(key.host.clone())
        .map_err(|_| Failure::new(Cause::Tls, 1311, format!("tls: `{}` cannot be in a certificate", key.host)))?;
    let session = TlsConnector::from(tls.offering(key.version)).connect(name, socket).await;
    let session = session.map_err(|error| classify::tls(&error))?;
    phases.securing = clock::now() - began;
    let facts = session.get_ref().1;
    let version = match (facts.alpn_protocol(), key.version) {
        (Some(b"h2"), _) => HttpVersion::Http2,
        (_, Some(HttpVersion::Http2)) => {
            return Err(Failure::new(Cause::Protocol, 1600, "the server does not speak HTTP/2"));
        }
        _ => HttpVersion::Http1,
    };
    let tls = match facts.protocol_version() {
        Some(ProtocolVersion::TLSv1_2) => "tls1.2",
        _ => "tls1.3",
    };
    handshake(shared, Socket::Tls(Box::new(session)), version, Some(tls), absolute).await
}

async fn handshake(
    shared: &Shared,
    socket: Socket,
    version: HttpVersion,
    tls: Option<&'static str>,
    absolute: bool,
) -> Result<Link, Failure> {
    let marks = Arc::new(Marks::new());
    let io = TokioIo::new(Timed::new(socket, marks.clone()));
    let header_bytes = shared.header_bytes();
    let sender = match version {
        HttpVersion::Http1 => attend(http1(io, header_bytes), marks.clone()).await.map(Sender::Http1),
        HttpVersion::Http2 => attend(http2(io, header_bytes), marks.clone()).await.map(Sender::Http2),
    };
    let sender = sender.map_err(|error| classify::http(&error))?;
    Ok(Link { sender, marks, tls, used: false, absolute })
}

/// Makes a connection and serves it, all in a task of its own: on the stack of a guest's call it would leave pages that
/// every user keeps. Gives what sends on it.
async fn attend<S, C>(
    handshake: impl Future<Output = hyper::Result<(S, C)>> + Send + 'static,
    marks: Arc<Marks>,
) -> hyper::Result<S>
where
    S: Send + 'static,
    C: Future<Output = hyper::Result<()>> + Send + 'static,
{
    let (made, sender) = oneshot::channel();
    let task = Box::pin(async move {
        // Nobody waits any more when the request's time is up: then the connection closes.
        match handshake.await {
            Ok((sender, connection)) => {
                let _ = made.send(Ok(sender));
                // What broke it is kept for the requests that were on it.
                if let Err(error) = connection.await {
                    marks.broke(classify::http(&error));
                }
            }
            Err(error) => drop(made.send(Err(error))),
        }
    });
    drop(tokio::spawn(task));
    sender.await.expect("the task answers before it ends")
}

type Io = TokioIo<Timed>;

async fn http1(
    io: Io,
    header_bytes: usize,
) -> hyper::Result<(http1::SendRequest<Outgoing>, http1::Connection<Io, Outgoing>)> {
    http1::Builder::new().max_buf_size(header_bytes.max(LEAST_BUFFER)).handshake(io).await
}

async fn http2(
    io: Io,
    header_bytes: usize,
) -> hyper::Result<(http2::SendRequest<Outgoing>, http2::Connection<Io, Outgoing, TokioExecutor>)> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder.max_header_list_size(header_bytes.min(u32::MAX as usize) as u32);
    builder.initial_stream_window_size(STREAM_WINDOW).initial_connection_window_size(2 * STREAM_WINDOW);
    builder.handshake(io).await
}

/// The checked address that a connection for this key goes to.
async fn address(shared: &Shared, key: &Key, phases: &mut Phases) -> Result<SocketAddr, Failure> {
    let hosts = &shared.options().hosts;
    let mapped = hosts.get(&format!("{}:{}", key.host, key.port)).or_else(|| hosts.get(&key.host));
    let address = match (mapped, key.host.parse::<IpAddr>()) {
        (Some(HostTarget::Socket(socket)), _) => *socket,
        (Some(HostTarget::Address(ip)), _) => SocketAddr::new(*ip, key.port),
        (None, Ok(ip)) => SocketAddr::new(ip, key.port),
        (None, Err(_)) => {
            let began = clock::now();
            let all = shared.names().addresses(&key.host).await?;
            phases.resolving = clock::now() - began;
            for ip in &all[1..] {
                shared.allow().check_address(key, SocketAddr::new(*ip, key.port))?;
            }
            SocketAddr::new(all[0], key.port)
        }
    };
    shared.allow().check_address(key, address)?;
    Ok(address)
}

async fn connect(shared: &Shared, address: SocketAddr) -> Result<TcpStream, Failure> {
    let failed = |error| classify::connect(&error);
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.map_err(failed)?;
    if let Some(local) = shared.local_address(address.ip()) {
        socket.bind(SocketAddr::new(local, 0)).map_err(failed)?;
    }
    let connected = tokio::time::timeout(shared.options().connect_timeout, socket.connect(address)).await;
    let stream = connected.map_err(|_| classify::connect_timeout())?.map_err(failed)?;
    stream.set_nodelay(true).map_err(failed)?;
    Ok(stream)
}
