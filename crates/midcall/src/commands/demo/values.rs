//! The value of a signal in a few words, short enough for a column.

use midcall_domain::signals::{Amount, Cents, SignalValue};

/// Says what exactly was said, if a value was named.
pub(super) fn in_words(value: &SignalValue) -> Option<String> {
    match value {
        SignalValue::Amount(Amount {
            min, max, currency, ..
        }) => {
            let of = |sum: Cents| match currency.as_str() {
                "USD" => format!("${}", price(sum)),
                _ => format!("{} {currency}", price(sum)),
            };
            range(*min, *max, of)
        }
        SignalValue::Timeframe(timeframe) => {
            let day = |date: jiff::civil::Date| date.strftime("%-d %b %Y").to_string();
            match (timeframe.start, timeframe.end) {
                (_, Some(end)) => Some(format!("by {}", day(end))),
                (Some(start), None) => Some(format!("from {}", day(start))),
                (None, None) => None,
            }
        }
        SignalValue::Decider(decider) => match decider.decision_maker.as_deref() {
            Some("self") => Some("decides alone".to_owned()),
            Some(who) => Some(format!("decides: {who}")),
            None => decider.role.clone(),
        },
        SignalValue::HeadCount(count) => {
            range(count.min, count.max, grouped).map(|count| format!("{count} people"))
        }
        SignalValue::Text(text) => Some(text.clone()),
    }
}

fn range<T: PartialEq>(min: Option<T>, max: Option<T>, of: impl Fn(T) -> String) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(of(min)),
        (Some(min), Some(max)) => Some(format!("{}–{}", of(min), of(max))),
        (Some(min), None) => Some(format!("at least {}", of(min))),
        (None, Some(max)) => Some(format!("up to {}", of(max))),
        (None, None) => None,
    }
}

/// Cents are shown where there are any.
fn price(sum: Cents) -> String {
    match sum.cents() {
        0 => grouped(sum.units()),
        cents => format!("{}.{cents:02}", grouped(sum.units())),
    }
}

/// With a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(value: Value, expected: &str) {
        let value: SignalValue = serde_json::from_value(value).unwrap();
        assert_eq!(in_words(&value).as_deref(), Some(expected));
    }

    #[test]
    fn values_are_short() {
        let amount =
            |min, max| json!({"min": min, "max": max, "currency": "USD", "period": "total"});
        check(amount(Some(50_000), Some(50_000)), "$50,000");
        check(amount(None, Some(1_250_000)), "up to $1,250,000");
        check(
            json!({"min": 12.5, "max": 12.5, "currency": "USD", "period": "unit_total"}),
            "$12.50",
        );
        check(
            json!({"start": null, "end": "2027-06-30"}),
            "by 30 Jun 2027",
        );
        check(
            json!({"role": "owner", "decision_maker": "self"}),
            "decides alone",
        );
        check(json!({"min": 200, "max": 200}), "200 people");
    }
}
