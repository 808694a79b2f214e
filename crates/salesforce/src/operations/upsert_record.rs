//! Creates a record or updates it, addressed by a key of ours.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use super::save_result::SaveResult;
use crate::{
    ApiError, ApiName, Fields, Operation, RecordId, Session, answer, percent,
    session::WRITE_HEADERS,
};

/// Longest external id Salesforce can hold, in characters: that of a text field.
const KEY_CHARS_MAX: usize = 255;

/// Creates the record that carries this external id, or updates it. Safe to repeat, as long as the
/// field is marked unique.
#[derive(Clone, Debug)]
pub struct UpsertRecord {
    /// The object.
    pub object: ApiName,
    /// The key that addresses the record.
    pub key: ExternalId,
    /// Its values, without the key.
    pub fields: Fields,
}

/// A key of ours in a field that Salesforce treats as an external id.
///
/// Salesforce documents that a value which ends like a file's name (`a@b.inc`) is not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalId {
    field: ApiName,
    value: String,
}

/// A text that cannot be a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExternalIdError {
    /// Without a value the path would address the object itself, which Salesforce answers with 405.
    #[error("an external id must not be empty")]
    Empty,
    /// More than a text field holds.
    #[error("an external id has at most {KEY_CHARS_MAX} characters, this has {0}")]
    TooLong(usize),
}

/// What became of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upserted {
    /// There was none, now there is.
    Created(RecordId),
    /// It was there. Versions before 46.0 do not say its id.
    Updated(Option<RecordId>),
    // Salesforce answers 300 when several records carry this external id, and changes none of
    // them. Only a person can tell which one is right, so this is never retried.
    /// Several records carry this key, and none was changed.
    Ambiguous(Vec<RecordId>),
}

impl ExternalId {
    /// Addresses the record whose `field` holds `value`.
    ///
    /// # Errors
    /// When the value is empty or longer than a text field.
    pub fn new(field: ApiName, value: impl Into<String>) -> Result<Self, ExternalIdError> {
        let value = value.into();
        match value.chars().count() {
            0 => Err(ExternalIdError::Empty),
            chars if chars > KEY_CHARS_MAX => Err(ExternalIdError::TooLong(chars)),
            _ => Ok(Self { field, value }),
        }
    }
}

impl Operation for UpsertRecord {
    type Answer = Upserted;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let ExternalId { field, value } = &self.key;
        let value = percent::encode(value);
        let path = session.path(&format!("/sobjects/{}/{field}/{value}", self.object));
        session.json(Method::PATCH, &path, &WRITE_HEADERS, &self.fields)
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Upserted, ApiError> {
        match response.status() {
            StatusCode::MULTIPLE_CHOICES => Ok(Upserted::Ambiguous(ids_of_urls(response.body()))),
            StatusCode::NO_CONTENT => Ok(Upserted::Updated(None)),
            _ => {
                let result: SaveResult = answer::json(&response)?;
                let created = result.created;
                let id = result.saved_id(&response)?;
                Ok(if created {
                    Upserted::Created(id)
                } else {
                    Upserted::Updated(Some(id))
                })
            }
        }
    }

    fn is_write(&self) -> bool {
        true
    }
}

/// The records' URLs end in their ids. An answer that cannot be read is ambiguous all the same.
fn ids_of_urls(body: &[u8]) -> Vec<RecordId> {
    let urls: Vec<String> = serde_json::from_slice(body).unwrap_or_default();
    urls.iter()
        .filter_map(|url| url.rsplit('/').next()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_neither_empty_nor_endless() {
        let key = |value: String| ExternalId::new("Midcall_Key__c".parse().unwrap(), value);
        assert_eq!(key(String::new()), Err(ExternalIdError::Empty));
        assert_eq!(key("é".repeat(256)), Err(ExternalIdError::TooLong(256)));
        assert!(key("é".repeat(255)).is_ok());
    }
}
