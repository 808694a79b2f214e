//! How many people work for the buying organization?

mod any;
mod choice;
mod correction;
mod counting;
mod parts;
#[cfg(test)]
mod tests;
mod total;

use std::ops::Range;

pub(in crate::signals) use self::any::any_head_count;
use self::{
    choice::chosen,
    correction::correction,
    counting::{is_head_count, says_whole},
    parts::{adding_up, sum_of_parts},
    total::closing_total,
};
use super::{Context, Finding};
use crate::signals::{
    HeadCount,
    SignalKind::CompanySize,
    SignalState::Positive,
    SignalValue,
    grammar::{
        head_count::{Counted, counted, head_count},
        money::Money,
    },
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::Break,
};

/// Applies the company size rules: a count of the whole stands before any other.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if reading.tokens.starts_with(0, &["welcome", "to"]) {
        return None;
    }
    let mut counts: Vec<&Money> = reading
        .amounts
        .iter()
        .filter(|amount| is_head_count(reading, context, amount))
        .collect();
    // "With the two drivers, sixteen", "sixteen with the two drivers".
    let later = counts.last().map_or(0, |last| last.quantity.number);
    let largest = counts.iter().map(|c| c.quantity.size()).fold(0.0, f64::max);
    counts.retain(|c| {
        let concludes = c.quantity.number == later && c.quantity.size() >= largest;
        concludes || !is_included(reading, c)
    });
    if let Some(changed) = correction(reading, context) {
        return Some(changed);
    }
    if let Some(total) = adding_up(reading, context).or_else(|| closing_total(reading, context)) {
        return Some(total);
    }
    counts = latest(reading, counts);
    if let Some(chosen) = chosen(reading, &counts) {
        let words = chosen.quantity.start..noun_end(reading, chosen);
        let count = people(reading, chosen)?;
        return Some(size(
            context,
            "company_size.answer",
            "company_size.said",
            words,
            count,
        ));
    }
    if let Some(range) = season(reading, context, &counts) {
        return Some(range);
    }
    if let Some(sum) = sum_of_parts(reading, context, &counts) {
        return Some(sum);
    }
    if let Some(pair) = me_and(reading, context, &counts) {
        return Some(pair);
    }
    // Without a repair, the first number answers and the others only explain it.
    let plain = if is_repaired(reading) {
        counts.last()
    } else {
        counts.first()
    };
    let whole = counts
        .iter()
        .rev()
        .find(|c| says_whole(reading, c))
        .or(plain);
    if let Some(amount) = whole {
        let count = people(reading, amount)?;
        let words = amount.quantity.start..noun_end(reading, amount);
        return Some(size(
            context,
            "company_size.answer",
            "company_size.said",
            words,
            count,
        ));
    }
    with_me(reading, context).or_else(|| affirmed(reading, context))
}

/// "So thirty of you?" "That's right."
fn affirmed(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    /// A yes says little besides.
    const SHORT: usize = 5;
    let question = context
        .question
        .filter(|q| q.age == 0 && q.topic == Topic::Size)?;
    let count = question.people.clone()?;
    let yes = reading.opens_with(Tag::Affirm).or_else(|| {
        (reading.tokens.word(0) == "fair")
            .then(|| reading.phrases.of(Tag::Affirm, reading.all()).next())
            .flatten()
    })?;
    let denied = reading.has(&[Tag::Deny, Tag::DontKnow], reading.all());
    (reading.tokens.len() <= SHORT && !denied && reading.amounts.is_empty()).then(|| {
        Finding::answered(CompanySize, Positive, "company_size.affirmed", yes.range())
            .with(SignalValue::HeadCount(count))
    })
}

/// What is left of several counts when some are over: "ninety in winter, but today it's fifty
/// three", "310. Hang on, that was before Millbrook joined us. 364."
fn latest<'a>(reading: &Reading, counts: Vec<&'a Money>) -> Vec<&'a Money> {
    let tokens = &reading.tokens;
    let over = (1..tokens.len()).rfind(|&at| {
        tokens.word(at) == "that"
            && matches!(tokens.word(at + 1), "is" | "was")
            && matches!(
                tokens.word(at + 2),
                "before" | "without" | "with" | "counting"
            )
    });
    let is_now = |count: &&Money| {
        let now = |at: usize| {
            matches!(
                tokens.word(at),
                "now" | "today" | "currently" | "presently" | "nowadays"
            ) || tokens.starts_with(at, &["these", "days"])
                || tokens.starts_with(at, &["at", "the", "moment"])
        };
        let number = count.quantity.number;
        (number.saturating_sub(4)..number).any(now)
            || (count.quantity.end..count.quantity.end + 3).any(now)
    };
    let fresh: Vec<&Money> = match over {
        Some(over) => counts
            .iter()
            .copied()
            .filter(|c| c.quantity.number > over)
            .collect(),
        None if !is_repaired(reading) => {
            counts.last().copied().filter(is_now).into_iter().collect()
        }
        None => Vec::new(),
    };
    if fresh.is_empty() { counts } else { fresh }
}

/// "Anything from fifteen in winter to thirty in summer"; who went from ten to forty is forty.
fn season(reading: &Reading, context: &Context<'_>, counts: &[&Money]) -> Option<Finding> {
    let [low, high] = counts else {
        return None;
    };
    let tokens = &reading.tokens;
    let number = low.quantity.number;
    let from = tokens.word_before(number, 1) == "from" || tokens.word_before(number, 2) == "from";
    let to = tokens.word_before(high.quantity.number, 1) == "to"
        && high.quantity.number - low.quantity.end <= 6;
    let grown = (number.saturating_sub(3)..number)
        .any(|at| matches!(tokens.word(at), "went" | "grew" | "gone" | "grown" | "up"));
    if !from || !to || low.quantity.size() >= high.quantity.size() {
        return None;
    }
    let mut count = head_count(&high.quantity)?;
    if !grown {
        count.min = head_count(&low.quantity)?.min;
    }
    let words = low.quantity.start..high.quantity.end;
    Some(size(
        context,
        "company_size.answer",
        "company_size.said",
        words,
        count,
    ))
}

/// Whether a number only says who else is in the sum: "counting the two cooks".
fn is_included(reading: &Reading, amount: &Money) -> bool {
    let number = amount.quantity.number;
    (1..=4).any(|back| {
        matches!(
            reading.tokens.word_before(number, back),
            "with" | "including" | "counting" | "inside"
        )
    }) && !(1..=2).any(|back| {
        matches!(
            reading.tokens.word_before(number, back),
            "are" | "is" | "'s" | "am"
        )
    })
}

/// The people of a count; "sixty plus" has no end.
fn people(reading: &Reading, amount: &Money) -> Option<HeadCount> {
    let tokens = &reading.tokens;
    let count = head_count(&amount.quantity)?;
    let plus = amount.quantity.end;
    let open = tokens.word(plus) == "plus"
        && (plus + 1 >= tokens.len()
            || tokens.break_after(plus) != Break::None
            || matches!(
                tokens.word(plus + 1),
                "people" | "employees" | "staff" | "i" | "we" | "it" | "in" | "dear" | "sir"
            ));
    Some(if open {
        HeadCount { max: None, ..count }
    } else {
        count
    })
}

/// A finding, as an answer or as a statement of its own.
fn size(
    context: &Context<'_>,
    answered: &'static str,
    said: &'static str,
    words: Range<usize>,
    count: HeadCount,
) -> Finding {
    let finding = if context.topic() == Some(Topic::Size) {
        Finding::answered(CompanySize, Positive, answered, words)
    } else {
        Finding::said(CompanySize, Positive, said, words)
    };
    finding.with(SignalValue::HeadCount(count))
}

/// The number that sums up the parts before it.
fn total_of(reading: &Reading, context: &Context<'_>, total: &Money, count: HeadCount) -> Finding {
    let words = total.quantity.start..noun_end(reading, total);
    let rule = "company_size.total";
    size(context, rule, rule, words, count)
}

/// "Ninety, no, that's with the students, it's really seventy."
fn is_repaired(reading: &Reading) -> bool {
    let really = |at: usize| matches!(reading.tokens.word(at), "really" | "wait" | "correction");
    // "Fifty, no, that's with the drivers."
    let taken_back = |at: usize| {
        reading.tokens.starts_with(at, &["no", "that", "is"])
            || reading.tokens.starts_with(at, &["no", "that", "was"])
    };
    reading.has(&[Tag::Repair], reading.all())
        || reading.all().any(really)
        || (1..reading.tokens.len()).any(taken_back)
}

fn exactly(people: u64) -> HeadCount {
    HeadCount {
        min: Some(people),
        max: Some(people),
    }
}

fn noun_end(reading: &Reading, amount: &Money) -> usize {
    let noun = counted(&reading.tokens, &amount.quantity) == Counted::People;
    (amount.quantity.end + usize::from(noun)).min(reading.tokens.len())
}

/// "Me and three lads".
fn me_and(reading: &Reading, context: &Context<'_>, counts: &[&Money]) -> Option<Finding> {
    let first = counts.first()?;
    let at = first.quantity.number;
    let tokens = &reading.tokens;
    let mine =
        matches!(tokens.word_before(at, 2), "me" | "myself") && tokens.word_before(at, 1) == "and";
    let asked = context.topic() == Some(Topic::Size);
    let people = first.quantity.size() as u64 + 1;
    (mine && asked && first.quantity.size() < 50.0 && first.quantity.min == first.quantity.max)
        .then(|| {
            size(
                context,
                "company_size.with_me",
                "company_size.with_me",
                at - 2..first.quantity.end,
                exactly(people),
            )
        })
}

/// "Me and two guys", "just me".
fn with_me(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let tokens = &reading.tokens;
    let asked = context.topic() == Some(Topic::Size);
    let at = reading.all().find(|&at| {
        let alone = matches!(tokens.word_before(at, 1), "just" | "is" | "only" | "all")
            || at == 0
            || tokens.break_after(at - 1) != Break::None;
        matches!(tokens.word(at), "me" | "myself" | "muggins") && alone
    })?;
    let answer = |people: u64, end: usize| {
        Finding::said(CompanySize, Positive, "company_size.with_me", at..end)
            .with(SignalValue::HeadCount(exactly(people)))
    };
    if matches!(tokens.word(at + 1), "and" | "plus")
        && let Some(others) = reading.amounts.iter().find(|a| a.quantity.number == at + 2)
        && others.quantity.size() < 50.0
        && others.currency.is_none()
    {
        return Some(answer(
            others.quantity.size() as u64 + 1,
            others.quantity.end + 1,
        ));
    }
    let alone = reading.has(&[Tag::Owner], reading.all())
        && (at..reading.tokens.len()).any(|i| {
            tokens.starts_with(i, &["sole", "trader"])
                || tokens.starts_with(i, &["self", "employed"])
        });
    // "Nope, it's only me in here."
    let only = matches!(tokens.word_before(at, 1), "just" | "only")
        && !matches!(tokens.word(at + 1), "and" | "plus" | "my" | "the")
        && reading.tokens.len() <= 8
        && reading.amounts.is_empty();
    if alone || asked && (only || reading.tokens.len() <= 4) {
        return Some(answer(1, at + 1));
    }
    let pair = asked && tokens.starts_with(at + 1, &["and", "a"]);
    let beast = matches!(
        tokens.word(at + 3),
        "dog" | "cat" | "van" | "laptop" | "phone" | "truck" | "prayer"
    );
    pair.then(|| answer(if beast { 1 } else { 2 }, at + 3))
}
