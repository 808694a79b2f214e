//! Shared secrets that arrive as they are: `X-Vapi-Secret`, or a bearer token.

use subtle::{Choice, ConstantTimeEq};

use crate::Secret;

/// The token behind `Bearer `, in any case.
pub(super) fn bearer_token(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}

/// Whether a presented text is one of the secrets. Looks at all of them, and at all of each; only
/// the length of a secret can be told from the time taken.
pub(super) fn is_one_of(presented: &str, secrets: &[Secret]) -> bool {
    let equal = |secret: &Secret| presented.as_bytes().ct_eq(secret.as_bytes());
    secrets
        .iter()
        .fold(Choice::from(0), |any, secret| any | equal(secret))
        .into()
}
