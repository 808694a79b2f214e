//! What the fold saves, and calls as lists and pages show them.

use midcall_domain::{
    calls::{CallId, CallState, CallSummary, Direction, Disposition, Ledger, Outcome},
    leads::Activity,
    signals::{OptOut, Rubric},
    time::Timestamp,
};

use crate::journal::EntrySeq;

/// A call after a fold, ready to be saved.
#[derive(Clone, Debug)]
pub struct FoldedCall {
    /// The state to come back to, as [`FoldedCall::snapshot_of`] writes it; absent when the one
    /// that is saved already will do. A call's first save has one.
    pub snapshot: Option<Vec<u8>>,
    /// The newest entry the snapshot includes.
    pub seq: EntrySeq,
    /// What its lead needs to know.
    pub summary: CallSummary,
    /// The lead it belongs to (18 characters), if known.
    pub lead: Option<String>,
    /// The other party's number, if known.
    pub phone: Option<String>,
    /// Who called whom, if known.
    pub direction: Option<Direction>,
    /// The prospect's request for no more calls, if one was heard.
    pub opt_out: Option<OptOut>,
    /// The call's own score.
    pub score: u8,
    /// What of it arrived by itself, what had to be asked for, and what is missing.
    pub ledger: Ledger,
    /// What its task should say, once it is over.
    pub activity: Option<Activity>,
    /// Arrival of the newest delivery.
    pub arrived_at: Timestamp,
    /// Arrival of the oldest delivery that has not been saved yet: from here the time until
    /// Salesforce has it is counted.
    pub heard_at: Timestamp,
}

impl FoldedCall {
    /// Writes a state down: the same state, the same bytes.
    #[must_use]
    pub fn snapshot_of(state: &CallState) -> Vec<u8> {
        serde_json::to_vec(state).expect("keys are strings and values are plain data")
    }
}

/// One transaction of the fold.
#[derive(Clone, Debug)]
pub struct Fold {
    /// Whose calls.
    pub workspace: String,
    /// The calls that changed.
    pub calls: Vec<FoldedCall>,
    /// Deliveries that name no call.
    pub unattributed: Vec<UnattributedDelivery>,
    /// Every entry up to here is included in what is saved.
    pub cursor: EntrySeq,
    /// How signals are weighed.
    pub rubric: Rubric,
    /// What further fields of the lead say.
    pub mappings: std::sync::Arc<midcall_domain::leads::Mappings>,
    /// When the transaction is made.
    pub now: Timestamp,
    /// How soon changes become due.
    pub pacing: crate::Pacing,
}

/// What a fold came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedFold {
    /// How many leads should now say something else.
    pub leads_changed: usize,
    /// When the earliest of them is due.
    pub due_at: Option<Timestamp>,
}

impl SavedFold {
    /// Takes note of a lead that should say something else, and is due then.
    pub(crate) fn note(&mut self, due_at: Option<Timestamp>) {
        let Some(due_at) = due_at else { return };
        self.leads_changed += 1;
        self.due_at = Some(self.due_at.map_or(due_at, |known| known.min(due_at)));
    }
}

/// A delivery that names no call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnattributedDelivery {
    /// Its journal entry.
    pub seq: EntrySeq,
    /// The platform's name for what it is.
    pub message_type: String,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// A call as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    /// The call.
    pub call: CallId,
    /// The lead it belongs to, if known.
    pub lead: Option<String>,
    /// Who called whom.
    pub direction: Option<Direction>,
    /// What it has come to; absent while it is queued or ringing.
    pub disposition: Option<Disposition>,
    /// Whether nothing more is expected.
    pub is_over: bool,
    /// The call's own score.
    pub score: u8,
    /// When it was created.
    pub created_at: Timestamp,
    /// When the last thing was said, or when it ended.
    pub last_contact_at: Timestamp,
    /// What the ledger says; absent for calls saved before there was one.
    pub outcome: Option<Outcome>,
}

/// A page of calls, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPage {
    /// The calls.
    pub calls: Vec<CallRow>,
    /// Where the next page begins; absent on the last.
    pub next: Option<(Timestamp, CallId)>,
}
