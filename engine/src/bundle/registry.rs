//! Bundles and journeys in OCI registries. What a registry says is believed when its digest holds.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use oci_client::client::{Client, ClientConfig, ClientProtocol};
use oci_client::errors::{DigestError, OciDistributionError};
use oci_client::secrets::RegistryAuth;
use oci_client::{Reference, RegistryOperation};

use super::layout::LARGEST;
use super::manifest::{Descriptor, EMPTY_TYPE, MANIFEST_TYPE, Manifest, SIGNATURE_TYPE, Signed};
use super::{Digest, Layout, Place, credential, denied};
use crate::exit::{ExitCode, Failed};

/// How a registry is spoken to.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Plain HTTP though it is another machine.
    pub plain_http: bool,
    /// The host that may see the credentials besides the registry's own, because it gives out its tokens.
    pub token_host: Option<String>,
}

/// A repository of a registry, ready to be read or written.
pub struct Registry {
    client: Client,
    auth: RegistryAuth,
    place: Place,
}

impl Registry {
    /// Logs in with the user's credentials for this host, if there are any.
    ///
    /// # Errors
    /// That the registry cannot be reached, or asks to send the credentials elsewhere.
    pub async fn at(place: &Place, access: &Access, operation: RegistryOperation) -> Result<Self> {
        // Another part of the process may have chosen it before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let plain = access.plain_http || place.is_loopback();
        let protocol = if plain { ClientProtocol::Http } else { ClientProtocol::Https };
        let auth = credential::auth(place, plain, access.token_host.as_deref(), &operation).await?;
        let client = Client::new(ClientConfig { protocol, use_monolithic_push: true, ..ClientConfig::default() });
        client.auth(place.reference(), &auth, operation).await.map_err(|error| failed("reach", place, &error))?;
        Ok(Self { client, auth, place: place.clone() })
    }

    /// The artifact that a digest, or else the tag, stands for.
    ///
    /// # Errors
    /// That it is not there; that what came is not what was asked for, exit code 114.
    pub async fn pull(&self, digest: Option<&Digest>) -> Result<Layout> {
        let reference = match digest {
            Some(digest) => self.place.with_digest(digest),
            None => self.place.reference().clone(),
        };
        let manifest = self.client.pull_manifest_raw(&reference, &self.auth, &[MANIFEST_TYPE]).await;
        let (manifest, _) = manifest.map_err(|error| match error {
            OciDistributionError::DigestError(_) => {
                denied(format!("{} gave another manifest than its digest names", self.place))
            }
            error => failed("pull", &self.place, &error),
        })?;
        let came = Digest::of(&manifest);
        if let Some(asked) = digest.filter(|asked| **asked != came) {
            return Err(denied(format!("{} gave {came}, and {asked} was asked for", self.place)));
        }
        let read: Manifest = serde_json::from_slice(&manifest)
            .map_err(|error| denied(format!("{} holds nothing that throng reads: {error}", self.place)))?;
        let parts: Vec<&Descriptor> = std::iter::once(&read.config).chain(&read.layers).collect();
        let sizes = parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(part.size));
        if sizes.is_none_or(|sum| sum > LARGEST) {
            return Err(denied(format!("{} has more than {} MiB", self.place, LARGEST >> 20)));
        }
        let mut blobs = BTreeMap::new();
        for part in parts {
            blobs.insert(part.digest.clone(), self.blob(part).await?);
        }
        Ok(Layout { manifest, blobs })
    }

    async fn blob(&self, part: &Descriptor) -> Result<Bytes> {
        let name = part.digest.as_str();
        let stream = self.client.pull_blob_stream(self.place.reference(), name).await;
        let mut stream = stream.map_err(|error| failed("pull", &self.place, &error))?.stream;
        let mut bytes = Vec::new();
        loop {
            match stream.try_next().await {
                Ok(Some(more)) => bytes.extend_from_slice(&more),
                Ok(None) => break,
                // The client saw at the end what is judged below.
                Err(error) if error.get_ref().is_some_and(|cause| cause.is::<DigestError>()) => break,
                Err(error) => return Err(failed("pull", &self.place, &error)),
            }
            if bytes.len() as u64 > part.size {
                break;
            }
        }
        if bytes.len() as u64 != part.size || Digest::of(&bytes) != part.digest {
            return Err(denied(format!("{} gave other bytes than those of {name}", self.place)));
        }
        Ok(bytes.into())
    }

    /// Stores an artifact under the place's tag.
    ///
    /// # Errors
    /// That the registry does not take it.
    pub async fn push(&self, layout: &Layout) -> Result<()> {
        for (digest, bytes) in &layout.blobs {
            self.store(digest, bytes).await?;
        }
        self.name(self.place.reference(), &layout.manifest).await
    }

    /// Stores the signature of an artifact, as an artifact of its own that names it.
    ///
    /// # Errors
    /// That the registry does not take it.
    pub async fn push_signature(&self, layout: &Layout, signature: &str) -> Result<()> {
        let empty = Bytes::from_static(b"{}");
        let text = Bytes::from(signature.to_owned().into_bytes());
        self.store(&Digest::of(&empty), &empty).await?;
        self.store(&Digest::of(&text), &text).await?;
        let layer = Descriptor::new(SIGNATURE_TYPE, &text).titled("bundle.throng.minisig");
        let manifest = Manifest::new(Some(SIGNATURE_TYPE), Descriptor::new(EMPTY_TYPE, &empty), vec![layer]);
        let signed = Signed { manifest, subject: Descriptor::new(MANIFEST_TYPE, &layout.manifest) };
        let manifest = serde_json::to_vec(&signed).expect("a manifest is plain data");
        self.name(&self.signature_of(&layout.digest()), &manifest.into()).await
    }

    /// The signature of an artifact; none when the registry has none, or none that can be read.
    pub async fn signature(&self, digest: &Digest) -> Option<String> {
        let place = self.signature_of(digest);
        let (manifest, _) = self.client.pull_manifest_raw(&place, &self.auth, &[MANIFEST_TYPE]).await.ok()?;
        let manifest: Manifest = serde_json::from_slice(&manifest).ok()?;
        let layer = manifest.layers.first().filter(|layer| layer.size < 1 << 16)?;
        String::from_utf8(self.blob(layer).await.ok()?.into()).ok()
    }

    fn signature_of(&self, digest: &Digest) -> Reference {
        let of = self.place.reference();
        let tag = format!("sha256-{}.minisig", digest.hex());
        Reference::with_tag(of.registry().to_owned(), of.repository().to_owned(), tag)
    }

    async fn store(&self, digest: &Digest, bytes: &Bytes) -> Result<()> {
        let reference = self.place.reference();
        if self.client.blob_exists(reference, digest.as_str()).await.unwrap_or(false) {
            return Ok(());
        }
        let pushed = self.client.push_blob(reference, bytes.clone(), digest.as_str()).await;
        pushed.map(drop).map_err(|error| failed("push to", &self.place, &error))
    }

    async fn name(&self, reference: &Reference, manifest: &Bytes) -> Result<()> {
        let kind = MANIFEST_TYPE.parse().context("a media type is a header's value")?;
        let pushed = self.client.push_manifest_raw(reference, manifest.clone(), kind).await;
        pushed.map(drop).map_err(|error| failed("push to", &self.place, &error))
    }
}

fn failed(what: &str, place: &Place, error: &dyn std::error::Error) -> anyhow::Error {
    let cause = error.source().map_or(String::new(), |cause| format!(": {cause}"));
    Failed::error(ExitCode::Invalid, format!("cannot {what} {place}: {error}{cause}"))
}
