//! Reads the cents that are said after a price.

use super::{number, quantity::Quantity};
use crate::signals::tokens::{Break, Tokens};

/// "Four pounds eighty five", "eighteen pounds and fifty pence", "ninety nine cents".
pub(super) fn with_cents(tokens: &Tokens, whole: Quantity) -> Quantity {
    let coin = |at: usize| matches!(tokens.word(at), "pence" | "p" | "cents" | "cent" | "paise");
    let Some(value) = whole.max.filter(|value| value.fract() == 0.0) else {
        return whole;
    };
    let end = whole.end;
    let set = |value: f64, end: usize| Quantity {
        min: Some(value),
        max: Some(value),
        end,
        ..whole
    };
    // "Cents on the dollar" are a share.
    if coin(end) && value < 100.0 && tokens.word(end + 1) != "on" {
        return set(value / 100.0, end + 1);
    }
    let unit = matches!(
        tokens.word(end),
        "pounds"
            | "pound"
            | "quid"
            | "dollars"
            | "dollar"
            | "bucks"
            | "buck"
            | "euros"
            | "euro"
            | "rupees"
    );
    let signed = matches!(tokens.word_before(whole.start, 1), "$" | "£" | "€");
    if !(unit || signed)
        || whole.scale > 100.0
        || tokens.break_after(end.saturating_sub(1)) != Break::None
        || unit && tokens.break_after(end) != Break::None
    {
        return whole;
    }
    let joined = usize::from(tokens.word(end + usize::from(unit)) == "and");
    let next = end + usize::from(unit) + joined;
    let Some(cents) = number::read(tokens, next)
        .filter(|n| n.scale == 1.0 && (1.0..100.0).contains(&n.value) && n.value.fract() == 0.0)
    else {
        return whole;
    };
    let named = coin(cents.end);
    // "Twenty dollars five" may count anything, "twenty dollars thirty" hardly.
    let plain = unit && joined == 0 && cents.value >= 10.0 && ends_price(tokens, cents.end);
    if named || plain {
        set(value + cents.value / 100.0, cents.end + usize::from(named))
    } else {
        whole
    }
}

/// Whether a price may end before word `at`, so that nothing else is counted there.
fn ends_price(tokens: &Tokens, at: usize) -> bool {
    tokens.break_after(at.saturating_sub(1)) != Break::None
        || matches!(
            tokens.word(at),
            "" | "a"
                | "an"
                | "per"
                | "each"
                | "every"
                | "for"
                | "and"
                | "or"
                | "is"
                | "'s"
                | "all"
                | "but"
                | "apiece"
                | "tops"
                | "max"
                | "if"
                | "so"
                | "plus"
                | "at"
                | "i"
                | "we"
                | "that"
                | "the"
                | "with"
                | "it"
                | "would"
                | "works"
                | "suits"
                | "sounds"
                | "maximum"
                | "on"
        )
}
