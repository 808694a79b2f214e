//! The configuration of an HMAC credential, field for field as Vapi's `authenticationPlan` has it.

use serde::Deserialize;

/// How Vapi was told to sign. Fields, names and defaults are those of Vapi's schema.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HmacPlan {
    /// The hash function.
    pub algorithm: Algorithm,
    /// The header with the signature.
    pub signature_header: String,
    /// The header with the time of signing.
    pub timestamp_header: String,
    /// What stands before the signature, such as `sha256=` or `v1,`.
    pub signature_prefix: String,
    /// Whether there is a timestamp. If so, it is required and its age is checked.
    pub include_timestamp: bool,
    /// The signed text, with the placeholders `{body}`, `{timestamp}`, `{method}`, `{url}` and
    /// `{svix-id}`.
    pub payload_format: String,
    /// The header with the id that fills `{svix-id}`.
    pub message_id_header: Option<String>,
    /// How the signature is written.
    pub signature_encoding: SignatureEncoding,
    /// Whether the key is what the secret's base64 stands for, not its text.
    pub secret_is_base64: bool,
}

impl Default for HmacPlan {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Sha256,
            signature_header: "x-signature".to_owned(),
            timestamp_header: "x-timestamp".to_owned(),
            signature_prefix: String::new(),
            include_timestamp: true,
            payload_format: "{timestamp}.{body}".to_owned(),
            message_id_header: None,
            signature_encoding: SignatureEncoding::Hex,
            secret_is_base64: false,
        }
    }
}

/// The hash function of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// HMAC-SHA256, 32 bytes.
    Sha256,
    /// HMAC-SHA512, 64 bytes.
    Sha512,
    /// HMAC-SHA1, 20 bytes. Still sound as a MAC, and Vapi offers it.
    Sha1,
}

impl Algorithm {
    /// The one algorithm whose digests have this length in bytes.
    pub(super) fn of_digest_len(len: usize) -> Option<Self> {
        match len {
            32 => Some(Self::Sha256),
            64 => Some(Self::Sha512),
            20 => Some(Self::Sha1),
            _ => None,
        }
    }
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SignatureEncoding {
    /// Two digits a byte, in either case.
    Hex,
    /// Standard base64, with or without padding.
    Base64,
}

/// Why a plan and its secrets cannot verify anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPlan {
    /// There is no secret, or only blank ones.
    #[error("there is no webhook secret")]
    NoSecret,
    /// The plan says base64, the secret is none.
    #[error("the webhook secret is not base64")]
    SecretNotBase64,
    /// The payload format names something Vapi does not fill in.
    #[error("the payload format has the unknown placeholder {{{0}}}")]
    UnknownPlaceholder(String),
    /// The payload format leaves the body out, so the signature would prove nothing.
    #[error("the payload format does not contain {{body}}")]
    BodyNotSigned,
    /// The payload format has an id, and no header is named to take it from.
    #[error("the payload format has {{svix-id}}, but no message id header is set")]
    NoMessageIdHeader,
}
