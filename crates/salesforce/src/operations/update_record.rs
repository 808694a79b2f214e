//! Updates one record.

use bytes::Bytes;
use http::{Method, Request, Response};

use super::RecordUpdate;
use crate::{ApiError, ApiName, Operation, Session, answer, session::UPDATE_HEADERS};

/// Updates one record by id. Absolute, so safe to repeat. Granted with 204 and no body.
#[derive(Clone, Debug)]
pub struct UpdateRecord {
    /// The object.
    pub object: ApiName,
    /// The record and its new values.
    pub record: RecordUpdate,
}

impl Operation for UpdateRecord {
    type Answer = ();

    fn request(&self, session: &Session) -> Request<Bytes> {
        let path = session.path(&format!("/sobjects/{}/{}", self.object, self.record.id));
        session.json(Method::PATCH, &path, &UPDATE_HEADERS, &self.record.fields)
    }

    fn answer(&self, response: Response<Bytes>) -> Result<(), ApiError> {
        answer::empty(&response)
    }

    fn is_write(&self) -> bool {
        true
    }
}
