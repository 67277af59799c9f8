//! The chunked transfer coding, taken apart as it comes.

use bytes::{Buf as _, Bytes};

/// What is not data, between two pieces of data: sizes with their extensions, or the trailers.
const LONGEST: usize = 16 << 10;
/// Digits of a size.
const DIGITS: u8 = 16;

/// Where in a chunked body the reader is.
#[derive(Debug, Clone)]
pub(super) struct Chunked {
    state: State,
    left: u64,
    digits: u8,
    overhead: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Size,
    Extension,
    SizeEnd,
    Data,
    DataReturn,
    DataEnd,
    Line,
    Trailer,
    TrailerEnd,
    LastEnd,
    Done,
}

impl Chunked {
    /// At the first chunk's size.
    pub(super) fn new() -> Self {
        Self { state: State::Size, left: 0, digits: 0, overhead: 0 }
    }

    /// Whether the last chunk and its trailers are over.
    pub(super) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// The next piece of data; none when more must come first, or when the body is over. An error says what is wrong.
    pub(super) fn next(&mut self, bytes: &mut Bytes) -> Result<Option<Bytes>, &'static str> {
        while !bytes.is_empty() && self.state != State::Done {
            if self.state == State::Data {
                let here = self.left.min(bytes.len() as u64);
                self.left -= here;
                self.overhead = 0;
                if self.left == 0 {
                    self.state = State::DataReturn;
                }
                return Ok(Some(bytes.split_to(here as usize)));
            }
            self.overhead += 1;
            if self.overhead > LONGEST {
                return Err("the line of a chunk, or the trailers, are too long");
            }
            self.state = self.after(bytes.get_u8())?;
        }
        Ok(None)
    }

    fn after(&mut self, byte: u8) -> Result<State, &'static str> {
        Ok(match (self.state, byte) {
            (State::Size, digit) if digit.is_ascii_hexdigit() && self.digits < DIGITS => {
                let value = char::from(digit).to_digit(16).expect("it is a hexadecimal digit");
                self.left = self.left << 4 | u64::from(value);
                self.digits += 1;
                State::Size
            }
            (State::Size, b'\r') if self.digits > 0 => State::SizeEnd,
            (State::Size, b';' | b' ' | b'\t') if self.digits > 0 => State::Extension,
            (State::Extension, b'\r') => State::SizeEnd,
            (State::Extension, byte) if byte != b'\n' => State::Extension,
            (State::SizeEnd, b'\n') if self.left > 0 => State::Data,
            (State::SizeEnd, b'\n') => State::Line,
            (State::DataReturn, b'\r') => State::DataEnd,
            (State::DataEnd, b'\n') => {
                self.digits = 0;
                State::Size
            }
            (State::Line, b'\r') => State::LastEnd,
            (State::Line | State::Trailer, byte) if byte != b'\r' && byte != b'\n' => State::Trailer,
            (State::Trailer, b'\r') => State::TrailerEnd,
            (State::TrailerEnd, b'\n') => State::Line,
            (State::LastEnd, b'\n') => State::Done,
            _ => return Err("a chunk of the body is malformed"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data, whether the body is over, and what is behind it, when it comes in pieces of this size.
    fn read(text: &str, step: usize) -> Result<(String, bool, String), &'static str> {
        let (mut chunked, mut data, mut rest) = (Chunked::new(), Vec::new(), Vec::new());
        for part in text.as_bytes().chunks(step) {
            let mut part = Bytes::copy_from_slice(part);
            while let Some(piece) = chunked.next(&mut part)? {
                data.extend_from_slice(&piece);
            }
            rest.extend_from_slice(&part);
        }
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ok((text(data), chunked.is_done(), text(rest)))
    }

    #[test]
    fn chunks_extensions_and_trailers() {
        let body = "3\r\nabc\r\n00a;x=\"y\"\r\n0123456789\r\n0 \r\nT: 1\r\nU: 2\r\n\r\nnext";
        for step in [1, 2, 7, 1000] {
            assert_eq!(read(body, step), Ok(("abc0123456789".into(), true, "next".into())), "{step}");
        }
        assert_eq!(read("0\r\n\r\n", 1), Ok((String::new(), true, String::new())));
        assert_eq!(read("3\r\nab", 9), Ok(("ab".into(), false, String::new())));
    }

    #[test]
    fn what_is_malformed_is_refused() {
        for body in ["\r\n", "g\r\n", "3\nabc", "3\r\nabcd", "3;x\n", "3\r\nabc\r\r", "0\r\n\n", "0\r\n\r\r", "-1\r\n"]
        {
            assert_eq!(read(body, 1), Err("a chunk of the body is malformed"), "{body:?}");
        }
        assert_eq!(read("11112222333344445\r\n", 9), Err("a chunk of the body is malformed"));
        let long = format!("1;{}", "x".repeat(LONGEST));
        assert_eq!(read(&long, 999), Err("the line of a chunk, or the trailers, are too long"));
    }
}
