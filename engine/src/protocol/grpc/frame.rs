//! Messages in frames: a byte that says whether it is compressed, four of length, and the message.

use std::io::{Read as _, Write as _};

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::sample::{Cause, Failure};

/// Bytes before each message.
const HEAD: usize = 5;

/// A message on its way.
pub(super) fn frame(message: &[u8], gzip: bool) -> Bytes {
    let packed = gzip.then(|| pack(message));
    let content = packed.as_deref().unwrap_or(message);
    let mut frame = BytesMut::with_capacity(HEAD + content.len());
    frame.put_u8(u8::from(gzip));
    frame.put_u32(u32::try_from(content.len()).expect("an argument of a journey is below 4 GiB"));
    frame.put_slice(content);
    frame.freeze()
}

fn pack(message: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(message).and_then(|()| encoder.finish()).expect("memory takes what is written")
}

/// Frames on their way in.
pub(super) struct Frames {
    buffer: BytesMut,
    /// Bytes of one message at most.
    most: u64,
    gzip: bool,
}

impl Frames {
    /// Of messages of so many bytes at most; `gzip`: the target may compress them.
    pub(super) fn new(most: u64, gzip: bool) -> Self {
        Self { buffer: BytesMut::new(), most, gzip }
    }

    /// More of them came.
    pub(super) fn push(&mut self, data: &Bytes) {
        self.buffer.extend_from_slice(data);
    }

    /// Whether the stream may end here.
    pub(super) fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// The next message; none until more has come.
    pub(super) fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        if self.buffer.len() < HEAD {
            return Ok(None);
        }
        let packed = match (self.buffer[0], self.gzip) {
            (0, _) => false,
            (1, true) => true,
            (1, false) => return Err(malformed("a compressed message, though the target named no compression")),
            (flag, _) => return Err(malformed(&format!("a message that begins with {flag}"))),
        };
        let length = u64::from(u32::from_be_bytes([self.buffer[1], self.buffer[2], self.buffer[3], self.buffer[4]]));
        if length > self.most {
            return Err(self.too_large());
        }
        if (self.buffer.len() - HEAD) < length as usize {
            return Ok(None);
        }
        self.buffer.advance(HEAD);
        let message = self.buffer.split_to(length as usize).freeze();
        if packed { self.unpack(&message).map(Some) } else { Ok(Some(message)) }
    }

    fn unpack(&self, message: &Bytes) -> Result<Bytes, Failure> {
        let mut content = Vec::new();
        let read = GzDecoder::new(&message[..]).take(self.most.saturating_add(1)).read_to_end(&mut content);
        match read {
            Ok(_) if content.len() as u64 > self.most => Err(self.too_large()),
            Ok(_) => Ok(content.into()),
            Err(error) => Err(malformed(&format!("a message that is not gzip: {error}"))),
        }
    }

    fn too_large(&self) -> Failure {
        let message = format!("a message is larger than {} bytes (`max_body`)", self.most);
        Failure::new(Cause::TooLarge, 1000, message)
    }
}

/// What came is no gRPC.
pub(super) fn malformed(what: &str) -> Failure {
    Failure::new(Cause::Protocol, 1000, format!("what came is not gRPC: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_whole_however_they_are_cut() {
        let wire = [frame(b"first", false), frame(b"", false), frame(b"third", true)].concat();
        for cut in 0..=wire.len() {
            let mut frames = Frames::new(100, true);
            let mut found = Vec::new();
            for part in [&wire[..cut], &wire[cut..]] {
                frames.push(&Bytes::copy_from_slice(part));
                found.extend(std::iter::from_fn(|| frames.next().unwrap()));
            }
            assert_eq!((found, frames.is_empty()), (vec!["first".into(), Bytes::new(), "third".into()], true));
        }
    }

    #[test]
    fn what_is_no_frame_is_a_failure() {
        let cause = |bytes: &[u8], gzip| {
            let mut frames = Frames::new(4, gzip);
            frames.push(&Bytes::copy_from_slice(bytes));
            frames.next().map_err(|failure| failure.cause)
        };
        assert_eq!(cause(&[2, 0, 0, 0, 0], true), Err(Cause::Protocol));
        assert_eq!(cause(&[1, 0, 0, 0, 1, 0], false), Err(Cause::Protocol));
        assert_eq!(cause(&[1, 0, 0, 0, 1, 0], true), Err(Cause::Protocol));
        assert_eq!(cause(&[0, 0, 0, 0, 5], false), Err(Cause::TooLarge));
        assert_eq!(cause(&[0, 255, 255, 255, 255], false), Err(Cause::TooLarge));
        assert_eq!(cause(&frame(&[0; 5], true), true), Err(Cause::TooLarge), "unpacked");
        assert_eq!(cause(&[0, 0, 0, 0, 4, 1], false), Ok(None));
    }
}
