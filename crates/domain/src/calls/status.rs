//! How far a call has come. It only ever goes forward.

use serde::{Deserialize, Serialize};

/// How far a call has come, in order: a later status outranks every earlier one.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// Nothing is known yet.
    #[default]
    Unknown,
    /// To be dialed later.
    Scheduled,
    /// Waiting for a line.
    Queued,
    /// The phone rings.
    Ringing,
    /// People talk.
    InProgress,
    /// Being handed to a person.
    Forwarding,
    /// Over.
    Ended,
}
