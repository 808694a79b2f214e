//! A statement that a signal stands somewhere, and the words it rests on.

use serde::{Deserialize, Serialize};

use super::{SignalName, SignalState, SignalValue};
use crate::time::Timestamp;

/// Who says so.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Midcall's own deterministic listener.
    #[default]
    Core,
    /// The assistant, through a tool call.
    ToolCall,
    /// The platform, by what it extracts after the call.
    StructuredOutput,
    /// A language model that Midcall asked.
    Llm,
    /// A person.
    Person,
}

impl Source {
    /// The name in JSON: `tool_call`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::ToolCall => "tool_call",
            Self::StructuredOutput => "structured_output",
            Self::Llm => "llm",
            Self::Person => "person",
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands in a reference"
    )]
    pub(super) const fn is_core(&self) -> bool {
        matches!(self, Self::Core)
    }
}

/// One change of one signal, as the listener heard it.
///
/// A claim is only ever made of the prospect's words: `quote` is verbatim in the turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Which signal.
    pub signal: SignalName,
    /// Where it stands from this turn on; `Unknown` is a retraction.
    pub state: SignalState,
    /// What exactly, when a value was named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<SignalValue>,
    /// The prospect's words, verbatim.
    pub quote: String,
    /// The transcript turn the quote is from.
    pub turn: u32,
    /// Byte offsets of the quote within the turn's text.
    pub span: (u32, u32),
    /// The assistant's question, when the words only make sense as its answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub question: Option<String>,
    /// The rule that fired, for people who ask why.
    pub rule: String,
    /// How far the rule is trusted, in hundredths: as far as it was right in the labelled calls.
    pub confidence: u8,
    /// Who says so.
    pub source: Source,
    /// When it was said.
    pub at: Timestamp,
}
