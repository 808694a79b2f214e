//! How far Salesforce has followed, in a sentence a sales rep understands.

use midcall_domain::{leads::Part, time::Timestamp};

use super::{
    moment::{Elapsed, Moment},
    wording,
};
use crate::views::{BlockedView, WriteView};

/// Where what is heard goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// An org is configured.
    Connected,
    /// None is configured.
    NotConnected,
    /// Told to write nothing.
    Shadow,
}

/// How far Salesforce has followed.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    /// `in_sync`, `due`, `blocked` or `none`.
    pub(crate) state: &'static str,
    pub(crate) text: String,
    /// Of the last write that went through.
    pub(crate) written_at: Option<Moment>,
    pub(crate) blocked: Vec<BlockedPart>,
}

/// What waits for a person.
#[derive(Clone, Debug)]
pub(crate) struct BlockedPart {
    pub(crate) part: &'static str,
    pub(crate) reason: String,
    /// What Salesforce said.
    pub(crate) detail: String,
    pub(crate) action: String,
    pub(crate) since: Moment,
    pub(crate) age: Elapsed,
}

impl Write {
    /// Of a call's lead; `lead` is whether the call belongs to one.
    pub(super) fn of(
        write: Option<&WriteView>,
        has_lead: bool,
        destination: Destination,
        now: Timestamp,
    ) -> Self {
        let nothing = |text: &str| Self {
            state: "none",
            text: text.to_owned(),
            written_at: None,
            blocked: Vec::new(),
        };
        let Some(write) = write else {
            return nothing(if has_lead {
                "Nothing to write yet"
            } else {
                "Belongs to no lead yet"
            });
        };
        let text = match (write.state, destination, write.attempts) {
            ("blocked", ..) => "Waits for a person",
            ("in_sync", ..) => "In sync",
            (_, Destination::NotConnected, _) => "Not connected",
            (_, Destination::Shadow, _) => "Shadow mode: nothing is written",
            (.., 0) => "Due",
            _ => "Due, tried again soon",
        };
        Self {
            state: write.state,
            text: text.to_owned(),
            written_at: write.written_at.as_deref().map(|at| Moment::of(at, now)),
            blocked: write
                .blocked
                .iter()
                .map(|blocked| BlockedPart::of(blocked, now))
                .collect(),
        }
    }
}

impl BlockedPart {
    pub(super) fn of(blocked: &BlockedView, now: Timestamp) -> Self {
        Self {
            part: match blocked.part {
                Part::Facts => "Score and signals",
                Part::Transcript => "Transcript",
            },
            reason: wording::phrase(&blocked.why.reason),
            detail: blocked.why.detail.clone(),
            action: blocked.why.action.clone(),
            since: Moment::at(blocked.why.since, now),
            age: Elapsed::age(blocked.why.since, now),
        }
    }
}
