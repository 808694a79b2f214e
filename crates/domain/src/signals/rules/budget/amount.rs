//! The amount that is to be spent, with its currency and period.

use super::{
    super::{Context, Finding},
    eligible::is_budget,
    scale::{asked_period, scaled},
};
use crate::signals::{
    SignalKind::Budget, SignalState::Positive, SignalValue, grammar::money::Money, reading::Reading,
};

/// An amount that can, will or is to be spent.
pub(super) fn amount(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let accepted: Vec<&Money> = reading
        .amounts
        .iter()
        .filter(|money| is_budget(reading, context, money))
        .collect();
    let last = *accepted.last()?;
    let in_full =
        |money: &Money| scaled(reading, context, money, &accepted).amount(context.setting.locale);
    let mut amount = in_full(last);
    if last.period.is_none() && !reading.tokens.normal().contains(" total ") {
        // A period said with the first of two figures holds for the second.
        let said = accepted.iter().rev().find_map(|money| money.period);
        if let Some(period) = said.or_else(|| asked_period(context)) {
            amount.period = period;
        } else if let Some(before) = context.standing_amount()
            && last.currency.is_none_or(|code| code == before.currency)
        {
            // Only the figure is corrected: the rest of what stands goes on standing.
            amount.currency.clone_from(&before.currency);
            amount.period = before.period;
        }
    }
    if let [.., first, second] = accepted.as_slice() {
        let (first, second) = (in_full(first), in_full(second));
        let exact = second.min.is_some() && second.min == second.max;
        if second.min.is_none() && first.min < first.max && first.max == second.max {
            // "Twelve to fifteen lakhs, not more than fifteen."
            amount.min = first.min;
        } else if first.min.is_none() && exact && second.max < first.max {
            // "Approved up to six twenty, but we'd like to stay around five fifty."
            amount.max = first.max;
        }
    }
    let words = last.start..last.end;
    let finding = if last.is_explicit(&reading.tokens) {
        Finding::said(Budget, Positive, "budget.amount", words)
    } else {
        Finding::answered(Budget, Positive, "budget.amount_in_context", words)
    };
    Some(finding.with(SignalValue::Amount(amount)))
}
