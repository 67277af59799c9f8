//! Through an HTTP proxy: the request line holds the whole url, https goes through a CONNECT tunnel.

use std::net::{IpAddr, SocketAddr};

use percent_encoding::percent_decode_str;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use url::Url;

use super::classify;
use super::connect::Known;
use super::io::Counted;
use super::prepared::Key;
use super::request::basic;
use super::shared::Shared;
use crate::clock;
use crate::sample::{Cause, Failure};

/// The head of a proxy's answer is not longer than this.
const LONGEST_HEAD: usize = 16 << 10;

/// The proxy resolves names, so only literal addresses can be checked here; names are checked as origins.
pub(super) fn check_target(shared: &Shared, key: &Key) -> Result<(), Failure> {
    match key.host.parse::<IpAddr>() {
        Ok(ip) => shared.allow().check_address(key, SocketAddr::new(ip, key.port)),
        Err(_) => Ok(()),
    }
}

/// The proxy's address. It is the plan's own setting, so the allow-list does not concern it.
pub(super) async fn address(shared: &Shared, proxy: &Url, known: &Known) -> Result<SocketAddr, Failure> {
    let port = proxy.port_or_known_default().unwrap_or(80);
    let ip = match proxy.host() {
        Some(url::Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(url::Host::Ipv6(ip)) => IpAddr::V6(ip),
        Some(url::Host::Domain(name)) => {
            let began = clock::now();
            let all = shared.names().addresses(name).await?;
            known.note(|phases| phases.resolving = clock::now() - began);
            all[0]
        }
        None => return Err(Failure::new(Cause::Invalid, 1020, "the proxy's url has no host")),
    };
    Ok(SocketAddr::new(ip, port))
}

/// The value of `proxy-authorization`, where the proxy's url has a user.
pub(super) fn authorization(proxy: &Url) -> Option<String> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let named = !proxy.username().is_empty();
    named.then(|| basic(&decode(proxy.username()), &decode(proxy.password().unwrap_or_default())))
}

/// Asks the proxy for a tunnel to the key's host.
pub(super) async fn tunnel(socket: &mut Counted, proxy: &Url, key: &Key) -> Result<(), Failure> {
    let host = if key.host.contains(':') { format!("[{}]", key.host) } else { key.host.clone() };
    let target = format!("{host}:{}", key.port);
    let auth = authorization(proxy).map(|value| format!("proxy-authorization: {value}\r\n")).unwrap_or_default();
    let request = format!("CONNECT {target} HTTP/1.1\r\nhost: {target}\r\n{auth}\r\n");
    socket.write_all(request.as_bytes()).await.map_err(|error| classify::connect(&error))?;
    let status = answer(socket).await?;
    match status {
        200..=299 => Ok(()),
        _ => Err(Failure::new(Cause::Connect, 1210, format!("the proxy answered {status} to CONNECT {target}"))),
    }
}

/// Reads the head byte by byte, so that nothing behind it is taken.
async fn answer(socket: &mut Counted) -> Result<u16, Failure> {
    let mut head = Vec::with_capacity(256);
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= LONGEST_HEAD {
            return Err(not_http());
        }
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(error) => return Err(classify::connect(&error)),
        }
    }
    let line = std::str::from_utf8(&head).ok().and_then(|head| head.lines().next()).unwrap_or_default();
    let mut words = line.split(' ');
    let http = words.next().is_some_and(|version| version.starts_with("HTTP/1."));
    words.next().filter(|_| http).and_then(|status| status.parse().ok()).ok_or_else(not_http)
}

fn not_http() -> Failure {
    Failure::new(Cause::Connect, 1210, "the proxy's answer to CONNECT is not HTTP")
}
