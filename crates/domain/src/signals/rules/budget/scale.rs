//! What a bare figure means: "fifty" is fifty thousand where thousands are spoken of.

use super::super::Context;
use crate::signals::{
    Period,
    grammar::money::{self, Money},
    reading::Reading,
    tokens::Tokens,
};

/// Gives a bare figure its thousands: "fifty to sixty for year one".
pub(super) fn scaled(
    reading: &Reading,
    context: &Context<'_>,
    money: &Money,
    all: &[&Money],
) -> Money {
    let quantity = &money.quantity;
    let period = money.period.or_else(|| asked_period(context));
    // "Fifty dollars", "two hundred" and "three fifty a month" mean what they say.
    let literal = quantity.size() >= 1000.0
        || quantity.scale >= 100.0
        || money.currency.is_some()
        || !matches!(
            period,
            None | Some(Period::Total | Period::Quarter | Period::Year)
        );
    let asked_in_thousands = context
        .question
        .and_then(|question| question.money)
        .is_some_and(|offer| offer.quantity.size() >= 1000.0);
    // Nobody budgets fifty dollars in words; digits are taken as they are written.
    let in_words = !reading
        .tokens
        .word(quantity.number)
        .starts_with(|c: char| c.is_ascii_digit());
    let said_scale = all
        .iter()
        .map(|other| other.quantity.scale)
        .find(|scale| *scale >= 1000.0);
    let factor = match said_scale {
        _ if literal => 1.0,
        Some(scale) => scale,
        None if in_words || asked_in_thousands || stands_in_thousands(context) => 1000.0,
        None => 1.0,
    };
    Money {
        quantity: quantity.times(factor),
        ..*money
    }
}

/// "Between ten and twenty five" when thousands stand already.
pub(super) fn in_standing_thousands(context: &Context<'_>, offer: Money) -> Money {
    let small = offer.quantity.size() < 1000.0;
    let factor = if small && stands_in_thousands(context) {
        1000.0
    } else {
        1.0
    };
    Money {
        quantity: offer.quantity.times(factor),
        ..offer
    }
}

fn stands_in_thousands(context: &Context<'_>) -> bool {
    context
        .standing_amount()
        .is_some_and(|amount| amount.max.or(amount.min) >= Some(1000))
}

/// "What do you want to spend per trailer?" sets the period of a bare figure.
pub(super) fn asked_period(context: &Context<'_>) -> Option<Period> {
    let question = context.question.filter(|q| q.topic.is_budget())?;
    let tokens = Tokens::read(&question.text);
    let asks = |words: &str| tokens.normal().contains(words);
    if asks(" per head ") || asks(" a head ") {
        return Some(Period::UnitTotal);
    }
    (0..tokens.len())
        .rev()
        .find_map(|at| money::period(&tokens, at).0)
        .or_else(|| asks(" monthly ").then_some(Period::Month))
        .or_else(|| asks(" each month ").then_some(Period::Month))
}
