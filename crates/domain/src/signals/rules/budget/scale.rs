//! What a bare figure means: "fifty" is fifty thousand where thousands are spoken of.

use super::super::Context;
use crate::signals::{
    Amount, Period,
    SignalKind::Budget,
    SignalValue,
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
    let small = money.quantity.size() < 1000.0 && money.quantity.scale < 1000.0;
    let per_unit_or_month = matches!(
        money.period.or_else(|| asked_period(context)),
        Some(
            Period::Day
                | Period::Week
                | Period::Month
                | Period::UnitTotal
                | Period::UnitMonth
                | Period::UnitYear
        )
    );
    let said_scale = all
        .iter()
        .map(|other| other.quantity.scale)
        .find(|scale| *scale >= 1000.0);
    let stands_in_thousands = stands_in_thousands(context);
    let asked_in_thousands = context
        .question
        .and_then(|q| q.money)
        .is_some_and(|offer| offer.quantity.size() >= 1000.0);
    let named = money.currency.is_some();
    let in_words = reading
        .tokens
        .word(money.quantity.number)
        .parse::<f64>()
        .is_err();
    let factor = if !small || named || per_unit_or_month || money.quantity.scale >= 100.0 {
        1.0
    } else if let Some(scale) = said_scale {
        scale
    } else if stands_in_thousands || asked_in_thousands || in_words {
        1000.0
    } else {
        1.0
    };
    Money {
        quantity: money.quantity.times(factor),
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
    matches!(
        context.standing.0.get(&Budget).and_then(|s| s.value.as_ref()),
        Some(SignalValue::Amount(Amount { min, max, .. })) if max.or(*min).is_some_and(|v| v >= 1000)
    )
}

/// "What do you want to spend per trailer?" sets the period of a bare figure.
pub(super) fn asked_period(context: &Context<'_>) -> Option<Period> {
    let question = context.question.filter(|q| q.topic.is_budget())?;
    let tokens = Tokens::read(&question.text);
    let found = (0..tokens.len())
        .rev()
        .find_map(|at| money::period(&tokens, at).0);
    let monthly = tokens.normal().contains(" monthly ") || tokens.normal().contains(" each month ");
    let head = tokens.normal().contains(" per head ") || tokens.normal().contains(" a head ");
    if head {
        return Some(Period::UnitTotal);
    }
    found.or(monthly.then_some(Period::Month))
}
