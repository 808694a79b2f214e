//! What a value in somebody's own words amounts to, by the listener's grammars.
//!
//! "About $60,000 this year; CFO approval above $50,000" restates what was heard. It is read as if
//! a prospect had answered the plain question for the signal; every figure in it is a candidate.

use crate::{
    calls::Speaker,
    signals::{
        Listener, Setting, SignalKind, SignalName, SignalState, SignalValue, Utterance, ValueKind,
    },
    time::Timestamp,
};

/// What somebody's words say of a signal.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Restated {
    /// Where it stands, if the words say so.
    pub(super) state: Option<SignalState>,
    /// Every value they name.
    pub(super) values: Vec<SignalValue>,
}

/// Longer restatements are no restatements.
const BYTES_MAX: usize = 1_000;

/// Reads a restatement. Of an own signal it can only tell the value: which words mean it is known of
/// what a prospect says, not of what is said of them.
pub(super) fn restated(words: &str, signal: &SignalName, setting: &Setting) -> Restated {
    match (signal, setting.playbook.value_of(signal)) {
        (SignalName::Known(kind), _) => of_kind(words, *kind, setting),
        (SignalName::Own(_), Some(value)) => Restated {
            state: None,
            values: akin(value).map_or_else(Vec::new, |kind| of_kind(words, kind, setting).values),
        },
        (SignalName::Own(_), None) => Restated::default(),
    }
}

/// The one of the five that has values of this kind.
const fn akin(value: ValueKind) -> Option<SignalKind> {
    match value {
        ValueKind::Amount => Some(SignalKind::Budget),
        ValueKind::Timeframe => Some(SignalKind::Timeline),
        ValueKind::HeadCount => Some(SignalKind::CompanySize),
        ValueKind::Decider => Some(SignalKind::Authority),
        ValueKind::Text | ValueKind::None => None,
    }
}

fn of_kind(words: &str, signal: SignalKind, setting: &Setting) -> Restated {
    let words = &words[..words.floor_char_boundary(BYTES_MAX)];
    let parts = words
        .split([';', '(', ')', '\n'])
        .flat_map(|part| part.split(", "));
    let parts = parts
        .map(str::trim)
        .filter(|part| !part.is_empty() && *part != words.trim());
    let mut restated = Restated::default();
    for part in std::iter::once(words).chain(parts) {
        let Some((state, value)) = heard(part, signal, setting) else {
            continue;
        };
        restated.state.get_or_insert(state);
        restated.values.extend(value);
    }
    restated
}

fn heard(
    words: &str,
    signal: SignalKind,
    setting: &Setting,
) -> Option<(SignalState, Option<SignalValue>)> {
    let mut listener = Listener::weighing(setting.clone(), None);
    let mut hear = |turn, speaker, text| {
        let at = Timestamp::default();
        let utterance = Utterance {
            turn,
            speaker,
            text,
            at,
        };
        listener.hear(utterance)
    };
    hear(0, Speaker::Agent, question(signal));
    hear(1, Speaker::Prospect, words);
    let standing = listener.signals().get(signal)?;
    Some((standing.state, standing.value.clone()))
}

fn question(signal: SignalKind) -> &'static str {
    match signal {
        SignalKind::Budget => "What budget do you have for this?",
        SignalKind::Authority => "Who makes the decision?",
        SignalKind::Need => "What problem are you trying to solve?",
        SignalKind::Timeline => "When do you need this in place?",
        SignalKind::CompanySize => "How many people work there?",
    }
}
