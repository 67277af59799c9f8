//! Where the files of a plan come from: the disk, or the parts of a bundle that was verified before.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Error, ErrorKind, Read, Result};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

/// How paths of parts begin; everything else is on the disk.
const ROOT: &str = "bundle:";

/// Files by path. A path below `bundle:` is a part of the bundle, any other one is on the disk.
#[derive(Debug, Clone, Default)]
pub struct FileSource(Option<Arc<Parts>>);

/// What a run took from a bundle.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// Bytes by name, `data/users.csv`.
    pub files: BTreeMap<String, Bytes>,
    /// Who made them.
    pub provenance: Provenance,
}

/// Which bundle runs, and with whose consent. It stands in the result.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Provenance {
    /// What the bundle is called.
    pub name: String,
    /// The digest of its manifest, `sha256:…`.
    pub digest: String,
    /// The key that vouched for it, where one was required.
    pub signer: Option<String>,
    /// The permissions that were granted, `host:https://…`.
    pub granted: Vec<String>,
}

impl FileSource {
    /// The parts of a bundle, and the disk for what flags and variables name.
    pub fn bundle(parts: Parts) -> Self {
        Self(Some(Arc::new(parts)))
    }

    /// The bundle that is run; none when the plan lies on the disk.
    pub fn provenance(&self) -> Option<&Provenance> {
        self.0.as_ref().map(|parts| &parts.provenance)
    }

    /// Whether there is such a file.
    pub fn is_file(&self, path: &Path) -> bool {
        match below_root(path) {
            Some(name) => self.part(name).is_ok(),
            None => path.is_file(),
        }
    }

    /// Its size in bytes.
    pub fn size(&self, path: &Path) -> Result<u64> {
        match below_root(path) {
            Some(name) => self.part(name).map(|bytes| bytes.len() as u64),
            None => std::fs::metadata(path).map(|file| file.len()),
        }
    }

    /// Its bytes.
    pub fn read(&self, path: &Path) -> Result<Bytes> {
        match below_root(path) {
            Some(name) => self.part(name).cloned(),
            None => std::fs::read(path).map(Bytes::from),
        }
    }

    /// Its bytes, as they are asked for.
    pub fn open(&self, path: &Path) -> Result<Box<dyn Read + Send>> {
        Ok(match below_root(path) {
            Some(name) => Box::new(Cursor::new(self.part(name)?.clone())),
            None => Box::new(File::open(path)?),
        })
    }

    /// The file itself, so that a part of it can be read at its place; none for the part of a bundle.
    pub fn file(&self, path: &Path) -> Result<Option<File>> {
        match below_root(path) {
            Some(_) => Ok(None),
            None => File::open(path).map(Some),
        }
    }

    /// Its text.
    pub fn text(&self, path: &Path) -> Result<String> {
        String::from_utf8(self.read(path)?.into()).map_err(|error| Error::new(ErrorKind::InvalidData, error))
    }

    fn part(&self, name: &str) -> Result<&Bytes> {
        let part = self.0.as_ref().and_then(|parts| parts.files.get(name));
        part.ok_or_else(|| Error::new(ErrorKind::NotFound, "the bundle has no such part"))
    }
}

/// The path of a part by the text that a bundle's plan has; what leads out of the bundle is no part.
pub(super) fn part_path(text: &str) -> PathBuf {
    PathBuf::from(format!("{ROOT}/{}", part_name(text).unwrap_or_else(|| text.to_owned())))
}

/// The name of the part that a relative path stands for, with `/` between folders; none when it leads out of the folder.
pub fn part_name(text: &str) -> Option<String> {
    let mut folders: Vec<&str> = Vec::new();
    for component in Path::new(text).components() {
        match component {
            Component::Normal(name) => folders.push(name.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => drop(folders.pop()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (!folders.is_empty()).then(|| folders.join("/"))
}

fn below_root(path: &Path) -> Option<&str> {
    path.to_str()?.strip_prefix(ROOT)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parts_do_not_lead_out() {
        assert_eq!(part_name("./data//a.csv").as_deref(), Some("data/a.csv"));
        assert_eq!(part_name("data/../a.csv").as_deref(), Some("a.csv"));
        for text in ["../a.csv", "/etc/passwd", "", ".", "a/../../b"] {
            assert_eq!(part_name(text), None, "{text}");
        }
    }

    #[test]
    fn a_bundle_reaches_its_parts_alone() {
        let files = BTreeMap::from([("a.csv".to_owned(), Bytes::from_static(b"x"))]);
        let source = FileSource::bundle(Parts { files, ..Parts::default() });
        assert_eq!(source.text(&part_path("./a.csv")).unwrap(), "x");
        assert_eq!(source.size(&part_path("a.csv")).unwrap(), 1);
        for text in ["/etc/passwd", "../../../etc/passwd", "b.csv"] {
            assert!(!source.is_file(&part_path(text)), "{text}");
            assert!(source.read(&part_path(text)).is_err(), "{text}");
        }
    }
}
