//! What a bare figure means: "fifty" is fifty thousand where thousands are spoken of.

use super::super::Context;
use crate::signals::{
    Period,
    grammar::{
        money::{Money, in_cents},
        money_period::{self, with_unit},
        unit_words::LARGE_UNITS,
    },
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
    let period = money.period.or_else(|| asked_period(context));
    // "What were you thinking per guest?" "Twelve fifty."
    let large = || {
        context.question.is_some_and(|question| {
            let tokens = &question.tokens;
            (0..tokens.len()).any(|at| LARGE_UNITS.holds(tokens, at))
        })
    };
    let cents = in_cents(
        &reading.tokens,
        money.quantity,
        period,
        context.setting.locale,
    );
    let quantity = &if money.period.is_none() && cents != money.quantity && !large() {
        cents
    } else {
        money.quantity
    };
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
        })
        || reading
            .amounts
            .iter()
            .any(|other| is_beside(other, quantity.size()));
    let asked_in_thousands = context
        .question
        .and_then(|question| question.money)
        .is_some_and(|offer| offer.quantity.size() >= 1000.0);
    // Nobody budgets fifty dollars, said or written; larger digits are taken as they are written.
    let in_words = !reading
        .tokens
        .word(quantity.number)
        .starts_with(|c: char| c.is_ascii_digit());
    // "Six fifty" is hundreds already, unless thousands are spoken of.
    let hundreds = in_words && quantity.scale == 1.0 && (100.0..1000.0).contains(&quantity.size());
    let said_scale = all
        .iter()
        .map(|other| other.quantity.scale)
        .find(|scale| *scale >= 1000.0);
    let factor = match said_scale {
        _ if literal => 1.0,
        Some(scale) => scale,
        None if hundreds
            && (!asked_in_thousands || near_thousand(context))
            && !stands_in_thousands(context)
            && !buys_house(reading, context) =>
        {
            1.0
        }
        None if in_words
            || quantity.size() < 100.0
            || asked_in_thousands
            || stands_in_thousands(context) =>
        {
            1000.0
        }
        None => 1.0,
    };
    let factor = by_reference(reading, context, money, all).unwrap_or(factor);
    Money {
        quantity: quantity.times(factor),
        ..*money
    }
}

/// "We pay $31 a head and I'd go to forty": whatever the other figure is for, it shows the scale.
fn is_beside(other: &Money, size: f64) -> bool {
    other.currency.is_some()
        && (1.0..1000.0).contains(&other.quantity.size())
        && (0.4..=2.5).contains(&(size / other.quantity.size()))
}

/// Whether the agent's figure is of a few thousand only, so that hundreds may answer it.
fn near_thousand(context: &Context<'_>) -> bool {
    const FEW: f64 = 5000.0;
    context
        .question
        .and_then(|question| question.money)
        .is_some_and(|offer| offer.quantity.size() < FEW)
}

/// "Four ten to four forty" for a house are thousands.
fn buys_house(reading: &Reading, context: &Context<'_>) -> bool {
    const LARGE: &[&str] = &[
        "house",
        "home",
        "property",
        "apartment",
        "condo",
        "flat",
        "mortgage",
        "preapproved",
        "building",
        "acreage",
        "land",
        "premises",
        "thousands",
        "bedroom",
    ];
    let large = |tokens: &Tokens| (0..tokens.len()).any(|at| LARGE.contains(&tokens.word(at)));
    large(&reading.tokens)
        || context
            .question
            .is_some_and(|question| large(&question.tokens))
}

/// What a bare figure must be multiplied by to be of the size of what is spoken of: "closer to
/// sixteen" after "around twelve hundred a month", "only cleaning is four" of six lakhs.
fn by_reference(
    reading: &Reading,
    context: &Context<'_>,
    money: &Money,
    all: &[&Money],
) -> Option<f64> {
    /// Nobody corrects a figure by more.
    const TIMES: f64 = 3.0;
    let size = money.quantity.size();
    let bare = money.currency.is_none() && money.quantity.scale < 100.0;
    let in_words = reading
        .tokens
        .word(money.quantity.number)
        .starts_with(char::is_alphabetic);
    if !bare || !(1.0..1000.0).contains(&size) {
        return None;
    }
    let beside = all
        .iter()
        .map(|other| other.quantity)
        .filter(|other| other.scale >= 100.0 && other.scale != 1e3)
        .map(|other| other.size());
    let asked = context
        .question
        .filter(|q| q.topic.is_budget() || q.topic == Topic::Aside)
        .and_then(|q| q.money)
        .map(|offer| offer.quantity.size());
    let offered = context.offered.map(|offer| offer.quantity.size());
    let stands = context.standing_amount().map(crate::signals::Amount::size);
    beside
        .chain(asked)
        .chain(offered)
        .chain(stands)
        .filter(|reference| *reference >= 100.0 || in_words && size >= 100.0 && *reference >= 1.0)
        .find_map(|reference| {
            let near = |by: f64| {
                let ratio = size * by / reference;
                (1.0 / TIMES..=TIMES).contains(&ratio)
            };
            // Thousands are left out of thousands, hundreds only of "twelve hundred".
            let factors = [1.0, 1e5, 1e3, 1e7, 1e6, 100.0];
            // "Four fifty a box" of 4.50 are cents.
            let cents = reference < 100.0 && near(0.01) && size >= 100.0 && !near(1.0);
            let factor = factors.into_iter().find(|by| near(*by) && reference >= *by);
            factor.or(cents.then_some(0.01))
        })
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
    let question = context.question.filter(|q| {
        // "And what do you pay a year?", then "I'd pay that again".
        let pays = || (0..q.tokens.len()).any(|at| q.tokens.word(at) == "pay");
        q.topic.is_budget() || q.asks_figure || q.age == 0 && (q.money.is_some() || pays())
    })?;
    let tokens = &question.tokens;
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
                && matches!(money_period::period(tokens, at).0, Some(Period::UnitTotal));
            let before = tokens.word_before(at, 1);
            starts
                && !thing
                && (before != "in" || amount)
                && !matches!(before, "within" | "than" | "got")
        })
        .collect();
    let covers = |at: &usize| money_period::period(tokens, *at).0;
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
        .or_else(|| asks(" by the month ").then_some(Period::Month))
        .or_else(|| asks(" in the month ").then_some(Period::Month))
        .or_else(|| asks(" quarterly ").then_some(Period::Quarter))
        .or_else(|| asks(" weekly ").then_some(Period::Week))
        .or_else(|| {
            let annual = |noun| asks(" annual ") && asks(noun);
            [" budget ", " spend ", " figure ", " number ", " amount "]
                .into_iter()
                .any(annual)
                .then_some(Period::Year)
        })
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
            | "manage"
            | "give"
    )
}
