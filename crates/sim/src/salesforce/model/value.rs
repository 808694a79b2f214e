//! One field's value on its way in: read leniently as Salesforce does, then held against the
//! field's limits.
//!
//! Two steps, because Salesforce takes them at two moments: a value of the wrong JSON type stops
//! the request before any record is looked at, a value that is too long only when it is saved.

use serde_json::{Value, json};

use super::{
    error::ApiError,
    id::Id,
    moment,
    schema::{Field, Kind},
};

/// Reads what was sent for a field into the form the org keeps and answers with.
pub(crate) fn read(field: &Field, sent: &Value) -> Result<Value, ApiError> {
    if sent.is_null() {
        return match field.kind {
            Kind::Checkbox => Err(ApiError::wrong_json_type("boolean", sent)),
            _ => Ok(Value::Null),
        };
    }
    let text = sent.as_str();
    // An empty string clears a field, whatever its type.
    if text.is_some_and(str::is_empty) && field.kind != Kind::Checkbox {
        return Ok(Value::Null);
    }
    let (wanted, value) = match &field.kind {
        Kind::Number { scale, .. } | Kind::Currency { scale, .. } => (
            "double",
            number(sent).map(|number| json!(round(number, *scale))),
        ),
        Kind::Integer => (
            "int",
            number(sent)
                .filter(|number| number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX))
                .map(|number| json!(number as i32)),
        ),
        Kind::Checkbox => ("boolean", checkbox(sent)),
        Kind::DateTime => (
            "datetime",
            text.and_then(moment::read)
                .map(|at_ms| json!(moment::show(at_ms))),
        ),
        Kind::Date => ("date", text.and_then(moment::read_date).map(Value::from)),
        Kind::Id | Kind::Reference(_) => return read_reference(field, sent),
        Kind::Address => ("Address", None),
        Kind::Text(_) | Kind::LongText(_) | Kind::Phone | Kind::Email | Kind::Picklist { .. } => {
            ("string", text.map(Value::from))
        }
    };
    value.ok_or_else(|| ApiError::wrong_json_type(wanted, sent))
}

/// Holds a value that was read against the limits of its field.
pub(crate) fn check(field: &Field, value: &Value) -> Result<(), ApiError> {
    match (&field.kind, value) {
        (
            Kind::Picklist {
                values,
                restricted: true,
            },
            Value::String(chosen),
        ) if !values.contains(chosen) => {
            return Err(ApiError::bad_picklist_value(
                &field.label,
                &field.name,
                chosen,
            ));
        }
        (
            Kind::Number { precision, scale } | Kind::Currency { precision, scale },
            Value::Number(number),
        ) => {
            let number = number.as_f64().unwrap_or_default();
            let whole_digits = i32::try_from(precision - scale).unwrap_or(i32::MAX);
            if number.abs() >= 10_f64.powi(whole_digits) {
                return Err(ApiError::out_of_range(&field.label, &field.name, number));
            }
        }
        (_, Value::String(text)) => {
            if let Some(max_length) = max_length(&field.kind)
                && text.chars().count() > max_length
            {
                return Err(ApiError::too_long(
                    &field.label,
                    &field.name,
                    text,
                    max_length,
                ));
            }
        }
        _ => {}
    }
    Ok(())
}

/// The most characters a text field holds; `None` for fields of other kinds.
pub(crate) fn max_length(kind: &Kind) -> Option<usize> {
    match kind {
        Kind::Text(length) | Kind::LongText(length) => Some(*length),
        Kind::Phone => Some(40),
        Kind::Email => Some(80),
        Kind::Picklist { .. } => Some(255),
        _ => None,
    }
}

/// Clients send numbers as numbers and as text; Salesforce takes both.
fn number(sent: &Value) -> Option<f64> {
    let number = match sent {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

fn round(number: f64, scale: u32) -> f64 {
    let factor = 10_f64.powi(i32::try_from(scale).unwrap_or(0));
    (number * factor).round() / factor
}

fn checkbox(sent: &Value) -> Option<Value> {
    match sent {
        Value::Bool(flag) => Some(Value::Bool(*flag)),
        Value::String(text) => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        _ => None,
    }
}

fn read_reference(field: &Field, sent: &Value) -> Result<Value, ApiError> {
    let Some(text) = sent.as_str() else {
        return Err(ApiError::wrong_json_type("string", sent));
    };
    Id::parse(text)
        .map(|id| Value::from(id.to_string()))
        .ok_or_else(|| ApiError::malformed_id(&field.label, &field.name, text))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{check, read};
    use crate::salesforce::model::schema::{Field, Kind};

    #[track_caller]
    fn reads(kind: Kind, sent: Value, kept: Value) {
        let field = Field::new("X__c", "X", kind);
        assert_eq!(read(&field, &sent).unwrap(), kept);
    }

    #[track_caller]
    fn refuses(kind: Kind, sent: Value, code: &str) {
        let field = Field::new("X__c", "X", kind);
        let refusal = read(&field, &sent)
            .and_then(|value| check(&field, &value))
            .unwrap_err();
        assert_eq!(refusal.code, code, "{}", refusal.message);
    }

    const SCORE: Kind = Kind::Number {
        precision: 3,
        scale: 0,
    };

    #[test]
    fn values_are_read_leniently() {
        reads(SCORE, json!(72), json!(72.0));
        reads(SCORE, json!("72"), json!(72.0));
        reads(SCORE, json!(71.6), json!(72.0));
        reads(SCORE, json!(""), Value::Null);
        reads(Kind::Integer, json!("120"), json!(120));
        reads(Kind::Checkbox, json!("TRUE"), json!(true));
        reads(
            Kind::DateTime,
            json!("2026-11-22T05:58:47.123Z"),
            json!("2026-11-22T05:58:47.000+0000"),
        );
        reads(
            Kind::Reference(vec!["User".into()]),
            json!("005Hs000007Qr1s"),
            json!("005Hs000007Qr1sIAC"),
        );
    }

    #[test]
    fn wrong_types_do_not_parse() {
        refuses(SCORE, json!("abc"), "JSON_PARSER_ERROR");
        refuses(SCORE, json!("NaN"), "JSON_PARSER_ERROR");
        refuses(Kind::Text(80), json!(5), "JSON_PARSER_ERROR");
        refuses(Kind::DateTime, json!("22/11/2026"), "JSON_PARSER_ERROR");
        refuses(Kind::Checkbox, Value::Null, "JSON_PARSER_ERROR");
        refuses(Kind::Reference(vec![]), json!("nope"), "MALFORMED_ID");
    }

    #[test]
    fn limits_count_characters_and_digits() {
        reads(Kind::Text(3), json!("äöü"), json!("äöü"));
        refuses(Kind::Text(3), json!("äöüß"), "STRING_TOO_LONG");
        refuses(SCORE, json!(1_000), "NUMBER_OUTSIDE_VALID_RANGE");
    }

    #[test]
    fn an_overlong_value_comes_back_in_the_message() {
        let field = Field::new("Title", "Title", Kind::Text(3));
        let refusal = check(&field, &json!("abcd")).unwrap_err();
        assert_eq!(
            refusal.message,
            "Title: data value too large: abcd (max length=3)"
        );
    }
}
