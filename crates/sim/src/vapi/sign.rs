//! The credential Vapi sends with a webhook, in every form a custom credential can be configured
//! to. Written from Vapi's documentation and not from our verifier, which is tested against it.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue};
use ring::{digest, hmac};
use serde::Deserialize;
use serde_json::Value;

/// What proves to a server that a webhook comes from Vapi. Debug output hides the secret.
#[derive(Clone, Default)]
pub enum Credential {
    /// Nothing, Vapi's default.
    #[default]
    None,
    /// The secret itself in `X-Vapi-Secret`, as accounts from before the credentials of 2024 have
    /// it.
    Secret(String),
    /// The token in a header of one's choice.
    Bearer {
        /// The token.
        token: String,
        /// The header, `authorization` unless configured.
        header: String,
        /// Whether `Bearer ` stands before it.
        prefix: bool,
    },
    /// A signature over the raw body.
    Hmac(HmacPlan),
}

impl Credential {
    /// A bearer token in the usual header.
    #[must_use]
    pub fn bearer(token: &str) -> Self {
        Self::Bearer {
            token: token.into(),
            header: "authorization".into(),
            prefix: true,
        }
    }

    /// What an `authenticationPlan` comes to; none for one that asks elsewhere for a token.
    #[must_use]
    pub fn of_plan(plan: &Value) -> Option<Self> {
        match plan["type"].as_str()? {
            "hmac" => HmacPlan::deserialize(plan).ok().map(Self::Hmac),
            "bearer" => Some(Self::Bearer {
                token: plan["token"].as_str()?.into(),
                header: plan["headerName"]
                    .as_str()
                    .unwrap_or("authorization")
                    .into(),
                prefix: plan["bearerPrefixEnabled"].as_bool().unwrap_or(true),
            }),
            _ => None,
        }
    }

    /// The headers that go with a webhook.
    #[must_use]
    pub fn headers(&self, webhook: &Outgoing<'_>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        match self {
            Self::None => {}
            Self::Secret(secret) => insert(&mut headers, "x-vapi-secret", secret),
            Self::Bearer {
                token,
                header,
                prefix,
            } => {
                let prefix = if *prefix { "Bearer " } else { "" };
                insert(&mut headers, header, &format!("{prefix}{token}"));
            }
            Self::Hmac(plan) => plan.sign(webhook, &mut headers),
        }
        headers
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Secret(_) => "Secret([redacted])",
            Self::Bearer { .. } => "Bearer([redacted])",
            Self::Hmac(_) => "Hmac([redacted])",
        })
    }
}

/// A webhook about to be sent, as far as a signature may depend on it.
#[derive(Clone, Copy)]
pub struct Outgoing<'a> {
    /// The raw bytes.
    pub body: &'a [u8],
    /// The full address it goes to.
    pub url: &'a str,
    /// When it is sent, in milliseconds since the Unix epoch.
    pub now_ms: i64,
    /// The id of this message, for plans that send one.
    pub message_id: &'a str,
}

/// An HMAC plan with the names and defaults of Vapi's `authenticationPlan`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HmacPlan {
    /// The key, as text or in base64.
    pub secret_key: String,
    /// The hash.
    pub algorithm: Algorithm,
    /// Where the signature goes.
    #[serde(default = "x_signature")]
    pub signature_header: String,
    /// Where the timestamp goes.
    #[serde(default = "x_timestamp")]
    pub timestamp_header: String,
    /// What stands before the signature: `sha256=`, `v1,`.
    #[serde(default)]
    pub signature_prefix: String,
    /// Whether a timestamp is sent.
    #[serde(default = "yes")]
    pub include_timestamp: bool,
    /// What is signed, with `{body}`, `{timestamp}`, `{method}`, `{url}` and `{svix-id}` filled in.
    #[serde(default = "timestamp_and_body")]
    pub payload_format: String,
    /// Where the message's id goes, if anywhere.
    #[serde(default)]
    pub message_id_header: Option<String>,
    /// How the signature is written.
    #[serde(default)]
    pub signature_encoding: Encoding,
    /// Whether `secret_key` is base64 of the key.
    #[serde(default)]
    pub secret_is_base64: bool,
    /// The unit of the timestamp, which Vapi does not document.
    #[serde(skip)]
    pub timestamp_unit: Unit,
}

/// A hash for signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// SHA-256
    Sha256,
    /// SHA-512
    Sha512,
    /// SHA-1
    Sha1,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Lower-case hexadecimal.
    #[default]
    Hex,
    /// Base64 with padding.
    Base64,
}

/// The unit of a timestamp header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Seconds since the Unix epoch.
    #[default]
    Seconds,
    /// Milliseconds since the Unix epoch.
    Milliseconds,
}

impl HmacPlan {
    /// The plan one gets by giving nothing but a key: SHA-256, hex, `{timestamp}.{body}`.
    #[must_use]
    pub fn new(secret_key: &str) -> Self {
        Self {
            secret_key: secret_key.into(),
            algorithm: Algorithm::Sha256,
            signature_header: x_signature(),
            timestamp_header: x_timestamp(),
            signature_prefix: String::new(),
            include_timestamp: true,
            payload_format: timestamp_and_body(),
            message_id_header: None,
            signature_encoding: Encoding::Hex,
            secret_is_base64: false,
            timestamp_unit: Unit::Seconds,
        }
    }

    fn sign(&self, webhook: &Outgoing<'_>, headers: &mut HeaderMap) {
        let timestamp = match self.timestamp_unit {
            Unit::Seconds => webhook.now_ms.div_euclid(1_000),
            Unit::Milliseconds => webhook.now_ms,
        }
        .to_string();
        let tag = hmac::sign(&self.key(), &self.payload(webhook, &timestamp));
        let signature = match self.signature_encoding {
            Encoding::Hex => hex(tag.as_ref()),
            Encoding::Base64 => STANDARD.encode(tag),
        };
        insert(
            headers,
            &self.signature_header,
            &format!("{}{signature}", self.signature_prefix),
        );
        if self.include_timestamp {
            insert(headers, &self.timestamp_header, &timestamp);
        }
        if let Some(header) = &self.message_id_header {
            insert(headers, header, webhook.message_id);
        }
    }

    /// The signed bytes. The body goes in last and as bytes: it may hold text that looks like a
    /// placeholder.
    fn payload(&self, webhook: &Outgoing<'_>, timestamp: &str) -> Vec<u8> {
        let format = self
            .payload_format
            .replace("{timestamp}", timestamp)
            .replace("{method}", "POST")
            .replace("{url}", webhook.url)
            .replace("{svix-id}", webhook.message_id);
        let parts: Vec<&[u8]> = format.split("{body}").map(str::as_bytes).collect();
        parts.join(webhook.body)
    }

    fn key(&self) -> hmac::Key {
        let algorithm = match self.algorithm {
            Algorithm::Sha256 => hmac::HMAC_SHA256,
            Algorithm::Sha512 => hmac::HMAC_SHA512,
            Algorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        };
        let bytes = if self.secret_is_base64 {
            STANDARD.decode(&self.secret_key).unwrap_or_default()
        } else {
            self.secret_key.clone().into_bytes()
        };
        hmac::Key::new(algorithm, &bytes)
    }
}

impl fmt::Debug for HmacPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacPlan")
            .field("algorithm", &self.algorithm)
            .field("secret_key", &"[redacted]")
            .finish_non_exhaustive()
    }
}

/// An id for a message: the same bytes have the same id, as a retry would.
pub(super) fn message_id(body: &[u8]) -> String {
    format!(
        "msg_{}",
        hex(&digest::digest(&digest::SHA256, body).as_ref()[..6])
    )
}

/// Puts a configured header in. A value that HTTP cannot carry is a mistake in the configuration,
/// and the server refuses the webhook for lack of it.
fn insert(headers: &mut HeaderMap, name: &str, value: &str) {
    if let (Ok(name), Ok(mut value)) = (
        name.to_ascii_lowercase().parse::<HeaderName>(),
        HeaderValue::from_str(value),
    ) {
        value.set_sensitive(true);
        headers.insert(name, value);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn x_signature() -> String {
    "x-signature".into()
}

fn x_timestamp() -> String {
    "x-timestamp".into()
}

fn timestamp_and_body() -> String {
    "{timestamp}.{body}".into()
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use serde_json::Value;

    use super::{Credential, HmacPlan, Outgoing, Unit};

    fn vectors() -> Vec<Value> {
        let text = include_str!("../../../../samples/vapi/hmac-vectors.json");
        let mut file: Value = serde_json::from_str(text).unwrap();
        serde_json::from_value(file["vectors"].take()).unwrap()
    }

    /// Signs the vector's body as its configuration says, at the moment its timestamp says.
    fn sign(vector: &Value) -> HeaderMap {
        let mut config = vector["config"].clone();
        config["secretKey"] = vector["secretKey"].clone();
        let mut plan: HmacPlan = serde_json::from_value(config).unwrap();
        let header = |name: &str| vector["headers"][name].as_str().unwrap_or_default();
        let timestamp = header(&plan.timestamp_header)
            .parse::<i64>()
            .unwrap_or_default();
        plan.timestamp_unit = if timestamp > 1_000_000_000_000 {
            Unit::Milliseconds
        } else {
            Unit::Seconds
        };
        let now_ms = if plan.timestamp_unit == Unit::Seconds {
            timestamp * 1_000
        } else {
            timestamp
        };
        let message_id = plan.message_id_header.clone().unwrap_or_default();
        Credential::Hmac(plan).headers(&Outgoing {
            body: vector["body"].as_str().unwrap().as_bytes(),
            url: vector["url"].as_str().unwrap(),
            now_ms,
            message_id: header(&message_id),
        })
    }

    #[test]
    fn the_valid_vectors_are_what_we_would_send_and_the_others_are_not() {
        // The sample that signs the URL was computed for another host than it names; the next test
        // checks those placeholders.
        for vector in vectors()
            .iter()
            .filter(|vector| vector["name"] != "method-and-url")
        {
            let ours = sign(vector);
            let given = vector["headers"].as_object().unwrap();
            let same = ours.iter().all(|(name, value)| {
                given.get(name.as_str()).and_then(Value::as_str) == value.to_str().ok()
            });
            assert_eq!(same, vector["expect_valid"], "{}", vector["name"]);
        }
    }

    #[test]
    fn method_and_url_can_be_signed() {
        let vectors = vectors();
        let vector = vectors
            .iter()
            .find(|vector| vector["name"] == "method-and-url")
            .unwrap();
        // Computed with Python's hmac module.
        let expected = "40fb929634bfed6b9db6e6343d9916ef1801d7e3b9326b88657ff595141b9a07";
        assert_eq!(sign(vector)["x-signature"], expected);
    }

    #[test]
    fn the_simple_forms_go_in_their_headers() {
        let webhook = Outgoing {
            body: b"{}",
            url: "http://127.0.0.1/",
            now_ms: 0,
            message_id: "msg_1",
        };
        assert!(Credential::None.headers(&webhook).is_empty());
        assert_eq!(
            Credential::Secret("s3cret".into()).headers(&webhook)["X-Vapi-Secret"],
            "s3cret"
        );
        assert_eq!(
            Credential::bearer("s3cret").headers(&webhook)["authorization"],
            "Bearer s3cret"
        );
    }

    #[test]
    fn debug_output_hides_the_secret() {
        let plan = HmacPlan::new("s3cret");
        assert!(
            !format!(
                "{plan:?} {:?} {:?}",
                Credential::Hmac(plan.clone()),
                Credential::bearer("s3cret")
            )
            .contains("s3cret")
        );
    }
}
