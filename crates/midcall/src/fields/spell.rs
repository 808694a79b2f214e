//! One value between what it means and how a field of an org spells it.

use midcall_domain::{
    leads::{FieldRole, FieldValue, Kind, Policy},
    signals::Cents,
    time::Timestamp,
};
use midcall_salesforce::{Reason, datetime};
use serde_json::Value;

use super::{Limits, Target, Unfit};

/// What says that a transcript does not begin at its beginning.
const CUT_FRONT: &str = "[earlier turns cut: the transcript is longer than this field]";

/// The value as the field takes it: cut where text is too long for it. Without limits, as it is.
///
/// # Errors
///
/// When the field cannot take this value.
pub fn spell(target: &Target, value: &FieldValue, limits: Option<&Limits>) -> Result<Value, Unfit> {
    let Some(limits) = limits else {
        return Ok(plain(value));
    };
    let text = match value {
        FieldValue::Text(text) => text.clone(),
        FieldValue::Number(_) | FieldValue::Amount(_) if limits.is_text() => digits(value),
        FieldValue::Number(_) | FieldValue::Amount(_) => return number(target, value, limits),
        FieldValue::Empty if matches!(target.kind, Kind::Flag) => return Ok(Value::Bool(false)),
        _ => return Ok(plain(value)),
    };
    if let Some(words) = &limits.words
        && !words.contains(&text)
    {
        return Err(Unfit {
            reason: Reason::PicklistValue,
            seen: format!(
                "{} takes listed values only, and \"{}\" is none of them",
                target.name,
                shortened(&text, 60)
            ),
            to_do: format!(
                "add \"{}\" to {}, for every record type, or make it unrestricted; then retry",
                shortened(&text, 60),
                target.name
            ),
        });
    }
    if limits.length == 0 || chars(&text) <= limits.length {
        return Ok(Value::from(text));
    }
    if target.key == FieldRole::Signals.into() {
        // Half of it could not be read any more.
        return Err(Unfit {
            reason: Reason::TextTooLong,
            seen: format!(
                "{} holds {} characters, and {} have {}",
                target.name,
                limits.length,
                target.content,
                chars(&text)
            ),
            to_do: format!("lengthen {} to 32,768 characters; then retry", target.name),
        });
    }
    if target.policy == Policy::Append {
        return Err(Unfit {
            reason: Reason::TextTooLong,
            seen: format!(
                "{} holds {} characters, and what is there leaves no room for more",
                target.name, limits.length
            ),
            to_do: format!(
                "shorten what is in {}, or map {} to a longer field; then retry",
                target.name, target.content
            ),
        });
    }
    Ok(Value::from(if target.is_transcript {
        last_turns(&text, limits.length)
    } else {
        shortened(&text, limits.length)
    }))
}

fn plain(value: &FieldValue) -> Value {
    match value {
        FieldValue::Number(number) => Value::from(*number),
        FieldValue::Amount(amount) => serde_json::to_value(amount).unwrap_or(Value::Null),
        FieldValue::Text(text) => Value::from(text.as_str()),
        FieldValue::Moment(at) => Value::from(datetime::format(at.0)),
        FieldValue::Date(date) => Value::from(date.to_string()),
        FieldValue::Flag(flag) => Value::from(*flag),
        FieldValue::Empty => Value::Null,
    }
}

fn digits(value: &FieldValue) -> String {
    match value {
        FieldValue::Amount(amount) => amount.to_string(),
        FieldValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn number(target: &Target, value: &FieldValue, limits: &Limits) -> Result<Value, Unfit> {
    let whole = digits(value);
    let whole = whole.split('.').next().unwrap_or_default().len();
    match limits.digits {
        Some(digits) if whole > digits as usize => Err(Unfit {
            reason: Reason::NumberOutOfRange,
            seen: format!(
                "{} holds {digits} digits before the point, and what was said has {whole}",
                target.name
            ),
            to_do: format!(
                "give {} {whole} digits before the point; then retry",
                target.name
            ),
        }),
        // A field of whole numbers refuses what is none.
        _ if limits.kind == midcall_salesforce::operations::FieldType::Int => Ok(match value {
            FieldValue::Amount(amount) => {
                Value::from(amount.units() + u64::from(amount.cents() >= 50))
            }
            other => plain(other),
        }),
        _ => Ok(plain(value)),
    }
}

/// Characters as Salesforce may count them: line ends are stored as two.
fn chars(text: &str) -> usize {
    text.chars().count() + text.matches('\n').count()
}

fn shortened(text: &str, length: usize) -> String {
    let mut count = 0;
    let mut short = String::new();
    for letter in text.chars() {
        count += if letter == '\n' { 2 } else { 1 };
        if count > length {
            while chars(&short) + 1 > length {
                short.pop();
            }
            short.push('…');
            break;
        }
        short.push(letter);
    }
    short
}

/// The end of a transcript, whole turns as far as they go, with a first line that says so.
fn last_turns(text: &str, length: usize) -> String {
    let body = text
        .split_once('\n')
        .filter(|(first, _)| first.starts_with('['))
        .map_or(text, |(_, rest)| rest);
    let Some(room) = length.checked_sub(chars(CUT_FRONT)) else {
        return shortened(body, length);
    };
    let mut used = 0;
    let mut turns: Vec<&str> = Vec::new();
    for turn in body.rsplit('\n') {
        used += turn.chars().count() + 2;
        if used > room {
            break;
        }
        turns.push(turn);
    }
    turns.reverse();
    if turns.is_empty() {
        return shortened(body, length);
    }
    format!("{CUT_FRONT}\n{}", turns.join("\n"))
}

/// What a field was seen to say, as the kind of value that is written into it.
#[must_use]
pub fn read(target: &Target, value: &Value) -> FieldValue {
    let as_number = || match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let as_is = || match value {
        Value::String(text) => FieldValue::text(text.as_str()),
        Value::Null => FieldValue::Empty,
        other => FieldValue::Text(other.to_string()),
    };
    match (target.kind, value) {
        (_, Value::Null) => FieldValue::Empty,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "Salesforce sends 72.0 for a Number(3,0)"
        )]
        (Kind::Number(_), _) => {
            as_number().map_or_else(as_is, |number| FieldValue::Number(number.round() as i64))
        }
        (Kind::Amount, _) => as_number()
            .filter(|number| *number >= 0.0)
            .map_or_else(as_is, |number| FieldValue::Amount(Cents::nearest(number))),
        (Kind::Flag, Value::Bool(flag)) => FieldValue::Flag(*flag),
        (Kind::Moment, Value::String(text)) => {
            datetime::parse(text).map_or_else(as_is, |ms| FieldValue::Moment(Timestamp(ms)))
        }
        (Kind::Date, Value::String(text)) => {
            text.parse().map_or_else(|_| as_is(), FieldValue::Date)
        }
        _ => as_is(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_what_the_field_holds() {
        assert_eq!(shortened("abcdef", 4), "abc…");
        assert_eq!(shortened("abcd", 4), "abcd");
        assert_eq!(chars(&shortened("ab\ncdefgh", 6)), 6);
    }

    #[test]
    fn a_transcript_loses_its_beginning() {
        let text = "Agent: one\nProspect: two\nAgent: three";
        for (turns, length) in [("Agent: three", 14), ("Prospect: two\nAgent: three", 29)] {
            let length = chars(CUT_FRONT) + length;
            let cut = last_turns(text, length);
            assert_eq!(cut, format!("{CUT_FRONT}\n{turns}"));
            assert!(chars(&cut) <= length);
            assert_eq!(last_turns(&cut, length), cut);
        }
    }
}
