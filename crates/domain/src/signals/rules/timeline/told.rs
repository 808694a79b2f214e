//! Times told from a date that is named for something else: "race day's the seventh, it's got to be
//! standing the day before".

use crate::signals::{
    Timeframe,
    grammar::{
        calendar::{self, Interval},
        number,
        timeframe::{Mention, Relation},
    },
    reading::Reading,
    rules::finding::Context,
    tokens::{Break, Tokens},
};

/// What words tell from a date.
enum Told {
    /// So many days before, at the latest.
    Before(i32),
    /// The day after.
    NextDay,
    /// The week of it.
    ThatWeek,
    /// Any time after.
    After,
    /// From then on.
    From,
}

/// The time that the words tell from the date that `mention` names.
pub(super) fn from_there(
    reading: &Reading,
    context: &Context<'_>,
    mention: &Mention,
    frame: &Timeframe,
) -> Option<Timeframe> {
    let today = context.setting.call_date;
    let (start, end) = (frame.start?, frame.end?);
    let event = match mention.relation {
        Relation::By => Interval::day(end),
        Relation::In if start == today && end > today => Interval::day(end),
        Relation::In => Interval {
            first: start,
            last: end,
        },
        _ => return None,
    };
    let of_another = |at: usize| {
        reading
            .times
            .iter()
            .any(|time| !time.refers && (time.start..time.end).contains(&at))
    };
    // What comes first tells of the date that the agent named.
    let asked = context
        .question
        .is_some_and(|question| question.frame.is_some());
    let from = match mention.relation {
        Relation::In if !asked => 0,
        _ => mention.end,
    };
    let told = (from..reading.tokens.len())
        .filter(|at| !of_another(*at))
        .find_map(|at| told(&reading.tokens, mention, at))?;
    let day_after = calendar::add_days(event.last, 1);
    match told {
        Told::Before(days) => Some(calendar::add_days(event.first, -days))
            .filter(|end| *end >= today)
            .map(|end| Timeframe {
                start: Some(today),
                end: Some(end),
            }),
        Told::NextDay => Some(Timeframe {
            start: Some(day_after),
            end: Some(day_after),
        }),
        Told::ThatWeek => {
            let week = calendar::week_of(event.first);
            Some(Timeframe {
                start: Some(week.first.max(today)),
                end: Some(week.last),
            })
        }
        Told::After => Some(Timeframe {
            start: Some(day_after),
            end: None,
        }),
        Told::From => Some(Timeframe {
            start: Some(event.first),
            end: None,
        }),
    }
}

/// What the words at `at` tell from another date, if anything.
fn told(tokens: &Tokens, mention: &Mention, at: usize) -> Option<Told> {
    let next = tokens.word(at + 1);
    let denied = matches!(tokens.word_before(at, 1), "not" | "or" | "never");
    match tokens.word(at) {
        "day" | "days" | "week" | "weeks" if matches!(next, "before" | "ahead" | "beforehand") => {
            let count = match tokens.word_before(at, 1) {
                "the" | "a" | "that" | "" | "so" | "up" => 1.0,
                word => number::small(word)
                    .or_else(|| word.parse().ok())
                    .unwrap_or(1.0),
            };
            let days = match tokens.word(at) {
                "week" | "weeks" => 7.0,
                _ => 1.0,
            };
            #[expect(clippy::cast_possible_truncation, reason = "a number in words")]
            let days = (count * days) as i32;
            (1..=60).contains(&days).then_some(Told::Before(days))
        }
        "day" if next == "after" && ends(tokens, at + 2) => Some(Told::NextDay),
        "next" if matches!(next, "morning" | "day") && ends(tokens, at + 2) => Some(Told::NextDay),
        "that" | "same" if next == "week" && ends(tokens, at + 2) => Some(Told::ThatWeek),
        "before" if !denied && points_back(tokens, mention, at + 1) => Some(Told::Before(1)),
        "ahead" if next == "of" && matches!(tokens.word(at + 2), "it" | "that" | "them") => {
            Some(Told::Before(1))
        }
        "after" | "past"
            if matches!(next, "that" | "then" | "it") && !denied && ends(tokens, at + 2) =>
        {
            Some(Told::After)
        }
        "from"
            if next == "then"
                && ends(tokens, at + 2 + usize::from(tokens.word(at + 2) == "on")) =>
        {
            Some(Told::From)
        }
        _ => None,
    }
}

/// Whether "before" is followed by no more than what points at the date: "before", "before that",
/// "before she flies", "before the reopening" of which the date was told.
fn points_back(tokens: &Tokens, mention: &Mention, at: usize) -> bool {
    match tokens.word(at) {
        "that" | "then" | "it" | "this" => {
            let day = usize::from(tokens.word(at + 1).ends_with("day"));
            ends(tokens, at + 1 + day)
        }
        "she" | "he" | "they" | "we" | "i" => {
            // "Before I walk in."
            let moves = matches!(tokens.word(at + 1), "walk" | "go" | "come" | "get" | "fly");
            let particle = moves && matches!(tokens.word(at + 2), "in" | "out" | "off" | "back");
            ends(tokens, at + 2 + usize::from(particle))
        }
        _ => {
            let named = at + usize::from(matches!(tokens.word(at), "the" | "our" | "my"));
            let told_of = named < tokens.len()
                && (0..mention.start).any(|i| i + 1 < at && tokens.word(i) == tokens.word(named));
            ends(tokens, at) || told_of && ends(tokens, named + 1)
        }
    }
}

/// Whether a statement ends before the word `at`, but for words that add nothing.
fn ends(tokens: &Tokens, at: usize) -> bool {
    at >= tokens.len()
        || tokens.break_after(at.saturating_sub(1)) != Break::None
        || matches!(
            tokens.word(at),
            "please" | "love" | "if" | "ideally" | "preferably" | "only" | "sir" | "mate" | "at"
        )
}
