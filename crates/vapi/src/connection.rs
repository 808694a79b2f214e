//! Where Vapi's REST API is and what opens it, checked once so that building a request cannot fail.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Uri, header};
use serde::Serialize;

use crate::{ControlUrl, Secret};

/// A base URL and an API key, ready to make requests.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Without a slash at the end.
    base_url: String,
    /// Marked as sensitive, so it prints as such.
    authorization: HeaderValue,
}

/// Why a base URL or an API key is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// The base URL is no http or https URL.
    #[error("the base URL is not an http(s) URL")]
    BaseUrl,
    /// The API key cannot stand in a header.
    #[error("the API key has characters that no header can carry")]
    ApiKey,
}

impl Connection {
    /// Checks a base URL (Vapi's is `https://api.vapi.ai`, in Europe `https://api.eu.vapi.ai`) and
    /// a private API key.
    ///
    /// # Errors
    ///
    /// If no request could be made with them.
    pub fn new(base_url: &str, api_key: &Secret) -> Result<Self, ConnectionError> {
        let base_url = base_url.trim_end_matches('/');
        let uri: Uri = base_url.parse().map_err(|_| ConnectionError::BaseUrl)?;
        let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
        if !is_http || uri.query().is_some() || base_url.contains('#') {
            return Err(ConnectionError::BaseUrl);
        }
        let bearer = format!("Bearer {}", api_key.as_str());
        let mut authorization =
            HeaderValue::try_from(bearer).map_err(|_| ConnectionError::ApiKey)?;
        authorization.set_sensitive(true);
        Ok(Self {
            base_url: base_url.to_owned(),
            authorization,
        })
    }

    /// Whether commands for a call may be sent there: to Vapi itself, or to this machine if that is
    /// where the API is.
    pub(crate) fn may_control(&self, url: &ControlUrl) -> bool {
        let authority = |url: &str| {
            let uri: Option<Uri> = url.parse().ok();
            uri.and_then(|uri| Some((uri.scheme_str()?.to_owned(), uri.authority()?.clone())))
        };
        url.is_vapis() || authority(url.as_str()) == authority(&self.base_url)
    }

    /// A GET of `/segment/segment?name=value`, with every part escaped.
    pub(crate) fn get(&self, path: &[&str], query: &[(&str, String)]) -> Request<Bytes> {
        let mut url = self.url(path);
        for (index, (name, value)) in query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.push_str(name);
            url.push('=');
            push_escaped(&mut url, value);
        }
        self.request(Method::GET, url, Bytes::new())
    }

    /// A POST of JSON to `/segment/segment`.
    pub(crate) fn post(&self, path: &[&str], body: &impl Serialize) -> Request<Bytes> {
        let body =
            serde_json::to_vec(body).expect("our bodies have string keys and finite numbers");
        self.request(Method::POST, self.url(path), body.into())
    }

    /// A PATCH of JSON to `/segment/segment`.
    pub(crate) fn patch(&self, path: &[&str], body: &impl Serialize) -> Request<Bytes> {
        let body =
            serde_json::to_vec(body).expect("our bodies have string keys and finite numbers");
        self.request(Method::PATCH, self.url(path), body.into())
    }

    fn url(&self, path: &[&str]) -> String {
        let mut url = self.base_url.clone();
        for segment in path {
            url.push('/');
            push_escaped(&mut url, segment);
        }
        url
    }

    fn request(&self, method: Method, url: String, body: Bytes) -> Request<Bytes> {
        let mut request = Request::builder()
            .method(method)
            .uri(url)
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::ACCEPT, "application/json");
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request
            .body(body)
            .expect("the base URL was checked and what follows is escaped")
    }
}

/// Escapes all but letters, digits, `-` and `_`: the ids put here may come out of a webhook, and
/// `..` must stay a segment.
fn push_escaped(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            url.push(char::from(byte));
        } else {
            write!(url, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(base_url: &str) -> Result<Connection, ConnectionError> {
        Connection::new(base_url, &Secret::from("SENTINEL-key".to_owned()))
    }

    #[test]
    fn the_base_url_is_checked() {
        for url in [
            "https://api.vapi.ai",
            "https://api.vapi.ai/",
            "http://127.0.0.1:4010/vapi",
        ] {
            assert!(connection(url).is_ok(), "{url}");
        }
        for url in [
            "",
            "api.vapi.ai",
            "/call",
            "ftp://api.vapi.ai",
            "https://api.vapi.ai?x=1",
        ] {
            assert_eq!(
                connection(url).err(),
                Some(ConnectionError::BaseUrl),
                "{url}"
            );
        }
    }

    #[test]
    fn the_key_is_checked_and_never_printed() {
        let key = Secret::from("two\nlines".to_owned());
        assert_eq!(
            Connection::new("https://api.vapi.ai", &key).err(),
            Some(ConnectionError::ApiKey)
        );
        let connection = connection("https://api.vapi.ai").unwrap();
        let request = connection.get(&["call"], &[]);
        assert_eq!(request.headers()["authorization"], "Bearer SENTINEL-key");
        assert!(!format!("{connection:?}{request:?}").contains("SENTINEL"));
    }

    #[test]
    fn commands_go_to_vapi_or_to_the_configured_machine() {
        let may = |base_url, url| {
            let url = ControlUrl::parse(url).unwrap();
            connection(base_url).unwrap().may_control(&url)
        };
        let regional = "https://phone.aws-eu-1.vapi.ai/x/control";
        let local = "http://127.0.0.1:4010/x/control";
        for (base_url, url, expected) in [
            ("https://api.vapi.ai", regional, true),
            ("https://api.vapi.ai", local, false),
            ("http://127.0.0.1:4010/vapi", local, true),
            ("http://127.0.0.1:4011", local, false),
        ] {
            assert_eq!(may(base_url, url), expected, "{base_url} {url}");
        }
    }

    #[test]
    fn what_comes_from_outside_is_escaped() {
        let connection = connection("https://api.vapi.ai/").unwrap();
        let request = connection.get(&["call", "../a b?"], &[("x", "1&y=é".to_owned())]);
        assert_eq!(
            request.uri(),
            "https://api.vapi.ai/call/%2E%2E%2Fa%20b%3F?x=1%26y%3D%C3%A9"
        );
    }
}
