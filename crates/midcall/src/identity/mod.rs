//! Who has a number: a seam until the lookup is merged.

use std::time::Duration;

use midcall_domain::{
    signals::{SignalName, SignalState, SignalValue},
    time::Timestamp,
};

use crate::node::Node;

/// What is known of somebody.
#[derive(Clone, PartialEq)]
pub struct Context {
    /// The lead or contact.
    pub record: String,
    /// What they are called.
    pub name: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// When they were last spoken to.
    pub last_contact_at: Option<Timestamp>,
    /// What stands about the signals.
    pub known: Vec<Known>,
}

/// What stands about a signal.
#[derive(Clone, PartialEq)]
pub struct Known {
    /// Which signal.
    pub signal: SignalName,
    /// What people call it.
    pub label: String,
    /// Where it stands.
    pub state: SignalState,
    /// What exactly.
    pub value: Option<SignalValue>,
    /// The prospect's words.
    pub quote: String,
    /// When they were said.
    pub at: Timestamp,
}

/// What is known of whoever has this number.
pub async fn context_within(_node: &Node, _number: &str, _deadline: Duration) -> Option<Context> {
    None
}
