//! Whether the journal can store, in words for the person who has to mend it.

use std::error::Error as _;

use super::error::Error;

/// Whether the journal can store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// The last write succeeded, or nothing was written yet.
    Storing,
    /// Appending fails at present.
    NotStoring {
        /// Why, for a person.
        reason: String,
    },
}

impl Health {
    pub(super) fn from_failure(failure: &Error) -> Self {
        let reason = match failure.source() {
            Some(source) => format!("{failure} ({source})"),
            None => failure.to_string(),
        };
        Self::NotStoring { reason }
    }
}
