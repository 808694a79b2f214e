//! When do they mean to buy, start or deploy?

mod choice;
mod dating;
mod doubt;
mod either;
mod named;
mod narrow;
mod pause;
mod soon;
#[cfg(test)]
mod tests;
mod told;

use std::ops::Range;

use self::dating::dated;
pub(in crate::signals) use self::named::any_timeframe;
use super::{Context, Finding};
use crate::signals::{
    SignalKind::Timeline,
    SignalState::{Positive, Unknown},
    SignalValue,
    grammar::timeframe::{Mention, Precision, Relation},
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::Break,
};

/// Applies the timeline rules: a frame outweighs "no rush" in the same breath.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if let Some(taken_back) = taken_back(reading, context) {
        if let Some(called_off) = pause::no_rush(reading, context) {
            return Some(called_off);
        }
        // Taken back in the same breath, nothing was said; later, it is a retraction.
        let stands = context.standing.state(Timeline) != Unknown;
        return stands.then(|| Finding::said(Timeline, Unknown, "timeline.retraction", taken_back));
    }
    either::find(reading, context)
        .or_else(|| narrow::find(reading, context))
        .or_else(|| frame(reading, context))
        .or_else(|| soon::at_once(reading, context))
        .or_else(|| soon::as_soon_as(reading, context))
        .or_else(|| soon::now(reading, context))
        .or_else(|| pause::no_rush(reading, context))
        .or_else(|| pause::event(reading, context))
        .or_else(|| answer(reading, context))
        .or_else(|| pause::not_planned(reading, context))
}

/// "Forget October", "scratch that, no idea when".
fn taken_back(reading: &Reading, context: &Context<'_>) -> Option<Range<usize>> {
    let last = reading.times.last()?;
    let before = |back: usize| reading.tokens.word_before(last.start, back);
    let forget = |word: &str| matches!(word, "forget" | "scratch" | "scrap" | "bin" | "drop");
    if before(1) == "forget" || forget(before(1)) || forget(before(2)) && before(1) == "the" {
        return Some(last.start - 1..last.end);
    }
    let stands = context.standing.state(Timeline) == Positive;
    let taken = reading.times.iter().rev().find(|m| {
        let word = |back: usize| reading.tokens.word_before(m.start, back);
        forget(word(1)) || matches!(word(1), "the" | "that") && forget(word(2))
    });
    if let Some(taken) = taken.filter(|_| stands && reading.has(&[Tag::DontKnow], reading.all())) {
        return Some(taken.start..taken.end);
    }
    let phrase = reading.phrases.of(Tag::Retract, reading.all()).next()?;
    let rest = phrase.start..reading.tokens.len();
    (last.end > phrase.start && reading.has(&[Tag::DontKnow], rest)).then_some(phrase.range())
}

/// A frame for buying, starting or delivery.
fn frame(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    // "That's later, like mid next year": a milestone after the one that stands.
    let stands = context.standing.state(Timeline) == Positive;
    let corrected = revises(reading, context);
    if stands && reading.tokens.starts_with(0, &["that", "is", "later"])
        || doubt::is_later_step_asked(reading, context) && !corrected
        || doubt::is_other_event_asked(context) && !corrected
    {
        return None;
    }
    let mentions: Vec<&Mention> = reading
        .times
        .iter()
        .filter(|mention| is_timeline(reading, context, mention))
        .filter(|mention| !pause::is_ruled_out(reading, context, mention))
        .filter(|mention| !named::is_taken_out(reading, mention))
        .filter(|mention| !named::is_echoed(reading, context, mention))
        .collect();
    let chosen = choice::choose(reading, &mentions)?;
    let mention = chosen.mention;
    if mention.relation == Relation::From && opens_at_once(reading, context, mention) {
        return None;
    }
    let words = mention.start..mention.end;
    let finding = if is_asked(context) {
        Finding::answered(Timeline, Positive, "timeline.frame_in_answer", words)
    } else {
        Finding::said(Timeline, Positive, "timeline.frame", words)
    };
    Some(Finding {
        value: dated(reading, context, &chosen).map(SignalValue::Timeframe),
        ..finding
    })
}

/// "Straight away, from next week also": at once says more than the day it could begin.
fn opens_at_once(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    is_asked(context)
        && reading
            .phrases
            .of(Tag::Asap, 0..mention.start)
            .any(|p| p.start <= 1)
}

fn is_asked(context: &Context<'_>) -> bool {
    context.topic() == Some(Topic::When) || is_date_awaited(context)
}

/// Whether a frame stands that hangs on an event, and the agent asked for the event's date.
fn is_date_awaited(context: &Context<'_>) -> bool {
    let hangs = context
        .standing
        .get(Timeline)
        .is_some_and(|standing| standing.state == Positive && standing.value.is_none());
    hangs
        && context
            .question
            .filter(|question| question.age == 0)
            .is_some_and(|question| {
                let text = question.text.to_lowercase();
                [
                    "when",
                    "what date",
                    "what day",
                    "which day",
                    "which is",
                    "which month",
                    "falls",
                ]
                .iter()
                .any(|words| text.contains(words))
            })
}

/// Whether the agent asked just now if anything is planned at all.
fn is_plan_asked(context: &Context<'_>) -> bool {
    context
        .question
        .is_some_and(|q| q.topic == Topic::When && q.age == 0 && q.asks_plans)
}

/// Whether a time opens the answer to a question that was not understood: nothing else is meant.
fn opens_answer(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    /// A statement that is a time and little else.
    const STATEMENT: usize = 9;
    let unclear = context
        .question
        .is_none_or(|q| q.age > 0 || !q.is_understood);
    let bounded = !matches!(mention.relation, Relation::In | Relation::Elsewhere);
    let statement = reading.clause(mention.start);
    let money = context.question.is_some_and(|q| {
        ["money", "budget", "fund", "grant"]
            .iter()
            .any(|word| q.text.contains(word))
    });
    unclear
        && !money
        && !context.is_first
        && (bounded || choice::opens_statement(reading, mention.start))
        && mention.start <= statement.start + 4
        && (statement.start <= 2 || bounded)
        && statement.len() <= STATEMENT
        && !goes_on(reading, mention.end)
}

/// Whether a statement about the time follows: "June decides a lot".
fn goes_on(reading: &Reading, end: usize) -> bool {
    reading.tokens.break_after(end.wrapping_sub(1)) == Break::None
        && !matches!(
            reading.tokens.word(end),
            "" | "and"
                | "or"
                | "if"
                | "so"
                | "but"
                | "please"
                | "then"
                | "yes"
                | "maybe"
                | "probably"
                | "would"
                | "works"
                | "hopefully"
                | "ideally"
                | "at"
                | "i"
                | "when"
                | "while"
                | "once"
                | "because"
                | "since"
                | "ones"
                | "sir"
                | "mate"
                | "love"
        )
        || matches!(reading.tokens.word(end), "i") && reading.tokens.word(end + 1) != "think"
}

/// A time that corrects the one that stands: "it slipped, so May now".
fn revises(reading: &Reading, context: &Context<'_>) -> bool {
    let moved = |at: usize| {
        matches!(
            reading.tokens.word(at),
            "moved"
                | "bumped"
                | "pushed"
                | "delayed"
                | "postponed"
                | "rescheduled"
                | "slipped"
                | "actually"
                | "wait"
                | "correction"
                | "instead"
        ) || reading.tokens.starts_with(at, &["any", "more"])
            || reading.tokens.starts_with(at, &["brought", "forward"])
            || reading.tokens.starts_with(at, &["hang", "on"])
    };
    context.standing.state(Timeline) == Positive && reading.all().any(moved)
}

/// Whether a time is one of buying, starting or delivery.
fn is_timeline(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    let clause = reading.clause(mention.start);
    let has = |tag: Tag| reading.has(&[tag], clause.clone());
    let bounded = !matches!(mention.relation, Relation::In | Relation::Elsewhere);
    if doubt::is_elsewhere(reading, context, mention) {
        return false;
    }
    let asked = is_asked(context);
    if bounded && revises(reading, context) && mention.precision == Precision::Calendar {
        return true;
    }
    // "It's for the spring catalog" says what, "before the spring catalog" says when.
    let is_event = mention.precision == Precision::Event;
    if is_event && !bounded {
        return false;
    }
    // "Call around Thanksgiving", "try me in May": a call, whatever was asked.
    let bids = matches!(
        reading.tokens.word(clause.start),
        "call" | "ring" | "try" | "phone" | "email" | "text" | "send" | "check" | "pop" | "come"
    ) && !matches!(reading.tokens.word(clause.start + 1), "it" | "that")
        // "Too soon, try June."
        && !(is_asked(context)
            && mention.start == clause.start + 1
            && mention.precision == Precision::Calendar);
    if bids {
        return false;
    }
    let exact = mention.precision != Precision::Appointment || bounded;
    let launches = has(Tag::Launch) || has(Tag::Require) || doubt::is_threatened(reading, mention);
    // "It opens in May and must be in before then": not the opening is meant.
    let is_deadline = mention.refers && bounded && launches;
    if has(Tag::Meeting) && !(asked && exact) && !is_deadline {
        return false;
    }
    if asked {
        let opens = mention.start <= clause.start + 3 && clause.len() <= 8;
        return mention.precision != Precision::Length || launches || opens || reading.is_short();
    }
    // Unasked, a bare day is an appointment and a bare length is somebody's age; and while
    // something else is the subject, a time belongs to that.
    let fits_subject = match context.topic() {
        Some(Topic::Aside) => {
            bounded || has(Tag::Require) || context.question.is_some_and(|q| !q.is_understood)
        }
        Some(topic) if topic.is_authority() => bounded || is_wanted(reading, &clause),
        Some(topic) if topic.is_budget() => {
            bounded || is_end(reading, mention) || is_wanted(reading, &clause)
        }
        _ => true,
    };
    let plain = mention.precision == Precision::Calendar && !has(Tag::Meeting);
    if plain && (opens_answer(reading, context, mention) || revises(reading, context)) {
        return !is_budget_year(reading, mention);
    }
    launches
        && fits_subject
        && (mention.precision == Precision::Calendar || is_event || bounded && has(Tag::Require))
        && !is_budget_year(reading, mention)
}

/// Whether a clause says what somebody wants done: "he wants it up in June".
fn is_wanted(reading: &Reading, clause: &Range<usize>) -> bool {
    reading.has(&[Tag::Launch], clause.clone())
        && clause.clone().any(|at| {
            matches!(
                reading.tokens.word(at),
                "want" | "wants" | "need" | "needs" | "hope"
            )
        })
}

fn is_end(reading: &Reading, mention: &Mention) -> bool {
    (mention.start..mention.end).any(|at| reading.tokens.word(at) == "end")
}

/// "For this year" after an amount is the amount's period.
fn is_budget_year(reading: &Reading, mention: &Mention) -> bool {
    reading.tokens.word_before(mention.start, 1) == "for"
        && reading
            .amounts
            .iter()
            .any(|money| money.start < mention.start && mention.start <= money.end + 2)
}

/// Yes to a time the agent put forward.
fn answer(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let question = context
        .question
        .filter(|q| q.topic == Topic::When && q.age == 0)?;
    let frame = question.frame.clone()?;
    let affirm = reading
        .opens_with(Tag::Affirm)
        .filter(|a| a.start == 0)
        .map(|a| a.range())
        .or_else(|| {
            // "Signed and invoiced, yes."
            let last = reading.tokens.len().checked_sub(1)?;
            (last > 0 && reading.tokens.word(last) == "yes").then_some(last..last + 1)
        })
        .or_else(|| accepts(reading))?;
    let plain = reading.is_short()
        && !reading.has(
            &[Tag::DontKnow, Tag::Meeting, Tag::Hypothetical, Tag::Deny],
            reading.all(),
        )
        && reading.tokens.break_after(reading.tokens.len() - 1) != Break::Question;
    plain.then(|| {
        Finding::answered(Timeline, Positive, "timeline.affirmed", affirm)
            .with(SignalValue::Timeframe(frame))
    })
}

/// "That would suit", "it'd be perfect", "lovely": yes without the word.
fn accepts(reading: &Reading) -> Option<Range<usize>> {
    let tokens = &reading.tokens;
    let pleased = |at: usize| {
        matches!(
            tokens.word(at),
            "do" | "suit"
                | "suits"
                | "work"
                | "works"
                | "perfect"
                | "lovely"
                | "ideal"
                | "grand"
                | "great"
                | "good"
                | "fine"
                | "perfectly"
        )
    };
    let subject = usize::from(matches!(tokens.word(0), "that" | "it" | "this"));
    let mut at = subject;
    while at < subject + 3
        && matches!(
            tokens.word(at),
            "would" | "will" | "'s" | "is" | "be" | "'d" | "just"
        )
    {
        at += 1;
    }
    (pleased(at) && (at > 0 || tokens.word(at) != "do")).then_some(0..at + 1)
}
