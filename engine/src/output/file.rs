use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A file that is written from the start to the end, compressed where its name ends in `.gz`.
pub(super) enum Sink {
    /// As it is.
    Plain(BufWriter<File>),
    /// Compressed.
    Gzip(Box<GzEncoder<BufWriter<File>>>),
}

impl Sink {
    /// Makes the file, in place of one that was there.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file = BufWriter::with_capacity(1 << 16, File::create(path)?);
        let compressed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        Ok(if compressed { Self::Gzip(Box::new(GzEncoder::new(file, Compression::fast()))) } else { Self::Plain(file) })
    }

    /// Adds bytes, and hands them to the system.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Plain(file) => file.write_all(bytes).and_then(|()| file.flush()),
            Self::Gzip(file) => file.write_all(bytes),
        }
    }

    /// Writes the end of the file.
    pub(super) fn end(&mut self) -> Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Gzip(file) => file.try_finish().and_then(|()| file.get_mut().flush()),
        }
    }
}
