//! A scripted server: each connection is answered by a function of what was asked.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Where a server listens and how many connections it has had.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Origin {
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Gives each connection to `serve`.
pub(super) async fn origin<F, S>(serve: S) -> Origin
where
    S: Fn(TcpStream, usize) -> F + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = Origin { address: listener.local_addr().expect("an address"), connections: Arc::default() };
    let connections = origin.connections.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            socket.set_nodelay(true).expect("nodelay");
            let number = connections.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve(socket, number));
        }
    });
    origin
}

/// Answers each request with what `answer` makes of its head (and body, by content-length).
pub(super) async fn answering(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Origin {
    let answer = Arc::new(answer);
    origin(move |mut socket, _| {
        let answer = answer.clone();
        async move {
            while let Some(request) = read(&mut socket).await {
                if socket.write_all(answer(&request).as_bytes()).await.is_err() {
                    break;
                }
            }
        }
    })
    .await
}

/// A whole request, head and body; none at the end of the connection.
pub(super) async fn read<S: AsyncReadExt + Unpin>(socket: &mut S) -> Option<String> {
    let mut got = Vec::new();
    loop {
        if let Some(end) = got.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&got[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if got.len() >= end + 4 + length.unwrap_or(0) {
                return Some(String::from_utf8_lossy(&got).into_owned());
            }
        }
        let mut buffer = [0; 65536];
        match socket.read(&mut buffer).await {
            Ok(bytes) if bytes > 0 => got.extend_from_slice(&buffer[..bytes]),
            _ => return None,
        }
    }
}

/// A response with this body.
pub(super) fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

pub(super) async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
