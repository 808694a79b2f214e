//! Whose call it is, when no message says so: looked up by the number in Salesforce, created there
//! if nobody is known and the settings want it, or said by a person. What was found is an entry of
//! the journal, so that a replay comes to the same without asking.

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
pub use directory::Directory;
pub(crate) use open::due;
pub use step::{Finder, Looked};
pub use warm::{Warmed, Warmer};
