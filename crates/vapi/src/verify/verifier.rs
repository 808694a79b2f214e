//! The question itself: does this delivery carry our secret, or a signature made with it?

use http::{HeaderMap, Method};

use super::{
    HmacPlan, InvalidPlan,
    shared_secret::{bearer_token, is_one_of},
    signed::{AnySignature, PlannedSignature},
};
use crate::Secret;

/// The header of Vapi's legacy secret, sent verbatim. Replaced by credentials in October 2024,
/// still sent for accounts that set one.
pub(super) const SECRET_HEADER: &str = "x-vapi-secret";

/// How Vapi was told to authenticate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookAuth {
    /// Whatever arrives: the secret in `X-Vapi-Secret`, as a bearer token, or as the key of a
    /// signature in any form in use.
    Auto,
    /// The secret verbatim in `X-Vapi-Secret`.
    Secret,
    /// A bearer credential.
    Bearer {
        /// Its `headerName`, `Authorization` unless set.
        header: String,
        /// Its `bearerPrefixEnabled`: whether `Bearer ` stands before the token.
        prefix: bool,
    },
    /// An HMAC credential.
    Hmac(HmacPlan),
}

/// A delivery as it arrived.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The request's method.
    pub method: &'a Method,
    /// What `{url}` in a signed text may stand for. Vapi does not document whether it is the full
    /// URL or the path, and a proxy may have changed either.
    pub urls: &'a [&'a str],
    /// The request's headers.
    pub headers: &'a HeaderMap,
    /// The bytes of the body, as received. A body that was parsed and written again has another
    /// signature.
    pub body: &'a [u8],
}

impl<'a> Presented<'a> {
    /// The header's value, if it is there and visible ASCII.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of the first of several headers that is there.
    pub(super) fn first_header(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| self.header(name))
    }
}

/// Why a delivery is not taken. Says nothing of the secret, nor of what was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No credential where one was expected.
    #[error("no credential was presented")]
    Missing,
    /// A credential, but not ours.
    #[error("the presented credential is wrong")]
    Mismatch,
    /// A signature that must have a time and has none.
    #[error("the signature has no timestamp")]
    NoTimestamp,
    /// A signature made too long ago, or too far ahead.
    #[error("the signature is {age_ms} ms old")]
    Stale {
        /// Its age by our clock; negative if it was made in the future.
        age_ms: i64,
    },
}

/// Tells Vapi's deliveries from others.
pub struct Verifier {
    secrets: Vec<Secret>,
    scheme: Scheme,
    tolerance_ms: i64,
}

enum Scheme {
    Auto(AnySignature),
    Secret,
    Bearer { header: String, prefix: bool },
    Hmac(PlannedSignature),
}

impl Verifier {
    /// Makes a verifier that takes any of `secrets`; several are for rotation. A signature's
    /// timestamp may be `tolerance_ms` old, or as much ahead.
    ///
    /// # Errors
    ///
    /// If the secrets or the plan could never verify anything.
    pub fn new(
        secrets: Vec<String>,
        auth: WebhookAuth,
        tolerance_ms: i64,
    ) -> Result<Self, InvalidPlan> {
        let secrets = secrets
            .into_iter()
            .filter(|secret| !secret.trim().is_empty());
        let secrets: Vec<Secret> = secrets.map(Secret::from).collect();
        if secrets.is_empty() {
            return Err(InvalidPlan::NoSecret);
        }
        let scheme = match auth {
            WebhookAuth::Auto => Scheme::Auto(AnySignature::new(&secrets)?),
            WebhookAuth::Secret => Scheme::Secret,
            WebhookAuth::Bearer { header, prefix } => Scheme::Bearer { header, prefix },
            WebhookAuth::Hmac(plan) => Scheme::Hmac(PlannedSignature::new(plan, &secrets)?),
        };
        Ok(Self {
            secrets,
            scheme,
            tolerance_ms,
        })
    }

    /// Verifies one delivery.
    ///
    /// # Errors
    ///
    /// The reason to refuse it.
    pub fn verify(&self, presented: &Presented<'_>, now_ms: i64) -> Result<(), Refusal> {
        match &self.scheme {
            Scheme::Auto(signature) => self.verify_any(signature, presented, now_ms),
            Scheme::Secret => self.compare(presented.header(SECRET_HEADER)),
            Scheme::Bearer {
                header: name,
                prefix,
            } => {
                let value = presented.header(name);
                self.compare(if *prefix {
                    value.and_then(bearer_token)
                } else {
                    value
                })
            }
            Scheme::Hmac(signature) => signature.verify(presented, now_ms, self.tolerance_ms),
        }
    }

    fn verify_any(
        &self,
        signature: &AnySignature,
        presented: &Presented<'_>,
        now_ms: i64,
    ) -> Result<(), Refusal> {
        let authorization = presented.header("authorization");
        let token = authorization.map(|value| bearer_token(value).unwrap_or(value));
        // The cheap ones first: they need no look at the body.
        let verbatim = [
            self.compare(presented.header(SECRET_HEADER)),
            self.compare(token),
        ];
        if verbatim.contains(&Ok(())) {
            return Ok(());
        }
        match signature.verify(presented, now_ms, self.tolerance_ms) {
            Err(Refusal::Missing) if verbatim.contains(&Err(Refusal::Mismatch)) => {
                Err(Refusal::Mismatch)
            }
            verdict => verdict,
        }
    }

    fn compare(&self, presented: Option<&str>) -> Result<(), Refusal> {
        let is_ours = is_one_of(presented.ok_or(Refusal::Missing)?, &self.secrets);
        is_ours.then_some(()).ok_or(Refusal::Mismatch)
    }
}
