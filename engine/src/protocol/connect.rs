//! A connection, step by step: resolve, check, connect, TLS, handshake. Each step that is completed is timed.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ProtocolVersion;
use rustls_pki_types::ServerName;
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;

use super::classify;
use super::io::{Counted, Socket, Traffic};
use super::prepared::Key;
use super::proxy;
use super::shared::Shared;
use super::tls::TlsSet;
use super::{http1, http2};
use crate::clock;
use crate::plan::http::{HostTarget, HttpVersion};
use crate::sample::{Cause, Failure, Phases, Protocol};

/// What an exchange goes through.
pub(super) enum Sender {
    /// One at a time.
    Http1(Box<http1::Connection>),
    /// Many.
    Http2(http2::Connection),
}

/// An open connection.
pub(super) struct Link {
    /// Sends requests.
    pub(super) sender: Sender,
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

/// The times of the steps so far, where whoever waits for the connection sees them too.
#[derive(Default)]
pub(super) struct Known(Mutex<Phases>);

impl Known {
    /// The times so far.
    pub(super) fn phases(&self) -> Phases {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A step is over.
    pub(super) fn note(&self, step: impl FnOnce(&mut Phases)) {
        step(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Opens a connection for this key. `through`: a proxy is to pass on whatever is spoken, not to read requests. The phases
/// of the steps that were completed are set even when a later one fails.
pub(super) async fn open(
    shared: &Shared,
    tls: &TlsSet,
    traffic: &Arc<Traffic>,
    key: &Key,
    through: bool,
    known: &Known,
) -> Result<Link, Failure> {
    let proxy = shared.options().proxy.as_ref();
    let address = match proxy {
        Some(proxy) => {
            proxy::check_target(shared, key)?;
            proxy::address(shared, proxy, known).await?
        }
        None => address(shared, key, known).await?,
    };
    let began = clock::now();
    let socket = connect(shared, address).await?;
    known.note(|phases| phases.connecting = clock::now() - began);
    let mut socket = Counted::new(socket, traffic.clone());
    let through = through || key.secure;
    let absolute = proxy.is_some() && !through;
    if let Some(proxy) = proxy.filter(|_| through) {
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
    known.note(|phases| phases.securing = clock::now() - began);
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
    let sender = match version {
        HttpVersion::Http1 => Sender::Http1(Box::new(http1::Connection::new(socket, shared.header_bytes()))),
        HttpVersion::Http2 => Sender::Http2(http2::Connection::new(socket, shared.header_bytes()).await?),
    };
    Ok(Link { sender, tls, used: false, absolute })
}

/// The checked address that a connection for this key goes to.
async fn address(shared: &Shared, key: &Key, known: &Known) -> Result<SocketAddr, Failure> {
    let hosts = &shared.options().hosts;
    let mapped = hosts.get(&format!("{}:{}", key.host, key.port)).or_else(|| hosts.get(&key.host));
    let address = match (mapped, key.host.parse::<IpAddr>()) {
        (Some(HostTarget::Socket(socket)), _) => *socket,
        (Some(HostTarget::Address(ip)), _) => SocketAddr::new(*ip, key.port),
        (None, Ok(ip)) => SocketAddr::new(ip, key.port),
        (None, Err(_)) => {
            let began = clock::now();
            let all = shared.names().addresses(&key.host).await?;
            known.note(|phases| phases.resolving = clock::now() - began);
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
