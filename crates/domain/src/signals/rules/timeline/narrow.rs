//! Answers that only make sense by what was named before: "early", "the one after", "three" after
//! "how many weeks".

use std::ops::Range;

use jiff::civil::Date;

use crate::signals::{
    SignalKind::Timeline,
    SignalState::Positive,
    SignalValue, Timeframe,
    grammar::{
        calendar::{self, Interval, Third},
        number,
    },
    reading::Reading,
    rules::finding::{Context, Finding},
    tokens::Tokens,
};

/// A short answer that narrows or shifts a time named before.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    /// Longer answers name their time.
    const WORDS_MAX: usize = 6;
    if reading.tokens.len() > WORDS_MAX || !reading.times.is_empty() {
        return None;
    }
    let question = context.question.filter(|question| question.age == 0)?;
    let asked = &question.tokens;
    let (frame, words) = third(reading, context, asked)
        .or_else(|| next(reading, context, asked))
        .or_else(|| counted(reading, context, asked))
        .or_else(|| bounded(reading, context))?;
    Some(
        Finding::answered(Timeline, Positive, "timeline.narrowed", words)
            .with(SignalValue::Timeframe(frame)),
    )
}

/// "Early or late October?" "Early": a third of what was named.
fn third(
    reading: &Reading,
    context: &Context<'_>,
    asked: &Tokens,
) -> Option<(Timeframe, Range<usize>)> {
    let named = |tokens: &Tokens, at: usize| {
        let third = match tokens.word(at) {
            "early" | "start" | "beginning" | "front" => Third::Early,
            "mid" | "middle" => Third::Mid,
            "late" | "end" | "tail" | "back" => Third::Late,
            _ => return None,
        };
        Some(third)
    };
    // Only to one who asked for a part.
    (0..asked.len()).find(|&at| named(asked, at).is_some())?;
    let at = (0..reading.tokens.len().min(3)).find(|&at| named(&reading.tokens, at).is_some())?;
    let third = named(&reading.tokens, at)?;
    let Some(SignalValue::Timeframe(stood)) = context.standing.get(Timeline)?.value.as_ref() else {
        return None;
    };
    let whole = Interval {
        first: stood.start?,
        last: stood.end?,
    };
    let is_whole =
        whole.first == whole.first.first_of_month() && whole.last == whole.last.last_of_month();
    let part = whole.third(third);
    is_whole.then(|| (frame(part), at..at + 1))
}

/// "This quarter?" "No, the one after."
fn next(
    reading: &Reading,
    context: &Context<'_>,
    asked: &Tokens,
) -> Option<(Timeframe, Range<usize>)> {
    let tokens = &reading.tokens;
    let at = (0..tokens.len()).find(|&at| {
        tokens.starts_with(at, &["the", "one", "after"])
            || tokens.starts_with(at, &["the", "next", "one"])
            || tokens.starts_with(at, &["the", "following"])
            || tokens.starts_with(at, &["the", "next"]) && at + 2 == tokens.len()
    })?;
    let named = context.question?.frame.as_ref()?;
    let first = following(named.end?);
    let unit = (0..asked.len()).rev().find_map(|at| match asked.word(at) {
        "week" => Some(calendar::week_of(first)),
        "month" => Some(calendar::month_of(first)),
        "quarter" => calendar::quarter_of(first),
        "year" => calendar::months(first.year(), 1, 12),
        _ => None,
    })?;
    Some((frame(unit), at..at + 2))
}

/// "How many weeks off?" "Three."
fn counted(
    reading: &Reading,
    context: &Context<'_>,
    asked: &Tokens,
) -> Option<(Timeframe, Range<usize>)> {
    let at = (0..asked.len()).rfind(|&at| asked.starts_with(at, &["how", "many"]))?;
    let today = context.setting.call_date;
    let number = (0..3).find_map(|at| number::read(&reading.tokens, at).map(|n| (at, n)))?;
    let (start, count) = (number.0, number.1.value);
    if !(1.0..=60.0).contains(&count) || reading.tokens.len() > number.1.end + 1 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most sixty")]
    let count = count as i32;
    let day = match asked.word(at + 2) {
        "days" => calendar::add_days(today, count),
        "weeks" => calendar::add_days(today, 7 * count),
        "months" => calendar::add_months(today, count),
        _ => return None,
    };
    // "How many weeks of leave do you get" asks for something else.
    let ahead = (at + 3..at + 8).any(|i| {
        matches!(
            asked.word(i),
            "off" | "away" | "out" | "before" | "until" | "till" | "from" | "would" | "you" | "do"
        )
    }) && !matches!(asked.word(at + 3), "a" | "of");
    ahead.then(|| (frame(Interval::day(day)), start..number.1.end))
}

/// "So June?" "Before then", "by then", "after that": bounded by what the agent named.
fn bounded(reading: &Reading, context: &Context<'_>) -> Option<(Timeframe, Range<usize>)> {
    let tokens = &reading.tokens;
    let at = (0..tokens.len()).find(|&at| {
        matches!(tokens.word(at), "before" | "by" | "after")
            && matches!(tokens.word(at + 1), "then" | "that" | "it")
            && at + 2 >= tokens.len().saturating_sub(1)
    })?;
    let named = context.question?.frame.as_ref()?;
    let today = context.setting.call_date;
    let frame = match tokens.word(at) {
        "before" => Timeframe {
            start: Some(today),
            end: Some(calendar::add_days(
                named.start.filter(|day| *day > today)?,
                -1,
            )),
        },
        "by" => Timeframe {
            start: Some(today),
            end: named.end,
        },
        _ => Timeframe {
            start: Some(following(named.end?)),
            end: None,
        },
    };
    Some((frame, at..at + 2))
}

fn following(day: Date) -> Date {
    calendar::add_days(day, 1)
}

fn frame(interval: Interval) -> Timeframe {
    Timeframe {
        start: Some(interval.first),
        end: Some(interval.last),
    }
}
