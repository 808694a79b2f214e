//! When a second opinion is worth asking for.

use std::fmt;

use super::Fusion;
use crate::{
    calls::{Speaker, Transcript, Understanding},
    signals::{SignalName, Source},
};

/// What is trusted less than this may be heard otherwise, in hundredths.
const DOUBTFUL_BELOW: u8 = 65;

/// Why to ask, and about which words. Prints as a key: the same reason is one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A question was answered in this turn, and nothing was understood.
    NotUnderstood {
        /// The turn.
        turn: u32,
    },
    /// What stands is trusted little.
    Doubtful {
        /// Which signal.
        signal: SignalName,
        /// The turn its words are from.
        turn: u32,
    },
    /// The call is over.
    Ended,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUnderstood { turn } => write!(f, "not_understood:{turn}"),
            Self::Doubtful { signal, turn } => write!(f, "doubtful:{signal}:{turn}"),
            Self::Ended => f.write_str("ended"),
        }
    }
}

/// Every reason there is to ask about a call. None while the prospect has said nothing.
#[must_use]
pub fn reasons(
    transcript: &Transcript,
    understanding: &Understanding,
    fusion: &Fusion,
    is_over: bool,
) -> Vec<Reason> {
    let mut spoken = transcript.turns.iter();
    if !spoken.any(|turn| turn.speaker == Speaker::Prospect && !turn.text().is_empty()) {
        return Vec::new();
    }
    let puzzling = understanding.puzzling_turns().into_iter();
    let mut reasons: Vec<Reason> = puzzling
        .map(|turn| Reason::NotUnderstood { turn })
        .collect();
    for (signal, standing) in &fusion.signals.0 {
        let is_doubtful = fusion.rulings.get(signal).is_some_and(|ruling| {
            ruling.source == Source::Core && ruling.confidence < DOUBTFUL_BELOW
        });
        if is_doubtful {
            reasons.push(Reason::Doubtful {
                signal: signal.clone(),
                turn: standing.turn,
            });
        }
    }
    if is_over {
        reasons.push(Reason::Ended);
    }
    reasons
}
