use std::net::SocketAddr;

use super::Build;
use crate::plan::InboxOptions;
use crate::plan::mistake::Instead;
use crate::plan::node::Value;
use crate::plan::value::{base_url, nearest};

impl Build<'_> {
    /// The receiver; none without the table.
    pub(super) fn inbox(&mut self) -> Option<InboxOptions> {
        let root = self.root;
        let node = root.get("inbox")?;
        let Some(bind) = node.get("bind") else {
            let misspelt = node.entries().iter().any(|e| nearest(&e.key, std::iter::once("bind")).is_some());
            if matches!(node.value, Value::Table(_)) && !misspelt {
                self.missing(&node.at, &["inbox", "bind"], "\"127.0.0.1:0\"");
            }
            return None;
        };
        let text = bind.text()?;
        let Ok(bind) = text.parse::<SocketAddr>() else {
            let port = text.rsplit(':').next().and_then(|port| port.parse::<u16>().ok()).unwrap_or(0);
            let instead = Instead::Text(format!("127.0.0.1:{port}"));
            self.mistake(&bind.at, "inbox.bind", format!("`{text}` is not an IP address and a port"), instead);
            return None;
        };
        let of = InboxOptions::at(bind);
        Some(InboxOptions {
            public: root.find(&["inbox", "public"]).and_then(|n| base_url(n, &["http", "https"]).ok()),
            max_body: root.bytes(&["inbox", "max_body"]).unwrap_or(of.max_body),
            header_bytes: root.bytes(&["inbox", "header_bytes"]).map_or(of.header_bytes, |n| n as usize),
            connections: root.whole(&["inbox", "connections"]).map_or(of.connections, |n| n as usize),
            read_time: root.span(&["inbox", "read_time"]).unwrap_or(of.read_time),
            items: root.whole(&["inbox", "items"]).map_or(of.items, |n| n as usize),
            bytes: root.bytes(&["inbox", "bytes"]).unwrap_or(of.bytes),
            ..of
        })
    }
}
