//! The signed assertion of the JWT bearer flow.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use serde::Serialize;

use crate::Secret;

/// How long an assertion is good for. It is used at once; Salesforce allows three minutes of skew.
const LIFETIME_S: i64 = 180;

/// Why a private key cannot sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No PEM block of a kind that holds an unencrypted RSA key.
    #[error("no `BEGIN PRIVATE KEY` or `BEGIN RSA PRIVATE KEY` block was found")]
    NotPem,
    /// What is inside the block is damaged, or not RSA of 2048 to 4096 bits.
    #[error("the block holds no RSA key of 2048 to 4096 bits")]
    NotRsa,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
}

/// Writes and signs an assertion. Salesforce documents RS256 as the only algorithm it takes.
pub(super) fn sign(
    client_id: &str,
    username: &str,
    audience: &str,
    private_key_pem: &Secret,
    now_s: i64,
) -> Result<String, KeyError> {
    let key = read_key(private_key_pem.expose())?;
    let claims = Claims {
        iss: client_id,
        sub: username,
        aud: audience,
        exp: now_s.saturating_add(LIFETIME_S),
    };
    let claims = serde_json::to_vec(&claims).expect("text and a number are always JSON");
    let signing_input = format!(
        "{}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#),
        BASE64_URL_SAFE_NO_PAD.encode(claims),
    );
    let mut signature = vec![0; key.public().modulus_len()];
    // The random source blinds the computation; the signature itself is the same every time.
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        signing_input.as_bytes(),
        &mut signature,
    )
    .map_err(|_| KeyError::NotRsa)?;
    let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
    Ok(format!("{signing_input}.{signature}"))
}

fn read_key(pem: &str) -> Result<RsaKeyPair, KeyError> {
    if let Some(der) = block(pem, "PRIVATE KEY") {
        return RsaKeyPair::from_pkcs8(&der).map_err(|_| KeyError::NotRsa);
    }
    let der = block(pem, "RSA PRIVATE KEY").ok_or(KeyError::NotPem)?;
    RsaKeyPair::from_der(&der).map_err(|_| KeyError::NotRsa)
}

/// The bytes between `BEGIN` and `END`. A key that came through an environment variable may have
/// lost its line ends, to spaces or to a literal `\n`.
fn block(pem: &str, label: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let body: String = body.replace("\\n", "").split_whitespace().collect();
    BASE64_STANDARD.decode(body).ok()
}

#[cfg(test)]
mod tests {
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    const PKCS1: &str = include_str!("../../tests/keys/pkcs1.pem");
    const PKCS8: &str = include_str!("../../tests/keys/pkcs8.pem");
    const VECTOR: &str =
        include_str!("../../../../samples/salesforce/oauth/jwt-bearer-vector.json");

    fn sign_vector(pem: &str) -> Result<String, KeyError> {
        sign(
            "3MVG9EXAMPLECONSUMERKEY",
            "integration@acme.example",
            "https://login.salesforce.com",
            &Secret::new(pem),
            1_795_300_000,
        )
    }

    #[test]
    fn the_vector_is_signed() {
        let vector: serde_json::Value = serde_json::from_str(VECTOR).unwrap();
        let assertion = sign_vector(PKCS8).unwrap();
        let (signing_input, signature) = assertion.rsplit_once('.').unwrap();
        assert_eq!(signing_input, vector["signing_input"]);

        let key = read_key(PKCS8).unwrap();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public().as_ref())
            .verify(
                signing_input.as_bytes(),
                &BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap(),
            )
            .unwrap();
    }

    #[test]
    fn a_key_is_read_however_it_was_stored() {
        let expected = sign_vector(PKCS8);
        assert!(expected.is_ok());
        for pem in [
            PKCS1.to_owned(),
            PKCS8.replace('\n', "\r\n"),
            PKCS8.replace('\n', " "),
            PKCS8.replace('\n', "\\n"),
            format!("Bag Attributes\n{PKCS8}"),
        ] {
            assert_eq!(sign_vector(&pem), expected);
        }
    }

    #[test]
    fn what_is_no_key_is_said() {
        let check = |pem: &str, expected| assert_eq!(sign_vector(pem), Err(expected));
        check("", KeyError::NotPem);
        check(
            &PKCS8.replace("PRIVATE KEY", "CERTIFICATE"),
            KeyError::NotPem,
        );
        check(
            &PKCS8.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
            KeyError::NotPem,
        );
        check(
            "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----",
            KeyError::NotRsa,
        );
    }
}
