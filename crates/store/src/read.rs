//! Calls that the platform is to be asked about: written down before a look counts as done, each
//! read until it is known or cannot be.

use midcall_domain::{
    calls::{CallId, Disposition, Evidence, Outcome},
    time::Timestamp,
};

/// Why a call is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadReason {
    /// The platform has it, and nothing of it is here.
    Unknown,
    /// It is over, and its report is not here.
    Unfinished,
    /// It goes on, and nothing more of it arrives.
    Silent,
    /// A person asked for it.
    Asked,
}

impl ReadReason {
    pub(crate) const ALL: [Self; 4] = [Self::Unknown, Self::Unfinished, Self::Silent, Self::Asked];

    /// The word in SQL and in logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Unfinished => "unfinished",
            Self::Silent => "silent",
            Self::Asked => "asked",
        }
    }
}

/// A call to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRead {
    /// Which call.
    pub call: CallId,
    /// Why.
    pub reason: ReadReason,
}

/// A call that one node may read until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Which call.
    pub call: CallId,
    /// Why.
    pub reason: ReadReason,
    /// When it was written down.
    pub created_at: Timestamp,
    /// Reads that told nothing new.
    pub attempts: u32,
}

/// What became of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// What the platform told is in the journal, or there was nothing left to ask.
    Done,
    /// Nothing can be had.
    Failed,
    /// To be read again then.
    Retry(Timestamp),
}

/// What is known here of a call that the platform lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallStanding {
    /// What it has come to.
    pub disposition: Option<Disposition>,
    /// Whether nothing more is expected.
    pub is_over: bool,
    /// Arrival of the newest entry.
    pub arrived_at: Timestamp,
    /// What the ledger says; absent for calls saved before there was one.
    pub outcome: Option<Outcome>,
    /// Whether anything of it arrived by itself.
    pub was_heard: bool,
    /// What arrived by itself.
    pub seen: Vec<Evidence>,
}

/// How far the reads of a list of calls have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadProgress {
    /// Still to be read.
    pub open: u64,
    /// Done.
    pub done: u64,
    /// Nothing can be had.
    pub failed: u64,
}

/// How many calls the ledger says what of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerCounts {
    /// Over, with their reports to come.
    pub closing: u64,
    /// Arrived whole.
    pub complete: u64,
    /// Made whole by reading.
    pub recovered: u64,
    /// Not whole.
    pub incomplete: u64,
}
