//! What people say is in a call.

use midcall_domain::signals::{SignalKind, SignalName, SignalState};
use serde::Deserialize;
use serde_json::Value;

use super::case::Case;

/// A call with its labels.
#[derive(Clone, Debug, Deserialize)]
pub struct LabelledCase {
    /// The call.
    #[serde(flatten)]
    pub case: Case,
    /// What is in it.
    pub gold: Gold,
    /// What it shows, by which figures can be restricted.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// The labels of a call.
#[derive(Clone, Debug, Deserialize)]
pub struct Gold {
    budget: Label,
    authority: Label,
    need: Label,
    timeline: Label,
    company_size: Label,
    /// Every change, in order.
    pub timeline_of_changes: Vec<LabelledChange>,
}

/// What stands about a signal at the end.
#[derive(Clone, Debug, Deserialize)]
pub struct Label {
    /// Its state.
    pub state: SignalState,
    /// Its value, as the evaluation format writes it.
    pub value: Value,
    /// Since which turn the state has held without a break.
    pub first_turn: Option<u32>,
}

/// What changes at a turn.
#[derive(Clone, Debug, Deserialize)]
pub struct LabelledChange {
    /// The prospect's turn.
    pub turn: u32,
    /// Which signal.
    pub signal: SignalName,
    /// Its state from then on.
    pub state: SignalState,
    /// Its value from then on.
    pub value: Value,
}

impl Gold {
    /// What stands about a signal at the end.
    #[must_use]
    pub fn label(&self, signal: SignalKind) -> &Label {
        match signal {
            SignalKind::Budget => &self.budget,
            SignalKind::Authority => &self.authority,
            SignalKind::Need => &self.need,
            SignalKind::Timeline => &self.timeline,
            SignalKind::CompanySize => &self.company_size,
        }
    }

    /// Whether nothing is in the call.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let is_unknown = |signal| self.label(signal).state == SignalState::Unknown;
        SignalKind::ALL.into_iter().all(is_unknown)
    }
}

impl Label {
    /// Whether there is a value to get right: a decider nobody named is none.
    #[must_use]
    pub fn has_value(&self) -> bool {
        match self.value.get("decision_maker") {
            Some(decider) => !decider.is_null(),
            None => !self.value.is_null(),
        }
    }
}
