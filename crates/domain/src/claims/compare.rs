//! Whether a claimed value is the one that the prospect's words give.
//!
//! Figures, dates and names must be the same. What the words add to them (a period, a bound) need
//! not be: what stands is read from the words, so a claim can only point at it.

use crate::signals::{Decider, SignalValue};

/// Whether `claimed` says the same as `derived`.
pub(super) fn is_same(claimed: &SignalValue, derived: &SignalValue) -> bool {
    match (claimed, derived) {
        (SignalValue::Amount(a), SignalValue::Amount(b)) => {
            a.currency == b.currency && figures(a.min, a.max) == figures(b.min, b.max)
        }
        (SignalValue::HeadCount(a), SignalValue::HeadCount(b)) => {
            figures(a.min, a.max) == figures(b.min, b.max)
        }
        (SignalValue::Timeframe(a), SignalValue::Timeframe(b)) => match (a.end, b.end) {
            (Some(a), Some(b)) => a == b,
            (None, None) => a.start == b.start,
            _ => false,
        },
        (SignalValue::Decider(a), SignalValue::Decider(b)) => {
            let (claimed, derived) = (names(a), names(b));
            !claimed.is_empty() && claimed.iter().all(|name| derived.contains(name))
        }
        (SignalValue::Text(a), SignalValue::Text(b)) => a == b,
        _ => false,
    }
}

/// "Up to fifty" and "fifty" name the same figure.
fn figures<T: Copy>(min: Option<T>, max: Option<T>) -> (Option<T>, Option<T>) {
    (min.or(max), max.or(min))
}

fn names(decider: &Decider) -> Vec<String> {
    let named = [&decider.role, &decider.decision_maker];
    let names = named.into_iter().flatten().flat_map(|who| who.split(','));
    names.map(|name| name.trim().to_lowercase()).collect()
}
