//! Reads many records at once.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde::Serialize;

use super::{READS_MAX, TooMany};
use crate::{ApiError, ApiName, Operation, Record, RecordId, Session, answer};

/// Reads up to [`READS_MAX`] records of one object by id, for one request of the day.
///
/// The answer has one place per id, `None` where the record is gone or not shared. One field that
/// is hidden fails the request for all.
#[derive(Clone, Debug)]
pub struct ReadRecords {
    object: ApiName,
    ids: Vec<RecordId>,
    fields: Vec<ApiName>,
}

#[derive(Serialize)]
pub(super) struct Body<'a> {
    ids: &'a [RecordId],
    fields: &'a [ApiName],
}

impl ReadRecords {
    /// Asks for some fields of some records.
    ///
    /// # Errors
    /// When there are more than [`READS_MAX`] ids.
    pub fn new(object: ApiName, ids: Vec<RecordId>, fields: Vec<ApiName>) -> Result<Self, TooMany> {
        TooMany::check(ids.len(), READS_MAX)?;
        Ok(Self {
            object,
            ids,
            fields,
        })
    }

    /// Where the records are read, below the version.
    pub(super) fn resource(&self) -> String {
        format!("/composite/sobjects/{}", self.object)
    }

    pub(super) fn body(&self) -> Body<'_> {
        Body {
            ids: &self.ids,
            fields: &self.fields,
        }
    }
}

impl Operation for ReadRecords {
    type Answer = Vec<Option<Record>>;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let path = session.path(&self.resource());
        session.json(Method::POST, &path, &[], &self.body())
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Self::Answer, ApiError> {
        answer::positional(answer::json(&response)?, self.ids.len(), &response)
    }

    fn is_write(&self) -> bool {
        false
    }
}
