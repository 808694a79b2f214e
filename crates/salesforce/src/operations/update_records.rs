//! Updates many records, each for itself.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde::Serialize;

use super::{SaveOutcome, TooMany, UPDATES_MAX, bounds::json_bytes, save_result::SaveResult};
use crate::{ApiError, ApiName, Fields, Operation, RecordId, Session, session::UPDATE_HEADERS};

/// New values for one record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordUpdate {
    /// The record.
    pub id: RecordId,
    /// Its new values. Must not name the id again, nor a field this user may not edit.
    pub fields: Fields,
}

impl RecordUpdate {
    /// What this record adds to the body of an [`UpdateRecords`], in bytes, its comma included.
    /// Stop adding before the sum reaches [`BODY_BYTES_MAX`](super::BODY_BYTES_MAX).
    #[must_use]
    pub fn body_bytes(&self, object: &ApiName) -> usize {
        json_bytes(&Row::of(object, self)) + 1
    }
}

/// Updates up to [`UPDATES_MAX`] records of one object, for one request of the day.
///
/// Each is saved or refused for itself, and the answer has one place per record, in order. A
/// customer's trigger that fails, or a lock, can take neighbors along: send those again singly.
/// No record may stand twice in one request.
#[derive(Clone, Debug)]
pub struct UpdateRecords {
    object: ApiName,
    records: Vec<RecordUpdate>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body<'a> {
    all_or_none: bool,
    records: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    attributes: Attributes<'a>,
    id: RecordId,
    #[serde(flatten)]
    fields: &'a Fields,
}

#[derive(Serialize)]
struct Attributes<'a> {
    #[serde(rename = "type")]
    object: &'a ApiName,
}

impl<'a> Row<'a> {
    fn of(object: &'a ApiName, record: &'a RecordUpdate) -> Self {
        Self {
            attributes: Attributes { object },
            id: record.id,
            fields: &record.fields,
        }
    }
}

impl UpdateRecords {
    /// Where collections are sent, below the version.
    pub(super) const RESOURCE: &str = "/composite/sobjects";

    /// Puts updates into one request.
    ///
    /// # Errors
    /// When there are more than [`UPDATES_MAX`] records.
    pub fn new(object: ApiName, records: Vec<RecordUpdate>) -> Result<Self, TooMany> {
        TooMany::check(records.len(), UPDATES_MAX)?;
        Ok(Self { object, records })
    }

    pub(super) fn body(&self) -> Body<'_> {
        Body {
            all_or_none: false,
            records: self
                .records
                .iter()
                .map(|record| Row::of(&self.object, record))
                .collect(),
        }
    }
}

impl Operation for UpdateRecords {
    type Answer = Vec<SaveOutcome>;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let path = session.path(Self::RESOURCE);
        session.json(Method::PATCH, &path, &UPDATE_HEADERS, &self.body())
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Self::Answer, ApiError> {
        SaveResult::outcomes(&response, self.records.len())
    }

    fn is_write(&self) -> bool {
        true
    }
}
