//! Creates or updates many records, each addressed by a key of ours and each for itself.

use bytes::Bytes;
use http::{Method, Request, Response};
use serde::Serialize;

use super::{SaveOutcome, TooMany, UPDATES_MAX, bounds::json_bytes, save_result::SaveResult};
use crate::{ApiError, ApiName, Fields, Operation, Session, session::UPDATE_HEADERS};

/// Values for the record that carries a key of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyedRecord {
    /// The key's value.
    pub key: String,
    /// The record's values, without the key.
    pub fields: Fields,
}

/// Upserts up to [`UPDATES_MAX`] records of one object by an external id, for one request of the
/// day. Safe to repeat, as long as the field is marked unique.
///
/// The answer has one place per record, in order. No key may stand twice in one request.
#[derive(Clone, Debug)]
pub struct UpsertRecords {
    object: ApiName,
    key: ApiName,
    records: Vec<KeyedRecord>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Body {
    all_or_none: bool,
    records: Vec<Fields>,
}

impl KeyedRecord {
    /// What this record adds to the body of an [`UpsertRecords`], in bytes, its comma included.
    #[must_use]
    pub fn body_bytes(&self, object: &ApiName, key: &ApiName) -> usize {
        json_bytes(&self.row(object, key)) + 1
    }

    fn row(&self, object: &ApiName, key: &ApiName) -> Fields {
        let mut row =
            Fields::from_iter([("attributes", serde_json::json!({ "type": object.as_str() }))]);
        row.set(key.as_str(), self.key.as_str());
        for (name, value) in self.fields.iter() {
            row.set(name, value.clone());
        }
        row
    }
}

impl UpsertRecords {
    /// Puts records into one request.
    ///
    /// # Errors
    /// When there are more than [`UPDATES_MAX`] records.
    pub fn new(object: ApiName, key: ApiName, records: Vec<KeyedRecord>) -> Result<Self, TooMany> {
        TooMany::check(records.len(), UPDATES_MAX)?;
        Ok(Self {
            object,
            key,
            records,
        })
    }

    /// Where the records are sent, below the version.
    pub(super) fn resource(&self) -> String {
        format!("/composite/sobjects/{}/{}", self.object, self.key)
    }

    pub(super) fn body(&self) -> Body {
        Body {
            all_or_none: false,
            records: self
                .records
                .iter()
                .map(|record| record.row(&self.object, &self.key))
                .collect(),
        }
    }
}

impl Operation for UpsertRecords {
    type Answer = Vec<SaveOutcome>;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let path = session.path(&self.resource());
        session.json(Method::PATCH, &path, &UPDATE_HEADERS, &self.body())
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Self::Answer, ApiError> {
        SaveResult::outcomes(&response, self.records.len())
    }

    fn is_write(&self) -> bool {
        true
    }
}
