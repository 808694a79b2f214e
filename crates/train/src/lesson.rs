//! What there is to learn from a call: for each thing the prospect says, the cues and what the
//! labels say it means.

use jiff::civil::{Date, date};
use midcall::eval::{LabelledCase, LabelledChange};
use midcall_domain::{
    calls::Speaker,
    signals::{
        Listener, Locale, Rubric, Setting, SignalKind, SignalState, SignalValue, Signals, Source,
        Standing, Utterance,
        model::{Class, Weights},
    },
    time::Timestamp,
};
use serde::Deserialize;

/// What one utterance teaches.
#[derive(Clone, Debug)]
pub(crate) struct Lesson {
    pub(crate) cues: Vec<u32>,
    /// By signal; absent where the labels cannot tell: what repeats what stands says something, but
    /// is no change.
    pub(crate) classes: [Option<Class>; SignalKind::ALL.len()],
    /// Whether no more calls are asked for; absent where nobody looked.
    pub(crate) is_opt_out: Option<bool>,
}

/// A single utterance, labelled for whether it asks for no more calls.
#[derive(Debug, Deserialize)]
pub(crate) struct OptOutCase {
    locale: Locale,
    opt_out: bool,
    /// What the agent said before.
    before: Option<String>,
    text: String,
}

/// Words that requests for no more calls are made of. Calls are not labelled for opt-outs, so what
/// is said in them teaches that there is none only where these are missing.
const WORDS_OF_OPT_OUTS: &[&str] = &[
    "call", "ring", "phone", "list", "number", "contact", "remove", "delete", "bother", "again",
    "stop", "leave", "details", "record", "never",
];

/// What a labelled utterance teaches.
pub(crate) fn opt_out_lesson(case: &OptOutCase) -> Option<Lesson> {
    let setting = Setting::new(CALL_DATE, case.locale);
    let mut listener = Listener::weighing(setting, Some(Weights::nothing()));
    let mut hear = |turn, speaker, text: &str| {
        listener.lesson(Utterance {
            turn,
            speaker,
            text,
            at: Timestamp(i64::from(turn)),
        })
    };
    if let Some(before) = &case.before {
        hear(0, Speaker::Agent, before);
    }
    Some(Lesson {
        cues: hear(1, Speaker::Prospect, &case.text)?.cues,
        classes: [None; SignalKind::ALL.len()],
        is_opt_out: Some(case.opt_out),
    })
}

/// Nothing said in them depends on it.
const CALL_DATE: Date = date(2026, 3, 2);

/// Goes through a call as if every answer so far had been right.
pub(crate) fn lessons(labelled: &LabelledCase) -> Vec<Lesson> {
    let case = &labelled.case;
    let setting = case.setting(&Rubric::default());
    let mut listener = Listener::weighing(setting, Some(Weights::nothing()));
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
        let heard = listener.lesson(utterance);
        let changes = &labelled.gold.timeline_of_changes;
        for change in changes.iter().filter(|change| change.turn == turn.i) {
            settle(change, &mut signals);
        }
        if let Some(heard) = heard {
            let classes = SignalKind::ALL
                .map(|signal| class(&before, &signals, signal).filter(|_| heard.is_audible));
            let text = turn.text.to_lowercase();
            let may_ask = heard.is_opt_out || WORDS_OF_OPT_OUTS.iter().any(|w| text.contains(w));
            lessons.push(Lesson {
                cues: heard.cues,
                classes,
                is_opt_out: (!may_ask).then_some(false),
            });
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
        label.signal.clone(),
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
    let (was, is) = (before.get(signal), after.get(signal));
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
