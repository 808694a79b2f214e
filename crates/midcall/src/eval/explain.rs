//! A call as it was heard: every turn, the words that counted, and what the labels say beside it.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use midcall_domain::{
    calls::Speaker,
    signals::{SignalState, SignalValue},
};
use serde_json::Value;

use super::{Change, Hearing, LabelledCase};

const QUOTE: Style = AnsiColor::Yellow.on_default().bold();
const HEARD: Style = AnsiColor::Cyan.on_default();
const RIGHT: Style = AnsiColor::Green.on_default();
const WRONG: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// The call as text.
#[must_use]
pub fn explain(case: &LabelledCase, hearing: &Hearing) -> String {
    let mut text = String::new();
    let call = &case.case;
    let _ = writeln!(text, "{}  {}", call.id, call.call_date);
    for turn in &call.turns {
        let heard: Vec<&Change> = hearing
            .changes
            .iter()
            .filter(|it| it.turn == turn.i)
            .collect();
        let speaker = match turn.role {
            Speaker::Agent => "agent   ",
            Speaker::Prospect => "prospect",
        };
        let _ = writeln!(
            text,
            "{:>3}  {speaker}  {}",
            turn.i,
            highlighted(&turn.text, &heard)
        );
        for change in &heard {
            let _ = writeln!(
                text,
                "               {HEARD}heard    {} {}{HEARD:#} {DIM}by {}, {} %{DIM:#}",
                change.signal,
                said(change.state, &value(change.value.as_ref())),
                change.claim.rule,
                change.claim.confidence
            );
        }
        let labelled = case
            .gold
            .timeline_of_changes
            .iter()
            .filter(|it| it.turn == turn.i);
        for label in labelled {
            let is_heard = heard
                .iter()
                .any(|it| it.signal == label.signal && it.state == label.state);
            let style = if is_heard { RIGHT } else { WRONG };
            let _ = writeln!(
                text,
                "               {style}labelled {} {}{style:#}",
                label.signal,
                said(label.state, &label.value)
            );
        }
    }
    let _ = write!(text, "score {}", hearing.score);
    text
}

/// The words with those that counted marked.
fn highlighted(text: &str, heard: &[&Change]) -> String {
    let mut spans: Vec<(usize, usize)> = heard
        .iter()
        .map(|change| (change.claim.span.0 as usize, change.claim.span.1 as usize))
        .filter(|(start, end)| text.get(*start..*end).is_some())
        .collect();
    spans.sort_unstable();
    let mut marked = String::new();
    let mut at = 0;
    for (start, end) in spans {
        if end <= at {
            continue;
        }
        let start = start.max(at);
        let _ = write!(
            marked,
            "{}{QUOTE}{}{QUOTE:#}",
            &text[at..start],
            &text[start..end]
        );
        at = end;
    }
    marked.push_str(&text[at..]);
    marked
}

fn said(state: SignalState, value: &Value) -> String {
    let state = match state {
        SignalState::Positive => "positive",
        SignalState::Negative => "negative",
        SignalState::Unknown => "taken back",
    };
    match value {
        Value::Null => state.to_owned(),
        value => format!("{state} {value}"),
    }
}

fn value(value: Option<&SignalValue>) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
