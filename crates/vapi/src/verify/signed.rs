//! HMAC signatures: by a given plan, or by any of the forms in use, the likeliest first.

use subtle::ConstantTimeEq;

use super::{
    Algorithm, HmacPlan, InvalidPlan, Presented, Refusal,
    digest::{self, Digest},
    keys::Keys,
    payload_format::{Parts, PayloadFormat},
};
use crate::Secret;

/// Headers that carry signatures in Vapi's default, in Vapi's examples, and in the schemes its
/// plan can imitate.
const SIGNATURE_HEADERS: [&str; 5] = [
    "x-signature",
    "x-vapi-signature",
    "webhook-signature",
    "svix-signature",
    "x-hub-signature-256",
];
const TIMESTAMP_HEADERS: [&str; 3] = ["x-timestamp", "webhook-timestamp", "svix-timestamp"];
const MESSAGE_ID_HEADERS: [&str; 2] = ["webhook-id", "svix-id"];

/// The formats in use. With an id the first is meant, with only a timestamp the second, with
/// neither the third; so the right one is the first that can be filled, and the body is hashed
/// once. The last is for those who chose it in spite of Vapi's not saying what `{url}` is.
const FORMATS: [&str; 4] = [
    "{svix-id}.{timestamp}.{body}",
    "{timestamp}.{body}",
    "{body}",
    "{method}.{url}.{timestamp}.{body}",
];

/// Seconds since the epoch reach this number in the year 33658; milliseconds did in 2001. Vapi
/// does not document which of them it sends.
const MILLISECONDS_FROM: i64 = 1_000_000_000_000;

/// A plan, ready to verify.
pub(super) struct PlannedSignature {
    plan: HmacPlan,
    format: PayloadFormat,
    keys: Vec<Keys>,
}

impl PlannedSignature {
    pub(super) fn new(plan: HmacPlan, secrets: &[Secret]) -> Result<Self, InvalidPlan> {
        let format = PayloadFormat::parse(&plan.payload_format)?;
        if format.has_message_id() && plan.message_id_header.is_none() {
            return Err(InvalidPlan::NoMessageIdHeader);
        }
        let keys = |secret: &Secret| {
            if plan.secret_is_base64 {
                Keys::of_base64(secret).ok_or(InvalidPlan::SecretNotBase64)
            } else {
                Ok(Keys::of_text(secret))
            }
        };
        let keys = secrets.iter().map(keys).collect::<Result<_, _>>()?;
        Ok(Self { plan, format, keys })
    }

    pub(super) fn verify(
        &self,
        presented: &Presented<'_>,
        now_ms: i64,
        tolerance_ms: i64,
    ) -> Result<(), Refusal> {
        let plan = &self.plan;
        let signature = presented
            .header(&plan.signature_header)
            .ok_or(Refusal::Missing)?;
        let timestamp = presented.header(&plan.timestamp_header);
        if plan.include_timestamp || self.format.has_timestamp() {
            let signed_at_ms = timestamp
                .and_then(read_timestamp)
                .ok_or(Refusal::NoTimestamp)?;
            check_age(signed_at_ms, now_ms, tolerance_ms)?;
        }
        let id_header = plan.message_id_header.as_deref();
        let parts = Parts {
            timestamp,
            message_id: id_header.and_then(|name| presented.header(name)),
            method: presented.method.as_str(),
            url: None,
            body: presented.body,
        };
        let digests = digest::read(signature, &plan.signature_prefix, plan.signature_encoding);
        let digests: Vec<Digest> = digests
            .filter(|digest| digest.algorithm == plan.algorithm)
            .collect();
        let is_ours = signed_by_any(
            &self.format,
            self.keys.iter(),
            &digests,
            parts,
            presented.urls,
        );
        is_ours.then_some(()).ok_or(Refusal::Mismatch)
    }
}

/// Any signature in use, ready to verify.
pub(super) struct AnySignature {
    formats: Vec<PayloadFormat>,
    text_keys: Vec<Keys>,
    base64_keys: Vec<Keys>,
}

impl AnySignature {
    pub(super) fn new(secrets: &[Secret]) -> Result<Self, InvalidPlan> {
        Ok(Self {
            formats: FORMATS
                .into_iter()
                .map(PayloadFormat::parse)
                .collect::<Result<_, _>>()?,
            text_keys: secrets.iter().map(|secret| Keys::of_text(secret)).collect(),
            base64_keys: secrets
                .iter()
                .filter_map(|secret| Keys::of_base64(secret))
                .collect(),
        })
    }

    pub(super) fn verify(
        &self,
        presented: &Presented<'_>,
        now_ms: i64,
        tolerance_ms: i64,
    ) -> Result<(), Refusal> {
        let signatures = || {
            SIGNATURE_HEADERS
                .iter()
                .filter_map(|name| presented.header(name))
        };
        signatures().next().ok_or(Refusal::Missing)?;
        let digests: Vec<Digest> = signatures().flat_map(digest::recognize).collect();
        // A timestamp must be a number: were it free text, a body could be passed off as one.
        let timestamp = presented
            .first_header(&TIMESTAMP_HEADERS)
            .and_then(|text| Some((text, read_timestamp(text)?)));
        if let Some((_, signed_at_ms)) = timestamp {
            check_age(signed_at_ms, now_ms, tolerance_ms)?;
        }
        let parts = Parts {
            timestamp: timestamp.map(|(text, _)| text),
            message_id: presented.first_header(&MESSAGE_ID_HEADERS),
            method: presented.method.as_str(),
            url: None,
            body: presented.body,
        };
        // Whoever sends an id follows Standard Webhooks, where secrets are base64.
        let (likely, other) = match parts.message_id {
            Some(_) => (&self.base64_keys, &self.text_keys),
            None => (&self.text_keys, &self.base64_keys),
        };
        let keys = || likely.iter().chain(other);
        let mut formats = self.formats.iter();
        let is_ours =
            formats.any(|format| signed_by_any(format, keys(), &digests, parts, presented.urls));
        is_ours.then_some(()).ok_or(Refusal::Mismatch)
    }
}

/// Whether any key, with any spelling of the URL, makes one of the digests.
fn signed_by_any<'k>(
    format: &PayloadFormat,
    keys: impl Iterator<Item = &'k Keys> + Clone,
    digests: &[Digest],
    parts: Parts<'_>,
    urls: &[&str],
) -> bool {
    let no_url = [""];
    let urls = if format.has_url() { urls } else { &no_url };
    urls.iter().any(|url| {
        let parts = Parts {
            url: Some(url),
            ..parts
        };
        keys.clone()
            .any(|keys| signed_by(format, keys, digests, &parts))
    })
}

fn signed_by(format: &PayloadFormat, keys: &Keys, digests: &[Digest], parts: &Parts<'_>) -> bool {
    [Algorithm::Sha256, Algorithm::Sha512, Algorithm::Sha1]
        .into_iter()
        .any(|algorithm| {
            let mut of_algorithm = digests
                .iter()
                .filter(|digest| digest.algorithm == algorithm)
                .peekable();
            // The body is hashed only for an algorithm that was presented, and once for it.
            of_algorithm.peek().is_some()
                && format.sign(keys.of(algorithm), parts).is_some_and(|tag| {
                    of_algorithm.any(|digest| tag.as_ref().ct_eq(&digest.bytes).into())
                })
        })
}

fn read_timestamp(text: &str) -> Option<i64> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    Some(if number >= MILLISECONDS_FROM {
        number
    } else {
        number * 1000
    })
}

fn check_age(signed_at_ms: i64, now_ms: i64, tolerance_ms: i64) -> Result<(), Refusal> {
    let age_ms = now_ms.saturating_sub(signed_at_ms);
    // A clock that runs ahead makes signatures from the future.
    if age_ms.unsigned_abs() > tolerance_ms.max(0).unsigned_abs() {
        return Err(Refusal::Stale { age_ms });
    }
    Ok(())
}
