use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::runtime;

/// An HTTP proxy that remembers what it was asked. It leads CONNECT through to where it is asked to, and answers every
/// other request itself.
pub struct Proxy {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// A proxy on a free port of 127.0.0.1; it wants this `proxy-authorization`, where one is given, and answers 407 to
    /// anything else.
    pub fn start(authorization: Option<&'static str>) -> Self {
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = heads.clone();
        let listener = runtime().block_on(TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let task = runtime().spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, seen.clone(), authorization));
            }
        });
        Self { address, heads, task }
    }

    /// `HOST:PORT`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The heads of all requests in lower case, by arrival.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut socket: TcpStream, heads: Arc<Mutex<Vec<String>>>, authorization: Option<&'static str>) {
    while let Some(head) = head(&mut socket).await {
        let target = head.strip_prefix("connect ").and_then(|rest| rest.split(' ').next()).map(str::to_owned);
        let admitted =
            authorization.is_none_or(|value| head.contains(&format!("\r\nproxy-authorization: {value}\r\n")));
        heads.lock().unwrap_or_else(PoisonError::into_inner).push(head);
        let answer: &[u8] = match (admitted, &target) {
            (false, _) => b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
            (true, Some(_)) => b"HTTP/1.1 200 Connection established\r\n\r\n",
            (true, None) => b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nby proxy\n",
        };
        // The client may be gone; then the next read says so.
        let _ = socket.write_all(answer).await;
        if let Some(target) = target.filter(|_| admitted) {
            let Ok(mut onward) = TcpStream::connect(target).await else { return };
            let _ = copy_bidirectional(&mut socket, &mut onward).await;
            return;
        }
    }
}

/// The next request's head; its header lines end in an empty one. None at the end of the connection.
async fn head(socket: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.ok()?);
    }
    Some(String::from_utf8_lossy(&head).to_lowercase())
}
