//! `status-update`: where a call is in its life. The only live source of it: `call.status` is a
//! snapshot from the call's creation.

use crate::{json::Raw, message::RawMessage};

/// A call changed its status. `in-progress` may be sent twice, and which statuses come before it
/// is not documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusUpdate {
    /// The status it has now.
    pub status: CallStatus,
    /// Why it ended, with [`CallStatus::Ended`]. Open text: Vapi's schema lists 627 reasons and
    /// new ones appear.
    pub ended_reason: Option<String>,
}

/// Where a call is in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallStatus {
    /// `scheduled`: to be dialed later.
    Scheduled,
    /// `queued`: to be dialed now.
    Queued,
    /// `ringing`
    Ringing,
    /// `in-progress`: somebody or something answered.
    InProgress,
    /// `forwarding`: being transferred.
    Forwarding,
    /// `ended`
    Ended,
    /// `not-found`
    NotFound,
    /// `deletion-failed`
    DeletionFailed,
    /// A status Vapi had not documented when this was written.
    Other(String),
}

impl StatusUpdate {
    pub(crate) fn read(message: &RawMessage<'_>) -> Option<Self> {
        Some(Self {
            status: CallStatus::read(message.status)?,
            ended_reason: message.ended_reason.string(),
        })
    }
}

impl CallStatus {
    pub(crate) fn read(status: Raw<'_>) -> Option<Self> {
        let status = status.filled_text()?;
        Some(match status.as_ref() {
            "scheduled" => Self::Scheduled,
            "queued" => Self::Queued,
            "ringing" => Self::Ringing,
            "in-progress" => Self::InProgress,
            "forwarding" => Self::Forwarding,
            "ended" => Self::Ended,
            "not-found" => Self::NotFound,
            "deletion-failed" => Self::DeletionFailed,
            _ => Self::Other(status.into_owned()),
        })
    }
}
