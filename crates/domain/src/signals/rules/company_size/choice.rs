//! Of several head counts in one breath, the one that stands alone: it concludes, it mends the one
//! before, or only it counts those who are paid.

use crate::signals::{
    grammar::money::Money,
    reading::Reading,
    tokens::{Break, Tokens},
};

/// The count that stands for all, if the words say which one.
pub(super) fn chosen<'a>(reading: &Reading, counts: &[&'a Money]) -> Option<&'a Money> {
    let (last, before) = counts.split_last()?;
    let tokens = &reading.tokens;
    let others = !before.is_empty()
        || reading
            .amounts
            .iter()
            .any(|amount| amount.quantity.end <= last.quantity.start);
    if others && concludes(tokens, last) {
        return Some(last);
    }
    let first = before.first()?;
    employed(tokens, counts)
        .or_else(|| (mends(tokens, first, last) || narrows(first, last)).then_some(*last))
}

/// "… so four", "… so that's the lot, five".
fn concludes(tokens: &Tokens, last: &Money) -> bool {
    /// A few words may lead up to the number.
    const REACH: usize = 5;
    let number = last.quantity.number;
    let so = (number.saturating_sub(REACH)..number)
        .rev()
        .find(|&at| tokens.word(at) == "so");
    let led = |so: usize| {
        (so + 1..number).all(|at| {
            matches!(
                tokens.word(at),
                "that"
                    | "is"
                    | "'s"
                    | "it"
                    | "we"
                    | "are"
                    | "makes"
                    | "the"
                    | "lot"
                    | "now"
                    | "us"
                    | "just"
            )
        })
    };
    let ends = last.quantity.end >= tokens.len()
        || tokens.break_after(last.quantity.end - 1) != Break::None
        || matches!(
            tokens.word(last.quantity.end),
            "only" | "now" | "all" | "people" | "of"
        );
    ends && so.is_some_and(led)
}

/// "Five. Well, six", "six hundred, I want to say six ten": the second is meant in place of the
/// first, which is about as large.
fn mends(tokens: &Tokens, first: &Money, last: &Money) -> bool {
    /// Parts of a whole are seldom as alike.
    const ALIKE: std::ops::RangeInclusive<f64> = 0.6..=1.67;
    let between = first.quantity.end..last.quantity.number;
    let alike = ALIKE.contains(&(last.quantity.size() / first.quantity.size().max(1.0)))
        && last.quantity.size() != first.quantity.size();
    let mended = between.clone().any(|at| {
        matches!(
            tokens.word(at),
            "well" | "actually" | "rather" | "say" | "sorry" | "wait"
        ) || tokens.starts_with(at, &["call", "it"])
            || tokens.starts_with(at, &["make", "it"])
            || tokens.starts_with(at, &["make", "that"])
            || tokens.word(at) == "no" && at > 0 && tokens.break_after(at - 1) != Break::None
    });
    // "Eight members. The cook's husband is no staff. Seven."
    let alone = last.quantity.number > 0
        && tokens.break_after(last.quantity.number - 1) >= Break::Sentence
        && last.quantity.end >= tokens.len()
        && last.quantity.size() < first.quantity.size();
    alike && (mended || alone)
}

/// "In the thirties. Thirty four, I'd put", "six all winter, I'd say six to fifteen": of a range and
/// a number in it, what is said last is meant.
fn narrows(first: &Money, last: &Money) -> bool {
    let ends = |money: &Money| money.quantity.min.zip(money.quantity.max);
    let (Some(first), Some(last)) = (ends(first), ends(last)) else {
        return false;
    };
    let holds = |range: (f64, f64), number: (f64, f64)| {
        range.0 < range.1 && range.0 <= number.0 && number.1 <= range.1
    };
    holds(first, last) || holds(last, first)
}

/// "Ten thousand badge holders, but we only employ six hundred and ten": who is paid.
fn employed<'a>(tokens: &Tokens, counts: &[&'a Money]) -> Option<&'a Money> {
    let marked = |count: &Money| {
        let number = count.quantity.number;
        let before = (number.saturating_sub(3)..number).any(|at| {
            matches!(tokens.word(at), "employ" | "employs")
                || tokens.starts_with(at, &["own", "roll"])
        });
        let after = matches!(
            tokens.word(count.quantity.end),
            "employees" | "salary" | "salaried" | "paid" | "employed"
        ) || tokens.starts_with(count.quantity.end, &["on", "payroll"])
            || tokens.starts_with(count.quantity.end, &["on", "the", "payroll"])
            || tokens.starts_with(count.quantity.end, &["of", "us", "get"])
            || tokens.starts_with(count.quantity.end, &["of", "us", "paid"])
            || tokens.starts_with(count.quantity.end, &["year", "round"])
            || tokens.starts_with(count.quantity.end, &["full", "time"])
            || tokens.starts_with(number.saturating_sub(2), &["year", "round"]);
        before || after
    };
    let total = |count: &Money| {
        let number = count.quantity.number;
        (number.saturating_sub(4)..number)
            .any(|at| tokens.word(at) == "total" && tokens.word(at + 1) == "staff")
            || tokens.starts_with(count.quantity.end, &["we", "have"])
    };
    let mut employed = counts
        .iter()
        .copied()
        .filter(|count| marked(count) || total(count));
    let only = employed.next()?;
    let largest = counts
        .iter()
        .all(|count| count.quantity.size() <= only.quantity.size());
    // "Four hundred on the books and a payroll of nine": a part is not the whole.
    let apart = counts
        .iter()
        .any(|count| count.quantity.size() >= 1.5 * only.quantity.size());
    (employed.next().is_none() && (largest || apart)).then_some(only)
}
