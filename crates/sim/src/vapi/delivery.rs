//! One webhook on its way: what every other file of the simulated Vapi makes, reorders or sends.

use std::fmt;

use bytes::Bytes;

/// One webhook and the moment it arrives. Debug output hides the body, which carries secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// When it arrives, in milliseconds after the call was created.
    pub at_ms: i64,
    /// What it tells.
    pub kind: Kind,
    /// The exact bytes, compact JSON.
    pub body: Bytes,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("at_ms", &self.at_ms)
            .field("kind", &self.kind)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// What a webhook tells, as far as its fate on the way depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `status-update`
    StatusUpdate,
    /// `assistant.started`
    AssistantStarted,
    /// `speech-update`
    SpeechUpdate,
    /// `transcript` that may still be revised.
    PartialTranscript,
    /// `transcript` that stands.
    FinalTranscript,
    /// `conversation-update`
    ConversationUpdate,
    /// `tool-calls`, which waits for an answer.
    ToolCalls,
    /// `end-of-call-report`
    EndOfCallReport,
    /// Any other type; only samples hold these.
    Other,
}

impl Kind {
    /// Reads the kind off a message.
    #[must_use]
    pub fn of(message: &serde_json::Value) -> Self {
        match message["type"].as_str().unwrap_or_default() {
            "status-update" => Self::StatusUpdate,
            "assistant.started" => Self::AssistantStarted,
            "speech-update" => Self::SpeechUpdate,
            "transcript" if message["transcriptType"] == "partial" => Self::PartialTranscript,
            "transcript" | "transcript[transcriptType=\"final\"]" => Self::FinalTranscript,
            "conversation-update" => Self::ConversationUpdate,
            "tool-calls" => Self::ToolCalls,
            "end-of-call-report" => Self::EndOfCallReport,
            _ => Self::Other,
        }
    }

    /// Whether the call can be understood without it. Vapi thins such messages out when a server
    /// keeps failing, and keeps trying the rest.
    #[must_use]
    pub const fn is_expendable(self) -> bool {
        matches!(
            self,
            Self::SpeechUpdate | Self::PartialTranscript | Self::AssistantStarted
        )
    }
}
