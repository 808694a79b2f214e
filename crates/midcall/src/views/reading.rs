//! What a lead was found to say: beside what it should say, and where somebody else changed it.

use midcall_domain::{leads::FieldValue, time::Timestamp};
use midcall_store::Reading;
use serde::Serialize;

use super::LeadView;

/// What was found in a lead that Midcall had not put there.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriftView {
    /// When it was found, ISO 8601.
    pub at: String,
    /// Field by field.
    pub fields: Vec<DriftedView>,
}

/// A field that somebody else changed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DriftedView {
    /// Its name in the org.
    pub name: String,
    /// What was written.
    pub written: Option<FieldValue>,
    /// What was found.
    pub found: Option<FieldValue>,
}

impl LeadView {
    /// Puts what was found beside what it should say.
    pub(super) fn put_beside(&mut self, reading: &Reading) {
        self.read_at = Some(Timestamp::iso(reading.found_at));
        for field in &mut self.fields {
            if field.observed.is_none() {
                field.observed = reading.found.get(&field.role).cloned();
            }
        }
        self.drift = reading.drift.as_ref().map(|drift| DriftView {
            at: drift.at.iso(),
            fields: self
                .fields
                .iter()
                .filter(|field| drift.found.contains_key(&field.role))
                .map(|field| DriftedView {
                    name: field.name.clone(),
                    written: drift.written.get(&field.role).cloned(),
                    found: drift.found.get(&field.role).cloned(),
                })
                .collect(),
        });
    }
}
