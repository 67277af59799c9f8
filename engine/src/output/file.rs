use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Bytes that are handed over together: few enough to stay in the processor's cache from the writing to the reading.
const CHUNK: usize = 128 << 10;

/// A file that is written from the start to the end, compressed where its name ends in `.gz`.
pub(super) struct Sink {
    file: Kind,
    /// Kept from one moment to the next, so that its memory is touched once.
    buffer: Vec<u8>,
}

enum Kind {
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
        let file = match compressed {
            true => Kind::Gzip(Box::new(GzEncoder::new(file, Compression::fast()))),
            false => Kind::Plain(file),
        };
        Ok(Self { file, buffer: Vec::with_capacity(2 * CHUNK) })
    }

    /// Adds bytes, and hands them to the system.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.add(bytes)
    }

    /// Lines that are added chunk by chunk.
    pub(super) fn lines(&mut self) -> Lines<'_> {
        self.buffer.clear();
        Lines { file: &mut self.file, buffer: &mut self.buffer }
    }

    /// Writes the end of the file.
    pub(super) fn end(&mut self) -> Result<()> {
        match &mut self.file {
            Kind::Plain(file) => file.flush(),
            Kind::Gzip(file) => file.try_finish().and_then(|()| file.get_mut().flush()),
        }
    }
}

impl Kind {
    fn add(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Plain(file) => file.write_all(bytes).and_then(|()| file.flush()),
            Self::Gzip(file) => file.write_all(bytes),
        }
    }
}

/// Lines on their way into a file.
pub(super) struct Lines<'a> {
    file: &'a mut Kind,
    buffer: &'a mut Vec<u8>,
}

impl Lines<'_> {
    /// Where lines are written.
    pub(super) fn buffer(&mut self) -> &mut Vec<u8> {
        self.buffer
    }

    /// Hands over what is there, where it is enough.
    pub(super) fn spill(&mut self) -> Result<()> {
        if self.buffer.len() < CHUNK {
            return Ok(());
        }
        let added = self.file.add(self.buffer);
        self.buffer.clear();
        added
    }

    /// Hands over the rest.
    pub(super) fn end(self) -> Result<()> {
        self.file.add(self.buffer)
    }
}
