//! The body of a token request, which is a form and not JSON.

use bytes::Bytes;
use http::{
    Request,
    header::{ACCEPT, CONTENT_TYPE},
};

use crate::{BaseUrl, percent};

/// Writes `name=value&…`, values percent-encoded.
pub(super) fn encode(pairs: &[(&str, &str)]) -> Bytes {
    pairs_of(pairs).into()
}

/// The same, as the query of a URL.
pub(super) fn pairs_of(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", percent::encode(value)))
        .collect();
    pairs.join("&")
}

/// Posts a form to an address below `/services/oauth2/`.
pub(super) fn post(login_url: &BaseUrl, address: &str, body: Bytes) -> Request<Bytes> {
    Request::post(format!("{login_url}/services/oauth2/{address}"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json")
        .body(body)
        .expect("a base URL followed by a fixed path is a URL")
}
