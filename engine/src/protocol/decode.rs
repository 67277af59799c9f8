//! Content encodings of responses, undone in memory and never beyond the limit.

use std::io::Read;

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::sample::{Cause, Failure};

/// Encodings of one response at most.
const LAYERS: usize = 4;

/// The body without its encodings; at most `most` bytes, else the failure is `too-large`.
pub(super) fn body(headers: &HeaderMap, body: &Bytes, most: u64) -> Result<Bytes, Failure> {
    let lines = headers.get_all(CONTENT_ENCODING).iter();
    let names: Vec<String> = lines
        .flat_map(|line| {
            String::from_utf8_lossy(line.as_bytes())
                .split(',')
                .map(|name| name.trim().to_ascii_lowercase())
                .collect::<Vec<_>>()
        })
        .filter(|name| !name.is_empty() && name != "identity")
        .collect();
    if names.len() > LAYERS {
        return Err(bad(&names.join(", "), "too many layers"));
    }
    let mut decoded = body.clone();
    for name in names.iter().rev() {
        decoded = layer(name, &decoded, most)?;
    }
    Ok(decoded)
}

fn layer(name: &str, body: &Bytes, most: u64) -> Result<Bytes, Failure> {
    let source = &body[..];
    match name {
        "gzip" | "x-gzip" => read(name, flate2::read::MultiGzDecoder::new(source), most),
        // RFC 9110 means zlib; some servers send the bare stream.
        "deflate" if is_zlib(source) => read(name, flate2::read::ZlibDecoder::new(source), most),
        "deflate" => read(name, flate2::read::DeflateDecoder::new(source), most),
        "br" => read(name, brotli_decompressor::Decompressor::new(source, 4096), most),
        "zstd" => {
            let mut decoder =
                zstd::stream::read::Decoder::with_buffer(source).map_err(|error| bad(name, &error.to_string()))?;
            // RFC 9659: windows beyond 8 MiB must not be used on the web.
            decoder.window_log_max(23).map_err(|error| bad(name, &error.to_string()))?;
            read(name, decoder, most)
        }
        _ => Ok(body.clone()),
    }
}

fn read(name: &str, decoder: impl Read, most: u64) -> Result<Bytes, Failure> {
    let mut decoded = Vec::new();
    decoder.take(most.saturating_add(1)).read_to_end(&mut decoded).map_err(|error| bad(name, &error.to_string()))?;
    if decoded.len() as u64 > most {
        return Err(Failure::new(
            Cause::TooLarge,
            1000,
            format!("the decoded body is larger than {most} bytes (`max_body`)"),
        ));
    }
    Ok(decoded.into())
}

fn is_zlib(source: &[u8]) -> bool {
    matches!(source, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0)
}

fn bad(name: &str, why: &str) -> Failure {
    Failure::new(Cause::Protocol, 1701, format!("error decompressing the response body ({name}): {why}"))
}
