//! A signal as a page shows it: where it stands, what exactly, and the words that prove it.

use midcall_domain::{
    signals::{SignalState, Source},
    time::Timestamp,
};

use super::wording;
use crate::{
    in_words,
    views::{CallView, SignalView},
};

/// A signal on a page.
#[derive(Clone, Debug)]
pub(crate) struct Signal {
    pub(crate) name: String,
    /// `unknown`, `positive` or `negative`.
    pub(crate) state: &'static str,
    /// What stands, in a few words.
    pub(crate) text: String,
    pub(crate) quote: Option<String>,
    pub(crate) points: u8,
    /// On whose word it stands, where that is not what Midcall heard undisputed.
    pub(crate) word: Option<String>,
    /// What would stand if the words just being spoken were confirmed, if it differs.
    pub(crate) hearing: Option<String>,
}

/// The signals of a call, in the order people read them.
pub(super) fn signals(call: &CallView, created_at: Timestamp) -> Vec<Signal> {
    call.signals
        .iter()
        .map(|stands| {
            let provisional = call
                .provisional_signals
                .iter()
                .find(|heard| heard.signal == stands.signal);
            let differing = provisional
                .filter(|heard| heard.state != stands.state || heard.value != stands.value);
            Signal {
                name: stands.label.clone(),
                state: state(stands.state),
                text: text(stands, call.item.is_live, created_at),
                quote: stands.quote.clone(),
                points: stands.points,
                word: word(stands),
                hearing: differing.map(|heard| text(heard, call.item.is_live, created_at)),
            }
        })
        .collect()
}

fn word(signal: &SignalView) -> Option<String> {
    let source = signal.source?;
    let said = match (&signal.by, source) {
        (Some(by), _) => {
            let at = by.at.as_deref().and_then(Timestamp::parse_iso);
            let day = at.map(|at| at.date().strftime(", %-d %b %Y").to_string());
            let note = by.note.as_ref().map(|note| format!(": {note}"));
            format!(
                "says {}{}{}",
                by.who,
                day.unwrap_or_default(),
                note.unwrap_or_default()
            )
        }
        (None, Source::Core) => String::new(),
        (None, source) => format!("pointed out by {}", wording::source(source)),
    };
    match (said.is_empty(), signal.is_contested) {
        (true, false) => None,
        (true, true) => Some("contested".to_owned()),
        (false, false) => Some(said),
        (false, true) => Some(format!("{said} (contested)")),
    }
}

/// The name that style sheets know a state by.
pub(super) const fn state(state: SignalState) -> &'static str {
    match state {
        SignalState::Unknown => "unknown",
        SignalState::Positive => "positive",
        SignalState::Negative => "negative",
    }
}

fn text(signal: &SignalView, is_live: bool, created_at: Timestamp) -> String {
    let value = signal
        .value
        .as_ref()
        .and_then(|value| in_words::value(value, created_at.date()));
    match (signal.state, value) {
        (SignalState::Unknown, _) if is_live => "Not yet".to_owned(),
        (SignalState::Unknown, _) => "Not mentioned".to_owned(),
        (SignalState::Positive, Some(value)) => value,
        (SignalState::Positive, None) => "Yes".to_owned(),
        (SignalState::Negative, Some(value)) => format!("No ({value})"),
        (SignalState::Negative, None) => "No".to_owned(),
    }
}
