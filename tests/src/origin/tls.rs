//! Certificates made when a test needs them.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::server::WebPkiClientVerifier;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate authority of its own.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: rcgen::Certificate,
}

/// A certificate and its key, PEM.
pub struct Identity {
    /// The certificate.
    pub certificate: String,
    /// The key.
    pub key: String,
    chain: CertificateDer<'static>,
    secret: Vec<u8>,
}

impl Authority {
    /// A new one that nobody trusts yet.
    pub fn new() -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(DnType::CommonName, "throng tests");
        let key = KeyPair::generate().expect("a key");
        let certificate = parameters.self_signed(&key).expect("a certificate");
        Self { issuer: Issuer::new(parameters, key), certificate }
    }

    /// Its certificate, PEM: what a client trusts.
    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// A certificate for these names (or addresses).
    pub fn identity(&self, names: &[&str]) -> Identity {
        self.sign(CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).expect("names"))
    }

    /// The same, but its time is over.
    pub fn expired(&self, names: &[&str]) -> Identity {
        let names: Vec<_> = names.iter().map(|n| (*n).to_owned()).collect();
        let mut parameters = CertificateParams::new(names).expect("names");
        parameters.not_before = rcgen::date_time_ymd(2001, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2002, 1, 1);
        self.sign(parameters)
    }

    fn sign(&self, parameters: CertificateParams) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let certificate = parameters.signed_by(&key, &self.issuer).expect("a certificate");
        let (chain, secret) = (certificate.der().clone(), key.serialize_der());
        Identity { certificate: certificate.pem(), key: key.serialize_pem(), chain, secret }
    }

    /// What a server needs to show a certificate for these names and to speak HTTP/2 and HTTP/1.1.
    pub fn server(&self, names: &[&str]) -> Arc<ServerConfig> {
        configuration(&self.identity(names), &[b"h2", b"http/1.1"], None)
    }

    /// The same for HTTP/1.1 only.
    pub fn server_http1(&self, names: &[&str]) -> Arc<ServerConfig> {
        configuration(&self.identity(names), &[b"http/1.1"], None)
    }

    /// The same; a client must show a certificate of this authority.
    pub fn server_for_known_clients(&self, names: &[&str]) -> Arc<ServerConfig> {
        configuration(&self.identity(names), &[b"h2", b"http/1.1"], Some(self))
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// A server with this identity and these protocols; with an authority, clients must show a certificate of it.
pub fn configuration(identity: &Identity, protocols: &[&[u8]], clients: Option<&Authority>) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone());
    let builder = builder.with_safe_default_protocol_versions().expect("ring speaks TLS 1.2 and 1.3");
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(authority.certificate.der().clone()).expect("a certificate of its own");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().expect("there is a root"))
        }
    };
    let key = PrivateKeyDer::try_from(identity.secret.clone()).expect("a key in PKCS#8");
    let mut config = builder.with_single_cert(vec![identity.chain.clone()], key).expect("key and certificate match");
    config.alpn_protocols = protocols.iter().map(|p| p.to_vec()).collect();
    Arc::new(config)
}
