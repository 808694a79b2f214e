//! A code from the browser becomes the first tokens.

use bytes::Bytes;
use http::Request;

use super::{Pkce, form};
use crate::{BaseUrl, Secret};

/// Trades a code. It works once, and for minutes; read the answer with
/// [`token_answer`](super::token_answer). The request holds secrets: do not print it.
///
/// The secret is left out for an app that has none: Salesforce documents that public clients must
/// not send one.
#[must_use]
pub fn code_request(
    login_url: &BaseUrl,
    client_id: &str,
    client_secret: Option<&Secret>,
    redirect_uri: &str,
    code: &Secret,
    pkce: &Pkce,
) -> Request<Bytes> {
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("code_verifier", pkce.verifier.expose()),
    ];
    pairs.extend(client_secret.map(|secret| ("client_secret", secret.expose())));
    form::post(login_url, "token", form::encode(&pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_with_a_secret_sends_it_and_another_does_not() {
        let pkce = Pkce::new([0; 32]);
        let body = |secret: Option<&Secret>| {
            let login_url = "acme".parse().unwrap();
            let code = Secret::new("aPrx==");
            let uri = "http://localhost:8917/callback";
            let request = code_request(&login_url, "3MVG9", secret, uri, &code, &pkce);
            assert_eq!(
                request.uri(),
                "https://acme.my.salesforce.com/services/oauth2/token"
            );
            String::from_utf8(request.into_body().to_vec()).unwrap()
        };
        let public = format!(
            "grant_type=authorization_code&code=aPrx%3D%3D&client_id=3MVG9\
             &redirect_uri=http%3A%2F%2Flocalhost%3A8917%2Fcallback&code_verifier={}",
            pkce.verifier.expose()
        );
        assert_eq!(body(None), public);
        let secret = Secret::new("s&1");
        assert_eq!(body(Some(&secret)), format!("{public}&client_secret=s%261"));
    }
}
