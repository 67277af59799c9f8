//! The demonstration target as a process, and what it says that it answered.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::engine::binary;

/// A running `throng demo` on a free port; it ends when this is dropped.
pub struct Shop {
    child: Child,
    address: String,
}

impl Shop {
    /// Starts it and waits until it listens.
    pub fn start() -> Self {
        let mut command = Command::new(binary());
        command.args(["demo", "--listen", "127.0.0.1:0", "--until-stdin-closes"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the binary starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it was asked for");
        BufReader::new(stdout).read_line(&mut line).expect("it says where it listens");
        let address = line.trim().strip_prefix("demonstration target on http://").map(str::to_owned);
        Self { child, address: address.unwrap_or_else(|| panic!("no address in {line:?}")) }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it says of itself at `/_stats`.
    pub fn stats(&self) -> Value {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out above 0");
        write!(stream, "GET /_stats HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n").expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers in UTF-8");
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    /// Its answers so far: how many by `METHOD route` and status, as in `("GET /api/products", 200)`.
    pub fn answers(&self) -> BTreeMap<(String, u16), u64> {
        let stats = self.stats();
        let mut all = BTreeMap::new();
        for (route, statuses) in stats["routes"].as_object().into_iter().flatten() {
            for (status, count) in statuses.as_object().into_iter().flatten() {
                let status = status.parse().expect("a status is a number");
                all.insert((route.clone(), status), count.as_u64().expect("a count is a number"));
            }
        }
        all
    }

    /// What it counted of what stays open: `("ws_opened", 4)`, in the order of the alphabet.
    pub fn live(&self) -> Vec<(String, u64)> {
        let stats = self.stats();
        let counts = stats["live"].as_object().into_iter().flatten();
        counts.map(|(name, count)| (name.clone(), count.as_u64().expect("a count is a number"))).collect()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It ends by itself within two seconds; a test that fails does not wait for it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
