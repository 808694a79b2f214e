//! `speech-update`: someone started or stopped speaking. Carries no words.

use super::Role;
use crate::message::RawMessage;

/// Someone started or stopped speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeechUpdate {
    /// Who.
    pub speaker: Role,
    /// Whether they started or stopped.
    pub status: SpeechStatus,
    /// The turn, counted from 0.
    pub turn: Option<u32>,
}

/// Whether someone started or stopped speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeechStatus {
    /// `started`
    Started,
    /// `stopped`
    Stopped,
}

impl SpeechUpdate {
    pub(crate) fn read(message: &RawMessage<'_>) -> Option<Self> {
        Some(Self {
            speaker: Role::read(message.role)?,
            status: match message.status.text()?.as_ref() {
                "started" => SpeechStatus::Started,
                "stopped" => SpeechStatus::Stopped,
                _ => return None,
            },
            turn: message.turn.integer(),
        })
    }
}
