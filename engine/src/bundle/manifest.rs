//! What OCI says about a bundle: index, manifest and config, with the media types of the CNCF guidance for wasm.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Digest;
use crate::plan::Permission;

pub(super) const INDEX_TYPE: &str = "application/vnd.oci.image.index.v1+json";
pub(super) const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
pub(super) const CONFIG_TYPE: &str = "application/vnd.wasm.config.v0+json";
pub(super) const WASM_TYPE: &str = "application/wasm";
pub(super) const BUNDLE_TYPE: &str = "application/vnd.throng.bundle.v1";
pub(super) const TOML_TYPE: &str = "application/vnd.throng.plan.v1+toml";
pub(super) const JSON_TYPE: &str = "application/vnd.throng.plan.v1+json";
pub(super) const SIGNATURE_TYPE: &str = "application/vnd.throng.signature.v1+minisig";
pub(super) const EMPTY_TYPE: &str = "application/vnd.oci.empty.v1+json";
pub(super) const FILE_TYPE: &str = "application/vnd.throng.file.v1";
/// The annotation that gives a layer its file name, as oras reads it.
pub(super) const TITLE: &str = "org.opencontainers.image.title";
/// The guidance asks for a time; a bundle has none, so that it is the same whenever it is made.
const EPOCH: &str = "1970-01-01T00:00:00Z";

/// Type, digest and size of some bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What they are.
    pub media_type: String,
    /// Their digest.
    pub digest: Digest,
    /// How many.
    pub size: u64,
    /// More, the file name among it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Descriptor {
    pub(super) fn new(media_type: &str, bytes: &[u8]) -> Self {
        let (media_type, size) = (media_type.to_owned(), bytes.len() as u64);
        Self { media_type, digest: Digest::of(bytes), size, annotations: BTreeMap::new() }
    }

    pub(super) fn titled(mut self, title: &str) -> Self {
        self.annotations.insert(TITLE.to_owned(), title.to_owned());
        self
    }

    /// The name of the file that it is.
    pub fn title(&self) -> Option<&str> {
        self.annotations.get(TITLE).map(String::as_str)
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Index {
    pub(super) schema_version: u32,
    #[serde(default)]
    pub(super) media_type: Option<String>,
    pub(super) manifests: Vec<Descriptor>,
}

/// An OCI image manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    pub(super) schema_version: u32,
    pub(super) media_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) artifact_type: Option<String>,
    /// What the parts are.
    pub config: Descriptor,
    /// The parts; the first is the journey.
    pub layers: Vec<Descriptor>,
}

impl Manifest {
    pub(super) fn new(artifact_type: Option<&str>, config: Descriptor, layers: Vec<Descriptor>) -> Self {
        let artifact_type = artifact_type.map(str::to_owned);
        Self { schema_version: 2, media_type: MANIFEST_TYPE.into(), artifact_type, config, layers }
    }
}

/// The manifest of a signature, which names what it is for.
#[derive(Debug, Serialize)]
pub(super) struct Signed {
    #[serde(flatten)]
    pub(super) manifest: Manifest,
    pub(super) subject: Descriptor,
}

/// The config of the CNCF guidance, with what throng adds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    created: String,
    architecture: String,
    os: String,
    pub(super) layer_digests: Vec<Digest>,
    pub(super) component: Component,
    /// What a bundle is made of; none for a journey alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throng: Option<Contents>,
}

impl Config {
    pub(super) fn new(layers: &[Descriptor], component: Component, throng: Option<Contents>) -> Self {
        Self {
            created: EPOCH.into(),
            architecture: "wasm".into(),
            os: "wasip2".into(),
            layer_digests: layers.iter().map(|layer| layer.digest.clone()).collect(),
            component,
            throng,
        }
    }
}

/// The journey's world, by names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Component {
    pub(super) exports: Vec<String>,
    pub(super) imports: Vec<String>,
}

/// What a bundle says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Version of this shape.
    pub version: u32,
    /// What the plan calls the run.
    pub name: String,
    /// The title of the plan among the layers.
    pub plan: String,
    /// The title of the journey among the layers.
    pub journey: String,
    /// Languages that the journey was written in, as its tools noted them.
    pub languages: BTreeSet<String>,
    /// Tools that made the journey, with versions.
    pub tools: BTreeSet<String>,
    /// Functions that the journey imports, `interface#function`.
    pub imports: Vec<String>,
    /// What its runner is to grant.
    pub wants: BTreeSet<String>,
}

impl Contents {
    /// Whether it says that the bundle wants this.
    pub fn states(&self, permission: &Permission) -> bool {
        self.wants.contains(&permission.to_string())
    }
}
