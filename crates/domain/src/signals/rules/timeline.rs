//! When do they mean to buy, start or deploy?

use std::ops::Range;

use jiff::civil::Date;

use super::{Context, Finding};
use crate::signals::{
    SignalKind::Timeline,
    SignalState::{Negative, Positive, Unknown},
    SignalValue, Timeframe,
    grammar::timeframe::{Mention, Precision, Relation},
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::Break,
};

/// Applies the timeline rules: a frame outweighs "no rush" in the same breath.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if let Some(taken_back) = taken_back(reading) {
        // Taken back in the same breath, nothing was said; later, it is a retraction.
        let stands = context.standing.state(Timeline) != Unknown;
        return stands.then(|| Finding::said(Timeline, Unknown, "timeline.retraction", taken_back));
    }
    frame(reading, context)
        .or_else(|| at_once(reading, context))
        .or_else(|| event(reading))
        .or_else(|| no_rush(reading, context))
        .or_else(|| answer(reading, context))
}

/// "Forget October", "scratch that, no idea when".
fn taken_back(reading: &Reading) -> Option<Range<usize>> {
    let last = reading.times.last()?;
    if reading.tokens.word_before(last.start, 1) == "forget" {
        return Some(last.start - 1..last.end);
    }
    let phrase = reading.phrases.of(Tag::Retract, reading.all()).next()?;
    let rest = phrase.start..reading.tokens.len();
    (last.end > phrase.start && reading.has(&[Tag::DontKnow], rest)).then_some(phrase.range())
}

/// A frame for buying, starting or delivery.
fn frame(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    // "That's later, like mid next year": a milestone after the one that stands.
    let stands = context.standing.state(Timeline) == Positive;
    if stands && reading.tokens.starts_with(0, &["that", "is", "later"]) {
        return None;
    }
    let mut mentions = reading
        .times
        .iter()
        .rev()
        .filter(|mention| is_timeline(reading, context, mention));
    let mut dated = mentions.clone().filter(|mention| mention.frame.is_some());
    // "By the end of March, before the spring orders come in": the date says more.
    let last = dated.next().or_else(|| mentions.next())?;
    let only_weekday = last.precision == Precision::Appointment
        && last.relation == Relation::In
        && last.end - last.start == 1;
    // "The ninth, it's the Friday": the date, not the day of the week.
    let mention = dated.next().filter(|_| only_weekday).unwrap_or(last);
    let words = mention.start..mention.end;
    let finding = if is_asked(context) {
        Finding::answered(Timeline, Positive, "timeline.frame_in_answer", words)
    } else {
        Finding::said(Timeline, Positive, "timeline.frame", words)
    };
    Some(Finding {
        value: mention.frame.clone().map(SignalValue::Timeframe),
        ..finding
    })
}

fn is_asked(context: &Context<'_>) -> bool {
    context.topic() == Some(Topic::When)
}

/// Whether a time is one of buying, starting or delivery.
fn is_timeline(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    let clause = reading.clause(mention.start);
    let has = |tag: Tag| reading.has(&[tag], clause.clone());
    let bounded = !matches!(mention.relation, Relation::In | Relation::Elsewhere);
    if is_elsewhere(reading, context, mention) {
        return false;
    }
    let asked = is_asked(context);
    // "It's for the spring catalog" says what, "before the spring catalog" says when.
    let is_event = mention.precision == Precision::Event;
    if is_event && !bounded {
        return false;
    }
    let exact = mention.precision != Precision::Appointment || bounded;
    if has(Tag::Meeting) && !(asked && exact) {
        return false;
    }
    let launches = has(Tag::Launch) || has(Tag::Require);
    if asked {
        return mention.precision != Precision::Length || launches || reading.is_short();
    }
    // Unasked, a bare day is an appointment and a bare length is somebody's age; and while
    // something else is the subject, a time belongs to that.
    let fits_subject = match context.topic() {
        Some(Topic::Aside) => bounded || has(Tag::Require),
        Some(topic) if topic.is_authority() => bounded,
        Some(topic) if topic.is_budget() => bounded || is_end(reading, mention),
        _ => true,
    };
    launches
        && fits_subject
        && (mention.precision == Precision::Calendar || is_event)
        && !is_budget_year(reading, mention)
}

/// Past, imagined, denied, asked about, or the reason for something else.
fn is_elsewhere(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    let clause = reading.clause(mention.start);
    let over = |end: Date| end < context.setting.call_date;
    let end = mention.frame.as_ref().and_then(|frame| frame.end);
    mention.relation == Relation::Elsewhere
        || mention.relation == Relation::In && reading.is_negated(mention.start)
        || end.is_some_and(over)
        || matches!(reading.tokens.word(clause.start), "because" | "cos")
        || reading.is_question(&clause)
        || reading.has(&[Tag::Past, Tag::Hypothetical], clause)
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

/// "As soon as possible."
fn at_once(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    /// "I need an alarm right now": the words that may follow when it is meant.
    const CLOSING: usize = 8;
    let phrase = reading.phrases.of(Tag::Asap, reading.all()).rfind(|p| {
        let clause = reading.clause(p.start);
        let has = |tag: Tag| reading.has(&[tag], clause.clone());
        let meant = match reading.tokens.word(p.start) {
            "yesterday" => is_asked(context) && reading.is_short(),
            // "Right now" is more often only "at present".
            "right" if reading.tokens.word(p.start + 1) == "now" => {
                is_asked(context) || has(Tag::Require) && p.end + CLOSING > reading.tokens.len()
            }
            _ => is_asked(context) || has(Tag::Require) || has(Tag::Launch),
        };
        meant && !has(Tag::NotNeed) && !reading.is_negated(p.start) && !reading.is_unreal(p.start)
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

/// A frame that hangs on an event: positive without a value.
fn event(reading: &Reading) -> Option<Finding> {
    let phrase = reading.last_of(Tag::Event).or_else(|| {
        reading
            .phrases
            .of(Tag::Event, reading.all())
            .rfind(|p| matches!(reading.tokens.word(p.start), "till" | "until"))
    })?;
    Some(Finding::said(
        Timeline,
        Positive,
        "timeline.event",
        phrase.range(),
    ))
}

/// "No rush", "just browsing", "not this year".
fn no_rush(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let asked = is_asked(context);
    let tokens = &reading.tokens;
    let phrase = reading
        .phrases
        .of(Tag::NoRush, reading.all())
        .filter(|p| !reading.is_question(&reading.clause(p.start)))
        // Unasked, "not now" is about the call.
        .filter(|p| asked || p.range().len() > 1 && !tokens.starts_with(p.start, &["not", "now"]))
        .max_by_key(|p| p.range().len())?;
    let soon = tokens.starts_with(phrase.start, &["any", "time"]);
    let takes_back = context.standing.state(Timeline) != Unknown && !asked;
    (!takes_back && (!soon || reading.is_negated(phrase.start)))
        .then(|| Finding::said(Timeline, Negative, "timeline.no_rush", phrase.range()))
}

/// Yes to a time the agent put forward.
fn answer(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let question = context
        .question
        .filter(|q| q.topic == Topic::When && q.age == 0)?;
    let frame = question.frame.clone()?;
    let affirm = reading.opens_with(Tag::Affirm).filter(|a| a.start == 0)?;
    let plain = reading.is_short()
        && !reading.has(
            &[Tag::DontKnow, Tag::Meeting, Tag::Hypothetical, Tag::Deny],
            reading.all(),
        )
        && reading.tokens.break_after(reading.tokens.len() - 1) != Break::Question;
    plain.then(|| {
        Finding::answered(Timeline, Positive, "timeline.affirmed", affirm.range())
            .with(SignalValue::Timeframe(frame))
    })
}
