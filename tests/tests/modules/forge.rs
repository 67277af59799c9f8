//! Bundles taken apart and put together wrongly.

use std::io::Read as _;

use serde_json::{Value, json};
use throng::bundle::Digest;
use throng_tests::workshop::Workshop;

use crate::journeys::GET;

/// A bundle in parts; what follows from them is worked out when it is written, unless an edit comes after.
pub(crate) struct Forge {
    /// Descriptors and contents: the journey, then the plan.
    pub(crate) layers: Vec<(Value, Vec<u8>)>,
    /// The config, but for its list of layers.
    pub(crate) config: Value,
    /// What happens to the config once it is worked out.
    pub(crate) edit_config: fn(&mut Value),
    /// What happens to the manifest once it is worked out.
    pub(crate) edit_manifest: fn(&mut Value),
    /// What happens to the index once it is worked out.
    pub(crate) edit_index: fn(&mut Value),
    /// A blob that nothing names.
    pub(crate) stray: Option<Vec<u8>>,
}

fn keep(_: &mut Value) {}

impl Forge {
    /// A sound bundle of one request to this target.
    pub(crate) fn sound(target: &str) -> Self {
        let plan = format!("journey = \"get.wat\"\ntarget = \"{target}\"\niterations = 1\n");
        let here = Workshop::of(&[("throng.toml", plan.as_str()), ("get.wat", GET)]);
        let digest = here.bundle("throng.toml", "sound.throng");
        let entries = entries(&here.read("sound.throng"));
        let blob = |digest: &str| {
            let name = digest.replace("sha256:", "blobs/sha256/");
            entries.iter().find(|(entry, _)| *entry == name).expect("the blob is there").1.clone()
        };
        let json = |digest: &str| serde_json::from_slice::<Value>(&blob(digest)).expect("it is JSON");
        let manifest = json(&digest);
        let text = |value: &Value| value["digest"].as_str().expect("it has a digest").to_owned();
        let layers = manifest["layers"].as_array().expect("it has layers").iter();
        let layers = layers.map(|layer| (layer.clone(), blob(&text(layer)))).collect();
        let config = json(&text(&manifest["config"]));
        Self { layers, config, edit_config: keep, edit_manifest: keep, edit_index: keep, stray: None }
    }

    /// With another journey.
    pub(crate) fn journey(mut self, wasm: &[u8]) -> Self {
        self.layers[0].1 = wasm.to_vec();
        self
    }

    /// The entries of the file.
    pub(crate) fn entries(&self) -> Vec<(String, Vec<u8>)> {
        let mut blobs: Vec<Vec<u8>> =
            self.layers.iter().map(|(_, bytes)| bytes.clone()).chain(self.stray.clone()).collect();
        let layers: Vec<Value> = self.layers.iter().map(|(layer, bytes)| described(layer, bytes)).collect();
        let mut config = self.config.clone();
        config["layerDigests"] = layers.iter().map(|layer| layer["digest"].clone()).collect();
        (self.edit_config)(&mut config);
        let config = config.to_string().into_bytes();
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "artifactType": "application/vnd.throng.bundle.v1",
            "config": described(&json!({ "mediaType": "application/vnd.wasm.config.v0+json" }), &config),
            "layers": layers,
        });
        (self.edit_manifest)(&mut manifest);
        let manifest = manifest.to_string().into_bytes();
        let one = described(&json!({ "mediaType": "application/vnd.oci.image.manifest.v1+json" }), &manifest);
        let mut index =
            json!({ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [one] });
        (self.edit_index)(&mut index);
        blobs.extend([config, manifest]);
        let name = |bytes: &[u8]| Digest::of(bytes).as_str().replace("sha256:", "blobs/sha256/");
        let mut entries: Vec<(String, Vec<u8>)> = blobs.into_iter().map(|bytes| (name(&bytes), bytes)).collect();
        entries.sort();
        entries.push(("index.json".into(), index.to_string().into_bytes()));
        entries.push(("oci-layout".into(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec()));
        entries
    }

    /// The file.
    pub(crate) fn file(&self) -> Vec<u8> {
        tar(&self.entries())
    }
}

fn described(descriptor: &Value, bytes: &[u8]) -> Value {
    let mut described = descriptor.clone();
    described["digest"] = Digest::of(bytes).as_str().into();
    described["size"] = bytes.len().into();
    described
}

/// The entries of a tar.
pub(crate) fn entries(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(file);
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.expect("it is sound");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("it is whole");
        (entry.path().expect("it has a name").to_str().expect("in UTF-8").to_owned(), bytes)
    };
    archive.entries().expect("it is a tar").map(read).collect()
}

/// A tar of these entries, written as a bundle's is.
pub(crate) fn tar(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let headed = entries.iter().flat_map(|(name, bytes)| entry(header(name, bytes.len() as u64), bytes));
    headed.chain([0; 1024]).collect()
}

/// One entry: its header, its bytes, and what fills its last block.
pub(crate) fn entry(mut header: tar::Header, bytes: &[u8]) -> Vec<u8> {
    header.set_cksum();
    let mut entry = [header.as_bytes(), bytes].concat();
    entry.resize(entry.len().next_multiple_of(512), 0);
    entry
}

/// The header of a plain file, whatever its name.
pub(crate) fn header(name: &str, size: u64) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    let place = &mut header.as_mut_bytes()[..100];
    place[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_entry_type(tar::EntryType::Regular);
    header
}
