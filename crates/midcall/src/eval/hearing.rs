//! Folds a written call turn by turn. Nothing of a turn is known before it is heard.

use midcall_domain::{
    signals::{
        Claim, Listener, Rubric, SignalName, SignalState, SignalValue, Signals, Utterance,
        model::Weights,
    },
    time::Timestamp,
};

use super::case::Case;

/// What the listener made of a call.
#[derive(Clone, Debug)]
pub struct Hearing {
    /// Every change, in the order it was heard.
    pub changes: Vec<Change>,
    /// What stands at the end.
    pub signals: Signals,
    /// 0 to 100.
    pub score: u8,
}

/// What stands about a signal from a turn on.
#[derive(Clone, Debug)]
pub struct Change {
    /// The turn after which it stands.
    pub turn: u32,
    /// Which signal.
    pub signal: SignalName,
    /// Its state.
    pub state: SignalState,
    /// Its value.
    pub value: Option<SignalValue>,
    /// The claim that brought it about.
    pub claim: Claim,
}

/// Hears a call as the product does.
#[must_use]
pub fn hear(case: &Case, rubric: &Rubric) -> Hearing {
    hear_weighing(case, rubric, Some(Weights::shipped()))
}

/// Hears a call with another table, or by the rules alone.
#[must_use]
pub fn hear_weighing(case: &Case, rubric: &Rubric, weights: Option<&'static Weights>) -> Hearing {
    let mut listener = Listener::weighing(case.setting(rubric), weights);
    let mut changes = Vec::new();
    for turn in &case.turns {
        let claims = listener.hear(Utterance {
            turn: turn.i,
            speaker: turn.role,
            text: &turn.text,
            at: Timestamp(turn.t_ms),
        });
        for claim in claims {
            let standing = listener.signals().get(&claim.signal);
            changes.push(Change {
                turn: turn.i,
                signal: claim.signal.clone(),
                state: standing.map_or(SignalState::Unknown, |standing| standing.state),
                value: standing.and_then(|standing| standing.value.clone()),
                claim,
            });
        }
    }
    let signals = listener.signals().clone();
    Hearing {
        changes,
        score: rubric.score(&signals).points,
        signals,
    }
}
