//! What Salesforce says of one record it was to save.

use bytes::Bytes;
use http::Response;
use serde::Deserialize;

use crate::{ApiError, ErrorItem, RecordId, RecordRefusal, Refusal, VendorText, answer};

/// One record's fate among others of the same request.
pub type SaveOutcome = Result<(), RecordRefusal>;

#[derive(Deserialize)]
pub(super) struct SaveResult {
    // A record that was not saved often comes without its id, so results are matched by position.
    id: Option<RecordId>,
    success: bool,
    #[serde(default)]
    errors: Vec<ErrorItem>,
    #[serde(default)]
    pub(super) created: bool,
}

impl SaveResult {
    /// What became of each of the records that `response` is about, in their order.
    pub(super) fn outcomes(
        response: &Response<Bytes>,
        asked: usize,
    ) -> Result<Vec<SaveOutcome>, ApiError> {
        let results: Vec<Self> = answer::json(response)?;
        let outcomes = results.into_iter().map(Self::outcome).collect();
        answer::positional(outcomes, asked, response)
    }

    fn outcome(self) -> SaveOutcome {
        if self.success {
            Ok(())
        } else {
            Err(RecordRefusal { items: self.errors })
        }
    }

    /// The id of the record that `response` is all about.
    pub(super) fn saved_id(self, response: &Response<Bytes>) -> Result<RecordId, ApiError> {
        let status = response.status();
        match (self.success, self.id) {
            (true, Some(id)) => Ok(id),
            (true, None) => Err(ApiError::Unreadable {
                status,
                what: "a saved record without its id",
            }),
            (false, _) => Err(ApiError::Refused(Refusal {
                status,
                items: self.errors,
                page: VendorText::default(),
                retry_after_s: None,
            })),
        }
    }
}
