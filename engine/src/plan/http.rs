//! Settings of the HTTP client.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// HTTP client settings of every user.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Longest time of one request, connect and body included (k6: 60 s).
    pub timeout: Duration,
    /// Longest time of one TCP connect (k6: 30 s).
    pub connect_timeout: Duration,
    /// Redirects followed at most (k6: 10).
    pub max_redirects: u32,
    /// `user-agent` of every request; empty = none.
    pub user_agent: String,
    /// Headers of every request.
    pub headers: Vec<(String, String)>,
    /// Body bytes at most, as decoded; more is the failure `too-large`.
    pub max_body: u64,
    /// Connections per host for parallel sends (browsers: 6).
    pub connections_per_host: usize,
    /// Parallel requests of one user at most (k6's `batch`: 20).
    pub parallel: usize,
    /// Requests per second of the whole process; none = no cap.
    pub rps: Option<u64>,
    /// The share of requests whose trace is sampled; none = requests carry no `traceparent`.
    pub trace: Option<f64>,
    /// Every request on a connection of its own.
    pub no_connection_reuse: bool,
    /// Cookies are kept from one iteration to the next.
    pub keep_cookies: bool,
    /// `1.1`, `2` (over TLS by ALPN, else prior knowledge); none = ALPN decides, clear text is 1.1.
    pub version: Option<HttpVersion>,
    /// `accept-encoding` sent, from gzip, deflate, br, zstd; empty = none (and then nothing is decoded but what comes).
    pub accept_encoding: String,
    /// Proxy for every request (`http://user:pass@host:port`).
    pub proxy: Option<url::Url>,
    /// Name (or name:port) → address, without asking DNS.
    pub hosts: BTreeMap<String, HostTarget>,
    /// Name resolution.
    pub dns: DnsOptions,
    /// Local addresses that connections leave from, in turn.
    pub local_addresses: Vec<IpAddr>,
    /// Where requests may go. Checked for each connection, redirect and reused connection.
    pub allow: Vec<AllowEntry>,
    /// Anything may be reached except link-local metadata addresses (a script named as a local file, `allow = ["*"]`).
    pub allow_all: bool,
    /// Names (a leading `*.` matches below) that are refused though allowed.
    pub blocked_hosts: Vec<String>,
    /// Networks that are refused though allowed.
    pub blocked_networks: Vec<ipnet::IpNet>,
    /// TLS.
    pub tls: TlsOptions,
    /// Print one VU's exchanges.
    pub debug: bool,
}

/// What a name is replaced by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostTarget {
    /// The address; the port stays.
    Address(IpAddr),
    /// Address and port.
    Socket(SocketAddr),
}

/// HTTP versions that a plan or request may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpVersion {
    /// HTTP/1.1
    Http1,
    /// HTTP/2
    Http2,
}

/// Name resolution.
#[derive(Debug, Clone)]
pub struct DnsOptions {
    /// How long an answer is used; zero = ask each time, none = for ever (k6: 5 min).
    pub ttl: Option<Duration>,
    /// Which of several addresses.
    pub select: DnsSelect,
    /// Which family.
    pub policy: DnsPolicy,
}

/// Which of several addresses a connection takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DnsSelect {
    /// The first.
    First,
    /// One at random (k6's default).
    #[default]
    Random,
    /// In turn.
    RoundRobin,
}

/// Which address family a connection takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DnsPolicy {
    /// IPv4 where there is one (k6's default).
    #[default]
    PreferIpv4,
    /// IPv6 where there is one.
    PreferIpv6,
    /// IPv4 only.
    OnlyIpv4,
    /// IPv6 only.
    OnlyIpv6,
    /// Either.
    Any,
}

/// TLS settings.
#[derive(Debug, Clone, Default)]
pub struct TlsOptions {
    /// Extra CA certificates, PEM.
    pub ca: Vec<PathBuf>,
    /// Client certificate chain, PEM.
    pub certificate: Option<PathBuf>,
    /// Its key, PEM.
    pub key: Option<PathBuf>,
    /// No verification of the server's certificate.
    pub insecure: bool,
    /// Where the files are read from.
    pub source: super::FileSource,
}

/// Authentication that a request carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// RFC 7616, SHA-256 or MD5 as the server asks.
    Digest {
        /// User.
        user: String,
        /// Password.
        password: String,
    },
}

/// One place that requests may go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowEntry {
    /// `https://api.example.org:443`; host `*.example.org` matches below.
    Origin {
        /// `http` or `https` (ws and wss count as these).
        scheme: String,
        /// Name or address literal, lower case, IPv6 without brackets.
        host: String,
        /// Port.
        port: u16,
        /// Loopback, private and other special addresses are allowed for this name.
        private: bool,
    },
    /// `10.1.0.0/16:8080`: addresses and a port (none = any), special ones included since they are named.
    Network {
        /// The addresses.
        net: ipnet::IpNet,
        /// The port.
        port: Option<u16>,
    },
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(30),
            max_redirects: 10,
            user_agent: concat!("throng/", env!("CARGO_PKG_VERSION")).into(),
            headers: Vec::new(),
            max_body: 64 << 20,
            connections_per_host: 6,
            parallel: 20,
            rps: None,
            trace: None,
            no_connection_reuse: false,
            keep_cookies: false,
            version: None,
            accept_encoding: String::new(),
            proxy: None,
            hosts: BTreeMap::new(),
            dns: DnsOptions::default(),
            local_addresses: Vec::new(),
            allow: Vec::new(),
            allow_all: false,
            blocked_hosts: Vec::new(),
            blocked_networks: Vec::new(),
            tls: TlsOptions::default(),
            debug: false,
        }
    }
}

impl Default for DnsOptions {
    fn default() -> Self {
        Self { ttl: Some(Duration::from_secs(300)), select: DnsSelect::default(), policy: DnsPolicy::default() }
    }
}
