//! The dates of a time that was chosen: the latest day when one was asked for, a bare day in the month
//! that stands, and what is told from another date.

use super::{choice::Choice, told};
use crate::signals::{
    SignalKind::Timeline,
    SignalValue, Timeframe,
    grammar::timeframe::{Mention, Precision, Relation},
    reading::Reading,
    rules::finding::Context,
};

/// The frame of a time; of a date told for the event that was to come after, the days before it.
pub(super) fn dated(
    reading: &Reading,
    context: &Context<'_>,
    chosen: &Choice<'_>,
) -> Option<Timeframe> {
    let mention = chosen.mention;
    let mut frame = mention.frame.clone()?;
    if let Some(day) = same_month(reading, context, mention, &frame) {
        frame = day;
    }
    let exact = frame.start.is_some()
        && frame.start == frame.end
        && mention.precision != Precision::Length
        && mention.relation == Relation::In;
    let month = mention.relation == Relation::In
        && mention.precision == Precision::Calendar
        && frame
            .start
            .is_some_and(|start| start > context.setting.call_date)
        && asks_by_when(context)
        && reading.times.len() == 1;
    let latest = (month || exact && is_latest(context, reading)) && !is_placed(reading, mention);
    if chosen.is_deadline || latest {
        frame.start = Some(context.setting.call_date);
    }
    let hangs_before = context.standing.get(Timeline).is_some_and(|standing| {
        let quote = standing.quote.to_lowercase();
        standing.value.is_none()
            && ["before ", "afore ", "ahead of "]
                .iter()
                .any(|word| quote.contains(word))
    });
    if let Some(told) = told::from_there(reading, context, mention, &frame) {
        return Some(told);
    }
    let exact = frame.start == frame.end && mention.relation == Relation::In;
    match frame.start.filter(|_| hangs_before && exact) {
        Some(event) => Some(Timeframe {
            start: Some(context.setting.call_date),
            end: event.yesterday().ok(),
        }),
        None => Some(frame),
    }
}

/// "By when?" "On the first day itself", "sometime next month": then, and not any time before.
fn is_placed(reading: &Reading, mention: &Mention) -> bool {
    (1..=2).any(|back| {
        matches!(
            reading.tokens.word_before(mention.start, back),
            "on" | "sometime"
        )
    })
}

/// "It's the nineteenth, they moved it": of the month that stands, not the next one to come.
fn same_month(
    reading: &Reading,
    context: &Context<'_>,
    mention: &Mention,
    frame: &Timeframe,
) -> Option<Timeframe> {
    let Some(SignalValue::Timeframe(stood)) = &context.standing.get(Timeline)?.value else {
        return None;
    };
    let today = context.setting.call_date;
    // "By the first week of May" stands for its last day, a plain date for itself.
    let stood = match (stood.start?, stood.end?) {
        (start, end) if start == end || start == today => end,
        _ => return None,
    };
    let day = match mention.relation {
        Relation::In => frame.start.filter(|_| frame.start == frame.end)?,
        Relation::By => frame.end?,
        Relation::Before => frame.end?.tomorrow().ok()?,
        _ => return None,
    };
    let moved = stood.with().day(day.day()).build().ok()?;
    let days = day > today && day < stood && mention.end - mention.start <= 4;
    let words = mention.start..mention.end;
    let named = !words.clone().any(|at| {
        let word = reading.tokens.word(at);
        word.ends_with("day") || word == "tomorrow"
    });
    let bare = mention.precision == Precision::Appointment && !mention.refers;
    let moved = (bare && days && named && moved > today).then_some(moved)?;
    Some(match mention.relation {
        Relation::In => Timeframe {
            start: Some(moved),
            end: Some(moved),
        },
        Relation::By => Timeframe {
            start: Some(today),
            end: Some(moved),
        },
        _ => Timeframe {
            start: Some(today),
            end: moved.yesterday().ok(),
        },
    })
}

/// "By when?", "by which month should it be ready?": whatever is named is the latest time.
fn asks_by_when(context: &Context<'_>) -> bool {
    context
        .question
        .filter(|question| question.age == 0)
        .is_some_and(|question| {
            let text = question.text.to_lowercase();
            text.trim_end_matches('?').ends_with(" by")
                || [
                    "by when",
                    "by what",
                    "by which",
                    "deadline",
                    "drop dead",
                    "drop-dead",
                ]
                .iter()
                .any(|words| text.contains(words))
        })
}

/// Whether a plain time is the latest one, by the question or by what is added to it: "what's the
/// drop dead date", "… and not a day later".
fn is_latest(context: &Context<'_>, reading: &Reading) -> bool {
    const ASKED: &[&str] = &[
        "deadline",
        "drop dead",
        "drop-dead",
        "latest",
        "by when",
        "by what",
        "by which",
        "cutoff",
        "cut off",
        " till",
        "until",
        " by?",
    ];
    let asked = context
        .question
        .filter(|q| q.age == 0)
        .is_some_and(|question| {
            let text = question.text.to_lowercase();
            ASKED.iter().any(|words| text.contains(words))
        });
    let added = reading.all().any(|at| {
        let tokens = &reading.tokens;
        tokens.starts_with(at, &["not", "a", "day", "later"])
            || tokens.starts_with(at, &["no", "later"]) && tokens.word(at + 2) != "than"
            || tokens.starts_with(at, &["drop", "dead"])
    });
    asked && reading.times.len() == 1 || added
}
