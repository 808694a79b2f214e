//! What exactly was said, in the words in which people write it: a sum, a time frame, who decides, how
//! many people.

use jiff::civil::Date;
use midcall_domain::signals::{Amount, Cents, Decider, HeadCount, SignalValue, Timeframe};

/// The value of a signal, as of the date of the call.
///
/// `None` where it says nothing in particular.
#[must_use]
pub fn value(value: &SignalValue, called_on: Date) -> Option<String> {
    match value {
        SignalValue::Amount(amount) => money(amount),
        SignalValue::Timeframe(timeframe) => dates(timeframe, called_on),
        SignalValue::Decider(decider) => who_decides(decider),
        SignalValue::HeadCount(count) => people(count),
        SignalValue::Text(text) => Some(text.clone()),
    }
}

fn money(amount: &Amount) -> Option<String> {
    let of = |sum: Cents| match symbol(&amount.currency) {
        Some(symbol) => format!("{symbol}{}", price(sum)),
        None => format!("{} {}", amount.currency, price(sum)),
    };
    let range = range(amount.min, amount.max, of)?;
    Some(range + amount.period.after_sum())
}

fn symbol(currency: &str) -> Option<&'static str> {
    Some(match currency {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "INR" => "₹",
        "AUD" => "A$",
        "CAD" => "C$",
        _ => return None,
    })
}

fn dates(timeframe: &Timeframe, called_on: Date) -> Option<String> {
    let day = |date: Date| date.strftime("%-d %b %Y").to_string();
    // A time frame that has begun with the call says no more than its end.
    let start = timeframe.start.filter(|start| *start > called_on);
    Some(match (start, timeframe.end) {
        (Some(start), Some(end)) if start == end => format!("on {}", day(end)),
        (Some(start), Some(end)) => format!("{} – {}", day(start), day(end)),
        (Some(start), None) => format!("from {}", day(start)),
        (None, Some(end)) => format!("by {}", day(end)),
        (None, None) => return None,
    })
}

fn who_decides(decider: &Decider) -> Option<String> {
    let decides = decider
        .decision_maker
        .as_deref()
        .map(|who| format!("decides: {}", titles(who)));
    let role = decider.role.as_deref().map(titles);
    match (decides, role) {
        (Some(decides), Some(role)) => Some(format!("{decides} · role: {role}")),
        (Some(only), None) => Some(only),
        (None, Some(role)) => Some(format!("role: {role}")),
        (None, None) => None,
    }
}

/// Titles that are letters are written as such: `self, cfo`, “self, CFO”.
fn titles(text: &str) -> String {
    const LETTERS: [&str; 16] = [
        "ceo", "cfo", "chro", "ciso", "cio", "cmo", "cno", "coo", "cpo", "cro", "cto", "evp", "hr",
        "it", "svp", "vp",
    ];
    let words = text.split(' ').map(|word| {
        let is_letters = LETTERS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
        if is_letters {
            word.to_uppercase()
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn people(count: &HeadCount) -> Option<String> {
    let range = range(count.min, count.max, grouped)?;
    Some(
        range
            + if count.max == Some(1) {
                " person"
            } else {
                " people"
            },
    )
}

fn range<T: PartialEq>(min: Option<T>, max: Option<T>, of: impl Fn(T) -> String) -> Option<String> {
    Some(match (min, max) {
        (Some(min), Some(max)) if min == max => of(min),
        (Some(min), Some(max)) => format!("{}–{}", of(min), of(max)),
        (Some(min), None) => format!("at least {}", of(min)),
        (None, Some(max)) => format!("up to {}", of(max)),
        (None, None) => return None,
    })
}

/// Cents are shown where there are any.
fn price(sum: Cents) -> String {
    match sum.cents() {
        0 => grouped(sum.units()),
        cents => format!("{}.{cents:02}", grouped(sum.units())),
    }
}

/// With commas between thousands.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let head = digits.len() % 3;
    let groups = digits.as_bytes()[head..].chunks(3);
    let mut text = digits[..head].to_owned();
    for group in groups {
        if !text.is_empty() {
            text.push(',');
        }
        text.extend(group.iter().map(|digit| char::from(*digit)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let parsed: SignalValue = serde_json::from_str(json).unwrap();
        let called_on = Date::constant(2026, 3, 4);
        assert_eq!(value(&parsed, called_on).unwrap_or_default(), expected);
    }

    #[test]
    fn money_reads_like_money() {
        check(
            r#"{"min":50000,"max":50000,"currency":"USD","period":"total"}"#,
            "$50,000",
        );
        check(
            r#"{"min":1500,"max":2000,"currency":"GBP","period":"month"}"#,
            "£1,500–£2,000 a month",
        );
        check(
            r#"{"min":null,"max":20,"currency":"EUR","period":"unit_month"}"#,
            "up to €20 each a month",
        );
        check(
            r#"{"min":1000000,"max":null,"currency":"CHF","period":"year"}"#,
            "at least CHF 1,000,000 a year",
        );
        check(
            r#"{"min":12.5,"max":1250.05,"currency":"GBP","period":"unit_total"}"#,
            "£12.50–£1,250.05 each",
        );
    }

    #[test]
    fn time_frames_say_what_is_to_come() {
        check(
            r#"{"start":"2026-03-04","end":"2026-06-30"}"#,
            "by 30 Jun 2026",
        );
        check(
            r#"{"start":"2026-09-01","end":"2026-09-30"}"#,
            "1 Sep 2026 – 30 Sep 2026",
        );
        check(
            r#"{"start":"2026-03-09","end":"2026-03-09"}"#,
            "on 9 Mar 2026",
        );
        check(r#"{"start":"2026-04-01","end":null}"#, "from 1 Apr 2026");
    }

    #[test]
    fn people_are_people() {
        check(r#"{"min":200,"max":200}"#, "200 people");
        check(r#"{"min":1,"max":1}"#, "1 person");
        check(r#"{"min":20,"max":40}"#, "20–40 people");
        check(
            r#"{"role":"vp of operations","decision_maker":"self, cfo"}"#,
            "decides: self, CFO · role: VP of operations",
        );
    }

    #[test]
    fn thousands_have_commas() {
        assert_eq!(
            [grouped(7), grouped(999), grouped(1_234_567)],
            ["7", "999", "1,234,567"]
        );
    }
}
