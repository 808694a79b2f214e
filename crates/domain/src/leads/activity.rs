//! The completed task that a call leaves at its lead: what a sales rep reads in the timeline.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    calls::{CallState, Direction},
    signals::{Rubric, SignalState, Signals},
};

/// The quote of one signal, and all of them together: a description holds 32,000 characters, and a
/// line break may count as two.
const QUOTE_CHARS_MAX: usize = 1_000;
const QUOTES_CHARS_MAX: usize = 15_000;
const SUMMARY_CHARS_MAX: usize = 8_000;
/// A longer link is no link that a person can use.
const LINK_CHARS_MAX: usize = 2_000;
const DESCRIPTION_CHARS_MAX: usize = 30_000;

/// What the task of a call should say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The lead it stands at.
    pub lead: String,
    /// Its line in the timeline.
    pub subject: String,
    /// Quotes, the platform's summary, the recording.
    pub description: String,
    /// Who called whom, if known.
    pub direction: Option<Direction>,
    /// How long the conversation took.
    pub duration_s: u32,
    /// What the call came to.
    pub outcome: String,
    /// The day of the call, in UTC.
    pub on: Date,
}

impl Activity {
    /// The activity of a call that is over and belongs to a lead; `None` for every other.
    ///
    /// It speaks of this call alone: what earlier calls brought stands in their own activities.
    #[must_use]
    pub fn of(state: &CallState, signals: &Signals, rubric: &Rubric) -> Option<Self> {
        let lead = state.lead_id().filter(|_| state.is_over())?;
        let outcome = state.disposition()?.label();
        let score = rubric.score(signals);
        let hot = if score.is_hot { ", hot" } else { "" };
        Some(Self {
            lead: lead.to_owned(),
            subject: format!("AI call: {outcome}, score {}{hot}", score.points),
            description: describe(state, signals, rubric),
            direction: state.direction(),
            duration_s: state.talked_for_s(),
            outcome: outcome.to_owned(),
            on: state.created_at().date(),
        })
    }
}

fn describe(state: &CallState, signals: &Signals, rubric: &Rubric) -> String {
    let mut parts = Vec::new();
    let heard = stands(signals, rubric);
    if !heard.is_empty() {
        parts.push(heard.join("\n"));
    }
    let unknown: Vec<String> = rubric
        .signals()
        .filter(|signal| signals.state(signal) == SignalState::Unknown)
        .map(|signal| rubric.label(&signal))
        .collect();
    if !unknown.is_empty() {
        parts.push(format!("Not known: {}", unknown.join(", ")));
    }
    if let Some(summary) = state.summary().map(plain).filter(|text| !text.is_empty()) {
        let summary: String = summary.chars().take(SUMMARY_CHARS_MAX).collect();
        parts.push(format!("Summary: {summary}"));
    }
    let link = state.recording_url().map(plain);
    if let Some(link) = link.filter(|link| link.chars().nth(LINK_CHARS_MAX).is_none()) {
        parts.push(format!("Recording: {link}"));
    }
    let ended = state.ended_reason().unwrap_or("it fell silent");
    parts.push(format!("Ended: {}", plain(ended)));
    let text = parts.join("\n\n");
    text.chars().take(DESCRIPTION_CHARS_MAX).collect()
}

/// What stands, each with the words that prove it or the person who says so.
fn stands(signals: &Signals, rubric: &Rubric) -> Vec<String> {
    let quote_chars = QUOTE_CHARS_MAX.min(QUOTES_CHARS_MAX / signals.0.len().max(1));
    rubric
        .signals()
        .filter_map(|signal| {
            let standing = signals.get(&signal)?;
            let state = match standing.state {
                SignalState::Unknown => return None,
                SignalState::Positive => "yes",
                SignalState::Negative => "no",
            };
            let quote: String = plain(&standing.quote).chars().take(quote_chars).collect();
            let proof = match &standing.by {
                Some(by) => format!(", says {}", plain(&by.who)),
                None if quote.is_empty() => String::new(),
                None => format!(": “{quote}”"),
            };
            Some(format!("{}: {state}{proof}", rubric.label(&signal)))
        })
        .collect()
}

/// Salesforce refuses control characters, and platforms send them.
fn plain(text: &str) -> String {
    let is_kept = |c: &char| *c == '\n' || !c.is_control();
    text.trim().chars().filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calls::{About, CallEvent, CallId, CallStatus, LeadHint, Occurrence, Report},
        signals::{Claim, SignalKind, Source},
        time::Timestamp,
    };

    const LEAD: &str = "00QHs00001ABcDeMAL";

    fn event(at_ms: i64, what: Occurrence) -> CallEvent {
        let lead = LeadHint {
            rank: 0,
            id: LEAD.to_owned(),
        };
        CallEvent {
            at: Timestamp(at_ms),
            is_dated: true,
            about: About {
                lead: Some(lead),
                direction: Some(Direction::Outbound),
                ..About::default()
            },
            what,
        }
    }

    fn live() -> CallState {
        let mut state = CallState::new(CallId::from("c1"));
        let begun = Occurrence::StatusChanged {
            to: CallStatus::InProgress,
            ended_reason: None,
        };
        state.apply(event(1_000, begun));
        state
    }

    fn report(recording_url: Option<&str>) -> Occurrence {
        Occurrence::Reported(Report {
            ended_reason: Some("customer-ended-call".to_owned()),
            started_at: Some(Timestamp(2_000)),
            ended_at: Some(Timestamp(95_600)),
            summary: Some("They\u{0} agreed.".to_owned()),
            recording_url: recording_url.map(str::to_owned),
            ..Report::default()
        })
    }

    fn budget() -> Signals {
        let mut signals = Signals::default();
        signals.settle(&Claim {
            signal: SignalKind::Budget.into(),
            state: SignalState::Positive,
            value: None,
            quote: "our budget is around $50k".to_owned(),
            turn: 0,
            span: (0, 5),
            question: None,
            rule: "test".to_owned(),
            confidence: 90,
            source: Source::Core,
            at: Timestamp(2_000),
        });
        signals
    }

    #[test]
    fn a_call_that_goes_on_has_none() {
        let activity = Activity::of(&live(), &budget(), &Rubric::default());
        assert_eq!(activity, None);
    }

    #[test]
    fn it_says_what_was_heard_and_where_the_recording_is() {
        let mut state = live();
        state.apply(event(96_000, report(Some("https://storage.example/r.wav"))));
        let activity = Activity::of(&state, &budget(), &Rubric::default()).unwrap();
        assert_eq!(activity.subject, "AI call: Completed, score 25");
        assert_eq!((activity.duration_s, activity.lead.as_str()), (94, LEAD));
        for expected in [
            "Budget: yes: “our budget is around $50k”",
            "Not known: Authority, Need, Timeline",
            "Summary: They agreed.",
            "Recording: https://storage.example/r.wav",
            "Ended: customer-ended-call",
        ] {
            assert!(activity.description.contains(expected), "{activity:?}");
        }
    }

    #[test]
    fn it_fits_whatever_was_said() {
        let mut state = live();
        state.apply(event(96_000, report(Some(&"x".repeat(5_000)))));
        let mut signals = budget();
        for standing in signals.0.values_mut() {
            standing.quote = "word ".repeat(50_000);
        }
        let activity = Activity::of(&state, &signals, &Rubric::default()).unwrap();
        assert!(activity.description.chars().count() <= DESCRIPTION_CHARS_MAX);
        assert!(!activity.description.contains("Recording"), "a broken link");
    }
}
