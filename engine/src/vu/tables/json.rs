//! Tables in JSON: an array of objects, or an object a line. Where they begin, and what is in one.

use std::io::{BufRead, BufReader};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Map, Value};

use super::text::{Starts, Text};

/// Where the lines that hold an object begin; an error names the line.
pub(super) fn lines(text: &Text) -> Result<Starts> {
    let mut reader = BufReader::with_capacity(1 << 16, text.reader());
    let (mut starts, mut at, mut line) = (Starts::default(), 0, Vec::new());
    for number in 1.. {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)? as u64;
        if read == 0 {
            break;
        }
        let mark = if number == 1 && line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        if line[mark..].iter().any(|byte| !byte.is_ascii_whitespace()) {
            object(&line[mark..]).with_context(|| format!("line {number} is no JSON object"))?;
            starts.push(at + mark as u64)?;
        }
        at += read;
    }
    Ok(starts.done())
}

/// Where the objects of an array begin.
pub(super) fn array(text: &Text) -> Result<Starts> {
    let mut scan = Scan::default();
    let mut reader = BufReader::with_capacity(1 << 16, text.reader());
    let mut starts = Starts::default();
    loop {
        let part = reader.fill_buf()?;
        if part.is_empty() {
            break;
        }
        for byte in part {
            scan.step(*byte, &mut starts)?;
        }
        let read = part.len();
        reader.consume(read);
    }
    ensure!(scan.ended, "it must be an array of objects");
    Ok(starts.done())
}

/// Walks through an array and looks at each of its objects.
#[derive(Default)]
struct Scan {
    at: u64,
    begun: bool,
    ended: bool,
    /// Open brackets inside the array.
    depth: usize,
    quoted: bool,
    escaped: bool,
    /// A comma came, and no object after it.
    comma: bool,
    one: Vec<u8>,
}

impl Scan {
    fn step(&mut self, byte: u8, starts: &mut Starts) -> Result<()> {
        let at = self.at;
        self.at += 1;
        if self.depth == 0 {
            return self.between(byte, at, starts);
        }
        self.one.push(byte);
        if self.quoted {
            self.quoted = byte != b'"' || self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            return Ok(());
        }
        match byte {
            b'"' => self.quoted = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth -= 1,
            _ => {}
        }
        if self.depth == 0 {
            let row = starts.len();
            object(&self.one).with_context(|| format!("row {row} is no JSON object"))?;
            self.one.clear();
        }
        Ok(())
    }

    fn between(&mut self, byte: u8, at: u64, starts: &mut Starts) -> Result<()> {
        let first = starts.len() == 0;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            0xef | 0xbb | 0xbf if at < 3 => {}
            b'[' if !self.begun => self.begun = true,
            b']' if self.begun && !self.ended && !self.comma => self.ended = true,
            b',' if self.begun && !self.ended && !first && !self.comma => self.comma = true,
            b'{' if self.begun && !self.ended && (first || self.comma) => {
                starts.push(at)?;
                self.comma = false;
                self.depth = 1;
                self.one.push(byte);
            }
            _ => bail!("it must be an array of objects; byte {at} is none of one"),
        }
        Ok(())
    }
}

fn object(text: &[u8]) -> Result<Map<String, Value>> {
    Ok(serde_json::from_slice(text)?)
}

/// The object that a text begins with, as it is written.
pub(super) fn raw(text: &[u8]) -> Result<&str> {
    let trimmed = text.trim_ascii_end();
    // Behind the last object of an array stands its end, behind the others a comma.
    let end = trimmed.iter().rposition(|byte| *byte == b'}').map_or(0, |at| at + 1);
    Ok(std::str::from_utf8(&trimmed[..end])?)
}

/// Names and cells of the object that a text begins with. What is no string is JSON text.
pub(super) fn cells(text: &[u8]) -> Result<Vec<(Arc<str>, String)>> {
    let cell = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(object(raw(text)?.as_bytes())?.into_iter().map(|(name, value)| (Arc::from(name), cell(value))).collect())
}
