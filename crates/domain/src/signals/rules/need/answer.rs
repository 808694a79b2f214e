//! What words mean only because the agent asked about the need.

use super::{
    super::{Context, Finding},
    Dated,
};
use crate::signals::{
    SignalKind::Need,
    SignalState::{Negative, Positive, Unknown},
    grammar::number,
    lexicon::{Phrase, Tag},
    question::Topic,
    reading::Reading,
    tokens::Break,
};

/// Whoever says at length what brought them here, says what they need.
pub(super) fn explained(reading: &Reading, context: &Context<'_>) -> Option<Dated> {
    const AT_LENGTH: usize = 6;
    /// Who was asked how things are may also just tell.
    const AT_GREAT_LENGTH: usize = 10;
    const SAYS_NO_NEED: [Tag; 8] = [
        Tag::Meeting,
        Tag::NoNeed,
        Tag::Praise,
        Tag::NotNeed,
        Tag::DontKnow,
        Tag::NoRush,
        Tag::Hypothetical,
        Tag::Deny,
    ];
    let wanted = match context.fresh_topic()? {
        Topic::NeedWhy if !context.is_first => AT_LENGTH,
        Topic::NeedWhy | Topic::NeedHow => AT_GREAT_LENGTH,
        _ => return None,
    };
    let says = reading.tokens.len() >= wanted
        && context.standing.state(Need) == Unknown
        && !reading.has(&SAYS_NO_NEED, reading.all())
        && !reading.clauses.iter().any(|c| reading.is_question(c));
    let finding = Finding::answered(Need, Positive, "need.explained", reading.all());
    says.then_some((
        Finding {
            confidence: 70,
            ..finding
        },
        0,
    ))
}

/// Yes or no to a question about a problem.
pub(super) fn answer(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let topic = context.fresh_topic().filter(|t| t.is_need())?;
    let deny = denial(reading);
    let evades = deny.is_none() && reading.has(&[Tag::DontKnow, Tag::Meeting], reading.all());
    let greets = context.is_first && (topic != Topic::Problem || deny.is_none());
    if greets || evades {
        return None;
    }
    let affirm = reading.opens_with(Tag::Affirm).filter(|a| a.start <= 1);
    let ironic = reading.has(&[Tag::Sarcasm], reading.all());
    let answered =
        |state, rule, phrase: Phrase| Some(Finding::answered(Need, state, rule, phrase.range()));
    match (topic, affirm, deny) {
        // "No, I just love rebooting it": content that is not meant.
        (Topic::Problem, _, Some(deny)) if ironic => answered(Positive, "need.ironic", deny),
        (Topic::Problem, _, Some(deny)) => answered(Negative, "need.denied", deny),
        // A lone "yes" only says go on.
        (Topic::Problem, Some(affirm), None) if reading.tokens.len() >= 2 => {
            answered(Positive, "need.affirmed", affirm)
        }
        (Topic::Happy, _, Some(deny)) if reading.tokens.len() <= 3 => {
            // "So there's no gap?" "No." agrees.
            let agrees = context.question.is_some_and(|q| q.text.contains(" no "));
            let state = if agrees { Negative } else { Positive };
            answered(state, "need.not_content", deny)
        }
        (Topic::Happy, Some(affirm), None) => answered(Negative, "need.content", affirm),
        (Topic::NeedHow | Topic::NeedWhy | Topic::Problem, ..) => {
            let praise = reading
                .last_of(Tag::Praise)
                .filter(|praise| !is_availability(reading, context, praise))?;
            answered(Negative, "need.praised", praise)
        }
        _ => None,
    }
}

/// A no at the very beginning.
pub(in crate::signals::rules) fn denial(reading: &Reading) -> Option<Phrase> {
    // "No idea" denies nothing.
    let doubts = reading
        .phrases
        .of(Tag::DontKnow, reading.all())
        .any(|doubt| doubt.start <= 1);
    if doubts {
        return None;
    }
    let outright = |p: &Phrase| {
        p.start == 0 || p.start == 1 && matches!(reading.tokens.word(0), "well" | "ha" | "look")
    };
    reading.opens_with(Tag::Deny).filter(outright).or_else(|| {
        let never = matches!(
            reading.tokens.word(0),
            "never" | "none" | "nothing" | "neither"
        );
        never.then_some(Phrase {
            tag: Tag::Deny,
            start: 0,
            end: 1,
        })
    })
}

/// "Now is fine", "Tuesday at two works well": a time is agreed to, no state of things praised.
pub(super) fn is_availability(reading: &Reading, context: &Context<'_>, phrase: &Phrase) -> bool {
    let tokens = &reading.tokens;
    let verb = |at: usize| {
        matches!(
            tokens.word(at),
            "is" | "are" | "'s" | "would" | "be" | "works"
        )
    };
    let mut end = phrase.start;
    while end > 0 && verb(end - 1) {
        end -= 1;
    }
    let courtesy = |at: usize| matches!(tokens.word(at), "yes" | "sure" | "ok" | "well");
    let first = reading.clause(phrase.start).start;
    let start = (first..end)
        .rfind(|&at| tokens.break_after(at) != Break::None || courtesy(at))
        .map_or(first, |at| at + 1);
    let has_verb = end < phrase.start || verb(phrase.start);
    if start >= end || !has_verb {
        return false;
    }
    if end - start == 1 && matches!(tokens.word(start), "that" | "this") {
        // It points at what the agent said last.
        return !context.topic().is_some_and(Topic::is_need);
    }
    let time = |at: usize| {
        let named = reading.times.iter().any(|t| t.start <= at && at < t.end);
        let around = matches!(
            tokens.word(at),
            "right"
                | "now"
                | "then"
                | "at"
                | "on"
                | "or"
                | "any"
                | "time"
                | "morning"
                | "afternoon"
                | "evening"
                | "noon"
                | "lunch"
                | "after"
                | "before"
                | "post"
        );
        named || around || number::small(tokens.word(at)).is_some()
    };
    (start..end).all(time)
}
