//! Times that are named only to be turned down, and the time that is left when no rule knew it.

use std::ops::Range;

use super::{
    choice::{self, Choice},
    dated, doubt, is_asked,
};
use crate::signals::{
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
        None => Choice {
            mention: last?,
            is_deadline: false,
        },
    };
    let words = chosen.mention.start..chosen.mention.end;
    Some((dated(reading, context, &chosen)?, words))
}

/// "June's turnover, so not June": named again later to rule it out.
pub(super) fn is_taken_out(reading: &Reading, mention: &Mention) -> bool {
    reading.times.iter().any(|later| {
        later.start >= mention.end
            && later.frame == mention.frame
            && reading.tokens.word_before(later.start, 1) == "not"
    })
}
