//! The parts of a Lead, and how soon a change of what it should say must be there.

use serde::{Deserialize, Serialize};

use super::{DesiredLead, FieldRole};
use crate::signals::SignalState;

/// The parts of a Lead with separate fates: a transcript that is refused must not stop the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Score, signals, last contact and status.
    Facts,
    /// The transcript.
    Transcript,
    /// The completed tasks of its calls.
    Activity,
}

/// How soon a change should be in Salesforce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Nothing to write.
    None,
    /// Words were said, nothing was decided: with the next transcript flush.
    Routine,
    /// A signal changed: within the coalescing interval.
    Soon,
    /// A first signal: at once, unless the day's last requests are kept for what follows.
    First,
    /// An ended call: at once.
    AtOnce,
    /// The lead turned hot: at once, out of the reserve if need be.
    Hot,
}

/// How soon the step from `before` to `after` should be in Salesforce.
#[must_use]
pub fn urgency(before: Option<&DesiredLead>, after: &DesiredLead) -> Urgency {
    let Some(before) = before else {
        return if !after.is_live {
            Urgency::AtOnce
        } else if after.score.points > 0 {
            Urgency::First
        } else {
            Urgency::Soon
        };
    };
    let known = |lead: &DesiredLead| {
        lead.signals
            .0
            .values()
            .filter(|s| s.state != SignalState::Unknown)
            .count()
    };
    if after.score.is_hot && !before.score.is_hot {
        Urgency::Hot
    } else if before.is_live && !after.is_live {
        Urgency::AtOnce
    } else if known(before) == 0 && known(after) > 0 {
        Urgency::First
    } else if [FieldRole::Score, FieldRole::Signals, FieldRole::CallStatus]
        .iter()
        .any(|role| before.fields.get(&(*role).into()) != after.fields.get(&(*role).into()))
    {
        Urgency::Soon
    } else if before.fields != after.fields {
        Urgency::Routine
    } else {
        Urgency::None
    }
}
