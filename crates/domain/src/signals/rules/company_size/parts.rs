//! Adds up the parts that the prospect names as all of the organization.

use super::{
    super::{Context, Finding},
    counting::says_whole,
    exactly, is_repaired, noun_end, people, size, total_of,
};
use crate::signals::{
    grammar::{
        head_count::{Counted, counted},
        head_parts::singles,
        money::Money,
    },
    question::Topic,
    reading::Reading,
    tokens::Break,
};

/// Words that show that a second number is no further part.
const NO_PARTS: &[&str] = &[
    "across",
    "at",
    "but",
    "casual",
    "casuals",
    "come",
    "comes",
    "contract",
    "contractors",
    "goes",
    "going",
    "if",
    "including",
    "last",
    "maybe",
    "next",
    "now",
    "of",
    "or",
    "season",
    "so",
    "while",
];

/// "Sixteen plumbers, two in the office": parts that the prospect names as all of it.
pub(super) fn sum_of_parts(
    reading: &Reading,
    context: &Context<'_>,
    counts: &[&Money],
) -> Option<Finding> {
    let asked = context.topic() == Some(Topic::Size);
    let closed = closing(reading);
    let closes = closed.is_some();
    if !asked && !closes && !says_all_up(reading) {
        return None;
    }
    let named = singles(&reading.tokens);
    let exact = |c: &&Money| c.quantity.min == c.quantity.max;
    // "One van driver" was named one by one.
    let parts: Vec<&&Money> = counts
        .iter()
        .filter(|c| c.quantity.size() > 1.0 || named.people == 0)
        .filter(|c| closed.is_none_or(|at| c.quantity.number < at || is_last_word(reading, c)))
        .collect();
    if !parts.iter().all(|c| exact(c)) {
        return None;
    }
    let concluded = parts.last().copied().copied().filter(|c| {
        let joined = matches!(
            reading.tokens.word_before(c.quantity.number, 1),
            "and" | "plus" | "another"
        );
        (closes || named.has_me && named.people > 1)
            && is_last_word(reading, c)
            && !joined
            && named.people + parts.len() as u64 > 2
    });
    if let Some(total) = concluded.or_else(|| said_total(reading, &parts, named.people)) {
        let words = total.quantity.start..noun_end(reading, total);
        let count = people(reading, total)?;
        return Some(size(
            context,
            "company_size.total",
            "company_size.total",
            words,
            count,
        ));
    }
    if !asked && !closes {
        return None;
    }
    let (start, end) = match (parts.first(), parts.last()) {
        (Some(first), Some(last)) => (first.quantity.start, noun_end(reading, last).max(named.end)),
        _ => (0, named.end),
    };
    let numbers: f64 = parts.iter().map(|c| c.quantity.size()).sum();
    let people = numbers as u64 + named.people;
    let plain = !is_repaired(reading)
        && !parts.iter().any(|c| says_whole(reading, c))
        && parts
            .windows(2)
            .all(|pair| pair[1].quantity.number > pair[0].quantity.end)
        && !is_said_twice(reading, &parts)
        && !(parts.first().map_or(0, |c| c.quantity.end)..reading.tokens.len()).any(|at| {
            // "Six of us" is a part like any other.
            NO_PARTS.contains(&reading.tokens.word(at))
                && !(parts.first().is_some_and(|c| c.quantity.end == at)
                    && reading.tokens.starts_with(at, &["of", "us"]))
        });
    // "Three brothers and a cousin."
    let opens = parts.first().is_some_and(|c| c.quantity.number <= 1) && reading.tokens.len() <= 8;
    let listed = match parts.len() {
        0 => named.people > 1 && (closes || named.has_me),
        1 => named.people > 0 && (closes || plain && (named.has_me || opens)),
        _ => closes || plain,
    };
    let few = parts.len() > 1 || named.people > 0;
    (listed && few).then(|| {
        size(
            context,
            "company_size.sum",
            "company_size.sum",
            start..end.max(start + 1),
            exactly(people),
        )
    })
}

/// "A dozen. Ana, Ana, Bea … yeah, twelve": the same number again is no second part.
fn is_said_twice(reading: &Reading, parts: &[&&Money]) -> bool {
    let [first, second] = parts else {
        return false;
    };
    let number = second.quantity.number;
    let joined = (first.quantity.end..number)
        .any(|at| matches!(reading.tokens.word(at), "and" | "plus" | "another"));
    first.quantity.size() == second.quantity.size() && !joined
}

/// A last number that is the sum of all before it, the unnumbered counted in: "thirty attorneys and
/// thirty five support staff, so sixty five".
pub(super) fn adding_up(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let asked = context.topic() == Some(Topic::Size);
    if !asked && closing(reading).is_none() && !says_all_up(reading) {
        return None;
    }
    let whole = |amount: &&Money| {
        amount.currency.is_none()
            && amount.quantity.min == amount.quantity.max
            && amount.quantity.size() >= 1.0
            && amount.quantity.size().fract() == 0.0
    };
    let numbers: Vec<&Money> = reading.amounts.iter().filter(whole).collect();
    let named = singles(&reading.tokens).people;
    let last = numbers.len().checked_sub(1).filter(|last| *last >= 1)?;
    let total = numbers[last];
    let sum: f64 = numbers[..last]
        .iter()
        .map(|part| part.quantity.size())
        .sum();
    let people = total.quantity.size();
    let tokens = &reading.tokens;
    if let Some(people) = run_together(total).filter(|people| {
        let part = total.quantity.size().div_euclid(100.0);
        (sum + part - people).abs() < 0.5
    }) {
        // "Twenty four and four, twenty eight."
        let words = total.quantity.start..total.quantity.end;
        return Some(size(
            context,
            "company_size.total",
            "company_size.total",
            words,
            exactly(people as u64),
        ));
    }
    let so = matches!(
        tokens.word_before(total.quantity.number, 1),
        "so" | "makes" | "us" | "total" | "it"
    );
    let ends = tokens.break_after(total.quantity.end - 1) != Break::None
        || total.quantity.end == tokens.len()
        || says_whole(reading, total);
    let was = tokens.word_before(total.quantity.number, 1) == "was";
    let named = if so || last >= 2 { 0..=named } else { 0..=0 };
    let adds = (last >= 2 || so)
        && named
            .into_iter()
            .any(|more| last as u64 + more > 1 && (sum + more as f64 - people).abs() < 0.5);
    let count = people_of(total)?;
    let counts = counted(tokens, &total.quantity) != Counted::Others;
    (adds && (so || ends) && counts && !was).then(|| total_of(reading, context, total, count))
}

/// The last part of a number that may be two, heard as one: "four twenty eight".
fn run_together(total: &Money) -> Option<f64> {
    let size = total.quantity.size();
    (total.quantity.scale == 1.0 && (110.0..1000.0).contains(&size)).then(|| size.rem_euclid(100.0))
}

fn people_of(total: &Money) -> Option<crate::signals::HeadCount> {
    crate::signals::grammar::head_count::head_count(&total.quantity)
}

/// The number that is the sum of all other parts: "six fitters, a cook and me, eight".
fn said_total<'a>(reading: &Reading, parts: &[&'a &'a Money], named: u64) -> Option<&'a Money> {
    let sum: u64 = parts.iter().map(|c| c.quantity.size() as u64).sum();
    let others = parts.len() as u64 + named > 1;
    parts.iter().rev().copied().copied().find(|c| {
        let people = c.quantity.size() as u64;
        let rest = sum - people.min(sum);
        // "That's sixteen" sums up, "the yard is sixteen" adds to it.
        let adds = reading.tokens.word_before(c.quantity.number, 1) == "is"
            && matches!(
                reading.tokens.word_before(c.quantity.number, 3),
                "the" | "our" | "and"
            );
        let concludes = !adds
            && matches!(
                reading.tokens.word_before(c.quantity.number, 1),
                "so" | "total" | "makes" | "is"
            )
            && reading.tokens.word_before(c.quantity.number, 2) != "or"
            && parts
                .last()
                .is_some_and(|last| last.quantity.number == c.quantity.number)
            && parts
                .iter()
                .all(|part| part.quantity.size() <= c.quantity.size());
        // "Twelve in the yard, three here and her, so sixteen."
        if concludes && others && people >= rest {
            return true;
        }
        let few = parts.len() > 2 || named > 0;
        let stands = reading.tokens.break_after(c.quantity.end - 1) != Break::None
            || c.quantity.end == reading.tokens.len()
            || says_whole(reading, c);
        others && stands && few && people >= 2 && (rest..=rest + named).contains(&people)
    })
}

/// Whether a number ends the text.
fn is_last_word(reading: &Reading, amount: &Money) -> bool {
    amount.quantity.end == reading.tokens.len()
}

/// "That's all of us", "that's the lot": everybody was named.
fn closing(reading: &Reading) -> Option<usize> {
    let tokens = &reading.tokens;
    reading.all().find(|&at| {
        let thats = matches!(tokens.word(at), "that" | "which" | "thats")
            && matches!(tokens.word(at + 1), "is" | "makes" | "'s");
        let all = matches!(
            tokens.word(at + 2),
            "all" | "everyone" | "everybody" | "us" | "whole" | "it"
        ) || matches!(tokens.word(at + 2), "the" | "your" | "my" | "our")
            && matches!(
                tokens.word(at + 3),
                "lot"
                    | "empire"
                    | "outfit"
                    | "firm"
                    | "business"
                    | "shebang"
                    | "operation"
                    | "staff"
                    | "gang"
                    | "show"
                    | "payroll"
                    | "whole"
                    | "full"
                    | "entire"
                    | "team"
                    | "company"
                    | "crew"
                    | "total"
            );
        // "And nobody else draws a wage."
        let nobody = matches!(tokens.word(at), "nobody" | "none") && tokens.word(at + 1) == "else"
            || tokens.starts_with(at, &["no", "one", "else"]);
        // "… so whatever that is", "… and that's the orchard."
        let whatever =
            tokens.word(at) == "whatever" && matches!(tokens.word(at + 1), "that" | "it");
        let named = thats && tokens.word(at + 2) == "the" && at + 5 >= tokens.len();
        thats && all || nobody || whatever || named
    })
}

/// "Eight all up."
fn says_all_up(reading: &Reading) -> bool {
    let tokens = &reading.tokens;
    reading.all().any(|at| {
        tokens.starts_with(at, &["all", "up"])
            || tokens.starts_with(at, &["all", "told"])
            || tokens.starts_with(at, &["in", "all"])
    })
}
