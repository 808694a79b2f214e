//! When do they mean to buy, start or deploy?

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
    if let Some(finding) = retraction(reading) {
        return finding;
    }
    frame(reading, context)
        .or_else(|| at_once(reading, context))
        .or_else(|| event(reading))
        .or_else(|| no_rush(reading, context))
        .or_else(|| answer(reading, context))
}

/// "Forget October, no idea": taken back in the same breath, so nothing is said.
fn retraction(reading: &Reading) -> Option<Option<Finding>> {
    let forgotten = |m: &&Mention| reading.tokens.word_before(m.start, 1) == "forget";
    if reading.times.iter().any(|m| forgotten(&m))
        && reading.times.last().is_some_and(|m| forgotten(&m))
    {
        return Some(None);
    }
    let taken_back = reading.phrases.of(Tag::Retract, reading.all()).next()?;
    let times: Vec<&Mention> = reading
        .times
        .iter()
        .filter(|m| m.end > taken_back.start)
        .collect();
    (!times.is_empty() && reading.has(&[Tag::DontKnow], taken_back.start..reading.tokens.len()))
        .then_some(None)
}

/// A frame for buying, starting or delivery.
fn frame(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let weekday_only = |m: &Mention| {
        m.precision == Precision::Appointment && m.relation == Relation::In && m.end - m.start == 1
    };
    let mut mentions = reading
        .times
        .iter()
        .rev()
        .filter(|mention| is_timeline(reading, context, mention));
    let mut mention = mentions.next()?;
    // "The ninth, it's the Friday": the date, not the day of the week.
    if weekday_only(mention)
        && let Some(dated) = mentions.next()
    {
        mention = dated;
    }
    // "That's later, like mid next year": a milestone after the one that stands.
    if context.standing.state(Timeline) == Positive
        && reading.tokens.starts_with(0, &["that", "is", "later"])
    {
        return None;
    }
    let asked = context.topic() == Some(Topic::When);
    let words = mention.start..mention.end;
    let finding = if asked {
        Finding::answered(Timeline, Positive, "timeline.frame_in_answer", words)
    } else {
        Finding::said(Timeline, Positive, "timeline.frame", words)
    };
    Some(finding.with(SignalValue::Timeframe(mention.frame.clone())))
}

fn is_timeline(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    let clause = reading.clause(mention.start);
    let tokens = &reading.tokens;
    let because = matches!(tokens.word(clause.start), "because" | "cos");
    if mention.relation == Relation::Elsewhere
        || because
        || reading.is_negated(mention.start) && mention.relation == Relation::In
        || reading.has(&[Tag::Past, Tag::Hypothetical], clause.clone())
        || reading.is_question(&clause)
        || mention
            .frame
            .end
            .is_some_and(|end| end < context.setting.call_date)
    {
        return false;
    }
    let asked = context.topic() == Some(Topic::When);
    let bounded = matches!(
        mention.relation,
        Relation::By | Relation::Before | Relation::From | Relation::After
    );
    let appointment = mention.precision == Precision::Appointment;
    if reading.has(&[Tag::Meeting], clause.clone()) && !(asked && (!appointment || bounded)) {
        return false;
    }
    let launches =
        reading.has(&[Tag::Launch], clause.clone()) || reading.has(&[Tag::Require], clause.clone());
    if asked {
        return mention.precision != Precision::Length || launches || reading.is_short();
    }
    let required = reading.has(&[Tag::Require], clause.clone());
    let about_this = (context.topic() != Some(Topic::Aside) || required)
        && !context.topic().is_some_and(Topic::is_authority)
        || bounded;
    // Unasked, a bare day is an appointment and a bare length is somebody's age.
    launches
        && about_this
        && mention.precision == Precision::Calendar
        && (bounded || !context.topic().is_some_and(Topic::is_budget) || is_end(reading, mention))
        && !budget_year(reading, mention)
}

fn is_end(reading: &Reading, mention: &Mention) -> bool {
    (mention.start..mention.end).any(|at| reading.tokens.word(at) == "end")
}

/// "For this year" after an amount is the amount's period.
fn budget_year(reading: &Reading, mention: &Mention) -> bool {
    reading.tokens.word_before(mention.start, 1) == "for"
        && reading
            .amounts
            .iter()
            .any(|money| money.start < mention.start && mention.start <= money.end + 2)
}

/// "As soon as possible."
fn at_once(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let asked = context.topic() == Some(Topic::When);
    let phrase = reading
        .phrases
        .of(Tag::Asap, reading.all())
        .rev()
        .find(|p| {
            let clause = reading.clause(p.start);
            let wanted = reading.has(&[Tag::Require, Tag::Launch], clause.clone());
            let yesterday = reading.tokens.word(p.start) == "yesterday";
            let now = reading.tokens.starts_with(p.start, &["right", "now"]);
            !reading.is_negated(p.start)
                && !reading.is_unreal(p.start)
                && !reading.has(&[Tag::NotNeed], clause)
                && (asked && (!yesterday || reading.is_short())
                    || wanted && !yesterday && !now
                    || wanted
                        && now
                        && p.end + 8 > reading.tokens.len()
                        && reading.has(&[Tag::Require], reading.clause(p.start)))
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

fn no_rush(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let asked = context.topic() == Some(Topic::When);
    let phrase = reading
        .phrases
        .of(Tag::NoRush, reading.all())
        .filter(|p| !reading.is_question(&reading.clause(p.start)))
        .filter(|p| {
            asked || p.range().len() > 1 && !reading.tokens.starts_with(p.start, &["not", "now"])
        })
        .max_by_key(|p| p.range().len())?;
    let any_time_soon = reading.tokens.starts_with(phrase.start, &["any", "time"]);
    let negated = reading.is_negated(phrase.start);
    if any_time_soon != negated && any_time_soon {
        return None;
    }
    let changes = context.standing.state(Timeline) != Unknown && !asked;
    (!changes).then(|| Finding::said(Timeline, Negative, "timeline.no_rush", phrase.range()))
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
