//! Who speaks, in Vapi's words. Shared by the messages that name a speaker.

use crate::json::Raw;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `user`: the person on the telephone.
    User,
    /// `assistant`, or `bot` in histories: Vapi's voice agent.
    Assistant,
}

impl Role {
    pub(crate) fn read(role: Raw<'_>) -> Option<Self> {
        match role.text()?.as_ref() {
            "user" => Some(Self::User),
            "assistant" | "bot" => Some(Self::Assistant),
            _ => None,
        }
    }
}
