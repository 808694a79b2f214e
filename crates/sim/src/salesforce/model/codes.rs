//! Authorization codes: what a person's consent leaves behind until the app trades it in.

use std::collections::BTreeMap;

use crate::rng::Rng;

/// How long a code can be traded.
const LIFETIME_MS: i64 = 15 * 60 * 1_000;

/// What was consented to.
#[derive(Clone, Debug)]
pub(crate) struct Consent {
    pub(crate) redirect_uri: String,
    /// The SHA-256 of a verifier, in base64 for URLs, when the app works with proof.
    pub(crate) challenge: Option<String>,
}

/// All codes that have not been traded.
#[derive(Default)]
pub(crate) struct Codes(BTreeMap<String, (Consent, i64)>);

/// What becomes of a code.
pub(crate) enum Traded {
    Good(Consent),
    Stale,
    Unknown,
}

impl Codes {
    /// Notes a consent and gives its code. Salesforce's end in `==`, which clients have to encode.
    pub(crate) fn issue(&mut self, consent: Consent, rng: &mut Rng, now_ms: i64) -> String {
        let code = format!(
            "aPrxSENTINEL-code.{:016x}{:016x}==",
            rng.next_u64(),
            rng.next_u64()
        );
        self.0.insert(code.clone(), (consent, now_ms + LIFETIME_MS));
        code
    }

    /// Takes a code out: it works once.
    pub(crate) fn trade(&mut self, code: &str, now_ms: i64) -> Traded {
        match self.0.remove(code) {
            Some((_, until_ms)) if until_ms <= now_ms => Traded::Stale,
            Some((consent, _)) => Traded::Good(consent),
            None => Traded::Unknown,
        }
    }
}
