//! Whose call it is, when no message says so: looked up by the number in Salesforce, created there
//! if nobody is known and the settings want it, or said by a person. What was found is an entry of
//! the journal, so that a replay comes to the same without asking.

use midcall_salesforce::{IdError, RecordId};

mod ask;
mod attach;
mod context;
mod create;
mod directory;
mod open;
mod resolve;
mod step;
mod warm;

pub use attach::{Asked, Attached, Refusal, attach, journal_attachments};
pub use context::{Context, Known, context_for, context_within};
pub(crate) use create::KEY_CHARS;
pub use directory::Directory;
pub(crate) use open::due;
pub use step::{Finder, Looked};
pub use warm::{Warmed, Warmer};

/// Reads the id of a record that a call may belong to: a lead, or a contact.
///
/// # Errors
///
/// When it is neither.
pub fn parse_record(text: &str) -> Result<RecordId, IdError> {
    let contact = text.parse::<RecordId>();
    let contact = contact.ok().filter(RecordId::is_contact);
    contact.map_or_else(|| RecordId::parse_lead(text), Ok)
}
