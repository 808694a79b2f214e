//! Reads the digests out of a signature header, in whatever dress they come.

use base64::Engine as _;

use super::{Algorithm, SignatureEncoding, keys::BASE64};

/// A presented digest. Its length tells the algorithm.
pub(super) struct Digest {
    pub(super) algorithm: Algorithm,
    pub(super) bytes: Vec<u8>,
}

/// Standard Webhooks lists one signature per key while keys are rotated; two are usual.
const SIGNATURES_MAX: usize = 4;
/// The longest text of a digest: SHA-512 in hex.
const TEXT_LEN_MAX: usize = 128;

/// The prefixes recognized without being told: GitHub's, and that of Standard Webhooks.
const KNOWN_PREFIXES: [&str; 4] = ["sha256=", "sha512=", "sha1=", "v1,"];

/// The digests of a header value in any known form, at most four of them.
pub(super) fn recognize(header: &str) -> impl Iterator<Item = Digest> {
    header
        .split_ascii_whitespace()
        .take(SIGNATURES_MAX)
        .filter_map(|text| {
            let text = KNOWN_PREFIXES
                .iter()
                .find_map(|prefix| text.strip_prefix(prefix))
                .unwrap_or(text);
            // No digest's hex has the length of a digest's base64, so the first that fits is meant.
            decode(text, SignatureEncoding::Hex).or_else(|| decode(text, SignatureEncoding::Base64))
        })
}

/// The digests of a header value in the form a plan gives, at most four of them. The first must
/// have the prefix, which may hold a space; Standard Webhooks repeats it before the others.
pub(super) fn read<'h>(
    header: &'h str,
    prefix: &'h str,
    encoding: SignatureEncoding,
) -> impl Iterator<Item = Digest> + 'h {
    let texts = header
        .strip_prefix(prefix)
        .unwrap_or_default()
        .split_ascii_whitespace();
    texts
        .take(SIGNATURES_MAX)
        .filter_map(move |text| decode(text.strip_prefix(prefix).unwrap_or(text), encoding))
}

fn decode(text: &str, encoding: SignatureEncoding) -> Option<Digest> {
    if text.len() > TEXT_LEN_MAX {
        return None;
    }
    let bytes = match encoding {
        SignatureEncoding::Hex => decode_hex(text)?,
        SignatureEncoding::Base64 => BASE64.decode(text).ok()?,
    };
    Some(Digest {
        algorithm: Algorithm::of_digest_len(bytes.len())?,
        bytes,
    })
}

fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    pairs
        .iter()
        .map(|&[high, low]| Some(nibble(high)? << 4 | nibble(low)?))
        .collect()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_recognized_by_their_length() {
        let hex = |bytes| "aB".repeat(bytes);
        for (header, expected) in [
            (hex(32), &[Algorithm::Sha256][..]),
            (hex(64), &[Algorithm::Sha512]),
            (hex(20), &[Algorithm::Sha1]),
            (format!("sha256={}", hex(32)), &[Algorithm::Sha256]),
            (
                format!("v1,{}", BASE64.encode([7; 32])),
                &[Algorithm::Sha256],
            ),
            (BASE64.encode([7; 20]).replace('=', ""), &[Algorithm::Sha1]),
            (
                format!(
                    "v1,{} v1a,x v1,{}",
                    BASE64.encode([7; 32]),
                    BASE64.encode([8; 32])
                ),
                &[Algorithm::Sha256, Algorithm::Sha256],
            ),
            (hex(32).repeat(9), &[]),
            (hex(16), &[]),
            ("z".repeat(64), &[]),
            (String::new(), &[]),
        ] {
            let found: Vec<_> = recognize(&header).map(|digest| digest.algorithm).collect();
            assert_eq!(found, expected, "{header}");
        }
    }

    #[test]
    fn a_planned_form_is_taken_strictly() {
        let hex = "ab".repeat(32);
        for (header, prefix, count) in [
            (hex.clone(), "", 1),
            (format!("v1,{hex} v1,{hex}"), "v1,", 2),
            (format!("HMAC {hex}"), "HMAC ", 1),
            (hex.clone(), "v1,", 0),
            (format!("v1,{hex}"), "", 0),
            (BASE64.encode([7; 32]), "", 0),
        ] {
            let found = read(&header, prefix, SignatureEncoding::Hex).count();
            assert_eq!(found, count, "{header} after {prefix}");
        }
    }

    #[test]
    fn the_number_of_signatures_is_limited() {
        let many = vec!["ab".repeat(32); 100].join(" ");
        assert_eq!(recognize(&many).count(), SIGNATURES_MAX);
    }
}
