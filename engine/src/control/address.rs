use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};

/// Where the page is, as it was asked for and as it came out.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// The name that it was asked by, where that was none of an address.
    name: Option<String>,
    pub(super) bound: SocketAddr,
    pub(super) secure: bool,
}

/// `PORT`, `ADDRESS`, `ADDRESS:PORT` or `NAME:PORT`, resolved; without a port a free one.
pub(super) fn resolve(text: &str) -> Result<(Option<String>, SocketAddr), String> {
    let wrong = || format!("--ui={text}: write PORT, ADDRESS:PORT or NAME:PORT, as in --ui=127.0.0.1:8089");
    if let Ok(port) = text.parse::<u16>() {
        return Ok((None, SocketAddr::from(([127, 0, 0, 1], port))));
    }
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Ok((None, address));
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok((None, SocketAddr::new(address, 0)));
    }
    let (name, port) = text.rsplit_once(':').unwrap_or((text, "0"));
    let port: u16 = port.parse().map_err(|_| wrong())?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || !name.chars().all(plain) {
        return Err(wrong());
    }
    let mut found = (name, port).to_socket_addrs().map_err(|error| format!("--ui={text}: {error}"))?;
    let address = found.next().ok_or_else(|| format!("--ui={text}: the name has no address"))?;
    Ok((Some(name.to_ascii_lowercase()), address))
}

impl Address {
    pub(super) fn new(name: Option<String>, bound: SocketAddr, secure: bool) -> Self {
        Self { name, bound, secure }
    }

    fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }

    /// The page's address, without a token.
    pub(super) fn url(&self) -> String {
        let host = match &self.name {
            Some(name) => name.clone(),
            // An unspecified address is everywhere, and here in particular.
            None if self.bound.ip().is_unspecified() => "localhost".to_owned(),
            None if self.bound.is_ipv6() => format!("[{}]", self.bound.ip()),
            None => self.bound.ip().to_string(),
        };
        format!("{}://{host}:{}/", self.scheme(), self.bound.port())
    }

    /// Whether a request of this `Host` was meant for us: a name that somebody made point here was not.
    pub(super) fn is_host(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(if self.secure { 443 } else { 80 })),
        };
        if port != Some(self.bound.port()) {
            return false;
        }
        let name = name.to_ascii_lowercase();
        if self.name.as_deref() == Some(&name) {
            return true;
        }
        let ours = self.bound.ip();
        match name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(ip) => ip == ours || ours.is_unspecified(),
            Err(_) => name == "localhost" && (ours.is_loopback() || ours.is_unspecified()),
        }
    }

    /// Whether a page of this `Origin` is ours, which came by this `Host`.
    pub(super) fn is_origin(&self, origin: &str, host: &str) -> bool {
        origin.eq_ignore_ascii_case(&format!("{}://{host}", self.scheme()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_an_address() {
        let of = |text| resolve(text).map(|(_, address)| address.to_string());
        assert_eq!(of("8089").unwrap(), "127.0.0.1:8089");
        assert_eq!(of("0.0.0.0").unwrap(), "0.0.0.0:0");
        assert_eq!(of("[::1]:80").unwrap(), "[::1]:80");
        assert_eq!(resolve("LOCALHOST:1").unwrap().0.as_deref(), Some("localhost"));
        for wrong in ["", "a b:1", "x:99999", "plan.toml/x", "http://x:1"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn hosts_that_only_point_here_are_not_meant() {
        let here = Address::new(None, "127.0.0.1:8089".parse().unwrap(), false);
        assert!(here.is_host("127.0.0.1:8089") && here.is_host("LocalHost:8089"));
        for host in ["127.0.0.1", "127.0.0.1:80", "evil.example:8089", "127.0.0.2:8089", "", ":8089", "[::1]:8089"] {
            assert!(!here.is_host(host), "{host}");
        }
        assert!(here.is_origin("http://127.0.0.1:8089", "127.0.0.1:8089"));
        for origin in ["https://127.0.0.1:8089", "http://localhost:8089", "null", "http://127.0.0.1:8089.evil.example"]
        {
            assert!(!here.is_origin(origin, "127.0.0.1:8089"), "{origin}");
        }
        let named = Address::new(Some("ci.example".into()), "10.0.0.5:443".parse().unwrap(), true);
        assert!(named.is_host("ci.example") && named.is_host("ci.example:443") && named.is_host("10.0.0.5"));
        assert!(!named.is_host("localhost:443") && !named.is_host("other.example:443"));
        let six = Address::new(None, "[::]:8089".parse().unwrap(), false);
        assert!(six.is_host("[::1]:8089") && six.is_host("192.0.2.1:8089") && !six.is_host("evil.example:8089"));
        assert_eq!((here.url(), named.url()), ("http://127.0.0.1:8089/".into(), "https://ci.example:443/".into()));
    }
}
