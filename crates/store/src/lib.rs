//! The journal and all state of Midcall.
//!
//! The journal is the truth: every delivery, on disk before it is acknowledged. The state beside
//! it (calls, leads) can be dropped and rebuilt by folding the journal again; requests to call and
//! the tokens of a connection cannot, and are made durable before they are acted on; tokens are sealed. Nobody
//! outside this crate speaks SQL.

mod activity;
mod ask;
mod call;
mod connection;
mod error;
pub mod journal;
mod key_file;
mod lead;
mod lookup;
mod nudge;
mod open;
mod read;
mod reading;
mod request;
mod sqlite;
mod vault;

pub use activity::{ActivityOutcome, ActivityRow, LeasedActivity, NextAttempt};
pub use ask::{Ask, AskOutcome, NewAsk};
pub use call::{CallPage, CallRow, Fold, FoldedCall, SavedFold, UnattributedDelivery};
pub use connection::{Connection, KeptLogin, Renewal};
pub use error::{Error, KeyError};
pub use lead::{Backlog, Blocked, FieldsBlocked, LeadOutcome, LeadPage, LeadRow, LeasedLead};
pub use lookup::{
    BlockedCall, Caller, KnownCallers, Lookup, LookupOutcome, LookupStanding, NewAttachment,
    NewLookup,
};
pub use nudge::{DueNudge, NewNudge, NudgeOutcome};
pub use open::{Options, Store};
pub use read::{CallStanding, LedgerCounts, NewRead, Read, ReadOutcome, ReadProgress, ReadReason};
pub use reading::{DueLook, Look, Reading};
pub use request::{
    Begun, CallRequest, Dialing, DoNotCall, DoNotCallOutcome, LineAsk, Move, NewRequest, Opened,
    Opening, OptedOut, RequestState,
};
pub use sqlite::{LeaseAsk, Pacing};
pub use vault::KeySource;

/// The result of a promise of the store.
pub type Result<T> = std::result::Result<T, Error>;
