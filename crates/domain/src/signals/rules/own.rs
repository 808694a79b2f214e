//! What words mean for the signals that the rubric adds.
//!
//! They are read as those of the five are: only the prospect's words, and none that are imagined,
//! asked, meant the other way round or said of somebody else.

use std::ops::Range;

use super::{Context, need::denial};
use crate::signals::{
    Answers, Decider, OwnSignal, Playbook, SignalState, SignalValue, ValueKind,
    grammar::{
        head_count::{Counted, counted, head_count},
        timeframe::{Precision, Relation},
    },
    lexicon::Tag,
    own_question::OwnAsked,
    playbook::Found,
    reading::Reading,
};

/// What the words mean for one own signal.
#[derive(Clone, Debug)]
pub(in crate::signals) struct OwnFinding {
    /// Which, by its number in the playbook.
    pub(in crate::signals) number: usize,
    /// Where it stands now.
    pub(in crate::signals) state: SignalState,
    /// What exactly was said.
    pub(in crate::signals) value: Option<SignalValue>,
    /// The words it rests on.
    pub(in crate::signals) words: Range<usize>,
    /// Whether the words only mean this as an answer to the agent.
    pub(in crate::signals) is_answer: bool,
}

impl OwnFinding {
    /// The rule's name, without the signal's.
    pub(in crate::signals) fn rule(&self) -> &'static str {
        if self.is_answer { "answered" } else { "said" }
    }

    /// How far the rule is trusted, in hundredths.
    pub(in crate::signals) fn confidence(&self) -> u8 {
        if self.is_answer { 85 } else { 90 }
    }
}

/// What the words mean for every own signal: at most one finding each.
pub(in crate::signals) fn find_own(
    reading: &Reading,
    context: &Context<'_>,
    asked: Option<&OwnAsked>,
    text: &str,
) -> Vec<OwnFinding> {
    let playbook = &context.setting.playbook;
    let is_nobody = || reading.has(&[Tag::Recorded, Tag::WrongPerson], reading.all());
    if playbook.signals().is_empty() || is_nobody() {
        return Vec::new();
    }
    let said = statements(reading, playbook);
    let signals = playbook.signals().iter().enumerate();
    signals
        .filter_map(|(number, signal)| {
            // What is said in so many words weighs more than a yes or no.
            let stated = said
                .iter()
                .rfind(|it| it.number == number)
                .map(|it| OwnFinding {
                    number,
                    state: it.state,
                    value: value(signal, reading, context, Some(it.found), text)
                        .filter(|_| it.state == SignalState::Positive),
                    words: it.found.start..it.found.end,
                    is_answer: false,
                });
            stated.or_else(|| {
                let means = asked?.means(number)?;
                answer(number, signal, means, reading, context, text)
            })
        })
        .collect()
}

/// A phrase that counts.
struct Statement {
    number: usize,
    state: SignalState,
    found: Found,
}

/// The phrases that count, the last one said last; of two at the same place, the longer one.
fn statements(reading: &Reading, playbook: &Playbook) -> Vec<Statement> {
    let mut said: Vec<Statement> = playbook
        .statements
        .find(&reading.tokens)
        .filter_map(|(found, (number, state))| {
            let state = turned(state, reading, found)?;
            is_meant(reading, found).then_some(Statement {
                number,
                state,
                found,
            })
        })
        .collect();
    said.sort_by_key(|it| (it.found.end, it.found.end - it.found.start));
    said
}

/// The state that a phrase speaks for where it stands: "we don't have a champion" denies one. What
/// is denied to be absent is not yet there.
fn turned(state: SignalState, reading: &Reading, found: Found) -> Option<SignalState> {
    let is_negated = reading.is_negated(found.start) != reading.is_turned_within(found);
    match (state, is_negated) {
        (state, false) => Some(state),
        (SignalState::Positive, true) => Some(SignalState::Negative),
        (_, true) => None,
    }
}

/// Whether a phrase speaks of what is so, here and with the speaker.
fn is_meant(reading: &Reading, found: Found) -> bool {
    let words = found.start..found.end;
    let clauses = reading.clauses_around(&words);
    let is_elsewhere = [Tag::OtherParty, Tag::CallItself].into_iter().any(|tag| {
        // A phrase may itself be about a competitor.
        let mut phrases = reading.phrases.of(tag, clauses.clone());
        phrases.any(|p| p.end <= words.start || p.start >= words.end)
    });
    !reading.is_unreal(found.start)
        && !reading.is_unreal(found.end - 1)
        && !reading.has(&[Tag::Sarcasm], reading.all())
        && !is_elsewhere
}

/// A yes, a no or anything else that answers a question about the signal.
fn answer(
    number: usize,
    signal: &OwnSignal,
    means: Answers,
    reading: &Reading,
    context: &Context<'_>,
    text: &str,
) -> Option<OwnFinding> {
    // "No, not at all": the second word says it again.
    let again = || reading.opens_with(Tag::Deny).filter(|deny| deny.start <= 1);
    let deny = denial(reading).or_else(again);
    let affirm = reading.opens_with(Tag::Affirm).filter(|a| a.start <= 1);
    let evades = reading.has(&[Tag::DontKnow, Tag::Hypothetical], reading.all())
        || reading
            .clauses
            .iter()
            .any(|clause| reading.is_question(clause));
    if evades || reading.has(&[Tag::Sarcasm], reading.all()) {
        return None;
    }
    let value = value(signal, reading, context, None, text);
    let (state, words) = match (deny, affirm) {
        (Some(deny), _) => (means.no, deny.range()),
        (None, Some(affirm)) => (means.yes, affirm.range()),
        (None, None) if answers(signal, value.as_ref(), reading) => (means.any, reading.all()),
        (None, None) => return None,
    };
    (state != SignalState::Unknown).then_some(OwnFinding {
        number,
        state,
        value: value.filter(|_| state == SignalState::Positive),
        words,
        is_answer: true,
    })
}

/// Whether words that are neither yes nor no answer at all.
fn answers(signal: &OwnSignal, value: Option<&SignalValue>, reading: &Reading) -> bool {
    /// "Well, you see" says nothing yet.
    const WORDS_MIN: usize = 3;
    let is_aside = [Tag::Meeting, Tag::CallItself, Tag::NotNeed];
    match signal.value {
        ValueKind::None | ValueKind::Text => {
            reading.tokens.len() >= WORDS_MIN && !reading.has(&is_aside, reading.all())
        }
        _ => value.is_some(),
    }
}

/// What exactly was said: near the phrase, or anywhere in an answer.
fn value(
    signal: &OwnSignal,
    reading: &Reading,
    context: &Context<'_>,
    found: Option<Found>,
    text: &str,
) -> Option<SignalValue> {
    let near = found.map_or(reading.all(), |it| {
        reading.clauses_around(&(it.start..it.end))
    });
    let tokens = &reading.tokens;
    match signal.value {
        ValueKind::None => None,
        ValueKind::Amount => {
            let amounts = reading.amounts.iter().rev();
            let mut money = amounts
                .filter(|m| near.contains(&m.quantity.number))
                .filter(|m| {
                    m.is_explicit(tokens)
                        || m.period.is_some()
                        || counted(tokens, &m.quantity) == Counted::Bare
                });
            let money = money.next()?;
            Some(SignalValue::Amount(money.amount(context.setting)))
        }
        ValueKind::HeadCount => {
            let quantities = reading.amounts.iter().rev();
            let mut counts =
                quantities.filter(|m| near.contains(&m.quantity.number) && !m.is_explicit(tokens));
            counts
                .find_map(|m| head_count(&m.quantity))
                .map(SignalValue::HeadCount)
        }
        ValueKind::Timeframe => {
            let mut times = reading.times.iter().rev().filter(|time| {
                near.contains(&time.start)
                    && time.precision == Precision::Calendar
                    && time.relation != Relation::Elsewhere
            });
            times
                .find_map(|time| time.frame.clone())
                .map(SignalValue::Timeframe)
        }
        ValueKind::Decider => {
            let role = reading
                .roles
                .iter()
                .rfind(|role| near.contains(&role.start))?;
            Some(SignalValue::Decider(Decider {
                role: None,
                decision_maker: Some(role.name.clone()),
            }))
        }
        ValueKind::Text => {
            let (start, end) = found
                .and_then(|it| it.captured)
                .unwrap_or((near.start, near.end));
            let (start, end) = tokens.origin(start, end);
            let words = text.get(start..end)?.trim();
            let short: String = words.chars().take(SignalValue::TEXT_CHARS_MAX).collect();
            (!short.is_empty()).then_some(SignalValue::Text(short))
        }
    }
}
