//! A signal that the rubric adds to the five: what it is called, and which words speak of it.

use std::sync::Arc;

use super::Pattern;
use crate::signals::{SignalName, SignalState};

/// A signal that the rubric adds to the five.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSignal {
    /// Its key: `champion`.
    pub name: SignalName,
    /// What people read: "Champion".
    pub label: Arc<str>,
    /// What is read from the words beside the state.
    pub value: ValueKind,
    /// What says that the thing is there.
    pub positive: Vec<Pattern>,
    /// What says that it is not.
    pub negative: Vec<Pattern>,
    /// What the agent asks, and what answers to it mean.
    pub questions: Vec<OwnQuestion>,
}

/// A question of the agent's whose answer is about an own signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnQuestion {
    /// The ways it is asked.
    pub asks: Vec<Pattern>,
    /// What answers mean.
    pub means: Answers,
}

/// What the answers to a question mean; `Unknown` says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// "Yes."
    pub yes: SignalState,
    /// "No."
    pub no: SignalState,
    /// Anything else that answers.
    pub any: SignalState,
}

impl Default for Answers {
    /// Yes is positive, no is negative, anything else says nothing by itself.
    fn default() -> Self {
        Self {
            yes: SignalState::Positive,
            no: SignalState::Negative,
            any: SignalState::Unknown,
        }
    }
}

/// What is read from the words that speak of an own signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueKind {
    /// Nothing: the quote says it.
    #[default]
    None,
    /// Money.
    Amount,
    /// When.
    Timeframe,
    /// A number of people or things.
    HeadCount,
    /// Who.
    Decider,
    /// The words that a `*` stood for, or the statement.
    Text,
}

impl ValueKind {
    /// Every kind with the name it has in a rubric.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("none", Self::None),
        ("amount", Self::Amount),
        ("timeframe", Self::Timeframe),
        ("head_count", Self::HeadCount),
        ("decider", Self::Decider),
        ("text", Self::Text),
    ];
}
