//! How many people work for the buying organization?

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
    let counts: Vec<&Money> = reading
        .amounts
        .iter()
        .filter(|amount| is_head_count(reading, context, amount))
        .collect();
    if let Some(sum) = sum_of_parts(reading, context, &counts) {
        return Some(sum);
    }
    // Without a repair, the first number answers and the others only explain it.
    let plain = if reading.has(&[Tag::Repair], reading.all()) {
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
        let count = head_count(&amount.quantity)?;
        let words = amount.quantity.start..noun_end(reading, amount);
        let finding = if context.topic() == Some(Topic::Size) {
            Finding::answered(CompanySize, Positive, "company_size.answer", words)
        } else {
            Finding::said(CompanySize, Positive, "company_size.said", words)
        };
        return Some(finding.with(SignalValue::HeadCount(count)));
    }
    with_me(reading, context)
}

/// Words that show that a second number is no further part.
const NO_PARTS: &[&str] = &[
    "across",
    "at",
    "but",
    "casual",
    "casuals",
    "contract",
    "contractors",
    "going",
    "if",
    "including",
    "last",
    "maybe",
    "next",
    "now",
    "of",
    "or",
    "plus",
    "season",
    "so",
    "while",
];

/// "Sixteen plumbers, two in the office": parts that the prospect names as all of it.
fn sum_of_parts(reading: &Reading, context: &Context<'_>, counts: &[&Money]) -> Option<Finding> {
    let (first, last) = (counts.first()?, counts.last()?);
    let exact = |c: &&Money| c.quantity.min == c.quantity.max && !says_whole(reading, c);
    let apart = |pair: &[&Money]| pair[1].quantity.number > pair[0].quantity.end;
    let rest = first.quantity.end..reading.tokens.len();
    let parts = counts.len() > 1
        && context.topic() == Some(Topic::Size)
        && !reading.has(&[Tag::Repair], reading.all())
        && counts.iter().all(exact)
        && counts.windows(2).all(apart)
        && !rest
            .clone()
            .any(|at| NO_PARTS.contains(&reading.tokens.word(at)));
    let people: f64 = counts.iter().map(|c| c.quantity.size()).sum();
    let words = first.quantity.start..noun_end(reading, last);
    parts.then(|| {
        Finding::answered(CompanySize, Positive, "company_size.sum", words)
            .with(SignalValue::HeadCount(exactly(people as u64)))
    })
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
    let of_organization = matches!(next, "person" | "man" | "employee" | "people")
        && matches!(
            tokens.word(amount.quantity.end + 1),
            "team"
                | "company"
                | "shop"
                | "firm"
                | "business"
                | "outfit"
                | "organization"
                | "organisation"
                | "startup"
                | "agency"
        );
    let employees = matches!(next, "employees" | "staff" | "employee");
    let whole = says_whole(reading, amount) && kind != Counted::Others;
    kind != Counted::Others
        && (of_organization && ours
            || employees && !is_part(reading, amount)
            || whole && kind == Counted::People)
}

/// "We're going to five hundred by March" and "we were at two ninety" are not now.
fn has_lasting_tense(reading: &Reading, amount: &Money) -> bool {
    let back = |n: usize| reading.tokens.word_before(amount.quantity.number, n);
    let to_come = back(1) == "to" && matches!(back(2), "going" | "grow" | "growing" | "get")
        || back(1) == "be" && matches!(back(2), "will" | "would" | "to");
    let over = (1..=3).any(|n| matches!(back(n), "was" | "were"));
    !to_come && !over
}

/// Named as the whole organization.
fn says_whole(reading: &Reading, amount: &Money) -> bool {
    let tokens = &reading.tokens;
    let around =
        amount.quantity.number.saturating_sub(5)..(amount.quantity.end + 5).min(tokens.len());
    let before = amount.quantity.number.saturating_sub(5)..amount.quantity.number;
    around.clone().any(|at| {
        matches!(
            tokens.word(at),
            "total" | "altogether" | "overall" | "globally" | "worldwide" | "companywide"
        )
    }) || before.clone().any(|at| {
        matches!(
            tokens.word(at),
            "company" | "group" | "institute" | "district" | "organization" | "so"
        )
    }) || (amount.quantity.end..around.end)
        .take(5)
        .any(|at| matches!(tokens.word(at), "group" | "company"))
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
    (start..end).any(|at| {
        matches!(
            tokens.word(at),
            "sales" | "support" | "volunteers" | "reps" | "vehicles" | "students" | "side"
        ) || tokens.starts_with(at, &["my", "group"])
            || tokens.starts_with(at, &["on", "nights"])
    })
}

/// "Me and two guys", "just me".
fn with_me(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let tokens = &reading.tokens;
    let asked = context.topic() == Some(Topic::Size);
    let at = reading.all().find(|&at| {
        tokens.word(at) == "me"
            && (matches!(tokens.word_before(at, 1), "just" | "is" | "only") || asked)
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
    (asked && tokens.starts_with(at + 1, &["and", "a"])).then(|| answer(2, at + 3))
}
