//! Compression, both ways: Salesforce takes gzipped requests and gzips answers when asked.

use std::io::{self, Read, Write};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use http::HeaderMap;

/// Largest request body taken, compressed or not. Salesforce takes about 50 MB.
pub(crate) const BODY_BYTES_MAX: usize = 50 * 1024 * 1024;

/// The body as it was before the client compressed it.
pub(crate) fn decoded(headers: &HeaderMap, body: Vec<u8>) -> io::Result<Vec<u8>> {
    if !mentions_gzip(headers, http::header::CONTENT_ENCODING) {
        return Ok(body);
    }
    let mut plain = Vec::new();
    let limit = BODY_BYTES_MAX as u64 + 1;
    GzDecoder::new(body.as_slice())
        .take(limit)
        .read_to_end(&mut plain)?;
    if plain.len() > BODY_BYTES_MAX {
        return Err(io::Error::other("the body is too large"));
    }
    Ok(plain)
}

/// Whether the client takes a gzipped answer.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    mentions_gzip(headers, http::header::ACCEPT_ENCODING)
}

/// Compresses an answer.
pub(crate) fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder
        .write_all(plain)
        .and_then(|()| encoder.finish())
        .expect("writing to memory does not fail")
}

fn mentions_gzip(headers: &HeaderMap, name: http::HeaderName) -> bool {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"))
}
