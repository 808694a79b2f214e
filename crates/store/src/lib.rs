//! The journal and all state of Midcall.
//!
//! The journal is the truth: every delivery, on disk before it is acknowledged. The state beside
//! it (calls, leads) can be dropped and rebuilt by folding the journal again; requests to call and
//! the tokens of a connection cannot, and are made durable before they are acted on. Nobody
//! outside this crate speaks SQL.

mod ask;
mod call;
mod connection;
mod error;
pub mod journal;
mod lead;
mod open;
mod request;
mod sqlite;

pub use ask::{Ask, AskOutcome, NewAsk};
pub use call::{CallPage, CallRow, Fold, FoldedCall, SavedFold, UnattributedDelivery};
pub use connection::{Connection, Renewal};
pub use error::Error;
pub use lead::{Backlog, Blocked, LeadOutcome, LeadPage, LeadRow, LeasedLead};
pub use open::{Options, Store};
pub use request::{CallRequest, NewRequest, Opened, RequestState};
pub use sqlite::{LeaseAsk, Pacing};

/// The result of a promise of the store.
pub type Result<T> = std::result::Result<T, Error>;
