//! The body of a token request, which is a form and not JSON.

use bytes::Bytes;

use crate::percent;

/// Writes `name=value&…`, values percent-encoded.
pub(super) fn encode(pairs: &[(&str, &str)]) -> Bytes {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", percent::encode(value)))
        .collect();
    pairs.join("&").into()
}
