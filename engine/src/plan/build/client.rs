use std::time::Duration;

use super::Build;
use crate::plan::allow::{Allowed, blocked_network, entry, names_loopback, of_url};
use crate::plan::http::{DnsOptions, DnsPolicy, DnsSelect, HttpOptions, HttpVersion, TlsOptions};
use crate::plan::mistake::Instead;
use crate::plan::node::Node;
use crate::plan::value::{address, base_url, choice, host_target, text, ttl};
use crate::plan::{AllowEntry, value};

impl Build<'_> {
    pub(super) fn http(&mut self) -> HttpOptions {
        let root = self.root;
        let of = HttpOptions::default();
        let at = |key| ["http", key];
        let count = |key: &'static str, default: usize| root.whole(&at(key)).map_or(default, |n| n as usize);
        let version = root.find(&at("version")).and_then(|n| choice(n, &["1.1", "2"]).ok());
        let hosts = root.find(&at("hosts")).map_or(&[][..], Node::entries).iter();
        let mut options = HttpOptions {
            timeout: root.span(&at("timeout")).unwrap_or(of.timeout),
            connect_timeout: root.span(&at("connect_timeout")).unwrap_or(of.connect_timeout),
            max_redirects: root.whole(&at("max_redirects")).map_or(of.max_redirects, |n| n as u32),
            user_agent: root.words(&at("user_agent")).unwrap_or(of.user_agent),
            headers: root.pairs(&at("headers")).into_iter().collect(),
            max_body: root.bytes(&at("max_body")).unwrap_or(of.max_body),
            connections_per_host: count("connections_per_host", of.connections_per_host),
            parallel: count("parallel", of.parallel),
            rps: root.whole(&at("rps")),
            trace: root.find(&at("trace")).and_then(|n| value::share(n, "").ok()),
            no_connection_reuse: root.truth(&at("no_connection_reuse")).unwrap_or(false),
            keep_cookies: root.truth(&at("keep_cookies")).unwrap_or(false),
            version: version.map(|v| [HttpVersion::Http1, HttpVersion::Http2][v]),
            accept_encoding: root.words(&at("accept_encoding")).unwrap_or_default(),
            proxy: root.find(&at("proxy")).and_then(|n| base_url(n, &["http"]).ok()),
            hosts: hosts.filter_map(|e| Some((e.key.to_lowercase(), host_target(&e.node).ok()?))).collect(),
            dns: dns(root),
            local_addresses: root.many(&at("local_addresses"), address),
            allow: Vec::new(),
            allow_all: false,
            blocked_hosts: root.many(&at("blocked_hosts"), |n| text(n, "")).iter().map(|h| h.to_lowercase()).collect(),
            blocked_networks: root.many(&at("blocked_networks"), blocked_network),
            tls: self.tls(),
            debug: root.truth(&at("debug")).unwrap_or(false),
        };
        self.authority(&mut options);
        options
    }

    /// Where requests may go: the target's origin and `allow`. A local journey without a plan may go anywhere.
    fn authority(&mut self, options: &mut HttpOptions) {
        let target = self.root.get("target").and_then(|n| base_url(n, &["http", "https"]).ok());
        let listed = self.root.many(&["allow"], entry);
        let script = self.root.words(&["journey"]).is_some_and(|j| !j.starts_with("builtin:"));
        options.allow_all =
            listed.contains(&Allowed::Anything) || (!self.has_file && script && self.root.get("allow").is_none());
        // Without a plan the user named the target by hand, in this very command: its address may be a private one.
        let by_hand = !self.has_file;
        let own = target.as_ref().and_then(|url| of_url(url, by_hand || url.host_str().is_some_and(names_loopback)));
        let listed = listed.into_iter().filter_map(|allowed| match allowed {
            Allowed::Entry(entry) => Some(entry),
            Allowed::Anything => None,
        });
        let mut allow: Vec<AllowEntry> = own.into_iter().chain(listed).collect();
        for entry in &mut allow {
            if let AllowEntry::Origin { host, port, private, .. } = entry {
                let named = options.hosts.contains_key(host) || options.hosts.contains_key(&format!("{host}:{port}"));
                *private |= named;
            }
        }
        if allow.is_empty() && !options.allow_all && self.root.get("journey").is_some() {
            self.warn("allow", "no request can leave: the plan has neither `target` nor `allow`");
        }
        options.allow = allow;
    }

    fn tls(&mut self) -> TlsOptions {
        let root = self.root;
        let path = |key: &str| {
            let node = root.find(&["tls", key])?;
            Some(self.folders.resolve(node, node.text()?))
        };
        let ca = root.many(&["tls", "ca"], |n| text(n, "").map(|t| self.folders.resolve(n, &t)));
        let (certificate, key) = (path("certificate"), path("key"));
        if let Some(table) = root.get("tls") {
            match (table.entry("certificate"), table.entry("key")) {
                (Some(given), None) => self.alone(table, given, "certificate", "key"),
                (None, Some(given)) => self.alone(table, given, "key", "certificate"),
                _ => {}
            }
        }
        TlsOptions {
            ca,
            certificate,
            key,
            insecure: root.truth(&["tls", "insecure"]).unwrap_or(false),
            source: self.folders.source.clone(),
        }
    }

    fn alone(&mut self, table: &Node, given: &crate::plan::node::Entry, has: &str, lacks: &str) {
        let misspelt =
            table.entries().iter().any(|e| e.key != has && value::nearest(&e.key, std::iter::once(lacks)).is_some());
        if !misspelt {
            let instead = Instead::Remove(given.node.at.span.end);
            self.mistake(
                &given.key_at,
                &format!("tls.{has}"),
                format!("`tls.{has}` needs `tls.{lacks}` beside it"),
                instead,
            );
        }
    }
}

fn dns(root: &Node) -> DnsOptions {
    const SELECT: [DnsSelect; 3] = [DnsSelect::Random, DnsSelect::First, DnsSelect::RoundRobin];
    const POLICY: [DnsPolicy; 5] =
        [DnsPolicy::PreferIpv4, DnsPolicy::PreferIpv6, DnsPolicy::OnlyIpv4, DnsPolicy::OnlyIpv6, DnsPolicy::Any];
    let word =
        |key: &str, words: &[&str]| root.find(&["http", "dns", key]).and_then(|n| choice(n, words).ok()).unwrap_or(0);
    DnsOptions {
        ttl: root
            .find(&["http", "dns", "ttl"])
            .and_then(|n| ttl(n, "5m").ok())
            .unwrap_or(Some(Duration::from_secs(300))),
        select: SELECT[word("select", &["random", "first", "round-robin"])],
        policy: POLICY[word("policy", &["prefer-ipv4", "prefer-ipv6", "only-ipv4", "only-ipv6", "any"])],
    }
}
