//! Where requests may go: the entries of `allow` and the lists of what is blocked.

use ipnet::IpNet;

use super::AllowEntry;
use super::compound::strangers;
use super::mistake::{Instead, Mistake};
use super::node::{Node, Value};
use super::value::{Reading, boolean, text, wrong};

const EXAMPLE: &str = "https://api.example.org";

/// An entry of `allow`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Allowed {
    /// `*`: everything but link-local metadata addresses.
    Anything,
    Entry(AllowEntry),
}

/// `"https://host:port"`, `"10.0.0.0/8:443"`, `"*"` or `{ origin = "http://intra:80", private = true }`.
pub(super) fn entry(node: &Node) -> Reading<Allowed> {
    if !matches!(node.value, Value::Table(_)) {
        let given = text(node, EXAMPLE)?;
        if given == "*" {
            return Ok(Allowed::Anything);
        }
        return parse(node, &given, false).map(Allowed::Entry);
    }
    let mut mistakes = strangers(node, &["origin", "private"]);
    let private = match node.get("private").map(boolean) {
        Some(Err(found)) => {
            mistakes.extend(found.into_iter().map(|m| Mistake { path: ".private".into(), ..m }));
            false
        }
        Some(Ok(private)) => private,
        None => false,
    };
    let Some(origin) = node.get("origin") else {
        if mistakes.is_empty() {
            let instead = Instead::Insert("origin".into(), format!("\"{EXAMPLE}\""));
            mistakes.push(Mistake::new(&node.at, "", "`origin` is missing", instead));
        }
        return Err(mistakes);
    };
    let parsed = text(origin, EXAMPLE).and_then(|given| parse(origin, &given, private));
    match parsed {
        Ok(entry) if mistakes.is_empty() => Ok(Allowed::Entry(entry)),
        Ok(_) => Err(mistakes),
        Err(found) => {
            mistakes.extend(found.into_iter().map(|m| Mistake { path: ".origin".into(), ..m }));
            Err(mistakes)
        }
    }
}

fn parse(node: &Node, given: &str, private: bool) -> Reading<AllowEntry> {
    if given.contains("://") {
        return match origin_of(given, private) {
            Some(entry) => Ok(entry),
            None => wrong(
                node,
                format!("`{given}` is not an origin (scheme, host and port only)"),
                Instead::Text(meant(given)),
            ),
        };
    }
    if !given.contains('/') {
        return wrong(node, format!("`{given}` has no scheme"), Instead::Text(meant(given)));
    }
    let (net, port) = match given.rsplit_once(':') {
        Some((net, port)) if net.contains('/') && (!net.contains(':') || net.starts_with('[')) => (net, Some(port)),
        _ => (given, None),
    };
    let port = match port.map(str::parse::<u16>) {
        Some(Ok(port)) if port > 0 => Some(port),
        None => None,
        _ => return wrong(node, format!("`{given}` has no valid port"), Instead::Text(format!("{net}:443"))),
    };
    match network_of(net) {
        Some(net) => Ok(AllowEntry::Network { net, port }),
        None => {
            let port = port.map_or(String::new(), |p| format!(":{p}"));
            wrong(
                node,
                format!("`{net}` is not a network such as 10.0.0.0/8"),
                Instead::Text(network_meant(net) + &port),
            )
        }
    }
}

fn network_of(text: &str) -> Option<IpNet> {
    let text = text.replace(['[', ']'], "");
    text.parse::<IpNet>().ok().map(|net| net.trunc())
}

/// The network with what is out of range set to its bound.
fn network_meant(text: &str) -> String {
    let (address, length) = text.split_once('/').unwrap_or((text, ""));
    let parts: Vec<String> = address
        .split('.')
        .map(|p| p.parse::<u64>().unwrap_or(0).min(255).to_string())
        .chain(vec!["0".into(); 4])
        .take(4)
        .collect();
    let length = length.parse::<u64>().unwrap_or(32).min(32);
    match address.replace(['[', ']'], "").parse::<std::net::Ipv6Addr>() {
        Ok(address) => format!("[{address}]/128"),
        Err(_) => format!("{}/{length}", parts.join(".")),
    }
}

/// The origin of a URL as an entry; none when it is more or less than an origin.
fn origin_of(text: &str, private: bool) -> Option<AllowEntry> {
    let url = url::Url::parse(&text.replacen("://*.", "://wildcard--.", 1)).ok()?;
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    if !bare || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let mut entry = of_url(&url, private)?;
    if let AllowEntry::Origin { host, .. } = &mut entry
        && let Some(rest) = host.strip_prefix("wildcard--.")
    {
        *host = format!("*.{rest}");
    }
    Some(entry)
}

/// The origin that a URL belongs to; none when its scheme is not one of http, https, ws, wss.
pub(super) fn of_url(url: &url::Url, private: bool) -> Option<AllowEntry> {
    let scheme = match url.scheme() {
        "http" | "ws" => "http",
        "https" | "wss" => "https",
        _ => return None,
    };
    let host = url.host_str()?.trim_matches(['[', ']']).to_lowercase();
    Some(AllowEntry::Origin { scheme: scheme.into(), host, port: url.port_or_known_default()?, private })
}

fn meant(given: &str) -> String {
    let url = if given.contains("://") { given.to_owned() } else { format!("https://{given}") };
    let url = if url.starts_with("://") { format!("https{url}") } else { url };
    match url::Url::parse(&url) {
        Ok(url) if of_url(&url, false).is_some() => {
            let port = url.port().map_or(String::new(), |p| format!(":{p}"));
            format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or("api.example.org"))
        }
        _ => EXAMPLE.to_owned(),
    }
}

/// A network, or one address as a network of its own.
pub(super) fn blocked_network(node: &Node) -> Reading<IpNet> {
    let given = text(node, "10.0.0.0/8")?;
    match network_of(&given).or_else(|| given.parse::<std::net::IpAddr>().ok().map(IpNet::from)) {
        Some(net) => Ok(net),
        None => {
            wrong(node, format!("`{given}` is not a network such as 10.0.0.0/8"), Instead::Text(network_meant(&given)))
        }
    }
}

/// Whether a name always means this machine (RFC 6761), so that naming it names a loopback address.
pub(super) fn names_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost")
}
