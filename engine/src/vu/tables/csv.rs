//! Tables in CSV (RFC 4180): where records begin, and what is in one.

use std::io::{Chain, Cursor, Read, Result};
use std::sync::Arc;

use super::text::{Starts, Text};

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Finds the columns and the rows; an error names the line.
pub(super) fn index(text: &Text) -> anyhow::Result<(Vec<Arc<str>>, Starts)> {
    let (reader, skipped) = without_mark(text.reader())?;
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(reader);
    let columns = reader.headers()?.iter().map(Arc::from).collect();
    let mut starts = Starts::default();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let at = record.position().map_or(0, csv::Position::byte);
        starts.push(at + skipped)?;
    }
    Ok((columns, starts.done()))
}

type Unmarked<R> = Chain<Cursor<Vec<u8>>, R>;

/// The text behind its byte order mark, and how long that was.
fn without_mark<R: Read>(mut reader: R) -> Result<(Unmarked<R>, u64)> {
    let mut begin = Vec::new();
    reader.by_ref().take(MARK.len() as u64).read_to_end(&mut begin)?;
    let skipped = if begin == MARK { begin.len() } else { 0 };
    begin.drain(..skipped);
    Ok((Cursor::new(begin).chain(reader), skipped as u64))
}

/// The cells of the record that a text begins with.
pub(super) fn cells(text: &[u8]) -> Vec<String> {
    let begin = text.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(text.len());
    let (mut cells, mut cell) = (Vec::new(), Vec::new());
    let mut bytes = text[begin..].iter().copied().peekable();
    let mut first = true;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if std::mem::take(&mut first) => {
                while let Some(byte) = bytes.next() {
                    // Two quotes inside are one; a single one is the end.
                    if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                        break;
                    }
                    cell.push(byte);
                }
            }
            b',' => {
                cells.push(String::from_utf8_lossy(&std::mem::take(&mut cell)).into_owned());
                first = true;
            }
            b'\r' | b'\n' => break,
            other => {
                first = false;
                cell.push(other);
            }
        }
    }
    cells.push(String::from_utf8_lossy(&cell).into_owned());
    cells
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn every_record_is_what_the_csv_library_reads() {
        let text = "a,b\r\n1,2\r\n\"x,\"\"y\"\"\nz\",\n\n,\"\"\n\"q\"r,s\"t\"\nlast,ü";
        let kept = Text::Kept(Bytes::from_static(text.as_bytes()));
        let (columns, starts) = index(&kept).unwrap();
        assert_eq!(columns.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["a", "b"]);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let truth: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        let found: Vec<Vec<String>> =
            (0..starts.len()).map(|row| cells(&starts.row(&kept, row).unwrap().unwrap())).collect();
        assert_eq!((found.len(), &found), (5, &truth));
    }
}
