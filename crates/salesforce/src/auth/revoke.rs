//! A grant is given back.

use bytes::Bytes;
use http::{Request, Response};

use super::{GrantKind, TokenError, form};
use crate::{BaseUrl, Secret};

/// Ends what a token stands for: a refresh token ends the grant with all its sessions. The request
/// holds the token: do not print it.
#[must_use]
pub fn revoke_request(login_url: &BaseUrl, token: &Secret) -> Request<Bytes> {
    let body = form::encode(&[("token", token.expose())]);
    form::post(login_url, "revoke", body)
}

/// Reads the answer, which is empty when the token is revoked.
///
/// # Errors
/// When Salesforce did not revoke it. One that is dead already is refused as well.
pub fn revoke_answer(response: &Response<Bytes>) -> Result<(), TokenError> {
    if response.status().is_success() {
        Ok(())
    } else {
        Err(TokenError::read(GrantKind::RefreshToken, response))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_named_in_the_body() {
        let request = revoke_request(&"acme".parse().unwrap(), &Secret::new("5Aep861.+"));
        assert_eq!(
            request.uri(),
            "https://acme.my.salesforce.com/services/oauth2/revoke"
        );
        assert_eq!(request.body().as_ref(), b"token=5Aep861.%2B");
    }

    #[test]
    fn an_empty_200_is_a_yes() {
        let answer = |status| {
            let response = Response::builder().status(status).body(Bytes::new());
            revoke_answer(&response.unwrap())
        };
        answer(200).unwrap();
        answer(400).unwrap_err();
    }
}
