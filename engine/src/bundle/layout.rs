//! The file of a bundle: an OCI image layout in a tar, written in one way only. Reading it is strict: whatever differs
//! from how it would be written is refused, so that no byte of the file is free.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use bytes::Bytes;

use super::manifest::{Descriptor, INDEX_TYPE, Index, MANIFEST_TYPE};
use super::{Digest, denied};

/// Bytes of a bundle at most.
pub(super) const LARGEST: u64 = 512 << 20;
/// Entries of its tar at most.
const MOST_ENTRIES: usize = 4096;
const BLOCK: usize = 512;
const LAYOUT_NAME: &str = "oci-layout";
const LAYOUT: &[u8] = b"{\"imageLayoutVersion\":\"1.0.0\"}";
const INDEX_NAME: &str = "index.json";
const BLOBS: &str = "blobs/sha256/";

/// A manifest and the blobs that it needs.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The manifest's bytes: its digest is the bundle's.
    pub manifest: Bytes,
    /// Everything else by digest.
    pub blobs: BTreeMap<Digest, Bytes>,
}

impl Layout {
    /// The bundle's digest.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.manifest)
    }

    /// The file: entries sorted by name, without times, owners or folders.
    pub fn to_file(&self) -> Vec<u8> {
        let index = self.index();
        let blobs = self.blobs.iter().map(|(digest, bytes)| (blob(digest), &bytes[..]));
        let mut entries: BTreeMap<String, &[u8]> = blobs.collect();
        entries.insert(blob(&self.digest()), &self.manifest);
        entries.insert(INDEX_NAME.into(), &index);
        entries.insert(LAYOUT_NAME.into(), LAYOUT);
        let mut file = Vec::new();
        for (name, bytes) in entries {
            file.extend_from_slice(header(&name, bytes.len() as u64).as_bytes());
            file.extend_from_slice(bytes);
            file.resize(file.len().next_multiple_of(BLOCK), 0);
        }
        file.resize(file.len() + 2 * BLOCK, 0);
        file
    }

    fn index(&self) -> Vec<u8> {
        let manifest = Descriptor::new(MANIFEST_TYPE, &self.manifest);
        let index = Index { schema_version: 2, media_type: Some(INDEX_TYPE.into()), manifests: vec![manifest] };
        serde_json::to_vec(&index).expect("an index is plain data")
    }

    /// Reads the file called `name`.
    ///
    /// # Errors
    /// Anything that `to_file` would not have written, by what it is.
    pub fn read(name: &str, file: &Bytes) -> Result<Self> {
        let refuse = |why: String| denied(format!("{name} is not a sound bundle: {why}"));
        let mut entries = entries(file).map_err(refuse)?;
        if entries.remove(LAYOUT_NAME).as_deref() != Some(LAYOUT) {
            return Err(refuse(format!("it has no `{LAYOUT_NAME}` of version 1.0.0")));
        }
        let index = entries.remove(INDEX_NAME).ok_or_else(|| refuse(format!("it has no `{INDEX_NAME}`")))?;
        let mut blobs = blobs(entries).map_err(refuse)?;
        let descriptor = only_manifest(&index).map_err(refuse)?;
        let manifest = blobs.remove(&descriptor.digest);
        let manifest =
            manifest.ok_or_else(|| refuse(format!("index: the manifest {} is missing", descriptor.digest)))?;
        if manifest.len() as u64 != descriptor.size {
            return Err(refuse(format!("index: the manifest has {} bytes, not {}", manifest.len(), descriptor.size)));
        }
        let layout = Self { manifest, blobs };
        if layout.to_file() != file[..] {
            return Err(refuse("its bytes are not laid out as `throng bundle` writes them".into()));
        }
        Ok(layout)
    }
}

fn blob(digest: &Digest) -> String {
    format!("{BLOBS}{}", digest.hex())
}

fn header(name: &str, size: u64) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.set_path(name).expect("names of blobs fit a header");
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    header
}

/// The entries of a tar by name, as slices of the file.
fn entries(file: &Bytes) -> Result<BTreeMap<String, Bytes>, String> {
    let mut entries = BTreeMap::new();
    let mut at = 0;
    loop {
        let block = file.get(at..at + BLOCK).ok_or("the tar is cut off: its end is missing")?;
        if block.iter().all(|byte| *byte == 0) {
            let rest = &file[at..];
            let whole = rest.len() == 2 * BLOCK && rest.iter().all(|byte| *byte == 0);
            return if whole { Ok(entries) } else { Err("the tar goes on after its end, or is cut off in it".into()) };
        }
        let header = tar::Header::from_byte_slice(block);
        let (name, size) = entry(header)?;
        at += BLOCK;
        let end = usize::try_from(size).ok().and_then(|size| at.checked_add(size)).filter(|end| *end <= file.len());
        let end = end.ok_or_else(|| {
            format!("the entry `{name}` claims {size} bytes, and the file has {} left", file.len() - at)
        })?;
        if entries.insert(name.clone(), file.slice(at..end)).is_some() {
            return Err(format!("the entry `{name}` is there twice"));
        }
        if entries.len() > MOST_ENTRIES {
            return Err(format!("it has more than {MOST_ENTRIES} entries"));
        }
        at = end.next_multiple_of(BLOCK);
    }
}

/// Name and size of a plain file; anything else has a reason.
fn entry(header: &tar::Header) -> Result<(String, u64), String> {
    let sum = header.as_bytes().iter().enumerate();
    let sum: u32 = sum.map(|(at, byte)| u32::from(if (148..156).contains(&at) { b' ' } else { *byte })).sum();
    if header.cksum().ok() != Some(sum) {
        return Err("the checksum of a tar header is wrong".into());
    }
    let name = String::from_utf8_lossy(&header.path_bytes()).into_owned();
    let shown = name.escape_debug();
    use tar::EntryType as Type;
    match header.entry_type() {
        Type::Regular => {}
        Type::Symlink => {
            return Err(format!("the entry `{shown}` is a symbolic link: a bundle holds plain files only"));
        }
        Type::Link => return Err(format!("the entry `{shown}` is a hard link: a bundle holds plain files only")),
        Type::Char | Type::Block | Type::Fifo => {
            return Err(format!("the entry `{shown}` is a device: a bundle holds plain files only"));
        }
        Type::Directory => return Err(format!("the entry `{shown}` is a folder: a bundle holds plain files only")),
        Type::GNULongName | Type::GNULongLink | Type::XHeader | Type::XGlobalHeader => {
            return Err("an entry has a long name or other tar extensions: no name of a bundle needs one".into());
        }
        _ => return Err(format!("the entry `{shown}` is of a kind that no bundle has")),
    }
    if name.starts_with('/') {
        return Err(format!("the entry `{shown}` has an absolute path"));
    }
    if name.split('/').any(|part| part == "..") {
        return Err(format!("the entry `{shown}` leads out of the bundle"));
    }
    let size = header.entry_size().map_err(|_| format!("the entry `{shown}` has no readable size"))?;
    Ok((name, size))
}

/// Entries as blobs whose content has the digest in their name.
fn blobs(entries: BTreeMap<String, Bytes>) -> Result<BTreeMap<Digest, Bytes>, String> {
    let mut blobs = BTreeMap::new();
    for (name, bytes) in entries {
        let digest = name.strip_prefix(BLOBS).and_then(|hex| Digest::parse(&format!("sha256:{hex}")));
        let digest =
            digest.ok_or_else(|| format!("the entry `{}` is no part of an OCI layout", name.escape_debug()))?;
        if Digest::of(&bytes) != digest {
            return Err(format!("the content of {digest} has another digest"));
        }
        blobs.insert(digest, bytes);
    }
    Ok(blobs)
}

fn only_manifest(index: &[u8]) -> Result<Descriptor, String> {
    let index: Index = serde_json::from_slice(index).map_err(|error| format!("index: it cannot be read: {error}"))?;
    if index.schema_version != 2 {
        return Err(format!("index: its schema is {}, not 2", index.schema_version));
    }
    let types: BTreeSet<&str> = index.manifests.iter().map(|manifest| manifest.media_type.as_str()).collect();
    match (&index.manifests[..], types.iter().next()) {
        ([one], Some(&MANIFEST_TYPE)) => Ok(one.clone()),
        ([_], Some(other)) => Err(format!("index: `{}` is not the type of a manifest", other.escape_debug())),
        ([], _) => Err("index: it names no manifest".into()),
        (several, _) => Err(format!("index: it names {} manifests, and a bundle has one", several.len())),
    }
}
