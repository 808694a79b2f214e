//! What there is to learn from a call: for each thing the prospect says, the cues and what the
//! labels say it means.

use midcall::eval::{LabelledCase, LabelledChange};
use midcall_domain::{
    calls::Speaker,
    signals::{
        Listener, SignalKind, SignalState, SignalValue, Signals, Source, Standing, Utterance,
        model::Class,
    },
    time::Timestamp,
};

/// What one utterance teaches.
#[derive(Clone, Debug)]
pub(crate) struct Lesson {
    pub(crate) cues: Vec<u32>,
    /// By signal; absent where the labels cannot tell: what repeats what stands says something, but
    /// is no change.
    pub(crate) classes: [Option<Class>; SignalKind::ALL.len()],
}

/// Goes through a call as if every answer so far had been right.
pub(crate) fn lessons(labelled: &LabelledCase) -> Vec<Lesson> {
    let case = &labelled.case;
    let mut listener = Listener::new(case.setting());
    let mut signals = Signals::default();
    let mut before = signals.clone();
    let mut is_breath = false;
    let mut lessons = Vec::new();
    for turn in &case.turns {
        let utterance = Utterance {
            turn: turn.i,
            speaker: turn.role,
            text: &turn.text,
            at: Timestamp(turn.t_ms),
        };
        if utterance.speaker == Speaker::Agent {
            listener.lesson(utterance);
            is_breath = false;
            continue;
        }
        if !is_breath {
            before = signals.clone();
            is_breath = true;
        }
        let cues = listener.lesson(utterance);
        let changes = &labelled.gold.timeline_of_changes;
        for change in changes.iter().filter(|change| change.turn == turn.i) {
            settle(change, &mut signals);
        }
        if let Some(cues) = cues {
            let classes = SignalKind::ALL.map(|signal| class(&before, &signals, signal));
            lessons.push(Lesson { cues, classes });
        }
        listener.stand(signals.clone());
    }
    lessons
}

/// Lets what the label says stand.
fn settle(label: &LabelledChange, signals: &mut Signals) {
    if label.state == SignalState::Unknown {
        signals.0.remove(&label.signal);
        return;
    }
    // A value the listener cannot express (half a pound) is none.
    let value: Option<SignalValue> =
        serde_json::from_value(label.value.clone()).unwrap_or_default();
    signals.0.insert(
        label.signal,
        Standing {
            state: label.state,
            value,
            quote: String::new(),
            turn: label.turn,
            at: Timestamp::default(),
            source: Source::Core,
            by: None,
        },
    );
}

/// What the labels say was said about a signal since the breath began.
fn class(before: &Signals, after: &Signals, signal: SignalKind) -> Option<Class> {
    let (was, is) = (before.0.get(&signal), after.0.get(&signal));
    let is_same = match (was, is) {
        (None, None) => true,
        (Some(was), Some(is)) => was.state == is.state && was.value == is.value,
        _ => false,
    };
    match after.state(signal) {
        SignalState::Positive if is_same => None,
        _ if is_same => Some(Class::Nothing),
        SignalState::Positive => Some(Class::Positive),
        SignalState::Negative => Some(Class::Negative),
        SignalState::Unknown => Some(Class::Nothing),
    }
}
