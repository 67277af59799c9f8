use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::socket::Socket;
use super::{Shared, answer};

/// What Go's server says to a client that speaks HTTP to a TLS port; the vectors expect it.
const NOT_TLS: &[u8] = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

/// One connection of an origin, and what its requests need to know of it.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) shared: Shared,
    pub(super) number: usize,
    pub(super) reset: Arc<AtomicBool>,
}

/// Serves until the task is aborted; the connections end with it.
pub(super) async fn accept(listener: TcpListener, shared: Shared) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, peer)) = listener.accept().await else { continue };
        // Without it the delayed acknowledgement of small packets would be measured.
        let _ = stream.set_nodelay(true);
        let number = shared.log.open(peer);
        let (socket, reset) = Socket::new(stream, shared.log.clone());
        let connection = Connection { shared: shared.clone(), number, reset };
        let log = shared.log.clone();
        connections.spawn(async move {
            connect(socket, connection).await;
            log.close();
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn connect(mut socket: Socket, connection: Connection) {
    sleep(connection.shared.script.accept).await;
    let mut first = [0; 3];
    let Some(config) = connection.shared.script.config.clone() else {
        let known = socket.peek(&mut first).await.unwrap_or_default();
        return serve(socket, connection, &first[..known] == b"PRI").await;
    };
    if socket.peek(&mut first).await.is_ok_and(|n| n > 0) && first[0] != 0x16 {
        // The client may be gone already.
        let _ = socket.write_all(NOT_TLS).await;
        let _ = socket.shutdown().await;
        return;
    }
    sleep(connection.shared.script.tls).await;
    if let Ok(stream) = tokio_rustls::TlsAcceptor::from(config).accept(socket).await {
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        serve(stream, connection, http2).await;
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Send + Unpin + 'static>(stream: S, connection: Connection, http2: bool) {
    let stream = TokioIo::new(stream);
    let service = service_fn(move |request| {
        let connection = connection.clone();
        async move { answer::answer(request, connection).await }
    });
    // A connection that ends in an error is what many scripts ask for; the client's view is what is tested.
    let _ = if http2 {
        http2::Builder::new(TokioExecutor::new()).serve_connection(stream, service).await
    } else {
        http1::Builder::new().preserve_header_case(true).serve_connection(stream, service).await
    };
}

impl Connection {
    /// The connection will end in a reset instead of an orderly end.
    pub(super) fn reset(&self) {
        self.reset.store(true, Ordering::SeqCst);
    }
}
