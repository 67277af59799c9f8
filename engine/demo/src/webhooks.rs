//! A sender of webhooks: what it promised, it delivers later, signed, and again until it is answered with 2xx.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::Uri;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::answer::{Answer, Refusal};

/// Deliveries under way at most.
const UNDER_WAY: usize = 10_000;
/// Time for one try.
const PATIENCE: Duration = Duration::from_secs(10);
/// Time before the second try; doubled for each one more.
const BACK_OFF: Duration = Duration::from_millis(50);

/// What a client asks for.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Order {
    url: String,
    #[serde(default)]
    delay_ms: u64,
    #[serde(default = "once")]
    copies: u32,
    key: Option<String>,
    #[serde(default = "thrice")]
    attempts: u32,
    #[serde(default)]
    payload: Value,
}

fn once() -> u32 {
    1
}

fn thrice() -> u32 {
    3
}

/// The sender.
#[derive(Debug)]
pub(crate) struct Webhooks {
    tally: Tally,
    under_way: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Tally {
    accepted: AtomicU64,
    sent: AtomicU64,
    delivered: AtomicU64,
    given_up: AtomicU64,
}

/// What it did so far.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Sent {
    accepted: u64,
    sent: u64,
    delivered: u64,
    given_up: u64,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self { tally: Tally::default(), under_way: Arc::new(Semaphore::new(UNDER_WAY)) }
    }
}

impl Webhooks {
    /// Takes an order; its copies are sent later. Gives its id.
    pub(crate) fn accept(self: &Arc<Self>, order: &Order) -> Answer<String> {
        let fits = order.delay_ms <= 60_000 && (1..=100).contains(&order.copies) && (1..=10).contains(&order.attempts);
        if !fits {
            let message = "delay_ms is at most 60000, copies 1 to 100, attempts 1 to 10";
            return Err(Refusal::bad_request("invalid_webhook", message));
        }
        let (address, path) = place(&order.url)
            .ok_or(Refusal::bad_request("not_loopback", "url is http, and its host a loopback address"))?;
        let busy = |_| Refusal::too_many_requests(1);
        let permit = self.under_way.clone().try_acquire_many_owned(order.copies).map_err(busy)?;
        let id = format!("wh_{}", self.tally.accepted.fetch_add(1, Ordering::Relaxed) + 1);
        let body = json!({ "id": id, "event": "order.paid", "payload": order.payload }).to_string();
        let head = head(address, &path, &id, order.key.as_deref(), &body);
        let (sender, order) = (self.clone(), order.clone());
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(order.delay_ms)).await;
            for _ in 0..order.copies {
                sender.deliver(address, &head, &body, order.attempts).await;
            }
            drop(permit);
        });
        Ok(id)
    }

    async fn deliver(&self, address: SocketAddr, head: &str, body: &str, attempts: u32) {
        let count = |of: &AtomicU64| of.fetch_add(1, Ordering::Relaxed);
        for attempt in 1..=attempts {
            if attempt > 1 {
                tokio::time::sleep(BACK_OFF * (1 << (attempt - 2))).await;
            }
            count(&self.tally.sent);
            let message = format!("{head}x-webhook-attempt: {attempt}\r\n\r\n{body}");
            let status = tokio::time::timeout(PATIENCE, post(address, &message)).await;
            if matches!(status, Ok(Ok(200..=299))) {
                count(&self.tally.delivered);
                return;
            }
        }
        count(&self.tally.given_up);
    }

    pub(crate) fn sent(&self) -> Sent {
        let read = |of: &AtomicU64| of.load(Ordering::Relaxed);
        let Tally { accepted, sent, delivered, given_up } = &self.tally;
        Sent { accepted: read(accepted), sent: read(sent), delivered: read(delivered), given_up: read(given_up) }
    }
}

/// Address and path of a URL of this machine; none for any other.
fn place(url: &str) -> Option<(SocketAddr, String)> {
    let uri: Uri = url.parse().ok().filter(|uri: &Uri| uri.scheme_str() == Some("http"))?;
    let host = uri.host()?.trim_matches(['[', ']']);
    let ip = if host == "localhost" { IpAddr::from(Ipv4Addr::LOCALHOST) } else { host.parse().ok()? };
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    ip.is_loopback().then(|| (SocketAddr::new(ip, uri.port_u16().unwrap_or(80)), path))
}

/// Everything of the request's head but the number of the attempt.
fn head(address: SocketAddr, path: &str, id: &str, key: Option<&str>, body: &str) -> String {
    let length = body.len();
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nx-webhook-id: {id}\r\n"
    );
    if let Some(key) = key {
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
        mac.update(body.as_bytes());
        let code = mac.finalize().into_bytes();
        let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
        let base64 = STANDARD.encode(code);
        head += &format!("x-hub-signature-256: sha256={hex}\r\nx-shopify-hmac-sha256: {base64}\r\n");
    }
    head
}

/// Sends one request; gives the status of its answer.
async fn post(address: SocketAddr, message: &str) -> std::io::Result<u16> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(message.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(64 << 10).read_to_end(&mut answer).await?;
    let line = String::from_utf8_lossy(&answer);
    line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(|| std::io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_called() {
        let at = |url: &str| place(url).map(|(address, path)| format!("{address}{path}"));
        assert_eq!(at("http://127.0.0.1:9/a?b=c").as_deref(), Some("127.0.0.1:9/a?b=c"));
        assert_eq!(at("http://localhost/").as_deref(), Some("127.0.0.1:80/"));
        assert_eq!(at("http://[::1]:9/").as_deref(), Some("[::1]:9/"));
        for other in ["http://10.0.0.1/", "http://example.org/", "https://127.0.0.1/", "127.0.0.1:9", "/", ""] {
            assert_eq!(at(other), None, "{other}");
        }
    }
}
