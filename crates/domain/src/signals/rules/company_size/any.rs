//! How many people, in words that are known to say so although no rule knew them.

use std::ops::Range;

use super::{
    counting::{opens_with_place, says_whole},
    exactly,
};
use crate::signals::{
    HeadCount,
    grammar::{
        head_count::{Counted, counted, head_count},
        head_parts::singles,
        money::Money,
    },
    reading::Reading,
    rules::finding::Context,
};

/// "Seven salary people, the rest are volunteers": who is paid.
fn stands(reading: &Reading, money: &Money) -> bool {
    matches!(
        reading.tokens.word(money.quantity.end),
        "salary" | "salaried" | "paid" | "employees" | "employed"
    )
}

/// The head count in these words, or the agent's that they agree to.
pub(in crate::signals) fn any_head_count(
    reading: &Reading,
    context: &Context<'_>,
) -> Option<(HeadCount, Range<usize>)> {
    let counts = |money: &&Money| {
        counted(&reading.tokens, &money.quantity) != Counted::Others
            && money.currency.is_none()
            && head_count(&money.quantity).is_some()
            && !opens_with_place(reading, money)
    };
    let said = reading
        .amounts
        .iter()
        .rev()
        .filter(counts)
        .find(|money| says_whole(reading, money) || stands(reading, money))
        .or_else(|| reading.amounts.iter().rev().find(counts));
    if let Some(money) = said {
        let words = money.quantity.start..money.quantity.end;
        return Some((head_count(&money.quantity)?, words));
    }
    // "Me and my sister."
    let named = singles(&reading.tokens);
    if named.has_me && named.people > 1 {
        return Some((exactly(named.people), 0..named.end));
    }
    let question = context.question.filter(|question| question.age == 0)?;
    let text = question.text.to_lowercase();
    let alone = ["just you", "only you", "on your own", "by yourself"]
        .iter()
        .any(|words| text.contains(words));
    let count = match (&question.people, alone) {
        (Some(count), _) => count.clone(),
        (None, true) => exactly(1),
        (None, false) => return None,
    };
    reading.amounts.is_empty().then(|| (count, reading.all()))
}
