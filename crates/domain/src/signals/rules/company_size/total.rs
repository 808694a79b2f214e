//! The number that closes a list of people: it takes in those who were named without one.

use super::{
    super::{Context, Finding},
    total_of,
};
use crate::signals::{
    grammar::{
        head_count::{Counted, counted, head_count},
        head_parts::singles,
        money::Money,
    },
    question::Topic,
    reading::Reading,
    tokens::Tokens,
};

/// Nobody forgets to count more of those who were named: "the vicar, Dutch, two clerks, six".
const UNCOUNTED_MAX: f64 = 4.0;

/// "Nine in the pens, me, and Ruth in the cafe. Eleven": the last number, when it is hardly more
/// than all before it.
pub(super) fn closing_total(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if context.topic() != Some(Topic::Size) {
        return None;
    }
    let tokens = &reading.tokens;
    let whole = |amount: &&Money| {
        amount.currency.is_none()
            && amount.quantity.min == amount.quantity.max
            && amount.quantity.size() >= 1.0
            && amount.quantity.size().fract() == 0.0
    };
    let (total, parts) = reading.amounts.split_last()?;
    if !whole(&total) || !parts.iter().all(|part| whole(&part)) || !closes(tokens, total) {
        return None;
    }
    let named = singles(tokens).people as f64;
    let counted_out = parts
        .iter()
        .map(|part| part.quantity.size())
        .filter(|part| *part > 1.0 || named == 0.0);
    // "… one for washing, nine. And me, ten": a number that sums up those before it is no part.
    let sum = counted_out.fold(0.0, |sum, part| {
        if sum > 0.0 && (part - sum).abs() < 0.5 {
            sum
        } else {
            sum + part
        }
    });
    let listed = parts.len() as f64 + named;
    let people = total.quantity.size();
    let takes_in = sum <= people && people <= sum + named + UNCOUNTED_MAX;
    let grown = people
        > parts
            .iter()
            .map(|part| part.quantity.size())
            .fold(0.0, f64::max);
    let count = head_count(&total.quantity)?;
    (listed > 1.0 && takes_in && grown).then(|| total_of(reading, context, total, count))
}

/// Whether a bare number stands at the end, joined to nothing before it.
fn closes(tokens: &Tokens, total: &Money) -> bool {
    /// "… nine, I make it", "… three of us".
    const AFTERWORDS: usize = 3;
    let end = total.quantity.end;
    let before = tokens.word_before(total.quantity.number, 1);
    let joined = matches!(
        before,
        "and"
            | "plus"
            | "another"
            | "with"
            | "or"
            | "than"
            | "have"
            | "got"
            | "the"
            | "of"
            | "counting"
    );
    // "The desk is four" is one part more, "that is four" the sum of them.
    let part = matches!(before, "is" | "are" | "'s")
        && !matches!(
            tokens.word_before(total.quantity.number, 2),
            "that" | "it" | "we"
        );
    let bare = counted(tokens, &total.quantity) == Counted::Bare
        || matches!(tokens.word(end), "people" | "staff" | "employees")
        || tokens.starts_with(end, &["of", "us"]);
    let ends = tokens.len() <= end + AFTERWORDS
        && !matches!(
            tokens.word(end),
            "in" | "on" | "at" | "for" | "to" | "from" | "who" | "when" | "part" | "full"
        );
    bare && ends && !joined && !part
}
