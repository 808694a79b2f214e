//! Whether a record meets a condition, with Salesforce's idea of equality: text compares without
//! case unless the field says otherwise, and null equals only null.

use std::cmp::Ordering;

use serde_json::Value;

use super::{
    ast::{Column, Condition, Literal, Operator},
    error,
};
use crate::salesforce::{
    ApiError,
    model::{
        id::Id,
        records::Fields,
        schema::{Field, Kind, Object},
    },
};

/// A condition whose fields exist and whose values fit them.
pub(crate) struct Checked<'a> {
    object: &'a Object,
    condition: Condition,
}

impl<'a> Checked<'a> {
    /// Checks a condition against the object; `source` is quoted in errors.
    pub(crate) fn new(
        object: &'a Object,
        mut condition: Condition,
        source: &str,
    ) -> Result<Self, ApiError> {
        check(object, &mut condition, source)?;
        Ok(Self { object, condition })
    }

    /// Whether a record of the object meets the condition.
    pub(crate) fn holds(&self, record: &Fields) -> bool {
        holds(self.object, &self.condition, record)
    }
}

fn check(object: &Object, condition: &mut Condition, source: &str) -> Result<(), ApiError> {
    match condition {
        Condition::And(terms) | Condition::Or(terms) => terms
            .iter_mut()
            .try_for_each(|term| check(object, term, source)),
        Condition::Not(inner) => check(object, inner, source),
        Condition::Compare(column, _, literal) => {
            let field = filterable(object, column, source)?;
            fit(field, column, literal, source)
        }
        Condition::In(column, literals) => {
            let field = filterable(object, column, source)?;
            literals
                .iter_mut()
                .try_for_each(|literal| fit(field, column, literal, source))
        }
    }
}

fn filterable<'a>(
    object: &'a Object,
    column: &Column,
    source: &str,
) -> Result<&'a Field, ApiError> {
    let field = object
        .visible_field(&column.name)
        .ok_or_else(|| error::no_such_column(source, column, object.name))?;
    if field.is_filterable() {
        Ok(field)
    } else {
        Err(error::not_filterable(source, column, "filtered"))
    }
}

/// Refuses a value of the wrong type, and brings ids to their long form.
fn fit(
    field: &Field,
    column: &Column,
    literal: &mut Literal,
    source: &str,
) -> Result<(), ApiError> {
    if *literal == Literal::Plain(Value::Null) {
        return Ok(());
    }
    let quoted = matches!(literal, Literal::Text(_));
    let (wanted, fits) = match (&field.kind, &*literal) {
        (Kind::Id | Kind::Reference(_), Literal::Text(text)) => {
            let id = Id::parse(text).ok_or_else(|| {
                ApiError::new(
                    400,
                    "INVALID_QUERY_FILTER_OPERATOR",
                    format!("invalid ID field: {text}"),
                )
            })?;
            *literal = Literal::Text(id.to_string());
            ("id", true)
        }
        (Kind::Number { .. } | Kind::Currency { .. } | Kind::Integer, value) => {
            ("double", matches!(value, Literal::Plain(Value::Number(_))))
        }
        (Kind::Checkbox, value) => ("boolean", matches!(value, Literal::Plain(Value::Bool(_)))),
        (Kind::DateTime, value) => (
            "dateTime",
            matches!(value, Literal::Moment(moment) if moment.len() > 10),
        ),
        (Kind::Date, value) => (
            "date",
            matches!(value, Literal::Moment(moment) if moment.len() == 10),
        ),
        (_, value) => ("string", matches!(value, Literal::Text(_))),
    };
    if fits {
        Ok(())
    } else {
        Err(error::wrong_type(source, column, wanted, quoted))
    }
}

fn holds(object: &Object, condition: &Condition, record: &Fields) -> bool {
    match condition {
        Condition::And(terms) => terms.iter().all(|term| holds(object, term, record)),
        Condition::Or(terms) => terms.iter().any(|term| holds(object, term, record)),
        Condition::Not(inner) => !holds(object, inner, record),
        Condition::Compare(column, operator, literal) => {
            compare(object, column, *operator, literal, record)
        }
        Condition::In(column, literals) => literals
            .iter()
            .any(|literal| compare(object, column, Operator::Equal, literal, record)),
    }
}

fn compare(
    object: &Object,
    column: &Column,
    operator: Operator,
    literal: &Literal,
    record: &Fields,
) -> bool {
    let Some(field) = object.field(&column.name) else {
        return false;
    };
    let held = record.get(&field.name).unwrap_or(&Value::Null);
    let order = match literal {
        Literal::Plain(Value::Null) => held.is_null().then_some(Ordering::Equal),
        Literal::Plain(Value::Bool(flag)) => held.as_bool().map(|held| held.cmp(flag)),
        Literal::Plain(number) => number
            .as_f64()
            .zip(held.as_f64())
            .and_then(|(number, held)| held.partial_cmp(&number)),
        // All moments are kept in one format and time zone, so text order is time order.
        Literal::Moment(moment) => held.as_str().map(|held| held.cmp(moment.as_str())),
        Literal::Text(text) if operator == Operator::Like => {
            return held.as_str().is_some_and(|held| like(held, text));
        }
        Literal::Text(text) => held.as_str().map(|held| {
            let exact = field.case_sensitive || matches!(field.kind, Kind::Id | Kind::Reference(_));
            if exact {
                held.cmp(text.as_str())
            } else {
                held.to_lowercase().cmp(&text.to_lowercase())
            }
        }),
    };
    match operator {
        Operator::Equal | Operator::Like => order == Some(Ordering::Equal),
        Operator::NotEqual => order != Some(Ordering::Equal),
        Operator::Less => order == Some(Ordering::Less),
        Operator::Greater => order == Some(Ordering::Greater),
        Operator::LessOrEqual => order.is_some_and(Ordering::is_le),
        Operator::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
    }
}

/// SOQL's LIKE: `%` is any run, `_` one character, a backslash takes either literally, and case
/// never matters.
fn like(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let mut wanted = Vec::new();
    let mut escaped = false;
    for character in pattern.to_lowercase().chars() {
        match character {
            '\\' if !escaped => escaped = true,
            _ => {
                wanted.push((character, escaped));
                escaped = false;
            }
        }
    }
    // reached[i]: the pattern so far matches the first i characters.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for part in wanted {
        let mut next = vec![false; text.len() + 1];
        if part == ('%', false) {
            let mut open = false;
            for (after, before) in next.iter_mut().zip(&reached) {
                open |= before;
                *after = open;
            }
        } else {
            for (at, character) in text.iter().enumerate() {
                next[at + 1] = reached[at] && (part == ('_', false) || part.0 == *character);
            }
        }
        reached = next;
    }
    reached[text.len()]
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn like_knows_its_two_wildcards() {
        for (text, pattern, expected) in [
            ("Robin Ng", "robin%", true),
            ("Robin Ng", "%ng", true),
            ("Robin Ng", "R_bin Ng", true),
            ("Robin Ng", "Robin", false),
            ("50%", "50\\%", true),
            ("500", "50\\%", false),
            ("", "%", true),
        ] {
            assert_eq!(like(text, pattern), expected, "{text} like {pattern}");
        }
    }
}
