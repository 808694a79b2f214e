//! What entitles us to a token, and the request that turns it into one.

use bytes::Bytes;
use http::Request;

use super::{
    assertion::{self, KeyError},
    form,
};
use crate::{BaseUrl, Secret};

/// What entitles us to an access token. Salesforce has more flows; it is retiring those that
/// are not here.
#[derive(Clone, Debug)]
pub enum Grant {
    /// A person has consented once, and the refresh token stands for that.
    ///
    /// With rotation each answer carries a new refresh token and kills the old one. Using the old
    /// one again ends the whole grant, so the new one must be durable before anything else is done,
    /// and no two requests may be in flight at a time.
    RefreshToken {
        /// The app's consumer key.
        client_id: String,
        /// The app's consumer secret, unless the app does without.
        client_secret: Option<Secret>,
        /// The newest refresh token.
        refresh_token: Secret,
    },
    /// The app acts as the user that its policy names. Nothing needs to be kept.
    ClientCredentials {
        /// The app's consumer key.
        client_id: String,
        /// The app's consumer secret.
        client_secret: Secret,
    },
    /// A user who pre-authorized the app is vouched for by a key whose certificate the app holds.
    JwtBearer {
        /// The app's consumer key.
        client_id: String,
        /// The user to act as.
        username: String,
        /// `https://login.salesforce.com`, `https://test.salesforce.com` or the My Domain URL.
        audience: String,
        /// An RSA key in PEM, PKCS#8 or PKCS#1.
        private_key_pem: Secret,
    },
}

/// Which kind of grant it was: the same refusal means different things to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// A code from the browser, which is traded once for the first refresh token.
    AuthorizationCode,
    /// [`Grant::RefreshToken`].
    RefreshToken,
    /// [`Grant::ClientCredentials`].
    ClientCredentials,
    /// [`Grant::JwtBearer`].
    JwtBearer,
}

/// A grant that cannot be turned into a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// The shared login servers answer `request not supported on this domain`.
    #[error("client credentials need the org's own My Domain host, not {0}")]
    SharedLogin(BaseUrl),
    /// The private key cannot sign.
    #[error("the private key cannot be used")]
    Key(#[from] KeyError),
}

impl Grant {
    /// Which kind this is.
    #[must_use]
    pub fn kind(&self) -> GrantKind {
        match self {
            Self::RefreshToken { .. } => GrantKind::RefreshToken,
            Self::ClientCredentials { .. } => GrantKind::ClientCredentials,
            Self::JwtBearer { .. } => GrantKind::JwtBearer,
        }
    }
}

/// Asks for an access token. `now_s` is in seconds since the Unix epoch.
///
/// `login_url` is the host that issued the grant, or the instance: a refresh token posted
/// elsewhere is refused as if it had expired. The request holds secrets: do not print it.
///
/// # Errors
/// When client credentials would go to a shared login server, or the private key cannot sign.
pub fn token_request(
    grant: &Grant,
    login_url: &BaseUrl,
    now_s: i64,
) -> Result<Request<Bytes>, GrantError> {
    let body = match grant {
        Grant::RefreshToken {
            client_id,
            client_secret,
            refresh_token,
        } => {
            let mut pairs = vec![
                ("grant_type", "refresh_token"),
                ("client_id", client_id),
                ("refresh_token", refresh_token.expose()),
            ];
            pairs.extend(
                client_secret
                    .iter()
                    .map(|secret| ("client_secret", secret.expose())),
            );
            form::encode(&pairs)
        }
        Grant::ClientCredentials { .. } if login_url.is_shared_login() => {
            return Err(GrantError::SharedLogin(login_url.clone()));
        }
        Grant::ClientCredentials {
            client_id,
            client_secret,
        } => form::encode(&[
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", client_secret.expose()),
        ]),
        Grant::JwtBearer {
            client_id,
            username,
            audience,
            private_key_pem,
        } => {
            let assertion = assertion::sign(client_id, username, audience, private_key_pem, now_s)?;
            form::encode(&[
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", &assertion),
            ])
        }
    };
    Ok(form::post(login_url, "token", body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(grant: &Grant, login_url: &str) -> Result<Request<Bytes>, GrantError> {
        token_request(grant, &login_url.parse().unwrap(), 1_795_300_000)
    }

    fn body(grant: &Grant) -> String {
        let request = request(grant, "acme").unwrap();
        assert_eq!(request.method(), "POST");
        assert_eq!(
            request.uri(),
            "https://acme.my.salesforce.com/services/oauth2/token"
        );
        assert_eq!(
            request.headers()["content-type"],
            "application/x-www-form-urlencoded"
        );
        String::from_utf8(request.into_body().to_vec()).unwrap()
    }

    fn client_credentials() -> Grant {
        Grant::ClientCredentials {
            client_id: "3MVG9".to_owned(),
            client_secret: Secret::new("s&cret=1"),
        }
    }

    #[test]
    fn each_grant_has_its_form() {
        let mut client_secret = None;
        for expected in [
            "grant_type=refresh_token&client_id=3MVG9&refresh_token=5Aep861.%2B_x",
            "grant_type=refresh_token&client_id=3MVG9&refresh_token=5Aep861.%2B_x&client_secret=s",
        ] {
            let refresh = Grant::RefreshToken {
                client_id: "3MVG9".to_owned(),
                client_secret: client_secret.replace(Secret::new("s")),
                refresh_token: Secret::new("5Aep861.+_x"),
            };
            assert_eq!(body(&refresh), expected);
        }
        assert_eq!(
            body(&client_credentials()),
            "grant_type=client_credentials&client_id=3MVG9&client_secret=s%26cret%3D1",
        );
        let jwt = Grant::JwtBearer {
            client_id: "3MVG9".to_owned(),
            username: "integration@acme.example".to_owned(),
            audience: "https://login.salesforce.com".to_owned(),
            private_key_pem: Secret::new(include_str!("../../tests/keys/pkcs8.pem")),
        };
        let body = body(&jwt);
        let start =
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJ";
        assert!(body.starts_with(start), "{body}");
    }

    #[test]
    fn client_credentials_stay_at_home() {
        let refused = request(&client_credentials(), "login.salesforce.com").unwrap_err();
        assert!(matches!(refused, GrantError::SharedLogin(_)));
    }

    #[test]
    fn secrets_are_not_printed() {
        let printed = format!("{:?}", client_credentials());
        assert!(!printed.contains("s&cret"), "{printed}");
    }
}
