//! What a bare figure means: "fifty" is fifty thousand where thousands are spoken of.

use super::super::Context;
use crate::signals::{
    Period,
    grammar::money::{self, Money, with_unit},
    question::Topic,
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
    // Beside a price in hundreds, or another figure in pounds, a bare figure means what it says.
    let literal = literal
        || comparable(context, money)
        || stands_alike(context, quantity.size())
        || all.iter().any(|other| {
            // "Seven ten a month, and seven ten is what you would get."
            other.quantity.size() == quantity.size()
                && matches!(
                    other.period,
                    Some(
                        Period::Day
                            | Period::Week
                            | Period::Month
                            | Period::UnitTotal
                            | Period::UnitMonth
                    )
                )
        })
        || all.iter().any(|other| {
            other.currency.is_some() && (1.0..1000.0).contains(&other.quantity.size())
        });
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

/// "Make it three forty" when three hundred stands.
fn stands_alike(context: &Context<'_>, size: f64) -> bool {
    context.standing_amount().is_some_and(|amount| {
        let stood = amount.size();
        stood < 1000.0 && (0.2..=5.0).contains(&(size / stood.max(1.0)))
    })
}

/// Whether a figure is of the size of the price the agent named.
pub(super) fn comparable(context: &Context<'_>, money: &Money) -> bool {
    /// Nobody haggles over more.
    const TIMES: f64 = 5.0;
    let asked = context
        .question
        .filter(|q| q.topic.is_budget())
        .and_then(|q| q.money);
    context.offered.copied().or(asked).is_some_and(|offer| {
        // "Around sixty four for the year" may be thousands itself.
        let vague = offer.currency.is_none()
            && offer.quantity.size() < 100.0
            && matches!(offer.period, None | Some(Period::Year | Period::Total));
        let ratio = money.quantity.size() / offer.quantity.size().max(1.0);
        !vague && (1.0 / TIMES..=TIMES).contains(&ratio)
    })
}

pub(super) fn stands_in_thousands(context: &Context<'_>) -> bool {
    context
        .standing_amount()
        .is_some_and(|amount| amount.size() >= 1000.0)
}

/// "What do you want to spend per trailer?" sets the period of a bare figure.
pub(super) fn asked_period(context: &Context<'_>) -> Option<Period> {
    let question = context.question.filter(|q| q.topic.is_budget())?;
    let tokens = Tokens::read(&question.text);
    let asks = |words: &str| tokens.normal().contains(words);
    if asks(" per head ") || asks(" a head ") {
        return Some(Period::UnitTotal);
    }
    let amount = question.topic == Topic::BudgetAmount;
    let starts: Vec<usize> = (0..tokens.len())
        .rev()
        .filter(|&at| {
            let starts = matches!(
                tokens.word(at),
                "a" | "an"
                    | "per"
                    | "each"
                    | "every"
                    | "for"
                    | "monthly"
                    | "weekly"
                    | "yearly"
                    | "annually"
                    | "quarterly"
                    | "apiece"
            );
            // "So a camera might help" names a thing, "what would you pay a camera" counts by it.
            let thing = matches!(tokens.word(at), "a" | "an")
                && !is_paid_by(tokens.word_before(at, 1))
                && matches!(money::period(&tokens, at).0, Some(Period::UnitTotal));
            let before = tokens.word_before(at, 1);
            starts
                && !thing
                && (before != "in" || amount)
                && !matches!(before, "within" | "than" | "got")
        })
        .collect();
    let covers = |at: &usize| money::period(&tokens, *at).0;
    let unit = starts.iter().filter_map(covers).find(|period| {
        matches!(
            period,
            Period::UnitTotal | Period::UnitMonth | Period::UnitYear
        )
    });
    starts
        .iter()
        .find_map(covers)
        .and_then(|period| with_unit(Some(period), unit))
        .or_else(|| asks(" monthly ").then_some(Period::Month))
        .or_else(|| asks(" each month ").then_some(Period::Month))
}

/// Words a thing is counted by after: "pay a head", "at a seat".
fn is_paid_by(word: &str) -> bool {
    matches!(
        word,
        "pay"
            | "paying"
            | "spend"
            | "spending"
            | "go"
            | "do"
            | "budget"
            | "price"
            | "to"
            | "at"
            | "cost"
            | "much"
            | "figure"
            | "number"
            | "dollars"
            | "pounds"
            | "quid"
            | "rate"
            | "put"
            | "manage"
            | "give"
    )
}
