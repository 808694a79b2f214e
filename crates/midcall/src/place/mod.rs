//! Places calls: each request is written down, checked, dialed at most once at a time, tried again
//! where the lead was not reached, and never forgotten.
//!
//! In reading order: `request` takes a request in, `carry_out` decides whether it is dialed at this
//! moment, `dial` asks Vapi, `look_up` finds out what happened when no answer comes, `follow`
//! decides what comes after a call.

mod carry_out;
mod csv;
mod dial;
mod follow;
mod import;
mod look_up;
mod request;
mod rules;
mod step;
mod tell;
mod waiting;

pub use import::{
    Candidate, Error as ImportError, Import, Sorted, Verdict, import, of_csv, of_soql,
};
pub(crate) use request::random_key;
pub use request::{Answered, Asked, Invalid, Placed, Refusal, place};
pub use step::step;
pub use waiting::{Cancelation, QueueItem, QueueState, Waiting, cancel, queue};
