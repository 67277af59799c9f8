//! Data sets: tables of a file, or of rows that are made from a seed; each has a version.

use std::io::{Error, ErrorKind, Read, Result};
use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use super::{FileSource, Recipe};

/// A data table: rows that VUs draw from.
#[derive(Debug, Clone)]
pub struct DataTable {
    /// The name that `data.table` takes.
    pub name: String,
    /// Where its rows come from.
    pub rows: DataRows,
    /// How `next` draws.
    pub policy: DataPolicy,
    /// What happens when the rows are used up.
    pub wrap: bool,
    /// Its version: `sha256:…` of the file, `generated:…` of the recipe. Empty before the plan is whole.
    pub version: String,
}

/// Where the rows of a table come from.
#[derive(Debug, Clone, PartialEq)]
pub enum DataRows {
    /// CSV, JSON (an array of objects) or JSON lines, by extension.
    File(PathBuf),
    /// Rows made from a seed.
    Made(Recipe),
}

/// How `table.next` draws rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DataPolicy {
    /// In turn, per VU.
    #[default]
    Sequential,
    /// At random, from the seed.
    Random,
    /// Each row once in the whole run.
    Unique,
    /// Each user has one row of its own, for the whole run.
    PerVu,
    /// Each iteration of a scenario has one row of its own: that of its number.
    PerIteration,
}

impl DataPolicy {
    /// The words of a plan.
    pub const WORDS: &'static [&'static str] = &["sequential", "random", "unique", "per-vu", "per-iteration"];

    /// By its place among the words.
    pub fn nth(at: usize) -> Self {
        [Self::Sequential, Self::Random, Self::Unique, Self::PerVu, Self::PerIteration]
            .get(at)
            .copied()
            .unwrap_or_default()
    }

    /// Whether no row is given twice, unless the plan says `wrap`.
    pub fn is_unique(self) -> bool {
        matches!(self, Self::Unique | Self::PerVu | Self::PerIteration)
    }
}

impl DataRows {
    /// What a reader knows them by: the file, or how many rows are made.
    pub fn origin(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Made(recipe) => format!("{} generated rows", recipe.rows),
        }
    }

    /// The version of the rows as they are now.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn version(&self, source: &FileSource) -> Result<String> {
        match self {
            Self::Made(recipe) => Ok(recipe.version()),
            Self::File(path) => {
                let mut reader = source.open(path)?;
                let mut hash = Sha256::new();
                let mut part = vec![0; 1 << 18];
                loop {
                    match reader.read(&mut part) {
                        Ok(0) => return Ok(format!("sha256:{}", hex(&hash.finalize()))),
                        Ok(read) => hash.update(&part[..read]),
                        Err(error) if error.kind() == ErrorKind::Interrupted => {}
                        Err(error) => return Err(Error::new(error.kind(), error)),
                    }
                }
            }
        }
    }
}

/// So many digits tell two versions apart.
const SHORTEST: usize = 12;

/// Whether a version that a plan names is this one: all of it, or its first digits.
pub(super) fn is_version(wanted: &str, version: &str) -> bool {
    let digits = wanted.split_once(':').map_or("", |(_, digits)| digits);
    digits.len() >= SHORTEST && version.starts_with(wanted)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_of_a_version_are_enough() {
        let version = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(is_version(version, version) && is_version("sha256:ba7816bf8f01", version));
        for other in ["sha256:ba7816bf8f0", "sha256:ba7816bf8f02", "ba7816bf8f01", "", "generated:ba7816bf8f01"] {
            assert!(!is_version(other, version), "{other}");
        }
    }

    #[test]
    fn the_version_of_a_file_is_the_digest_of_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "abc").unwrap();
        let version = DataRows::File(path).version(&FileSource::default()).unwrap();
        assert_eq!(version, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
