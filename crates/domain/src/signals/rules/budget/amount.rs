//! The amount that is to be spent, with its currency and period.

use super::{
    super::{Context, Finding},
    asked::{Limit, asks_limit},
    eligible::is_budget,
    retraction::is_standing,
    scale::{asked_period, comparable, scaled},
};
use crate::signals::{
    Amount, Period,
    SignalKind::Budget,
    SignalState::Positive,
    SignalValue,
    grammar::money::{Money, with_unit},
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::{Break, Tokens},
};

/// An amount that can, will or is to be spent.
pub(super) fn amount(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    amount_among(reading, context, |money| is_budget(reading, context, money))
}

/// The amount in words that are known to be about a budget, though no rule knew it.
pub(in crate::signals) fn any_amount(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    amount_among(reading, context, |_| true)
}

fn amount_among(
    reading: &Reading,
    context: &Context<'_>,
    accepts: impl Fn(&Money) -> bool,
) -> Option<Finding> {
    let amounts = in_short(reading, context);
    let mut accepted: Vec<&Money> = amounts.iter().filter(|money| accepts(money)).collect();
    // "It's twelve now, not fifteen": what stands already is not what is new.
    if accepted.iter().any(|money| !is_standing(context, money)) {
        let renewed = reading.has(&[Tag::NewAmount], reading.all());
        accepted.retain(|money| !renewed || !is_standing(context, money));
    }
    // Beside a full figure a small bare one counts something else: "six thousand for the two".
    let full = |money: &Money| {
        money.is_explicit(&reading.tokens)
            || money.quantity.size() >= 100.0
            || money.period.is_some()
    };
    if let Some(whole) = accepted.iter().copied().find(|money| full(money)) {
        let all = accepted.clone();
        accepted.retain(|money| {
            let size = scaled(reading, context, money, &all).quantity.size();
            let ratio = size / whole.quantity.size().max(1.0);
            full(money) || (0.2..=5.0).contains(&ratio)
        });
    }
    let last = *accepted.last()?;
    let in_full =
        |money: &Money| scaled(reading, context, money, &accepted).amount(context.setting);
    let mut amount = in_full(last);
    if last.period.is_none() && !reading.tokens.normal().contains(" total ") {
        // A period said with the first of two figures holds for the second.
        let said = accepted.iter().rev().find_map(|money| money.period);
        let stood = context.standing_amount().map(|before| before.period);
        let refined = matches!(stood, Some(Period::UnitMonth | Period::UnitYear));
        let asked = asked_period(context).filter(|p| !(refined && *p == Period::UnitTotal));
        // A counter-offer is for what the price was for.
        let offered = || {
            context
                .offered
                .filter(|_| last.currency.is_none() && comparable(context, last))
                .and_then(|offer| offer.period)
                .filter(|p| !(refined && *p == Period::UnitTotal))
        };
        if let Some(period) = said.or(asked).or_else(offered) {
            amount.period = period;
        } else if let Some(before) = context.standing_amount()
            && last.currency.is_none_or(|code| code == before.currency)
        {
            // Only the figure is corrected: the rest of what stands goes on standing.
            amount.currency.clone_from(&before.currency);
            amount.period = before.period;
        }
    }
    let bound = accepted
        .iter()
        .rfind(|m| m.quantity.min.is_none() != m.quantity.max.is_none());
    let renewed = reading.has(&[Tag::WrongAmount], reading.all());
    if let Some(bound) = bound.map(|m| in_full(m))
        && amount.min == amount.max
        && let Some(by) = [1, 1000, 100_000]
            .into_iter()
            .find(|by| bound.max.or(bound.min).map(|said| said.saturating_mul(*by)) == amount.max)
    {
        // "At least ninety thousand, the ninety's certain": said again, it is still a bound.
        let full = |end: Option<u64>| end.map(|said| said.saturating_mul(by));
        (amount.min, amount.max) = (full(bound.min), full(bound.max));
    } else if let [.., first, second] = accepted.as_slice()
        && !renewed
    {
        let (first, second) = (in_full(first), in_full(second));
        let exact = second.min.is_some() && second.min == second.max;
        if second.min.is_none() && first.min < first.max && first.max == second.max {
            // "Twelve to fifteen lakhs, not more than fifteen."
            amount.min = first.min;
        } else if second.min.is_none() && first.min == first.max && first.max < second.max {
            // "We'd like five fifty, six twenty is the limit."
            amount.min = first.min;
        } else if first.min.is_none() && exact && second.max < first.max {
            // "Approved up to six twenty, but we'd like to stay around five fifty."
            amount.max = first.max;
        }
    }
    if let Some(unit) = asked_period(context).filter(|_| last.period.is_some()) {
        // "Per van?" "Thirty a month."
        amount.period = with_unit(last.period, Some(unit)).unwrap_or(amount.period);
    }
    limited(context, &mut amount);
    let words = last.start..last.end;
    let finding = if last.is_explicit(&reading.tokens) {
        Finding::said(Budget, Positive, "budget.amount", words)
    } else {
        Finding::answered(Budget, Positive, "budget.amount_in_context", words)
    };
    Some(finding.with(SignalValue::Amount(amount)))
}

/// A figure given for "the most you'd go to" is a ceiling.
fn limited(context: &Context<'_>, amount: &mut Amount) {
    let exact = amount.min.is_some() && amount.min == amount.max;
    let Some(question) = context.question.filter(|q| q.topic.is_budget() && exact) else {
        return;
    };
    match asks_limit(&Tokens::read(&question.text)) {
        Some(Limit::Most) => amount.min = None,
        Some(Limit::Least) => amount.max = None,
        None => {}
    }
}

/// The amounts, with "eighteen five" read as eighteen thousand five hundred.
fn in_short(reading: &Reading, context: &Context<'_>) -> Vec<Money> {
    let mut amounts: Vec<Money> = Vec::with_capacity(reading.amounts.len());
    for next in &reading.amounts {
        let digit = next.quantity.size();
        let joined = amounts.last_mut().filter(|first| {
            let head = first.quantity.size();
            let bare = first.quantity.scale == 1.0 && next.quantity.scale == 1.0;
            first.end == next.start
                && bare
                && first.currency.is_none()
                && (1.0..10.0).contains(&digit)
                && digit.fract() == 0.0
                && first.quantity.min == first.quantity.max
                && next.quantity.min == next.quantity.max
                && reading.tokens.break_after(first.end.saturating_sub(1)) == Break::None
                && (11.0..100.0).contains(&head)
                && context
                    .topic()
                    .is_none_or(|t| t.is_budget() || t == Topic::Aside)
        });
        if let Some(first) = joined {
            let value = first.quantity.size() * 1000.0 + digit * 100.0;
            (first.quantity.min, first.quantity.max) = (Some(value), Some(value));
            first.quantity.scale = 1000.0;
            first.quantity.end = next.quantity.end;
            (first.currency, first.period, first.end) = (next.currency, next.period, next.end);
        } else {
            amounts.push(*next);
        }
    }
    amounts
}
