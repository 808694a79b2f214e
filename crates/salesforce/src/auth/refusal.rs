//! Why the token endpoint refused, and how to go on.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Deserialize;
use tower::BoxError;

use super::GrantKind;
use crate::VendorText;

/// A token request that brought no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// No response came. A refresh token may have been rotated all the same.
    #[error("could not reach salesforce's token endpoint")]
    Unreachable(#[source] BoxError),
    /// The endpoint said no, and why.
    #[error("salesforce granted no token: {status} {error}")]
    Refused {
        /// What was refused.
        grant: GrantKind,
        /// The HTTP status, 400 nearly always.
        status: StatusCode,
        /// OAuth's name for it: `invalid_grant`.
        error: String,
        /// Salesforce's text, on which the meaning of `invalid_grant` depends.
        description: VendorText,
    },
    /// A page, or nothing, or JSON of another shape: something in between has answered, or the
    /// answer was cut off.
    #[error("salesforce's token endpoint answered {status} with something unreadable")]
    Unreadable {
        /// The HTTP status.
        status: StatusCode,
    },
}

/// How to go on without a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenClass {
    /// Another refresh is running: wait half a second to two, read the stored token again, and
    /// only then ask again.
    Transient,
    /// The grant is gone: a person must consent again. Keep everything queued.
    GrantDead,
    /// The app, the user or our settings are wrong: stop until a person has changed something.
    Config,
    /// Too many logins: wait minutes, and never loop.
    Wait,
    /// The endpoint is down or something else answers in its place: ask again later. Whether a
    /// refresh token was rotated is unknown.
    Unreachable,
}

#[derive(Deserialize)]
struct WireRefusal {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl TokenError {
    pub(super) fn read(grant: GrantKind, response: &Response<Bytes>) -> Self {
        let status = response.status();
        match serde_json::from_slice(response.body()) {
            Ok(WireRefusal {
                error,
                error_description,
            }) => Self::Refused {
                grant,
                status,
                error,
                description: VendorText::message(&error_description),
            },
            Err(_) => Self::Unreadable { status },
        }
    }

    /// How to go on.
    ///
    /// `invalid_grant` alone says nothing: one of its texts asks for patience, one for a person's
    /// consent, most for a change of settings. What is not known is taken for a matter of settings,
    /// since asking again and again may lock the user out.
    #[must_use]
    pub fn class(&self) -> TokenClass {
        let Self::Refused {
            grant,
            status,
            error,
            description,
        } = self
        else {
            return TokenClass::Unreachable;
        };
        match (error.as_str(), description.as_str()) {
            _ if status.is_server_error() => TokenClass::Unreachable,
            ("rate_limit_exceeded" | "slow_down" | "authorization_pending", _)
            | (_, "login rate exceeded") => TokenClass::Wait,
            _ if *status == StatusCode::TOO_MANY_REQUESTS => TokenClass::Wait,
            ("invalid_grant", "token request is already being processed") => TokenClass::Transient,
            // In August 2024 Salesforce began to say this to the second of two refreshes. Of an
            // assertion it means that our clock is slow.
            ("invalid_grant", "expired authorization code") => match grant {
                GrantKind::RefreshToken => TokenClass::Transient,
                GrantKind::AuthorizationCode => TokenClass::GrantDead,
                GrantKind::ClientCredentials | GrantKind::JwtBearer => TokenClass::Config,
            },
            ("invalid_grant", "expired access/refresh token") => TokenClass::GrantDead,
            ("invalid_grant", "invalid authorization code" | "invalid code verifier") => {
                TokenClass::GrantDead
            }
            _ => TokenClass::Config,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERRORS: &str = include_str!("../../../../samples/salesforce/oauth/errors.jsonl");

    fn read(grant: GrantKind, status: u16, body: impl Into<Bytes>) -> TokenError {
        TokenError::read(
            grant,
            &Response::builder()
                .status(status)
                .body(body.into())
                .unwrap(),
        )
    }

    /// The class a sample's advice amounts to, for a refresh token unless the case says otherwise.
    fn expected(action: &str) -> TokenClass {
        match action {
            "stop; re-consent needed; keep queue" => TokenClass::GrantDead,
            "restart consent" | "restart consent; bug" => TokenClass::GrantDead,
            "transient; wait, re-read stored token, try again" => TokenClass::Transient,
            "on a refresh: transient; on a code exchange: restart consent" => TokenClass::Transient,
            "transient; wait minutes; never loop logins" => TokenClass::Wait,
            "poll again after interval" | "add 5 s to interval" => TokenClass::Wait,
            "transient" => TokenClass::Unreachable,
            _ => TokenClass::Config,
        }
    }

    #[test]
    fn every_recorded_refusal_has_its_class() {
        for line in ERRORS.lines() {
            let sample: serde_json::Value = serde_json::from_str(line).unwrap();
            let case = sample["case"].as_str().unwrap();
            let grant = match case {
                _ if case.starts_with("JWT") => GrantKind::JwtBearer,
                _ if case.starts_with("client credentials") => GrantKind::ClientCredentials,
                _ => GrantKind::RefreshToken,
            };
            let status = sample["status"].as_u64().unwrap().try_into().unwrap();
            let error = read(grant, status, sample["body"].as_str().unwrap().to_owned());
            assert_eq!(
                error.class(),
                expected(sample["action"].as_str().unwrap()),
                "{case}"
            );
        }
    }

    #[test]
    fn pages_say_nothing_of_the_grant() {
        for (status, body) in [(503, "<html>Maintenance</html>"), (400, ""), (404, "[]")] {
            let error = read(GrantKind::RefreshToken, status, body);
            assert_eq!(error.class(), TokenClass::Unreachable);
        }
        let unreachable = TokenError::Unreachable("connection reset".into());
        assert_eq!(unreachable.class(), TokenClass::Unreachable);
    }
}
