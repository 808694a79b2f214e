//! Whether a JWT assertion is good enough for a session, by the rules Salesforce documents and
//! with the latitude that real clients turned out to rely on.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::Value;

use super::oauth::TokenError;
use crate::salesforce::OrgSettings;

/// Clocks may differ by this much, as Salesforce documents.
const SKEW_MS: i64 = 3 * 60 * 1_000;
/// The shared hosts that may stand as audience, besides the org's own.
const AUDIENCES: [&str; 2] = ["login.salesforce.com", "test.salesforce.com"];

/// Checks an assertion against the app's certificate and policies.
pub(crate) fn check(
    settings: &OrgSettings,
    assertion: &str,
    now_ms: i64,
) -> Result<(), TokenError> {
    const INVALID: TokenError = TokenError::grant("invalid assertion");
    let app = &settings.app;
    let (signed, signature) = assertion.rsplit_once('.').ok_or(INVALID)?;
    let (header, claims) = signed.split_once('.').ok_or(INVALID)?;
    let (header, claims) = read(header).zip(read(claims)).ok_or(INVALID)?;
    if claims["iss"].as_str() != Some(app.client_id.as_str()) {
        return Err(TokenError::new(
            "invalid_client_id",
            "client identifier invalid",
        ));
    }
    let key = app.jwt_public_key_der.as_ref().ok_or(INVALID)?;
    let signature = BASE64_URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| INVALID)?;
    let verified = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
        .verify(signed.as_bytes(), &signature);
    if header["alg"] != "RS256" || verified.is_err() {
        return Err(INVALID);
    }
    if !is_audience(&claims["aud"], &settings.base_url) {
        return Err(TokenError::grant("Audience validation failed"));
    }
    let expires_s = expiry(&claims["exp"]).ok_or(INVALID)?;
    if expires_s.saturating_mul(1_000) < now_ms - SKEW_MS {
        return Err(TokenError::grant("expired authorization code"));
    }
    // `prn` is the older name, and wins where both stand.
    let subject = claims["prn"].as_str().or_else(|| claims["sub"].as_str());
    if subject != Some(app.username.as_str()) || !app.user_is_approved {
        return Err(TokenError::grant("user hasn't approved this consumer"));
    }
    Ok(())
}

fn read(part: &str) -> Option<Value> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Seconds since the epoch. One client sends digits as text, another sends milliseconds, far in
/// the future; Salesforce takes both.
fn expiry(exp: &Value) -> Option<i64> {
    match exp {
        Value::String(digits) => digits.parse().ok(),
        number => number
            .as_i64()
            .or_else(|| number.as_f64().map(|exp| exp as i64)),
    }
}

/// One client leaves the scheme away, and Salesforce does not mind.
fn is_audience(aud: &Value, base_url: &str) -> bool {
    let host = |url: &str| {
        let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
        bare.trim_end_matches('/').to_owned()
    };
    aud.as_str().is_some_and(|aud| {
        let aud = host(aud);
        AUDIENCES.contains(&aud.as_str()) || aud == host(base_url)
    })
}
