//! The text of a table's file, and where its rows begin: small files in memory, large ones read at the place.

use std::fs::File;
use std::io::{BufReader, Read};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;

use crate::plan::FileSource;

/// Files up to this size are kept in memory.
const SMALL: u64 = 4 << 20;
/// Bytes that are read at once while the rows are looked for.
const CHUNK: usize = 1 << 18;
/// Rows that share a base.
const GROUP: usize = 256;

/// A file whose parts can be read.
pub(super) enum Text {
    Kept(Bytes),
    Placed(File, u64),
}

impl Text {
    pub(super) fn open(source: &FileSource, path: &Path) -> Result<Self> {
        let size = source.size(path)?;
        Ok(match source.file(path)? {
            Some(file) if size > SMALL => Self::Placed(file, size),
            _ => Self::Kept(source.read(path)?),
        })
    }

    /// From its beginning.
    pub(super) fn reader(&self) -> Box<dyn Read + '_> {
        match self {
            Self::Kept(bytes) => Box::new(&bytes[..]),
            Self::Placed(file, _) => Box::new(BufReader::with_capacity(CHUNK, At { file, next: 0 })),
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Kept(bytes) => bytes.len() as u64,
            Self::Placed(_, size) => *size,
        }
    }

    fn part(&self, from: u64, to: u64) -> Result<Bytes> {
        match self {
            Self::Kept(bytes) => Ok(bytes.slice(from as usize..to as usize)),
            Self::Placed(file, _) => {
                let mut part = vec![0; (to - from) as usize];
                file.read_exact_at(&mut part, from).context("the file became shorter while it was in use")?;
                Ok(part.into())
            }
        }
    }
}

/// Reads a file from a place of its own, whoever else reads it.
struct At<'f> {
    file: &'f File,
    next: u64,
}

impl Read for At<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(to, self.next)?;
        self.next += read as u64;
        Ok(read)
    }
}

/// Where rows begin: 4 bytes a row.
#[derive(Default)]
pub(super) struct Starts {
    bases: Vec<u64>,
    offsets: Vec<u32>,
}

impl Starts {
    /// The next row begins at this byte.
    pub(super) fn push(&mut self, at: u64) -> Result<()> {
        ensure!(self.offsets.len() < u32::MAX as usize, "it has more than {} rows", u32::MAX);
        if self.offsets.len().is_multiple_of(GROUP) {
            self.bases.push(at);
        }
        let base = self.bases.last().copied().unwrap_or_default();
        let offset = u32::try_from(at - base).ok().context("its rows are too long: 256 of them have 4 GiB at most")?;
        self.offsets.push(offset);
        Ok(())
    }

    pub(super) fn done(mut self) -> Self {
        self.bases.shrink_to_fit();
        self.offsets.shrink_to_fit();
        self
    }

    pub(super) fn len(&self) -> u32 {
        self.offsets.len() as u32
    }

    fn get(&self, row: u32) -> Option<u64> {
        let offset = self.offsets.get(row as usize)?;
        Some(self.bases[row as usize / GROUP] + u64::from(*offset))
    }

    /// The bytes from a row's beginning to that of the next; none where there is no such row.
    pub(super) fn row(&self, text: &Text, row: u32) -> Result<Option<Bytes>> {
        let Some(from) = self.get(row) else { return Ok(None) };
        let to = row.checked_add(1).and_then(|next| self.get(next)).unwrap_or(text.len());
        text.part(from, to).map(Some)
    }
}
