use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls_pki_types::PrivateKeyDer;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::origin::{Origin, ok, origin, pause, read};
use super::phases::lasted;
use super::*;
use crate::plan::TlsOptions;
use crate::plan::http::{HostTarget, HttpVersion};

/// A CA in a file and a server certificate of it for `right.test`.
fn certificates(folder: &std::path::Path, protocols: &[&[u8]]) -> (PathBuf, TlsAcceptor) {
    let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("a key")).expect("a CA");
    let key = KeyPair::generate().expect("a key");
    let names = CertificateParams::new(vec!["right.test".to_owned()]).expect("parameters");
    let certificate = names.signed_by(&key, &authority).expect("a certificate");
    let file = folder.join("ca.pem");
    std::fs::write(&file, authority.pem()).expect("a file");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a certificate");
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    (file, TlsAcceptor::from(Arc::new(config)))
}

fn options(origin: &Origin, tls: TlsOptions) -> HttpOptions {
    let hosts = ["right.test", "other.test"].map(|name| (name.to_owned(), HostTarget::Socket(origin.address)));
    HttpOptions { hosts: hosts.into(), tls, ..HttpOptions::default() }
}

/// HTTP/1.1 over TLS; the handshake takes 50 ms.
async fn secure1(acceptor: TlsAcceptor) -> Origin {
    origin(move |socket, _| {
        let acceptor = acceptor.clone();
        async move {
            pause(50).await;
            let Ok(mut socket) = acceptor.accept(socket).await else { return };
            while read(&mut socket).await.is_some() {
                pause(100).await;
                socket.write_all(ok("secure").as_bytes()).await.expect("a write");
                socket.flush().await.expect("a flush");
            }
        }
    })
    .await
}

/// HTTP/2: `/MS` waits so long, sends a body half, waits 50 ms, sends the other; `/reset` is reset.
async fn serve2<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(socket: S) {
    let Ok(mut connection) = h2::server::handshake(socket).await else { return };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        tokio::spawn(async move {
            let Ok(wait) = request.uri().path()[1..].parse() else {
                return respond.send_reset(h2::Reason::INTERNAL_ERROR);
            };
            pause(wait).await;
            let response =
                http::Response::builder().header("x-authority", request.uri().authority().expect("one").as_str());
            let mut body = respond.send_response(response.body(()).expect("a response"), false).expect("a send");
            body.send_data(Bytes::from_static(b"ab"), false).expect("a send");
            pause(50).await;
            body.send_data(Bytes::from_static(b"cd"), true).expect("a send");
        });
    }
}

#[tokio::test(start_paused = true)]
async fn tls_is_a_phase_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ca, acceptor) = certificates(folder.path(), &[b"http/1.1"]);
    let origin = secure1(acceptor).await;
    let user = client(options(&origin, TlsOptions { ca: vec![ca], ..TlsOptions::default() }));
    for securing in [50, 0] {
        let response = user.send(&Request::new("GET", "https://right.test/")).await;
        assert_eq!((response.status(), response.message(), response.text().into_owned()), (200, "", "secure".into()));
        lasted(response.exchange.phases.securing, securing);
        lasted(response.exchange.phases.waiting, 100);
        lasted(response.exchange.phases.blocked, 0);
        assert_eq!((response.version(), response.exchange.tls), ("1.1", Some("tls1.3")));
    }
    let mut request = Request::new("GET", "https://right.test/");
    request.version(Some(HttpVersion::Http2));
    let (cause, code) = failure(&user.send(&request).await);
    assert_eq!((cause, code), ("tls", 1300));
}

#[tokio::test(start_paused = true)]
async fn certificates_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ca, acceptor) = certificates(folder.path(), &[b"http/1.1"]);
    let origin = secure1(acceptor).await;
    let trusting = client(options(&origin, TlsOptions { ca: vec![ca], ..TlsOptions::default() }));
    let other = trusting.send(&Request::new("GET", "https://other.test/")).await;
    assert_eq!(failure(&other), ("tls", 1311));
    assert!(other.exchange.phases.securing.is_zero() && other.exchange.phases.blocked.is_zero());
    let stranger = client(options(&origin, TlsOptions::default()));
    assert_eq!(failure(&stranger.send(&Request::new("GET", "https://right.test/")).await), ("tls", 1310));
    assert_eq!(failure(&stranger.send(&Request::new("GET", "https://other.test/")).await), ("tls", 1311));
    let insecure = client(options(&origin, TlsOptions { insecure: true, ..TlsOptions::default() }));
    assert_eq!(insecure.send(&Request::new("GET", "https://other.test/")).await.status(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_speak_tls() {
    let origin = origin(|mut socket: TcpStream, _| async move {
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        pause(100).await;
    })
    .await;
    let user = client(options(&origin, TlsOptions::default()));
    assert_eq!(failure(&user.send(&Request::new("GET", "https://right.test/")).await), ("tls", 1301));
}

#[tokio::test(start_paused = true)]
async fn streams_of_one_connection_are_timed_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ca, acceptor) = certificates(folder.path(), &[b"h2", b"http/1.1"]);
    let origin = origin(move |socket, _| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(socket) = acceptor.accept(socket).await {
                serve2(socket).await;
            }
        }
    })
    .await;
    let user = client(options(&origin, TlsOptions { ca: vec![ca], ..TlsOptions::default() }));
    let (slow, fast) = (Request::new("GET", "https://right.test/200"), Request::new("GET", "https://right.test/100"));
    let (slow, fast) = tokio::join!(user.send(&slow), user.send(&fast));
    for (response, waiting) in [(slow, 200), (fast, 100)] {
        assert_eq!((response.status(), response.message(), &response.body[..]), (200, "", &b"abcd"[..]));
        assert_eq!((response.version(), response.header("x-authority").as_deref()), ("2", Some("right.test")));
        let phases = response.exchange.phases;
        lasted(phases.waiting, waiting);
        lasted(phases.receiving, 50);
        lasted(phases.sending, 0);
    }
    assert_eq!(origin.connections(), 1);
    let reset = user.send(&Request::new("GET", "https://right.test/reset")).await;
    assert_eq!((failure(&reset), reset.status()), (("reset", 1633), 0));
}

#[tokio::test(start_paused = true)]
async fn clear_text_http2_by_prior_knowledge() {
    let origin = origin(|socket, _| serve2(socket)).await;
    let user = user();
    let mut request = Request::new("POST", origin.url("/50"));
    request.version(Some(HttpVersion::Http2));
    request.text("x".repeat(300_000));
    for connections in 1..=2 {
        let response = user.send(&request).await;
        assert_eq!((response.message(), response.version(), &response.body[..]), ("", "2", &b"abcd"[..]));
        assert_eq!(origin.connections(), connections);
        user.disconnect();
    }
}
