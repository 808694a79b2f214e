//! Where a person's browser goes to consent.

use super::{Pkce, form};
use crate::BaseUrl;

/// What a login asks for: the API, and to be let in again without the person.
pub const SCOPE: &str = "api refresh_token";

/// A request for consent.
#[derive(Clone, Debug)]
pub struct Authorize<'a> {
    /// The host where the person logs in.
    pub login_url: &'a BaseUrl,
    /// The app's consumer key.
    pub client_id: &'a str,
    /// Where the browser is sent back to, exactly as the app lists it.
    pub redirect_uri: &'a str,
    /// Comes back unchanged, so that no other login's answer is taken for this one's.
    pub state: &'a str,
    /// The proof for the exchange.
    pub pkce: &'a Pkce,
}

impl Authorize<'_> {
    /// The address to open in a browser. It holds no secret.
    #[must_use]
    pub fn url(&self) -> String {
        let query = form::pairs_of(&[
            ("response_type", "code"),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", SCOPE),
            ("state", self.state),
            ("code_challenge", &self.pkce.challenge),
            ("code_challenge_method", "S256"),
            // Without it the browser's present user is taken, who may be the wrong one.
            ("prompt", "login consent"),
        ]);
        format!("{}/services/oauth2/authorize?{query}", self.login_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_it_all() {
        let pkce = Pkce {
            challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(),
            ..Pkce::new([0; 32])
        };
        let url = Authorize {
            login_url: &"test.salesforce.com".parse().unwrap(),
            client_id: "3MVG9.x",
            redirect_uri: "http://localhost:8917/callback",
            state: "s+1",
            pkce: &pkce,
        };
        assert_eq!(
            url.url(),
            "https://test.salesforce.com/services/oauth2/authorize?response_type=code\
             &client_id=3MVG9.x&redirect_uri=http%3A%2F%2Flocalhost%3A8917%2Fcallback\
             &scope=api%20refresh_token&state=s%2B1\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\
             &code_challenge_method=S256&prompt=login%20consent"
        );
    }
}
