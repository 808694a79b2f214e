//! Whether two figures of one breath are the ends of what is wanted.

use super::super::Context;
use crate::signals::{grammar::money::Money, reading::Reading, tokens::Tokens};

/// Whether two exact figures are the ends of what is wanted: "forty eight thousand, but I'd love to
/// land at forty", "twenty two, but she could live with twenty five", "she says eight, I say ten".
pub(super) fn spanned(
    reading: &Reading,
    first: &Money,
    second: &Money,
    (low, high): (f64, f64),
) -> bool {
    let tokens = &reading.tokens;
    let says = |range: std::ops::Range<usize>, words: &[&str]| {
        range.clone().any(|at| words.contains(&tokens.word(at)))
    };
    let before = |money: &Money| money.start.saturating_sub(7)..money.start;
    let around = |money: &Money| money.start.saturating_sub(6).max(first.end)..money.end + 6;
    let wished = says(
        first.end.max(before(second).start)..second.start,
        &[
            "love", "like", "rather", "happier", "hope", "hoping", "prefer", "ideally", "nicer",
        ],
    ) && says(
        first.end..second.start,
        &["but", "though", "although", "ideally", "happier"],
    );
    let stretched = says(
        first.end..second.start,
        &[
            "live", "stretch", "push", "pinch", "squeeze", "limit", "absolute",
        ],
    ) && says(first.end..second.start, &["but", "could", "at", "maybe"]);
    let between = (second.end..tokens.len()).any(|at| {
        tokens.word(at) == "between"
            && matches!(tokens.word(at + 1), "" | "those" | "them" | "that")
            || tokens.starts_with(at, &["in", "between"])
            || tokens.starts_with(at, &["in", "the", "middle"])
            || tokens.starts_with(at, &["anything", "in", "there"])
            || matches!(tokens.word(at), "neighborhood" | "neighbourhood")
    });
    let ends = says(around(first), &["low", "bottom", "lower"])
        && says(second.start..second.end + 6, &["high", "top", "upper"]);
    // "Forty thousand, and I can put forty five if it also makes it cold."
    let only_if = low < high
        && high <= low * 1.6
        && (second.end..second.end + 2).any(|at| tokens.word(at) == "if");
    // "Four bucks a head wouldn't bother me, five's where I'd stop."
    let stopping = low < high && high <= low * 1.6 && stops_at(tokens, second.end);
    wished && high < low || stretched && low < high || between || ends || only_if || stopping
}

/// "They charge me two seventy nine": what is paid, not what is wanted.
pub(super) fn is_paid_now(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
    /// The verb stands closely before.
    const REACH: usize = 5;
    let tokens = &reading.tokens;
    let start = reading.clause(money.start).start;
    let paying = (money.start.saturating_sub(REACH).max(start)..money.start).any(|at| {
        matches!(
            tokens.word(at),
            "paying" | "charge" | "charging" | "charges" | "costs" | "costing" | "pays"
        )
    });
    let now = |tokens: &Tokens, at: usize| matches!(tokens.word(at), "now" | "currently");
    let asked = context
        .question
        .is_some_and(|question| (0..question.tokens.len()).any(|at| now(&question.tokens, at)));
    paying || asked || (money.end..money.end + 2).any(|at| now(tokens, at))
}

/// "… is where I'd stop", "… I'd blink but I'd sign": what is said of the highest figure.
fn stops_at(tokens: &Tokens, end: usize) -> bool {
    (end..end + 6).any(|at| {
        tokens.word(at) == "where"
            && matches!(tokens.word(at + 1), "i" | "we" | "he" | "she" | "they")
            && (at + 2..at + 5).any(|i| tokens.word(i).starts_with("stop"))
    })
}
