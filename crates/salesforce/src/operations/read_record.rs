//! Reads one record.

use bytes::Bytes;
use http::{Request, Response};

use crate::{
    ApiError, ApiName, Operation, Record, RecordId, Session, UriTooLong, answer, session::fitting,
};

/// Reads one record by id. There is no lag: a record that is not found is deleted, merged, or not
/// shared with this user.
#[derive(Clone, Debug)]
pub struct ReadRecord {
    resource: String,
}

impl ReadRecord {
    /// Asks for some fields, of which each must be visible, or for all that are when none is named.
    ///
    /// # Errors
    /// When the names do not fit into a URI.
    pub fn new(object: &ApiName, id: RecordId, fields: &[ApiName]) -> Result<Self, UriTooLong> {
        let mut resource = format!("/sobjects/{object}/{id}");
        if !fields.is_empty() {
            let names: Vec<&str> = fields.iter().map(ApiName::as_str).collect();
            resource = fitting(format!("{resource}?fields={}", names.join(",")))?;
        }
        Ok(Self { resource })
    }
}

impl Operation for ReadRecord {
    type Answer = Record;

    fn request(&self, session: &Session) -> Request<Bytes> {
        session.get(&session.path(&self.resource))
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Record, ApiError> {
        answer::json(&response)
    }

    fn is_write(&self) -> bool {
        false
    }
}
