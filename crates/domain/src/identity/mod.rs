//! Whose call it is, when no message says so: numbers as people write them, what a search for one
//! found, and which of the records found is meant.

mod choose;
mod finding;
mod number;

pub use choose::{Candidate, CandidateKind, SeveralMatches, choose};
pub(crate) use finding::Identity;
pub use finding::{Attachment, Basis, Finding, Found};
pub use number::Number;
