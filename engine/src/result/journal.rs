use std::io::{BufRead, BufReader, Read, Write};

use serde::{Deserialize, Serialize};

use crate::aggregate::Snapshot;

/// What one merge added.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Frame {
    /// From the start of the run, ms.
    pub from_ms: u64,
    /// How long, ms.
    pub length_ms: u64,
    /// What happened in it.
    pub snapshot: Snapshot,
}

/// How hard zstd tries: the least, since it works beside the load.
const LEVEL: i32 = 1;

/// Appends a frame: one line in a zstd frame of its own, in one write, so that a kill cuts the last one at most.
///
/// # Errors
/// What the writer says.
pub(super) fn append(to: &mut impl Write, frame: &Frame) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(frame)?;
    line.push(b'\n');
    to.write_all(&zstd::bulk::compress(&line, LEVEL)?)
}

/// The frames of a journal up to the first that is not whole.
///
/// # Errors
/// Where the first line is no frame of this version: nothing can be read then.
pub fn frames(from: impl Read, mut each: impl FnMut(Frame)) -> Result<u64, String> {
    let decoder = zstd::stream::read::Decoder::new(from).map_err(|error| error.to_string())?;
    let mut lines = BufReader::new(decoder);
    let (mut count, mut line) = (0, Vec::new());
    loop {
        line.clear();
        // An error is the cut of a kill, and so is a line without its end.
        match lines.read_until(b'\n', &mut line) {
            Ok(_) if line.ends_with(b"\n") => {}
            _ => return Ok(count),
        }
        match serde_json::from_slice(&line) {
            Ok(frame) => each(frame),
            Err(error) if count == 0 => return Err(error.to_string()),
            Err(_) => return Ok(count),
        }
        count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(at: u64) -> Frame {
        let snapshot = Snapshot::default();
        Frame { from_ms: at * 1000, length_ms: 1000, snapshot }
    }

    #[test]
    fn a_journal_that_was_cut_anywhere_gives_every_whole_frame() {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for at in 0..4 {
            append(&mut bytes, &frame(at)).unwrap();
            ends.push(bytes.len());
        }
        for cut in 0..=bytes.len() {
            let mut seen = Vec::new();
            let count = frames(&bytes[..cut], |frame| seen.push(frame.from_ms)).unwrap();
            assert_eq!(count, ends.iter().filter(|end| **end <= cut).count() as u64, "{cut}");
            assert_eq!(seen, (0..count).map(|at| at * 1000).collect::<Vec<_>>());
        }
    }
}
