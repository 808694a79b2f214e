//! HMAC keys, made once: a key's first block is hashed here and not for every delivery.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use ring::hmac;

use super::Algorithm;

/// Standard base64, with or without padding.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One secret's bytes as a key of each algorithm.
pub(super) struct Keys {
    sha256: hmac::Key,
    sha512: hmac::Key,
    sha1: hmac::Key,
}

impl Keys {
    fn new(bytes: &[u8]) -> Self {
        Self {
            sha256: hmac::Key::new(hmac::HMAC_SHA256, bytes),
            sha512: hmac::Key::new(hmac::HMAC_SHA512, bytes),
            sha1: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, bytes),
        }
    }

    /// Keys of the secret's text.
    pub(super) fn of_text(secret: &str) -> Self {
        Self::new(secret.as_bytes())
    }

    /// Keys of what the secret's base64 stands for. Standard Webhooks writes `whsec_` before it.
    pub(super) fn of_base64(secret: &str) -> Option<Self> {
        let bytes = BASE64
            .decode(secret.strip_prefix("whsec_").unwrap_or(secret))
            .ok()?;
        // Of an empty key anybody can make signatures.
        (!bytes.is_empty()).then(|| Self::new(&bytes))
    }

    pub(super) fn of(&self, algorithm: Algorithm) -> &hmac::Key {
        match algorithm {
            Algorithm::Sha256 => &self.sha256,
            Algorithm::Sha512 => &self.sha512,
            Algorithm::Sha1 => &self.sha1,
        }
    }
}
