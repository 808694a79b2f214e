//! Everything that can happen to a call.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{CallStatus, Speaker};
use crate::{
    claims::{Opinion, Output, OutsideClaim},
    time::Timestamp,
};

/// One thing that happened, when, and what the message told about the call in passing.
#[derive(Clone, Debug, PartialEq)]
pub struct CallEvent {
    /// When it happened: the platform's own time if it gave one, else the time of arrival.
    pub at: Timestamp,
    /// Whether `at` is the platform's own time. Without one, repeats cannot be told by their time.
    pub is_dated: bool,
    /// What the message told about the call in passing.
    pub about: About,
    /// What happened.
    pub what: Occurrence,
}

/// What any message may tell about its call in passing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// When the call was created.
    pub created_at: Option<Timestamp>,
    /// Who called whom.
    pub direction: Option<Direction>,
    /// The other party's number, E.164.
    pub phone: Option<String>,
    /// Which lead the call belongs to.
    pub lead: Option<LeadHint>,
    /// The request to call that led to this call, when Midcall placed it.
    pub request: Option<String>,
}

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The agent called.
    Outbound,
    /// The prospect called.
    Inbound,
    /// Through a browser.
    Web,
}

/// A lead id found in a message, and how trustworthy the place is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeadHint {
    /// 0 is the most trustworthy place.
    pub rank: u8,
    /// The lead's id, validated and in its long form.
    pub id: String,
}

/// What can happen to a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Occurrence {
    /// The call has come further, or ended for a reason.
    StatusChanged {
        /// How far.
        to: CallStatus,
        /// Why it ended.
        ended_reason: Option<String>,
    },
    /// Words were recognized. A final stands; a partial may still be revised.
    Heard {
        /// Who spoke.
        speaker: Speaker,
        /// The words.
        text: Arc<str>,
        /// Whether the words stand.
        is_final: bool,
    },
    /// The platform repeated the whole conversation so far.
    HistoryGiven(Vec<HistoryTurn>),
    /// The assistant called tools.
    ToolsCalled(Vec<ToolCall>),
    /// The report after the end.
    Reported(Report),
    /// A person said where a signal stands.
    Vouched(OutsideClaim),
    /// A language model answered what Midcall asked about the call.
    Advised(Opinion),
    /// Midcall noticed that nothing has arrived for too long.
    FellSilent,
    /// Something that only shows that the call is alive.
    Noted,
    /// A message type this version does not know.
    Unrecognized(String),
    /// A status this version does not know.
    UnrecognizedStatus(String),
    /// A body that could not be read.
    Unreadable(String),
}

/// One turn of the conversation as the platform remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryTurn {
    /// Who spoke.
    pub speaker: Speaker,
    /// The whole turn's words.
    pub text: Arc<str>,
    /// When the turn began.
    pub from: Option<Timestamp>,
    /// When the turn ended.
    pub until: Option<Timestamp>,
}

/// A tool call of the assistant's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The platform's id of the tool call; the same in every delivery of it.
    pub id: String,
    /// Which tool.
    pub name: String,
    /// Its arguments as JSON text; absent when they could not be read.
    pub arguments: Option<String>,
}

/// The report after the end of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Why it ended.
    pub ended_reason: Option<String>,
    /// When the conversation began; absent when nobody answered.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The conversation as the platform remembers it.
    pub history: Vec<HistoryTurn>,
    /// The platform's summary.
    pub summary: Option<String>,
    /// Where the recording is.
    pub recording_url: Option<String>,
    /// What the platform extracted from it.
    pub outputs: Vec<Output>,
}
