//! Reads metadata as the org has it.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, header::ACCEPT};

use super::TooMany;
use crate::{
    ApiError, Operation, Session,
    metadata::{Element, call, fault},
};

/// Components that one call reads, as Salesforce documents.
pub const METADATA_READS_MAX: usize = 10;

/// Reads components of one kind. REST deploys metadata but does not read it, so this goes through
/// the SOAP door, with the same token.
#[derive(Clone, Debug)]
pub struct ReadMetadata {
    kind: &'static str,
    names: Vec<String>,
}

impl ReadMetadata {
    /// Reads components of a kind, as in `CustomField`, by their full names.
    ///
    /// # Errors
    /// When there are more than [`METADATA_READS_MAX`].
    pub fn new(kind: &'static str, names: Vec<String>) -> Result<Self, TooMany> {
        TooMany::check(names.len(), METADATA_READS_MAX)?;
        Ok(Self { kind, names })
    }
}

impl Operation for ReadMetadata {
    /// Those that are there, each with its `fullName`.
    type Answer = Vec<Element>;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let names = self.names.iter().map(|name| ("fullNames", name.as_str()));
        let arguments: Vec<(&str, &str)> = [("type", self.kind)].into_iter().chain(names).collect();
        let body = call(session.token(), "readMetadata", &arguments);
        let path = format!("/services/Soap/m/{}", session.api_version());
        let mut request = session.post(&path, "text/xml; charset=UTF-8", Bytes::from(body));
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("text/xml"));
        // SOAP 1.1 requires the header; Salesforce looks at the body alone.
        headers.insert(
            HeaderName::from_static("soapaction"),
            HeaderValue::from_static("\"\""),
        );
        request
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Vec<Element>, ApiError> {
        if !response.status().is_success() {
            return Err(fault(&response));
        }
        let unreadable = |what| ApiError::Unreadable {
            status: response.status(),
            what,
        };
        let text = std::str::from_utf8(response.body()).map_err(|_| unreadable("not text"))?;
        let envelope = Element::parse(text).map_err(|_| unreadable("not XML, or not all of it"))?;
        let result = envelope
            .child("Body")
            .and_then(|body| body.child("readMetadataResponse")?.child("result"))
            .ok_or_else(|| unreadable("XML of another shape than documented"))?;
        // For a name that the org does not have stands an empty record.
        let is_there = |record: &&Element| !record.value("fullName").is_empty();
        Ok(result.all("records").filter(is_there).cloned().collect())
    }

    fn is_write(&self) -> bool {
        false
    }
}
