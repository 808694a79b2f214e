//! Whose call it is, out of all that says so.

use super::CallState;
use crate::identity::{Attachment, Finding, Found};

impl CallState {
    /// The lead it belongs to: the one a person named, else the one its messages name, else the one
    /// that was found by its number.
    #[must_use]
    pub fn lead_id(&self) -> Option<&str> {
        let by_person = self.identity.attachment.as_ref();
        by_person
            .map(|attachment| attachment.lead.as_str())
            .or(self.lead.as_ref().map(|hint| hint.id.as_str()))
            .or_else(|| match &self.finding()?.found {
                Found::Lead { record, .. } => Some(record),
                _ => None,
            })
    }

    /// Whether its messages name a lead.
    #[must_use]
    pub fn names_lead(&self) -> bool {
        self.lead.is_some()
    }

    /// What the search for the person on the line came to, if there was one.
    #[must_use]
    pub fn finding(&self) -> Option<&Finding> {
        self.identity.finding.as_ref()
    }

    /// A person's word on whose call it is.
    #[must_use]
    pub fn attachment(&self) -> Option<&Attachment> {
        self.identity.attachment.as_ref()
    }
}
