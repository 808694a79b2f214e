//! "As soon as possible", "now", "yesterday would be good".

use super::is_asked;
use crate::signals::{
    SignalKind::Timeline,
    SignalState::Positive,
    SignalValue, Timeframe,
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    rules::finding::{Context, Finding},
    tokens::{Break, Tokens},
};

/// "As soon as possible."
pub(super) fn at_once(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    /// "I need an alarm right now": the words that may follow when it is meant.
    const CLOSING: usize = 8;
    let unclear = context
        .question
        .is_none_or(|q| q.age > 0 || !q.is_understood);
    let opens = |at: usize| unclear && at <= 1 && !context.is_first;
    let phrase = reading.phrases.of(Tag::Asap, reading.all()).rfind(|p| {
        let clause = reading.clause(p.start);
        let has = |tag: Tag| reading.has(&[tag], clause.clone());
        let meant = match reading.tokens.word(p.start) {
            "yesterday" => is_asked(context) && (reading.is_short() || is_wished(reading, p.start)),
            "last" => is_asked(context) && is_wished(reading, p.start),
            // "Right now" is more often only "at present".
            "right" if reading.tokens.word(p.start + 1) == "now" => {
                is_asked(context)
                    || opens(p.start)
                    || has(Tag::Require) && p.end + CLOSING > reading.tokens.len()
            }
            _ => is_asked(context) || opens(p.start) || has(Tag::Require) || has(Tag::Launch),
        };
        let real = is_wished(reading, p.start) || !reading.is_unreal(p.start);
        meant
            && real
            && !reading.has(&[Tag::NotNeed, Tag::NoRush], clause.clone())
            && !reading.is_negated(p.start)
    })?;
    let frame = Timeframe {
        start: Some(context.setting.call_date),
        end: None,
    };
    Some(
        Finding::said(Timeline, Positive, "timeline.at_once", phrase.range())
            .with(SignalValue::Timeframe(frame)),
    )
}

/// "Soon as you lot can get a van up here": as fast as somebody can.
pub(super) fn as_soon_as(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let tokens = &reading.tokens;
    let at = reading.all().find(|&at| {
        matches!(
            tokens.word(at),
            "soon" | "quick" | "quickly" | "fast" | "early" | "soonest"
        ) && tokens.word(at + 1) == "as"
            && matches!(
                tokens.word(at + 2),
                "you" | "we" | "they" | "your" | "possible" | "humanly" | "ever" | "it"
            )
            && (at + 3..at + 7).any(|i| {
                matches!(
                    tokens.word(i),
                    "can" | "could" | "possibly" | "able" | "like"
                )
            })
            || tokens.starts_with(at, &["soon", "as", "can", "be"])
    })?;
    let clause = reading.clause(at);
    let meant = is_asked(context) || reading.has(&[Tag::Require, Tag::Launch], clause.clone());
    let calls = reading.has(&[Tag::Meeting, Tag::Hypothetical], clause) || reading.is_negated(at);
    let frame = Timeframe {
        start: Some(context.setting.call_date),
        end: None,
    };
    (meant && !calls).then(|| {
        Finding::said(Timeline, Positive, "timeline.as_soon_as", at..at + 3)
            .with(SignalValue::Timeframe(frame))
    })
}

/// "Yesterday would have been nice", "yesterday, love": not what happened then.
fn is_wished(reading: &Reading, at: usize) -> bool {
    let tokens = &reading.tokens;
    let last = match tokens.word(at) {
        "yesterday" => at,
        "last" => at + 1,
        _ => return false,
    };
    let next = tokens.word(last + 1);
    at <= 1
        && (matches!(
            next,
            "" | "would" | "if" | "please" | "ideally" | "preferably"
        ) || tokens.break_after(last) != Break::None)
}

/// "Now", and nothing else, when that was asked for.
pub(super) fn now(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let at = reading.all().find(|&at| reading.tokens.word(at) == "now")?;
    // "Now, before they send another one."
    let opens = at == 0 && reading.tokens.break_after(0) != Break::None;
    let bare = (reading.tokens.len() <= 4 || opens)
        && !matches!(
            reading.tokens.word_before(at, 1),
            "not" | "by" | "until" | "for"
        )
        && !reading.has(&[Tag::Deny, Tag::DontKnow, Tag::Meeting], reading.all());
    let asked = context
        .question
        .is_some_and(|q| q.topic == Topic::When && q.age == 0);
    let frame = Timeframe {
        start: Some(context.setting.call_date),
        end: None,
    };
    (bare && asked).then(|| {
        Finding::answered(Timeline, Positive, "timeline.now", at..at + 1)
            .with(SignalValue::Timeframe(frame))
    })
}

/// Whether words that are known to tell a time mean at once: "right away", "the minute you can".
pub(super) fn is_at_once(tokens: &Tokens) -> bool {
    let soon = [
        " right away ",
        " straight away ",
        " immediately ",
        " at once ",
        " as now as ",
        " right now ",
        " this minute ",
        " this instant ",
        " this second ",
        " the minute you ",
        " the moment you ",
        " the second you ",
        " from the moment ",
        " from the minute ",
        " urgent ",
        " urgently ",
        " yesterday ",
        " last week ",
        " asap ",
    ];
    let normal = tokens.normal();
    soon.iter().any(|words| normal.contains(words))
        && !normal.contains(" not ")
        && !normal.contains(" no rush ")
}

/// Whether an agent asks for a yes to doing it at once.
pub(super) fn asks_at_once(asked: &str) -> bool {
    [
        "urgent",
        "immediate",
        "right away",
        "straight away",
        "quickly",
        "as soon as",
        "a now thing",
        "in a hurry",
        "a rush",
        "any hurry",
        "asap",
    ]
    .iter()
    .any(|words| asked.contains(words))
}
