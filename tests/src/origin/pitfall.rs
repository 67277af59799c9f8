use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Duration, timeout};

use super::runtime;

/// An address where nothing listens.
pub fn refused() -> SocketAddr {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("a bound socket has an address")
}

/// A listener whose backlog is full: the kernel answers no further connect, until `open` accepts.
pub struct Blackhole {
    listener: TcpListener,
    address: SocketAddr,
    fill: Vec<TcpStream>,
}

impl Blackhole {
    /// Fills a backlog of one.
    pub fn new() -> Self {
        runtime().block_on(async {
            let socket = TcpSocket::new_v4().expect("a socket");
            socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
            let listener = socket.listen(1).expect("a bound socket can listen");
            let address = listener.local_addr().expect("a bound socket has an address");
            let mut fill = Vec::new();
            while let Ok(Ok(stream)) = timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
                fill.push(stream);
            }
            Self { listener, address, fill }
        })
    }

    /// Where nobody is let in.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes room after so long: a connect that was ignored comes in at the kernel's next try, one second after its
    /// first. Answers every request with an empty 200.
    pub fn open(self, after: Duration) {
        runtime().spawn(async move {
            tokio::time::sleep(after).await;
            drop(self.fill);
            loop {
                let Ok((stream, _)) = self.listener.accept().await else { return };
                tokio::spawn(answer(stream));
            }
        });
    }
}

async fn answer(mut stream: TcpStream) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut request = [0; 4096];
    while stream.read(&mut request).await.is_ok_and(|read| read > 0) {
        // The client may be gone; then the next read says so.
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    }
}

impl Default for Blackhole {
    fn default() -> Self {
        Self::new()
    }
}
