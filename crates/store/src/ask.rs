//! Questions about calls for a language model: each is asked once, and durable before it is.

use midcall_domain::{calls::CallId, time::Timestamp};

/// A reason to ask about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAsk {
    /// Which call.
    pub call: CallId,
    /// Why, and about which words: the same reason is one question.
    pub reason: String,
    /// Whether it is the question after the call's end, for which room is kept.
    pub is_last: bool,
    /// Not to be asked before.
    pub due_at: Timestamp,
}

/// A question that one node may ask until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Which call.
    pub call: CallId,
    /// Why, and about which words.
    pub reason: String,
    /// When the reason arose.
    pub created_at: Timestamp,
    /// Failed attempts.
    pub attempts: u32,
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskOutcome {
    /// The answer is in the journal.
    Answered,
    /// Nobody answered in time; it is not asked again.
    Failed,
    /// To be asked again then.
    Retry(Timestamp),
    /// The reason is gone: it was never asked, and counts for nothing.
    Moot,
}
