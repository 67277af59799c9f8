use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Who does not say hello within this time is not waited for.
const HELLO: Duration = Duration::from_secs(5);
/// Handshakes that are done and not looked at yet.
const WAITING: usize = 16;

/// Certificate and key of one PEM file.
///
/// # Errors
/// What the file lacks.
pub(super) fn acceptor(file: &Path) -> Result<TlsAcceptor, String> {
    let named = |why: &dyn std::fmt::Display| format!("--ui-tls {}: {why}", file.display());
    let pem = std::fs::read(file).map_err(|error| named(&error))?;
    let chain = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>().map_err(|error| named(&error))?;
    if chain.is_empty() {
        return Err(named(&"there is no certificate in it: put certificate and key into one PEM file"));
    }
    let key = PrivateKeyDer::from_pem_slice(&pem)
        .map_err(|_| named(&"there is no key in it: put certificate and key into one PEM file"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = versions
        .map_err(|error| named(&error))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| named(&error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Connections whose handshake is done. Each shakes hands by itself, so that none keeps another waiting.
pub(super) struct Secure {
    done: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl Secure {
    pub(super) fn new(listener: TcpListener, acceptor: TlsAcceptor, address: SocketAddr) -> Self {
        let (to, done) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            while !to.is_closed() {
                let Ok((stream, from)) = listener.accept().await else {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                };
                let (acceptor, to) = (acceptor.clone(), to.clone());
                tokio::spawn(async move {
                    if let Ok(Ok(stream)) = tokio::time::timeout(HELLO, acceptor.accept(stream)).await {
                        // Nobody takes it when the run is over.
                        let _ = to.send((stream, from)).await;
                    }
                });
            }
        });
        Self { done, address }
    }
}

impl axum::serve::Listener for Secure {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.done.recv().await {
            Some(accepted) => accepted,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}
