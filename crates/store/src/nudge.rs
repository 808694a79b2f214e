//! What a live call's agent is to be told, once: gaps, each durable before anybody is told of it.

use midcall_domain::{calls::CallId, signals::SignalName, time::Timestamp};

/// A gap that the agent of a call may be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNudge {
    /// Which call.
    pub call: CallId,
    /// The signal that is not known. One signal of one call is one gap.
    pub signal: SignalName,
    /// Not to be told before.
    pub due_at: Timestamp,
}

/// The gaps of one call that are due, for one node until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueNudge {
    /// Which call.
    pub call: CallId,
    /// The signals.
    pub signals: Vec<SignalName>,
    /// Failed attempts.
    pub attempts: u32,
}

/// What became of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NudgeOutcome {
    /// The agent is about to be told: whatever happens from here on, it is not told again.
    Sending,
    /// The agent was told.
    Sent,
    /// The signal is known, or the call is over.
    Moot,
    /// The agent cannot be told.
    Failed,
    /// Nobody was told; to be tried again then.
    Retry(Timestamp),
}
