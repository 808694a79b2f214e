//! Times that are named only to be turned down, and the time that is left when no rule knew it.

use std::ops::Range;

use super::{
    choice::{self, Choice},
    dating::dated,
    doubt, is_asked, soon,
};
use crate::signals::{
    SignalKind::Timeline,
    SignalState::Positive,
    Timeframe,
    grammar::timeframe::{Mention, Precision, Relation},
    reading::Reading,
    rules::finding::Context,
    tokens::Break,
};

/// "Would you start in December?" "December's the Nutcracker. After the holidays.": taken up from
/// the question, and another one is named.
pub(super) fn is_echoed(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    let end = mention.end;
    let taken_up = context
        .question
        .is_some_and(|q| q.age == 0 && q.frame.is_some() && q.frame == mention.frame);
    let goes_on = matches!(reading.tokens.word(end), "'s" | "is")
        && !matches!(
            reading.tokens.word(end + 1),
            "good"
                | "fine"
                | "perfect"
                | "great"
                | "when"
                | "ideal"
                | "right"
                | "about"
                | "what"
                | "the"
        )
        || matches!(reading.tokens.word(end), "'s" | "is")
            && reading.tokens.word(end + 1) == "the"
            && !matches!(
                reading.tokens.word(end + 2),
                "date" | "plan" | "target" | "one" | "deadline"
            )
        || end > 0 && reading.tokens.break_after(end - 1) == Break::Question;
    let another = reading
        .times
        .iter()
        .any(|later| later.start >= end && later.frame.is_some() && later.frame != mention.frame);
    taken_up && goes_on && another
}

/// The time in words that are known to tell one although no rule knew them, and its words.
pub(in crate::signals) fn any_timeframe(
    reading: &Reading,
    context: &Context<'_>,
) -> Option<(Timeframe, Range<usize>)> {
    let is_named = |mention: &&Mention| {
        mention.relation != Relation::Elsewhere
            && mention.frame.is_some()
            && mention.precision == Precision::Calendar
    };
    let stands = context.standing.state(Timeline) == Positive;
    let later = reading.tokens.starts_with(0, &["that", "is", "later"])
        || doubt::is_later_step_asked(reading, context);
    if stands && later {
        return None;
    }
    let asked = is_asked(context);
    let named: Vec<&Mention> = reading
        .times
        .iter()
        .filter(|mention| {
            is_named(mention)
                || asked && mention.frame.is_some() && mention.relation != Relation::Elsewhere
        })
        .collect();
    let real: Vec<&Mention> = named
        .iter()
        .copied()
        .filter(|mention| !doubt::is_elsewhere(reading, context, mention))
        .filter(|mention| !is_taken_out(reading, mention) && !is_echoed(reading, context, mention))
        .collect();
    let last = named
        .iter()
        .copied()
        .rfind(|mention| mention.relation != Relation::In)
        .or(named.last().copied());
    let chosen = match choice::choose(reading, &real) {
        Some(chosen) => chosen,
        None => match last {
            Some(mention) => Choice {
                mention,
                is_deadline: false,
            },
            None => return bare_day(reading, context).or_else(|| agreed(reading, context)),
        },
    };
    let words = chosen.mention.start..chosen.mention.end;
    Some((dated(reading, context, &chosen)?, words))
}

/// "This Friday", "that's the fifteenth": a day by itself.
fn bare_day(reading: &Reading, context: &Context<'_>) -> Option<(Timeframe, Range<usize>)> {
    let days: Vec<&Mention> = reading
        .times
        .iter()
        .filter(|mention| mention.precision == Precision::Appointment && mention.frame.is_some())
        .filter(|mention| !doubt::is_elsewhere(reading, context, mention))
        .collect();
    let chosen = choice::choose(reading, &days)?;
    let words = chosen.mention.start..chosen.mention.end;
    Some((dated(reading, context, &chosen)?, words))
}

/// A yes in words of its own to the time that the agent put forward: "you bet", "let's say that".
fn agreed(reading: &Reading, context: &Context<'_>) -> Option<(Timeframe, Range<usize>)> {
    /// A yes says little besides.
    const WORDS_MAX: usize = 8;
    let tokens = &reading.tokens;
    let today = Timeframe {
        start: Some(context.setting.call_date),
        end: None,
    };
    if soon::is_at_once(tokens) {
        return Some((today, reading.all()));
    }
    let question = context.question.filter(|question| question.age == 0)?;
    // "When the lease is up": of no date.
    let hangs = reading.all().any(|at| {
        matches!(
            tokens.word(at),
            "when" | "once" | "till" | "until" | "after" | "before" | "if" | "whenever" | "not"
        )
    });
    if tokens.len() > WORDS_MAX || hangs || !reading.times.is_empty() {
        return None;
    }
    let urgent = soon::asks_at_once(&question.text.to_lowercase());
    let frame = question.frame.clone().or(urgent.then_some(today))?;
    Some((frame, reading.all()))
}

/// "June's turnover, so not June": named again later to rule it out.
pub(super) fn is_taken_out(reading: &Reading, mention: &Mention) -> bool {
    reading.times.iter().any(|later| {
        later.start >= mention.end
            && later.frame == mention.frame
            && reading.tokens.word_before(later.start, 1) == "not"
    })
}
