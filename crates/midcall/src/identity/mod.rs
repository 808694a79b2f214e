//! Whose call it is, when no message says so: looked up by the number in Salesforce, created there
//! if nobody is known and the settings want it, or said by a person. What was found is an entry of
//! the journal, so that a replay comes to the same without asking.

mod ask;
mod context;
mod directory;
mod open;

pub use context::{Context, Known, context_for, context_within};
pub use directory::Directory;
pub(crate) use open::due;
