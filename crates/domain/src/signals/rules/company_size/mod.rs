//! How many people work for the buying organization?

mod correction;
mod parts;

use std::ops::Range;

use self::{correction::correction, parts::sum_of_parts};
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
    // "With the two drivers, sixteen."
    let later = counts.last().map_or(0, |last| last.quantity.number);
    counts.retain(|c| c.quantity.number == later || !is_included(reading, c));
    if let Some(changed) = correction(reading, context) {
        return Some(changed);
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
    with_me(reading, context)
}

/// Whether a number only says who else is in the sum: "counting the two cooks".
fn is_included(reading: &Reading, amount: &Money) -> bool {
    let number = amount.quantity.number;
    (1..=4).any(|back| {
        matches!(
            reading.tokens.word_before(number, back),
            "with" | "including" | "counting"
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

fn is_head_count(reading: &Reading, context: &Context<'_>, amount: &Money) -> bool {
    let tokens = &reading.tokens;
    let clause = reading.clause(amount.quantity.number);
    if amount.currency.is_some()
        || head_count(&amount.quantity).is_none()
        || amount.quantity.size().fract() != 0.0
        || reading.has(&[Tag::Hypothetical, Tag::OtherParty], clause.clone())
        || reading.is_question(&clause)
        || !has_lasting_tense(reading, amount)
    {
        return false;
    }
    let kind = counted(tokens, &amount.quantity);
    // "The one place", "one question" count nobody.
    let lone = amount.quantity.size() == 1.0 && kind != Counted::People && tokens.len() > 3;
    // "It feels like nine."
    let felt = matches!(
        tokens.word_before(amount.quantity.number, 1),
        "number" | "aged"
    ) || tokens.word_before(amount.quantity.number, 1) == "like"
        && matches!(
            tokens.word_before(amount.quantity.number, 2),
            "feels" | "looks" | "felt" | "seems"
        )
        || matches!(tokens.word(amount.quantity.end), "was" | "were");
    if lone || felt {
        return false;
    }
    if context.topic() == Some(Topic::Size) {
        return kind != Counted::Others && !is_part(reading, amount);
    }
    // Unasked, the organization itself must be the subject: "we're a 200-person team".
    let next = tokens.word(amount.quantity.end);
    let ours = (1..=4).any(|back| {
        matches!(
            tokens.word_before(amount.quantity.number, back),
            "we" | "us" | "company" | "have" | "our" | "me"
        )
    });
    let with_adjective = |at: usize| ORGANIZATIONS.contains(&tokens.word(at));
    let of_organization = matches!(
        next,
        "person" | "man" | "employee" | "people" | "strong" | "woman"
    ) && (with_adjective(amount.quantity.end + 1)
        || with_adjective(amount.quantity.end + 2));
    let ours = ours
        || tokens.word_before(amount.quantity.number, 1) == "a"
            && (clause.start..amount.quantity.number)
                .any(|at| matches!(tokens.word(at), "i" | "we" | "my" | "our" | "us"));
    let of_us = tokens.starts_with(amount.quantity.end, &["of", "us"])
        && (amount.quantity.end + 2..amount.quantity.end + 5).any(|at| {
            matches!(
                tokens.word(at),
                "work"
                    | "working"
                    | "here"
                    | "payroll"
                    | "employed"
                    | "total"
                    | "altogether"
                    | "wages"
                    | "books"
                    | "staff"
            )
        });
    let employs = (1..=3).any(|back| {
        matches!(
            tokens.word_before(amount.quantity.number, back),
            "employ" | "employs" | "employing"
        )
    });
    let staff_all = tokens.starts_with(amount.quantity.end, &["of", "them"])
        && (1..=3).any(|back| {
            matches!(
                tokens.word_before(amount.quantity.number, back),
                "staff" | "employees" | "workers" | "crew"
            )
        });
    let employs = employs || staff_all;
    let employees = matches!(next, "employees" | "staff" | "employee");
    let whole = says_whole(reading, amount) && kind != Counted::Others;
    kind != Counted::Others
        && (of_organization && ours
            || of_us
            || employs
            || employees && !is_part(reading, amount)
            || whole && kind == Counted::People && amount.quantity.size() > 3.0)
}

/// What a "forty-person …" is, when it employs people.
const ORGANIZATIONS: &[&str] = &[
    "agency",
    "biotech",
    "brewery",
    "business",
    "charity",
    "clinic",
    "company",
    "consultancy",
    "department",
    "district",
    "factory",
    "firm",
    "foundry",
    "lab",
    "nonprofit",
    "office",
    "operation",
    "organisation",
    "organization",
    "outfit",
    "plant",
    "practice",
    "school",
    "shop",
    "startup",
    "studio",
    "team",
    "nursery",
];

/// "We're going to five hundred by March" and "we were at two ninety" are not now.
fn has_lasting_tense(reading: &Reading, amount: &Money) -> bool {
    let back = |n: usize| reading.tokens.word_before(amount.quantity.number, n);
    let to_come = back(1) == "to" && matches!(back(2), "going" | "grow" | "growing" | "get")
        || back(1) == "be" && matches!(back(2), "will" | "would" | "to");
    let long_ago = {
        let clause = reading.clause(amount.quantity.number);
        (clause.start..amount.quantity.number)
            .any(|at| reading.tokens.starts_with(at, &["used", "to"]))
    };
    let over = long_ago || (1..=3).any(|n| matches!(back(n), "was" | "were"));
    !to_come && !over
}

/// Named as the whole organization.
fn says_whole(reading: &Reading, amount: &Money) -> bool {
    let tokens = &reading.tokens;
    let around =
        amount.quantity.number.saturating_sub(5)..(amount.quantity.end + 5).min(tokens.len());
    let number = amount.quantity.number;
    // What belongs to an earlier sentence says nothing of this number.
    let from = (number.saturating_sub(5)..number)
        .rfind(|&at| tokens.break_after(at) >= Break::Sentence)
        .map_or(number.saturating_sub(5), |at| at + 1);
    let before = from..number;
    around.clone().any(|at| {
        matches!(
            tokens.word(at),
            "total" | "altogether" | "overall" | "globally" | "worldwide" | "companywide"
        ) || tokens.starts_with(at, &["all", "told"])
            || tokens.starts_with(at, &["all", "up"])
            || tokens.starts_with(at, &["in", "all"])
            || tokens.starts_with(at, &["all", "in"])
            || tokens.starts_with(at, &["all", "of", "us"])
            || tokens.starts_with(at, &["counting", "all"])
    }) || before.clone().any(|at| {
        matches!(
            tokens.word(at),
            "company"
                | "group"
                | "institute"
                | "district"
                | "organization"
                | "firm"
                | "trust"
                | "chain"
                | "system"
                | "everyone"
                | "everybody"
                | "employees"
                | "rolls"
                | "books"
                | "payroll"
        ) || tokens.word(at) == "so" && tokens.word_before(at, 1) != "or"
    }) || tokens.starts_with(amount.quantity.number.saturating_sub(2), &["call", "it"])
        || tokens.starts_with(
            amount.quantity.number.saturating_sub(2),
            &["all", "together"],
        )
        || (amount.quantity.end..around.end).any(|at| {
            matches!(tokens.word(at), "payroll" | "wages")
                || tokens.starts_with(at, &["work", "here"])
        })
        || (amount.quantity.end..around.end)
            .take(5)
            .any(|at| matches!(tokens.word(at), "group" | "company" | "chain"))
}

/// Named as a part: "eighteen people on the returns side", "in my group".
fn is_part(reading: &Reading, amount: &Money) -> bool {
    let tokens = &reading.tokens;
    // What is said after "and" or a comma belongs to the next number.
    let end = (amount.quantity.end..(amount.quantity.end + 4).min(tokens.len()))
        .find(|&at| tokens.word(at) == "and" || tokens.break_after(at) != Break::None)
        .map_or(amount.quantity.end + 4, |at| {
            at + usize::from(tokens.word(at) != "and")
        });
    let start = (amount.quantity.number.saturating_sub(4)..amount.quantity.number)
        .rfind(|&at| tokens.break_after(at) != Break::None || tokens.word(at) == "and")
        .map_or(amount.quantity.number.saturating_sub(4), |at| at + 1);
    // "There's six here in this shop", "on the bridge there's four".
    let number = amount.quantity.number;
    let here = tokens.starts_with(amount.quantity.end, &["in", "this"])
        || tokens.starts_with(amount.quantity.end, &["at", "this"])
        || (start..number).any(|at| {
            tokens.starts_with(at, &["in", "this"])
                || tokens.word(at) == "this"
                    && matches!(
                        tokens.word(at + 1),
                        "branch"
                            | "campus"
                            | "depot"
                            | "lab"
                            | "location"
                            | "office"
                            | "plant"
                            | "shift"
                            | "shop"
                            | "site"
                            | "store"
                            | "unit"
                            | "ward"
                    )
        })
        || matches!(tokens.word(start), "in" | "on")
            && tokens.word(start + 1) == "the"
            && tokens.word(start + 3) == "there"
            && !matches!(
                tokens.word(start + 2),
                "books" | "payroll" | "company" | "firm" | "team" | "business" | "staff"
            );
    let of_them = matches!(tokens.word(amount.quantity.end + 1), "em" | "them")
        && tokens.word(amount.quantity.end) == "of"
        && matches!(tokens.word(amount.quantity.end + 2), "are" | "is");
    here || of_them
        || (start..end).any(|at| {
            matches!(
                tokens.word(at),
                "volunteers" | "reps" | "vehicles" | "students" | "side"
            ) || matches!(tokens.word(at), "sales" | "support") && tokens.word_before(at, 1) != "in"
                || tokens.starts_with(at, &["my", "team"])
                || tokens.starts_with(at, &["my", "group"])
                || tokens.starts_with(at, &["on", "nights"])
        })
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
    if alone || asked && reading.tokens.len() <= 4 {
        return Some(answer(1, at + 1));
    }
    let pair = asked && tokens.starts_with(at + 1, &["and", "a"]);
    let beast = matches!(
        tokens.word(at + 3),
        "dog" | "cat" | "van" | "laptop" | "phone" | "truck" | "prayer"
    );
    pair.then(|| answer(if beast { 1 } else { 2 }, at + 3))
}
