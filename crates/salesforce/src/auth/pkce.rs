//! Proof that whoever trades a code is the one who asked for it (RFC 7636).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};

use crate::Secret;

/// A secret for one login, and what may be shown of it.
#[derive(Clone, Debug)]
pub struct Pkce {
    /// Goes to the token endpoint with the code.
    pub verifier: Secret,
    /// Goes through the browser before that: the verifier's SHA-256.
    pub challenge: String,
}

impl Pkce {
    /// Makes one of random bytes, which must never be used again.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        Self::of(BASE64_URL_SAFE_NO_PAD.encode(random))
    }

    fn of(verifier: String) -> Self {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        Self {
            verifier: Secret::new(verifier),
            challenge,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pkce;

    #[test]
    fn the_vector_holds() {
        let vector = include_str!("../../../../samples/salesforce/oauth/pkce-vector.json");
        let vector: serde_json::Value = serde_json::from_str(vector).unwrap();
        let text = |key: &str| vector[key].as_str().unwrap().to_owned();
        assert_eq!(
            Pkce::of(text("code_verifier")).challenge,
            text("code_challenge")
        );
    }

    #[test]
    fn a_verifier_has_the_length_the_standard_asks_for() {
        let pkce = Pkce::new([7; 32]);
        assert_eq!(pkce.verifier.expose().len(), 43);
        assert!(!format!("{pkce:?}").contains(pkce.verifier.expose()));
    }
}
