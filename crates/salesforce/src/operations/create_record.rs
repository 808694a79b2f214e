//! Creates a record.

use bytes::Bytes;
use http::{Method, Request, Response};

use super::save_result::SaveResult;
use crate::{
    ApiError, ApiName, Fields, Operation, RecordId, Session, answer, session::WRITE_HEADERS,
};

/// Creates a record. Not safe to repeat: when no answer comes it may be there, so prefer
/// [`UpsertRecord`](super::UpsertRecord) wherever the object has an external id.
#[derive(Clone, Debug)]
pub struct CreateRecord {
    /// The object.
    pub object: ApiName,
    /// Its first values.
    pub fields: Fields,
    /// Whether the org's active assignment rule gives it an owner; otherwise it is ours.
    pub is_assigned: bool,
}

impl Operation for CreateRecord {
    type Answer = RecordId;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let path = session.path(&format!("/sobjects/{}", self.object));
        let assigned = [("Sforce-Auto-Assign", "TRUE"), WRITE_HEADERS[1]];
        let headers = if self.is_assigned {
            assigned
        } else {
            WRITE_HEADERS
        };
        session.json(Method::POST, &path, &headers, &self.fields)
    }

    fn answer(&self, response: Response<Bytes>) -> Result<RecordId, ApiError> {
        answer::json::<SaveResult>(&response)?.saved_id(&response)
    }

    fn is_write(&self) -> bool {
        true
    }
}
