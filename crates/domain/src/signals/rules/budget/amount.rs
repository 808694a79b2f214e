//! The amount that is to be spent, with its currency and period.

use super::{
    super::{Context, Finding},
    eligible::is_budget,
    scale::{asked_period, scaled},
};
use crate::signals::{
    Period, SignalKind::Budget, SignalState::Positive, SignalValue, grammar::money::Money,
    reading::Reading,
};

/// An amount that can, will or is to be spent.
pub(super) fn amount(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let accepted: Vec<&Money> = reading
        .amounts
        .iter()
        .filter(|money| is_budget(reading, context, money))
        .collect();
    let last = *accepted.last()?;
    let mut amount = scaled(reading, context, last, &accepted).amount(context.setting.locale);
    // A period said with the first of two figures holds for the second, and so does a standing
    // one when only the figure is corrected.
    let in_total = reading.tokens.normal().contains(" total ");
    if last.period.is_none() && !in_total {
        amount.period = accepted
            .iter()
            .rev()
            .find_map(|money| money.period)
            .or_else(|| asked_period(context))
            .unwrap_or(Period::Total);
        if let Some(SignalValue::Amount(before)) = context
            .standing
            .0
            .get(&Budget)
            .and_then(|s| s.value.as_ref())
            && amount.period == Period::Total
            && last.currency.is_none_or(|c| c == before.currency)
        {
            amount.currency.clone_from(&before.currency);
            amount.period = before.period;
        }
    }
    if let [.., range, ceiling] = accepted.as_slice()
        && ceiling.quantity.min.is_none()
        && range.quantity.min < range.quantity.max
        && scaled(reading, context, range, &accepted).quantity.max
            == scaled(reading, context, last, &accepted).quantity.max
    {
        // "Twelve to fifteen lakhs, not more than fifteen."
        amount.min = scaled(reading, context, range, &accepted)
            .amount(context.setting.locale)
            .min;
    }
    if let [.., ceiling, target] = accepted.as_slice()
        && ceiling.quantity.min.is_none()
        && target.quantity.min == target.quantity.max
        && target.quantity.size() < ceiling.quantity.size()
    {
        let ceiling = scaled(reading, context, ceiling, &accepted).amount(context.setting.locale);
        amount.max = ceiling.max.max(amount.max);
    }
    let words = last.start..last.end;
    let finding = if last.is_explicit(&reading.tokens) {
        Finding::said(Budget, Positive, "budget.amount", words)
    } else {
        Finding::answered(Budget, Positive, "budget.amount_in_context", words)
    };
    Some(finding.with(SignalValue::Amount(amount)))
}
