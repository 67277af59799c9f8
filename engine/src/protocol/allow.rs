//! Where requests may go. Pure: names, addresses and the plan's entries in, yes or a failure out.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use ipnet::IpNet;

use super::prepared::Key;
use crate::plan::{AllowEntry, HttpOptions};
use crate::sample::{Cause, Failure};

/// The plan's entries and refusals, and the engine's own listeners.
pub(super) struct AllowList {
    entries: Vec<AllowEntry>,
    all: bool,
    blocked_hosts: Vec<String>,
    blocked_networks: Vec<IpNet>,
    own: Mutex<Vec<SocketAddr>>,
}

impl AllowList {
    /// The plan's.
    pub(super) fn new(options: &HttpOptions) -> Self {
        Self {
            entries: options.allow.clone(),
            all: options.allow_all,
            blocked_hosts: options
                .blocked_hosts
                .iter()
                .map(|host| bare(&host.to_ascii_lowercase()).to_owned())
                .collect(),
            blocked_networks: options.blocked_networks.clone(),
            own: Mutex::default(),
        }
    }

    /// A listener of the engine: never to be reached.
    pub(super) fn refuse_listener(&self, listener: SocketAddr) {
        self.own.lock().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    /// Before a name is resolved: whether any entry could allow it at all.
    pub(super) fn check_origin(&self, key: &Key) -> Result<(), Failure> {
        let (host, port) = (bare(&key.host), key.port);
        if self.blocked_hosts.iter().any(|pattern| matches(pattern, host)) {
            return Err(Failure::new(Cause::Denied, 1111, format!("{host} is a blocked host")));
        }
        let by_network = |entry: &AllowEntry| matches!(entry, AllowEntry::Network { port: own, .. } if own.is_none_or(|own| own == port));
        if self.all || self.origins(key.scheme(), host, port).next().is_some() || self.entries.iter().any(by_network) {
            return Ok(());
        }
        Err(self.refused(key, "is not allowed"))
    }

    /// Before the connection is made: `address` is one that the key's name resolved to (or that it is).
    pub(super) fn check_address(&self, key: &Key, address: SocketAddr) -> Result<(), Failure> {
        let ip = canonical(address.ip());
        if self.blocked_networks.iter().any(|net| net.contains(&ip) || net.contains(&address.ip())) {
            return Err(Failure::new(Cause::Denied, 1110, format!("{ip} is in a blocked network")));
        }
        if self.is_own(ip, address.port()) {
            return Err(Failure::new(
                Cause::Denied,
                1000,
                format!("{ip}:{} is a listener of the engine itself", address.port()),
            ));
        }
        if self.all {
            let metadata = is_metadata(ip) || is_metadata(address.ip());
            return if metadata {
                Err(self.refused(key, &format!("leads to the link-local address {ip}")))
            } else {
                Ok(())
            };
        }
        let named = |entry: &AllowEntry| match entry {
            AllowEntry::Network { net, port } => {
                (net.contains(&ip) || net.contains(&address.ip())) && port.is_none_or(|port| port == address.port())
            }
            AllowEntry::Origin { .. } => false,
        };
        if self.entries.iter().any(named) {
            return Ok(());
        }
        let special = is_special(ip) || is_special(address.ip());
        let host = bare(&key.host);
        let mut origins = self.origins(key.scheme(), host, key.port).peekable();
        if origins.peek().is_none() {
            return Err(self.refused(key, &format!("leads to {ip}, which is not allowed")));
        }
        if !special || origins.any(|origin| covers(origin, ip)) {
            return Ok(());
        }
        Err(self.refused(
            key,
            &format!("leads to the special address {ip} (add `private = true` to its entry to allow that)"),
        ))
    }

    /// A Host header of its own must name an allowed origin too.
    pub(super) fn check_host_header(&self, scheme: &str, header: &str, key: &Key) -> Result<(), Failure> {
        let default = if scheme == "https" { 443 } else { 80 };
        let (host, port) = authority(header, default)
            .ok_or_else(|| Failure::new(Cause::Invalid, 1000, format!("host header `{header}` is no host")))?;
        let same = host == bare(&key.host) && port == key.port;
        let blocked = self.blocked_hosts.iter().any(|pattern| matches(pattern, &host));
        if blocked {
            return Err(Failure::new(Cause::Denied, 1111, format!("{host} (host header) is a blocked host")));
        }
        if same || self.all || self.origins(scheme, &host, port).next().is_some() {
            return Ok(());
        }
        let hint = format!("add `{scheme}://{host}:{port}` to `allow`");
        Err(Failure::new(Cause::Denied, 1000, format!("host header `{header}` is not allowed: {hint}")))
    }

    fn origins<'a>(&'a self, scheme: &'a str, host: &'a str, port: u16) -> impl Iterator<Item = &'a AllowEntry> {
        self.entries.iter().filter(move |entry| match entry {
            AllowEntry::Origin { scheme: own, host: pattern, port: own_port, .. } => {
                let own = match own.as_str() {
                    "ws" => "http",
                    "wss" => "https",
                    own => own,
                };
                own == scheme && *own_port == port && (matches(bare(pattern), host) || same_address(pattern, host))
            }
            AllowEntry::Network { .. } => false,
        })
    }

    fn is_own(&self, ip: IpAddr, port: u16) -> bool {
        let local = ip.is_loopback() || ip.is_unspecified();
        self.own.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|own| {
            let everywhere = own.ip().is_unspecified() && local;
            let unspecified = ip.is_unspecified() && own.ip().is_loopback();
            own.port() == port && (canonical(own.ip()) == ip || everywhere || unspecified)
        })
    }

    fn refused(&self, key: &Key, why: &str) -> Failure {
        let host = if key.host.contains(':') { format!("[{}]", key.host) } else { key.host.clone() };
        let origin = format!("{}://{host}:{}", key.scheme(), key.port);
        let hint =
            if self.all || why != "is not allowed" { String::new() } else { format!(": add `{origin}` to `allow`") };
        Failure::new(Cause::Denied, 1000, format!("{origin} {why}{hint}"))
    }
}

/// Whether an origin's entry covers a special address: it says so, names the address, or is localhost by name.
fn covers(entry: &AllowEntry, ip: IpAddr) -> bool {
    let AllowEntry::Origin { host, private, .. } = entry else { return false };
    let host = bare(host);
    let local_name = (host == "localhost" || host.ends_with(".localhost")) && ip.is_loopback();
    *private || local_name || host.parse::<IpAddr>().is_ok_and(|named| canonical(named) == ip)
}

fn same_address(pattern: &str, host: &str) -> bool {
    match (pattern.parse::<IpAddr>(), host.parse::<IpAddr>()) {
        (Ok(named), Ok(asked)) => named == asked,
        _ => false,
    }
}

/// `*.example.org` matches names below, not the name itself; `*` matches every name.
fn matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => host.strip_suffix(parent).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        None => pattern == host || pattern == "*",
    }
}

fn bare(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}

/// Host and port of a Host header, as the URL standard reads them.
fn authority(header: &str, default: u16) -> Option<(String, u16)> {
    if header.contains(['/', '@', '?', '#', '\\']) {
        return None;
    }
    let url = url::Url::parse(&format!("http://{header}/")).ok()?;
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
    let explicit =
        header.rsplit_once(':').is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    let port = if explicit { url.port_or_known_default()? } else { default };
    Some((bare(host).to_owned(), port))
}

/// The IPv4 address inside an IPv6 one (mapped, compatible, NAT64, 6to4), else the address itself.
fn canonical(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    let parts = v6.segments();
    let v4 = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match parts {
        [0, 0, 0, 0, 0, 0xffff, high, low] => v4(high, low),
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => ip,
        [0, 0, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        _ => ip,
    }
}

/// Link-local addresses, where clouds put their metadata, and AWS's unique-local one.
fn is_metadata(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local() || v6 == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    }
}

/// Addresses that are not of the public internet.
fn is_special(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            matches!(
                (a, b, c),
                (0 | 10 | 127 | 224..=255, ..) | (100, 64..=127, _) | (192, 0, 0 | 2) | (198, 18 | 19, _)
            ) || v4.is_link_local()
                || v4.is_private()
                || v4.is_documentation()
        }
        IpAddr::V6(v6) => {
            let first = v6.segments()[0];
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || first & 0xfe00 == 0xfc00
                || first & 0xff80 == 0xfe80
                || (first == 0x2001 && v6.segments()[1] == 0xdb8)
                || (first == 0x64 && v6.segments()[1] == 0xff9b && v6.segments()[2] == 1)
        }
    }
}

#[cfg(test)]
#[path = "allow_tests.rs"]
mod tests;
