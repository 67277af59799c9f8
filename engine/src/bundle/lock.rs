//! `throng.lock`: what a tag stood for when it was first used. From then on it stands for that.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::{Digest, Place, denied};
use crate::exit::{ExitCode, Failed};

const HEAD: &str =
    "# What each tag stood for when it was first used. Delete a line to take what its tag stands for now.\n";

/// The tags of one folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    version: u32,
    #[serde(default)]
    tags: BTreeMap<String, Digest>,
}

impl Lock {
    /// The file's; an empty one when there is none.
    ///
    /// # Errors
    /// That it cannot be read, exit code 114.
    pub fn read(path: &Path) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self { version: 1, tags: BTreeMap::new() }),
            Err(error) => return Err(denied(format!("cannot read {}: {error}", path.display()))),
        };
        let lock: Self = toml::from_str(&text)
            .map_err(|error| denied(format!("cannot read {}: {}", path.display(), error.to_string().trim_end())))?;
        if lock.version == 1 {
            Ok(lock)
        } else {
            Err(denied(format!("{} is of version {}, and this engine reads 1", path.display(), lock.version)))
        }
    }

    /// The digest that a tag is held to.
    pub fn held(&self, place: &Place) -> Option<&Digest> {
        self.tags.get(&place.to_string())
    }

    /// Holds a tag to a digest, in the file too.
    ///
    /// # Errors
    /// That the file cannot be written.
    pub fn hold(mut self, place: &Place, digest: Digest, path: &Path) -> Result<()> {
        self.tags.insert(place.to_string(), digest);
        let text = toml::to_string(&self).expect("a lock is plain data");
        std::fs::write(path, format!("{HEAD}{text}"))
            .map_err(|error| Failed::error(ExitCode::Invalid, format!("cannot write {}: {error}", path.display())))
    }
}
