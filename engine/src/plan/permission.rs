//! One thing that a bundle may want and its runner may grant, as both write it: `host:https://api.example.org`.

use std::fmt;

use super::allow::{Allowed, entry};
use super::layers::{from_text, split};
use super::node::{At, Node, Origin, Value};
use super::quantity::{format_duration, format_size};
use super::schema::shown;
use super::settings::{Kind, find};
use super::{AllowEntry, value};

/// A permission in its one way of writing: two are the same when their texts are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permission(String);

/// The kinds, with what stands after the colon.
const KINDS: [(&str, &str); 10] = [
    ("host", "https://api.example.org"),
    ("private-host", "http://intra:80"),
    ("network", "10.0.0.0/8:443"),
    ("env", "REGION"),
    ("secret", "API_KEY, or API_KEY=VARIABLE"),
    ("data", "users"),
    ("inbox", "orders"),
    ("limit", "memory=256MiB"),
    ("command", "[\"pg_ctl\",\"start\"]"),
    ("setting", "tls.insecure=true"),
];

impl Permission {
    /// Of a kind and what it is for.
    pub(super) fn new(kind: &str, value: impl fmt::Display) -> Self {
        Self(format!("{kind}:{value}"))
    }

    /// Reads what a runner grants; an error says what to write.
    ///
    /// # Errors
    /// A kind that there is not, a value that does not fit it, a wildcard.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (kind, value) = text.split_once(':').unwrap_or((text, ""));
        let Some((_, example)) = KINDS.iter().find(|(name, _)| *name == kind) else {
            let near = value::nearest(kind, KINDS.iter().map(|(name, _)| *name));
            let all = KINDS.map(|(name, _)| name).join(", ");
            let near = near.map_or(String::new(), |near| format!(", perhaps {near}"));
            return Err(format!("`{text}` is no permission: it begins with one of {all}{near}"));
        };
        if value.contains('*') && kind != "command" {
            return Err(format!("`{text}`: nothing is granted by a wildcard, write each {kind} out"));
        }
        let wrong = || format!("`{text}`: write {kind}:{example}");
        match kind {
            "host" | "private-host" | "network" => {
                let one = place(value, kind == "private-host").ok_or_else(wrong)?;
                if one.kind() == kind { Ok(one) } else { Err(wrong()) }
            }
            "limit" => assignment(value).and_then(|(key, text)| limit(&key, &text)).ok_or_else(wrong),
            "setting" => assignment(value).and_then(|(path, text)| setting(&path, &text)).ok_or_else(wrong),
            "command" => {
                let words: Vec<String> = serde_json::from_str(value).map_err(|_| wrong())?;
                if words.is_empty() { Err(wrong()) } else { Ok(command(&words)) }
            }
            _ if value.is_empty() => Err(wrong()),
            // A secret of the same name as its variable is written once.
            "secret" => Ok(match value.split_once('=') {
                Some((name, variable)) => secret(name, variable),
                None => secret(value, value),
            }),
            _ => Ok(Self::new(kind, value)),
        }
    }

    /// `host`, `secret` …
    pub fn kind(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// Whether no runner can grant it, because it stands for many.
    pub fn is_wildcard(&self) -> bool {
        self.0.contains('*') && self.kind() != "command"
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The permission to reach what an entry of `allow` names.
pub(super) fn reach(allowed: &Allowed) -> Permission {
    match allowed {
        Allowed::Anything => Permission::new("host", "*"),
        Allowed::Entry(AllowEntry::Origin { scheme, host, port, private }) => {
            let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
            let default = if scheme == "https" { 443 } else { 80 };
            let port = if *port == default { String::new() } else { format!(":{port}") };
            Permission::new(if *private { "private-host" } else { "host" }, format!("{scheme}://{host}{port}"))
        }
        Allowed::Entry(AllowEntry::Network { net, port }) => {
            let port = port.map_or(String::new(), |port| format!(":{port}"));
            let net = if net.addr().is_ipv6() && !port.is_empty() { format!("[{net}]") } else { net.to_string() };
            Permission::new("network", net + &port)
        }
    }
}

/// The permission to read a variable of the process as a secret.
pub(super) fn secret(name: &str, variable: &str) -> Permission {
    if name == variable {
        Permission::new("secret", name)
    } else {
        Permission::new("secret", format!("{name}={variable}"))
    }
}

/// The permission to start a process.
pub(super) fn command(words: &[String]) -> Permission {
    Permission::new("command", serde_json::Value::from(words))
}

/// The permission to use more than a limit's default; none for what is no limit.
pub(super) fn limit_of(key: &str, node: &Node) -> Option<Permission> {
    let text = match find(&["limits", key])?.kind {
        Kind::Size(..) => format_size(value::size(node, 0, u64::MAX).ok()?),
        Kind::Duration(least) => format_duration(value::duration(node, least, "").ok()?),
        _ => value::integer(node, 0, u64::MAX).ok()?.to_string(),
    };
    Some(Permission::new("limit", format!("{key}={text}")))
}

/// The permission for a setting that has no kind of its own.
pub(super) fn setting_of(path: &[&str], node: &Node) -> Permission {
    Permission::new("setting", format!("{}={}", shown(path), super::origins::toml(node)))
}

fn place(text: &str, private: bool) -> Option<Permission> {
    let mut allowed = entry(&plain(text)).ok()?;
    if let Allowed::Entry(AllowEntry::Origin { private: own, .. }) = &mut allowed {
        *own = private;
    }
    Some(reach(&allowed))
}

fn assignment(text: &str) -> Option<(String, String)> {
    // A quoted name may hold `=`.
    let at = text.match_indices('=').map(|(at, _)| at).find(|at| text[..*at].matches('"').count().is_multiple_of(2))?;
    Some((text[..at].to_owned(), text[at + 1..].to_owned()))
}

fn limit(key: &str, text: &str) -> Option<Permission> {
    limit_of(key, &from_text(&["limits".into(), key.into()], text, &by_hand()).ok()?)
}

fn setting(path: &str, text: &str) -> Option<Permission> {
    let path = split(path);
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    find(&keys)?;
    Some(setting_of(&keys, &from_text(&path, text, &by_hand()).ok()?))
}

fn by_hand() -> Origin {
    Origin::Flag("--grant".into())
}

fn plain(text: &str) -> Node {
    Node { at: At { origin: by_hand(), span: 0..0 }, value: Value::Text(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_granted_is_written_in_one_way() {
        let one = |text: &str| Permission::parse(text).map(|permission| permission.to_string());
        for (text, meant) in [
            ("host:https://API.example.org:443/", "host:https://api.example.org"),
            ("host:http://127.0.0.1:8080", "host:http://127.0.0.1:8080"),
            ("private-host:http://intra", "private-host:http://intra"),
            ("network:10.1.2.3/8:443", "network:10.0.0.0/8:443"),
            ("secret:KEY=KEY", "secret:KEY"),
            ("secret:KEY=AWS_KEY", "secret:KEY=AWS_KEY"),
            ("limit:memory=268435456", "limit:memory=256MiB"),
            ("limit:cpu=2000ms", "limit:cpu=2s"),
            ("limit:handles=20000", "limit:handles=20000"),
            ("setting:tls.insecure=true", "setting:tls.insecure=true"),
            ("setting:http.hosts.\"a.example\"=127.0.0.1", "setting:http.hosts.\"a.example\"=\"127.0.0.1\""),
            ("command:[\"sh\", \"-c\", \"ls *\"]", "command:[\"sh\",\"-c\",\"ls *\"]"),
        ] {
            assert_eq!(one(text).as_deref(), Ok(meant));
            assert_eq!(one(meant).as_deref(), Ok(meant));
        }
    }

    #[test]
    fn what_cannot_be_granted_says_what_to_write() {
        let wrong = |text: &str| Permission::parse(text).unwrap_err();
        assert_eq!(wrong("host:*"), "`host:*`: nothing is granted by a wildcard, write each host out");
        assert_eq!(wrong("env:A*"), "`env:A*`: nothing is granted by a wildcard, write each env out");
        assert_eq!(wrong("host:api.example.org"), "`host:api.example.org`: write host:https://api.example.org");
        assert_eq!(wrong("network:https://a.example"), "`network:https://a.example`: write network:10.0.0.0/8:443");
        assert_eq!(wrong("limit:memory"), "`limit:memory`: write limit:memory=256MiB");
        assert_eq!(wrong("command:ls"), "`command:ls`: write command:[\"pg_ctl\",\"start\"]");
        assert_eq!(wrong("env:"), "`env:`: write env:REGION");
        assert!(wrong("hosts:x").ends_with("perhaps host"), "{}", wrong("hosts:x"));
    }
}
