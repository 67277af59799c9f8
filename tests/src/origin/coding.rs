use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http::Response;

use super::answer::{Body, full, number, with};
use super::record::Seen;

/// `/gzip`, `/deflate`, `/br`, `/zstd` (`?n=SIZE` bytes of `a`), the same with `bad` before the name (a body that is
/// not what the header says).
pub(super) fn answer(seen: &Seen) -> Option<Response<Body>> {
    let name = seen.path.strip_prefix('/')?;
    let (coding, bad) = match name.strip_prefix("bad") {
        Some(coding) => (coding, true),
        None => (name, false),
    };
    let coding = ["gzip", "deflate", "br", "zstd"].into_iter().find(|known| *known == coding)?;
    let body = if bad {
        b"this is not compressed at all".to_vec()
    } else {
        encode(coding, &vec![b'a'; number(seen, "n") as usize])
    };
    Some(with(full(200, body), "content-encoding", coding))
}

/// The content as that coding has it.
fn encode(coding: &str, content: &[u8]) -> Vec<u8> {
    match coding {
        "gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).and_then(|()| encoder.finish()).expect("memory takes everything")
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).and_then(|()| encoder.finish()).expect("memory takes everything")
        }
        "br" => {
            let mut encoded = Vec::new();
            let parameters = brotli::enc::BrotliEncoderParams::default();
            brotli::BrotliCompress(&mut &*content, &mut encoded, &parameters).expect("memory takes everything");
            encoded
        }
        _ => zstd::encode_all(content, 0).expect("memory takes everything"),
    }
}
