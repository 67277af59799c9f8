//! TLS settings: certificates read once, one configuration for each way of choosing the HTTP version.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};

use crate::plan::http::HttpVersion;
use crate::plan::{FileSource, TlsOptions};

/// One identity's configurations.
pub(super) struct TlsSet {
    either: Arc<ClientConfig>,
    http1: Arc<ClientConfig>,
    http2: Arc<ClientConfig>,
}

impl TlsSet {
    /// Reads the plan's certificates; an error names the file.
    pub(super) fn new(options: &TlsOptions) -> anyhow::Result<Self> {
        let verifier = verifier(options)?;
        let identity = match (&options.certificate, &options.key) {
            (Some(certificate), Some(key)) => Some(identity(certificate, key, &options.source)?),
            (None, None) => None,
            _ => anyhow::bail!("tls: a client certificate needs both `certificate` and `key`"),
        };
        let config = |protocols: &[&[u8]]| configuration(verifier.clone(), identity.as_ref(), protocols);
        Ok(Self { either: config(&[b"h2", b"http/1.1"])?, http1: config(&[b"http/1.1"])?, http2: config(&[b"h2"])? })
    }

    /// The configuration that offers this version, or both.
    pub(super) fn offering(&self, version: Option<HttpVersion>) -> Arc<ClientConfig> {
        match version {
            None => self.either.clone(),
            Some(HttpVersion::Http1) => self.http1.clone(),
            Some(HttpVersion::Http2) => self.http2.clone(),
        }
    }
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn configuration(
    verifier: Arc<dyn ServerCertVerifier>,
    identity: Option<&Identity>,
    protocols: &[&[u8]],
) -> anyhow::Result<Arc<ClientConfig>> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match identity {
        Some((chain, key)) => builder
            .with_client_auth_cert(chain.clone(), key.clone_key())
            .context("tls: the client certificate and its key do not fit")?,
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    // A user's handshake must not be shortened by another user's session.
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

fn identity(certificate: &Path, key: &Path, source: &FileSource) -> anyhow::Result<Identity> {
    let chain = certificates(certificate, source)?;
    let pem = source.read(key).with_context(|| format!("tls: cannot read the key {}", key.display()))?;
    let key = PrivateKeyDer::from_pem_slice(&pem)
        .map_err(|error| anyhow::anyhow!("tls: cannot read the key {}: {error}", key.display()))?;
    Ok((chain, key))
}

fn certificates(file: &Path, source: &FileSource) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let pem = source.read(file).with_context(|| format!("tls: cannot read certificates of {}", file.display()))?;
    let read = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
    let chain =
        read.map_err(|error| anyhow::anyhow!("tls: cannot read certificates of {}: {error}", file.display()))?;
    anyhow::ensure!(!chain.is_empty(), "tls: {} holds no certificate: write PEM", file.display());
    Ok(chain)
}

fn verifier(options: &TlsOptions) -> anyhow::Result<Arc<dyn ServerCertVerifier>> {
    let provider = Arc::new(ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let issuers = match options.insecure {
        true => None,
        false => Some(WebPkiServerVerifier::builder_with_provider(Arc::new(roots(options)?), provider).build()?),
    };
    Ok(Arc::new(NameFirst { issuers, algorithms }))
}

fn roots(options: &TlsOptions) -> anyhow::Result<RootCertStore> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for file in &options.ca {
        add_roots(&mut roots, file, &options.source)?;
    }
    Ok(roots)
}

fn add_roots(roots: &mut RootCertStore, file: &Path, source: &FileSource) -> anyhow::Result<()> {
    for certificate in certificates(file, source)? {
        roots.add(certificate).with_context(|| format!("tls: {} holds no usable CA certificate", file.display()))?;
    }
    Ok(())
}

/// As usual, but a certificate for another name is told as such even where its issuer is unknown too. Without an issuer
/// to ask (`insecure = true`) whoever answers is believed; signatures are still checked.
#[derive(Debug)]
struct NameFirst {
    issuers: Option<Arc<WebPkiServerVerifier>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for NameFirst {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(issuers) = &self.issuers else { return Ok(ServerCertVerified::assertion()) };
        verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
        issuers.verify_server_cert(certificate, chain, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
