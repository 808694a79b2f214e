//! What an amount covers: "a month", "per seat per month", "for the year", "each".

use super::unit_words::UNITS;
use crate::signals::{
    Period,
    tokens::{Break, Tokens},
};

/// The stretch of time a word names.
pub(super) fn span(word: &str) -> Option<Period> {
    Some(match word {
        "day" | "daily" => Period::Day,
        "week" | "weekly" => Period::Week,
        "month" | "monthly" | "pcm" | "mo" => Period::Month,
        "quarter" | "quarterly" => Period::Quarter,
        "year" | "yearly" | "annum" | "annually" | "pa" => Period::Year,
        _ => return None,
    })
}

/// A stretch of time for each thing.
pub(super) fn unit_of(period: Period) -> Period {
    match period {
        Period::Month => Period::UnitMonth,
        Period::Year => Period::UnitYear,
        Period::Total => Period::UnitTotal,
        other => other,
    }
}

/// Reads "a month", "per seat per month", "for the year", "each", "a head" at word `at`, skipping a
/// few words that say nothing about it. Gives where it ends.
pub(in crate::signals) fn period(tokens: &Tokens, at: usize) -> (Option<Period>, usize) {
    let (mut unit, mut time, mut end) = (false, None, at);
    let mut next = at;
    while next < at + 7 && next < tokens.len() {
        let word = tokens.word(next);
        let following = tokens.word(next + 1);
        let counted = matches!(word, "a" | "an" | "per" | "each" | "every");
        let per_thing = word == "per" && span(following).is_none() && !following.is_empty();
        if counted && UNITS.contains(following) || per_thing {
            (unit, end) = (true, next + 2);
            next += 2;
        } else if matches!(word, "a" | "an" | "per" | "each" | "every") && span(following).is_some()
        {
            (time, end) = (span(following), next + 2);
            next += 2;
        } else if matches!(
            word,
            "monthly" | "weekly" | "annually" | "yearly" | "quarterly" | "pcm" | "pa"
        ) {
            (time, end) = (span(word), next + 1);
            next += 1;
        } else if word == "for"
            && matches!(following, "each" | "every")
            && UNITS.holds(tokens, next + 2)
        {
            (unit, end) = (true, next + 3);
            next += 3;
        } else if word == "year" && matches!(following, "one" | "1") {
            (time, end) = (Some(Period::Year), next + 2);
            next += 2;
        } else if word == "for" && names_a_year(tokens, next + 1) {
            let words = if tokens.word(next + 2) == "year" {
                3
            } else {
                4
            };
            (time, end) = (Some(Period::Year), next + words);
            next += words;
        } else if word == "for" && following == "the" && span(tokens.word(next + 2)).is_some() {
            (time, end) = (span(tokens.word(next + 2)), next + 3);
            next += 3;
        } else if word == "for" && tokens.starts_with(next + 1, &["year", "one"]) {
            (time, end) = (Some(Period::Year), next + 3);
            next += 3;
        } else if matches!(word, "each" | "apiece") {
            (unit, end) = (true, next + 1);
            next += 1;
        } else if (tokens.break_after(next) >= Break::Sentence && next >= at)
            || matches!(word, "and" | "but" | "because" | "so" | "with")
        {
            break;
        } else if end == at
            && matches!(
                word,
                "or" | "maybe"
                    | "total"
                    | "all"
                    | "in"
                    | "max"
                    | "tops"
                    | "is"
                    | "one"
                    | "off"
                    | "signed"
                    | "approved"
                    | "allocated"
                    | "set"
                    | "aside"
                    | "now"
            )
        {
            next += 1;
        } else {
            break;
        }
    }
    let period = match (unit, time) {
        (false, time) => time,
        (true, Some(Period::Year)) => Some(Period::UnitYear),
        (true, Some(Period::Month)) => Some(Period::UnitMonth),
        (true, _) => Some(Period::UnitTotal),
    };
    (period, end)
}

/// "The year", "this year", "the first year" after "for".
fn names_a_year(tokens: &Tokens, at: usize) -> bool {
    matches!(tokens.word(at), "the" | "this" | "one" | "next")
        && (tokens.word(at + 1) == "year"
            || matches!(tokens.word(at + 1), "first" | "whole" | "full" | "entire")
                && tokens.word(at + 2) == "year")
}

/// A stretch of time for each of something: "per head sixty a month".
pub(in crate::signals) fn with_unit(time: Option<Period>, unit: Option<Period>) -> Option<Period> {
    match (time, unit) {
        (Some(Period::Month), Some(Period::UnitTotal | Period::UnitMonth)) => {
            Some(Period::UnitMonth)
        }
        (Some(Period::Year), Some(Period::UnitTotal | Period::UnitYear)) => Some(Period::UnitYear),
        (Some(Period::UnitTotal), Some(Period::Month | Period::UnitMonth)) => {
            Some(Period::UnitMonth)
        }
        (Some(Period::UnitTotal), Some(Period::Year | Period::UnitYear)) => Some(Period::UnitYear),
        (time, unit) => time.or(unit),
    }
}

/// "Per vehicle four thousand", "monthly six thousand", "a month i could do two hundred".
pub(super) fn period_before(tokens: &Tokens, at: usize) -> Option<Period> {
    /// So many words may stand between the two.
    const REACH: usize = 5;
    let (by, unit) = (tokens.word_before(at, 2), tokens.word_before(at, 1));
    if matches!(by, "per" | "each") && UNITS.contains(unit) {
        return Some(Period::UnitTotal);
    }
    if matches!(
        unit,
        "monthly" | "weekly" | "yearly" | "annually" | "quarterly"
    ) {
        return span(unit);
    }
    // "By month I can give four hundred fifty."
    let by = (at.saturating_sub(REACH)..at).find(|&from| {
        tokens.word(from) == "by" && matches!(tokens.word(from + 1), "month" | "week" | "year")
    });
    if let Some(by) = by {
        return span(tokens.word(by + 1));
    }
    // "Our annual plan is ninety six thousand."
    let named = (at.saturating_sub(REACH)..at).rev().find_map(|from| {
        let time = match tokens.word(from) {
            "annual" | "yearly" => Period::Year,
            "monthly" => Period::Month,
            "weekly" => Period::Week,
            "quarterly" => Period::Quarter,
            _ => return None,
        };
        let put =
            (from + 1..at).any(|i| matches!(tokens.word(i), "is" | "'s" | "at" | "runs" | "costs"));
        put.then_some(time)
    });
    if named.is_some() {
        return named;
    }
    // It opens the sentence, so that it belongs to no figure before.
    (at.saturating_sub(REACH)..at).find_map(|from| {
        let opens = from == 0 || tokens.break_after(from - 1) >= Break::Sentence;
        let time = span(tokens.word(from + 1))
            .filter(|_| matches!(tokens.word(from), "a" | "per" | "every" | "each"))?;
        opens.then_some(time)
    })
}
