//! An org that lets us in, and the operations that may be asked of it.
//!
//! Every request is drafted here, so that what all of them carry stands in one place.

use std::fmt;

use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use serde::Serialize;

use crate::{ApiError, ApiVersion, BaseUrl, Secret};

/// One thing that can be asked of Salesforce: its request and how to read its answer.
pub trait Operation {
    /// What a granted request brings.
    type Answer;

    /// Spells the request. It holds the access token and the records: do not print it.
    fn request(&self, session: &Session) -> Request<Bytes>;

    /// Reads the answer.
    ///
    /// # Errors
    /// When Salesforce refused, or answered something that cannot be read.
    fn answer(&self, response: Response<Bytes>) -> Result<Self::Answer, ApiError>;

    /// Whether this changes Salesforce. When no answer comes to a write, it may have been done.
    fn is_write(&self) -> bool;
}

/// Headers of every request that changes a record.
///
/// Salesforce documents that without the first a mere score update runs the org's assignment rules
/// and may hand the lead to another owner. It recommends the second to integrations: without it
/// every lead we touch shows up as recently viewed by the integration user.
pub(crate) const WRITE_HEADERS: [(&str, &str); 2] = [
    ("Sforce-Auto-Assign", "FALSE"),
    ("Sforce-Mru", "updateMru=false"),
];

/// Headers of every request that changes a record which is already there. A duplicate rule that
/// only warns must not keep a score from a lead that exists anyway; a rule that blocks still does.
pub(crate) const UPDATE_HEADERS: [(&str, &str); 3] = [
    WRITE_HEADERS[0],
    WRITE_HEADERS[1],
    ("Sforce-Duplicate-Rule-Header", "allowSave=true"),
];

/// Longest path and query we send, in bytes. Salesforce documents 16,384 for the URI and all
/// headers together; this leaves room for a JWT-format token and what a proxy adds.
pub(crate) const PATH_BYTES_MAX: usize = 12 * 1024;

/// A query or a list of fields that does not fit into a URI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request's path has {bytes} bytes, and salesforce takes at most {PATH_BYTES_MAX}")]
pub struct UriTooLong {
    bytes: usize,
}

/// Passes a path that is short enough to be sent.
pub(crate) fn fitting(path: String) -> Result<String, UriTooLong> {
    match path.len() {
        bytes if bytes > PATH_BYTES_MAX => Err(UriTooLong { bytes }),
        _ => Ok(path),
    }
}

/// An access token that cannot stand in a header, so that Salesforce cannot have issued it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access token has a character that cannot be sent")]
pub struct TokenUnusable;

/// The right to ask one org, until it answers that the session has expired.
///
/// There is no expiry to compute: Salesforce ends a session when it was idle for a time that the
/// org's admin chose, and sends no `expires_in`.
#[derive(Clone)]
pub struct Session {
    instance_url: BaseUrl,
    authorization: HeaderValue,
    api_version: ApiVersion,
}

impl Session {
    /// Opens a session with what the latest token answer said. Salesforce may move an org, so the
    /// instance is never remembered from elsewhere.
    ///
    /// # Errors
    /// When the token cannot stand in a header.
    pub fn new(
        instance_url: BaseUrl,
        access_token: &Secret,
        api_version: ApiVersion,
    ) -> Result<Self, TokenUnusable> {
        let bearer = format!("Bearer {}", access_token.expose());
        let mut authorization = HeaderValue::from_str(&bearer).map_err(|_| TokenUnusable)?;
        authorization.set_sensitive(true);
        Ok(Self {
            instance_url,
            authorization,
            api_version,
        })
    }

    /// Where the org answers.
    #[must_use]
    pub fn instance_url(&self) -> &BaseUrl {
        &self.instance_url
    }

    /// The version that requests are written in.
    #[must_use]
    pub fn api_version(&self) -> ApiVersion {
        self.api_version
    }

    /// The path of a resource in this session's version, from the root: `/services/data/v66.0…`.
    pub(crate) fn path(&self, resource: &str) -> String {
        format!("/services/data/v{}{resource}", self.api_version)
    }

    /// A request that reads.
    pub(crate) fn get(&self, path: &str) -> Request<Bytes> {
        self.draft(Method::GET, path, &[], Bytes::new())
    }

    /// A request with a JSON body.
    pub(crate) fn json(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &'static str)],
        body: &impl Serialize,
    ) -> Request<Bytes> {
        let body = serde_json::to_vec(body).expect("names and JSON values are always JSON");
        let mut request = self.draft(method, path, headers, Bytes::from(body));
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(CONTENT_TYPE, json);
        request
    }

    /// A request with a body of another kind.
    pub(crate) fn post(&self, path: &str, content_type: &str, body: Bytes) -> Request<Bytes> {
        let mut request = self.draft(Method::POST, path, &[], body);
        let content_type =
            HeaderValue::from_str(content_type).expect("content types are written in this crate");
        request.headers_mut().insert(CONTENT_TYPE, content_type);
        request
    }

    /// The access token, for the one door that takes it in the body.
    pub(crate) fn token(&self) -> &str {
        let header = self.authorization.to_str().unwrap_or_default();
        header.strip_prefix("Bearer ").unwrap_or_default()
    }

    fn draft(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &'static str)],
        body: Bytes,
    ) -> Request<Bytes> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.instance_url))
            .header(AUTHORIZATION, &self.authorization)
            .header(ACCEPT, "application/json")
            // Names us in the org's logs and in the origin of its change events.
            .header("Sforce-Call-Options", "client=midcall/1.0");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request
            .body(body)
            .expect("a path is made of checked names, ids and bounded percent-encoded text")
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("instance_url", &self.instance_url)
            .field("api_version", &self.api_version)
            .field("authorization", &"[redacted]")
            .finish()
    }
}
