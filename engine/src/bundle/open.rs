//! A bundle that was verified: every byte of it is the one that its digest names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use bytes::Bytes;

use super::layout::LARGEST;
use super::manifest::{
    BUNDLE_TYPE, CONFIG_TYPE, Config, Contents, Descriptor, FILE_TYPE, JSON_TYPE, MANIFEST_TYPE, Manifest, TOML_TYPE,
    WASM_TYPE,
};
use super::{Digest, Journey, Layout, denied};
use crate::exit::{ExitCode, Failed};
use crate::plan::{self, FileSource, Parts, Provenance, Sources, part_name};

/// A bundle in memory.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// Manifest and blobs.
    pub layout: Layout,
    /// The manifest, read.
    pub manifest: Manifest,
    /// What it says about itself.
    pub contents: Contents,
    /// Its parts by name.
    pub files: BTreeMap<String, Bytes>,
    /// What its journey says about itself.
    pub journey: Journey,
}

/// The bytes of a file, read once, of at most the size that a bundle may have.
pub(super) fn read(path: &Path) -> Result<Bytes> {
    let name = path.display();
    let cannot = |error: std::io::Error| Failed::error(ExitCode::Invalid, format!("cannot read {name}: {error}"));
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(cannot)?;
    if bytes.len() as u64 > LARGEST {
        return Err(denied(format!("{name} is not a sound bundle: it has more than {} MiB", LARGEST >> 20)));
    }
    Ok(bytes.into())
}

impl Bundle {
    /// Reads a file once and verifies what was read.
    ///
    /// # Errors
    /// What makes it unsound, exit code 114; that it cannot be read, 104.
    pub fn open(path: &Path) -> Result<(Self, Bytes)> {
        let file = read(path)?;
        let name = path.display().to_string();
        let bundle = Self::of_layout(&name, Layout::read(&name, &file)?)?;
        Ok((bundle, file))
    }

    /// Verifies what a layout holds; `name` stands in messages.
    ///
    /// # Errors
    /// As `open`.
    pub fn of_layout(name: &str, layout: Layout) -> Result<Self> {
        Self::verified(layout).map_err(|why| denied(format!("{name} is not a sound bundle: {why}")))
    }

    /// The same of what a registry gave: a bundle, or a journey alone, which becomes a bundle that wants nothing. `name`
    /// is what such a journey is called.
    ///
    /// # Errors
    /// As `open`.
    pub fn of_artifact(shown: &str, name: &str, layout: Layout) -> Result<Self> {
        let refuse = |why: String| denied(format!("{shown} is not a sound journey: {why}"));
        let manifest = manifest(&layout).map_err(refuse)?;
        let bundled = manifest.artifact_type.as_deref() == Some(BUNDLE_TYPE);
        if bundled { Self::of_layout(shown, layout) } else { Self::alone(name, layout, manifest).map_err(refuse) }
    }

    /// Whether it is a journey alone, as other tools put it into a registry.
    pub fn is_alone(&self) -> bool {
        self.manifest.artifact_type.as_deref() != Some(BUNDLE_TYPE)
    }

    fn alone(name: &str, layout: Layout, manifest: Manifest) -> Result<Self, String> {
        let [layer] = &manifest.layers[..] else {
            return Err(format!("manifest: it has {} layers, and a journey alone has one", manifest.layers.len()));
        };
        if layer.media_type != WASM_TYPE || manifest.config.media_type != CONFIG_TYPE {
            return Err(format!("manifest: it is not of the types {CONFIG_TYPE} and {WASM_TYPE}"));
        }
        let bytes = blob(&layout, layer)?.clone();
        let journey = Journey::of(&bytes).map_err(|e| format!("{name} {e:#}"))?;
        let (file, plan) = (format!("{name}.wasm"), format!("{name}.toml"));
        let contents = Contents {
            version: 1,
            name: name.to_owned(),
            plan: plan.clone(),
            journey: file.clone(),
            languages: journey.languages.clone(),
            tools: journey.tools.clone(),
            imports: journey.imports.clone(),
            wants: BTreeSet::new(),
        };
        let files = BTreeMap::from([(file, bytes), (plan, Bytes::new())]);
        Ok(Self { layout, manifest, contents, files, journey })
    }

    fn verified(layout: Layout) -> Result<Self, String> {
        let manifest = manifest(&layout)?;
        if manifest.artifact_type.as_deref() != Some(BUNDLE_TYPE) {
            return Err(format!("manifest: its artifact type is not {BUNDLE_TYPE}"));
        }
        if manifest.config.media_type != CONFIG_TYPE {
            return Err(format!("manifest: its config is not of type {CONFIG_TYPE}"));
        }
        let files = files(&layout, &manifest)?;
        let config: Config = serde_json::from_slice(blob(&layout, &manifest.config)?)
            .map_err(|error| format!("manifest: its config cannot be read: {error}"))?;
        if !config.layer_digests.iter().eq(manifest.layers.iter().map(|layer| &layer.digest)) {
            return Err("manifest: its config lists other layers".into());
        }
        let contents = config.throng.clone().ok_or("manifest: its config does not say what the bundle holds")?;
        let first = manifest.layers.first().map(|layer| (layer.media_type.as_str(), layer.title()));
        if first != Some((WASM_TYPE, Some(&contents.journey))) || !files.contains_key(&contents.plan) {
            return Err("manifest: its first layer is not the journey, or the plan is missing".into());
        }
        let journey = Journey::of(&files[&contents.journey]).map_err(|e| format!("{} {e:#}", contents.journey))?;
        if journey.component() != config.component || journey.imports != contents.imports {
            return Err("manifest: it lists other imports or exports than the journey has".into());
        }
        let bundle = Self { layout, manifest, contents, files, journey };
        let wants = plan::wants(&bundle.sources(Provenance::default()));
        match wants.iter().find(|want| !bundle.contents.states(want)) {
            Some(unstated) => Err(format!("manifest: it does not state that the plan wants {unstated}")),
            None => Ok(bundle),
        }
    }

    /// The digest of its manifest.
    pub fn digest(&self) -> Digest {
        self.layout.digest()
    }

    /// What a plan is made from when this bundle runs.
    pub fn sources(&self, provenance: Provenance) -> Sources {
        let text = String::from_utf8_lossy(&self.files[&self.contents.plan]).into_owned();
        let source = FileSource::bundle(Parts { files: self.files.clone(), provenance });
        Sources {
            file: Some((PathBuf::from(&self.contents.plan), text)),
            journey: Some(PathBuf::from(&self.contents.journey)),
            source,
            ..Sources::default()
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// That it cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        std::fs::write(path, self.layout.to_file()).with_context(|| format!("cannot write {}", path.display()))
    }
}

fn manifest(layout: &Layout) -> Result<Manifest, String> {
    let manifest: Manifest =
        serde_json::from_slice(&layout.manifest).map_err(|error| format!("manifest: it cannot be read: {error}"))?;
    if manifest.schema_version != 2 || manifest.media_type != MANIFEST_TYPE {
        return Err("manifest: it is not an OCI image manifest of schema 2".into());
    }
    Ok(manifest)
}

/// The layers as files by name.
fn files(layout: &Layout, manifest: &Manifest) -> Result<BTreeMap<String, Bytes>, String> {
    const TYPES: [&str; 4] = [WASM_TYPE, TOML_TYPE, JSON_TYPE, FILE_TYPE];
    let mut files = BTreeMap::new();
    let mut used: BTreeSet<&Digest> = BTreeSet::from([&manifest.config.digest]);
    for layer in &manifest.layers {
        let title = layer.title().ok_or("manifest: a layer has no name")?;
        let shown = title.escape_debug();
        if part_name(title).as_deref() != Some(title) || title.chars().any(char::is_control) {
            return Err(format!("manifest: the layer `{shown}` has a name that leads out of the bundle"));
        }
        if !TYPES.contains(&layer.media_type.as_str()) {
            return Err(format!(
                "manifest: the layer `{shown}` is of the unknown type {}",
                layer.media_type.escape_debug()
            ));
        }
        if files.insert(title.to_owned(), blob(layout, layer)?.clone()).is_some() {
            return Err(format!("manifest: two layers are called `{shown}`"));
        }
        used.insert(&layer.digest);
    }
    match layout.blobs.keys().find(|digest| !used.contains(digest)) {
        Some(stray) => Err(format!("manifest: it does not name the blob {stray}")),
        None => Ok(files),
    }
}

fn blob<'l>(layout: &'l Layout, descriptor: &Descriptor) -> Result<&'l Bytes, String> {
    let bytes = layout.blobs.get(&descriptor.digest);
    let bytes = bytes.ok_or_else(|| format!("manifest: the blob {} is missing", descriptor.digest))?;
    if bytes.len() as u64 != descriptor.size {
        return Err(format!(
            "manifest: the blob {} has {} bytes, not {}",
            descriptor.digest,
            bytes.len(),
            descriptor.size
        ));
    }
    Ok(bytes)
}
