//! What the token endpoint grants.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::Response;
use ring::hmac;
use serde::Deserialize;

use super::{GrantKind, TokenError};
use crate::{BaseUrl, Secret};

/// An access token and what comes with it.
///
/// There is no lifetime: Salesforce sends no `expires_in`, the session ends when it was idle for a
/// time the org's admin chose. Hold the token until an answer says 401.
#[derive(Clone, Debug, Deserialize)]
pub struct TokenSet {
    /// Opaque, and not always new: a renewal within a live session may answer the same token.
    pub access_token: Secret,
    /// The base of every request. A renewal may answer another one than before: the org has moved.
    pub instance_url: BaseUrl,
    /// With rotation: the only refresh token that is still good. Make it durable before use of the
    /// access token.
    pub refresh_token: Option<Secret>,
    /// The identity URL, `{login}/id/{org id}/{user id}`.
    #[serde(rename = "id")]
    pub id_url: String,
    /// `Bearer`.
    pub token_type: String,
    /// When the token was issued, as text: milliseconds since the Unix epoch.
    pub issued_at: Option<String>,
    /// What the token may be used for, separated by spaces.
    pub scope: Option<String>,
    /// Proves that Salesforce wrote `id_url` and `issued_at`.
    signature: Option<String>,
}

impl TokenSet {
    /// Whether the identity URL was signed with the app's secret. `None` when the answer has no
    /// signature, as is usual for the JWT bearer flow.
    #[must_use]
    pub fn is_signed_with(&self, client_secret: &Secret) -> Option<bool> {
        let signature = self.signature.as_ref()?;
        let signed = format!("{}{}", self.id_url, self.issued_at.as_ref()?);
        let key = hmac::Key::new(hmac::HMAC_SHA256, client_secret.expose().as_bytes());
        let is_valid = BASE64_STANDARD
            .decode(signature)
            .is_ok_and(|tag| hmac::verify(&key, signed.as_bytes(), &tag).is_ok());
        Some(is_valid)
    }
}

/// Reads the answer to [`token_request`](super::token_request).
///
/// # Errors
/// When no token was granted; [`TokenError::class`] says how to go on.
pub fn token_answer(grant: GrantKind, response: &Response<Bytes>) -> Result<TokenSet, TokenError> {
    let status = response.status();
    if !status.is_success() {
        return Err(TokenError::read(grant, response));
    }
    serde_json::from_slice(response.body()).map_err(|_| TokenError::Unreadable { status })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &'static str) -> TokenSet {
        token_answer(GrantKind::RefreshToken, &Response::new(Bytes::from(body))).unwrap()
    }

    macro_rules! recorded {
        ($name:literal) => {
            read(include_str!(concat!(
                "../../../../samples/salesforce/oauth/",
                $name
            )))
        };
    }

    #[test]
    fn every_recorded_grant_is_read() {
        for (token, is_rotated, is_signed) in [
            (recorded!("token-refresh.json"), false, true),
            (recorded!("token-refresh-rotated.json"), true, true),
            (recorded!("token-authorization-code.json"), true, true),
            (recorded!("token-client-credentials.json"), false, true),
            (recorded!("token-jwt-bearer.json"), false, false),
            (recorded!("token-jwt-format.json"), false, true),
        ] {
            assert_eq!(
                token.instance_url.as_str(),
                "https://acme.my.salesforce.com"
            );
            assert_eq!(token.token_type, "Bearer");
            assert_eq!(token.refresh_token.is_some(), is_rotated);
            assert_eq!(token.signature.is_some(), is_signed);
            assert!(!format!("{token:?}").contains("EXAMPLE"));
        }
    }

    #[test]
    fn the_signature_vector_holds() {
        let token = recorded!("token-refresh.json");
        assert_eq!(
            token.is_signed_with(&Secret::new("EXAMPLE-CONSUMER-SECRET")),
            Some(true)
        );
        assert_eq!(token.is_signed_with(&Secret::new("another")), Some(false));
        assert_eq!(
            recorded!("token-jwt-bearer.json").is_signed_with(&Secret::new("x")),
            None
        );
    }

    #[test]
    fn a_page_is_no_token() {
        let response = Response::new(Bytes::from_static(b"<html>"));
        token_answer(GrantKind::RefreshToken, &response).unwrap_err();
    }
}
