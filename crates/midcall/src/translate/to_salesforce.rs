//! A Lead's fields between what they mean and how the org spells them.

use midcall_domain::{
    leads::{FieldRole, FieldValue, Fields},
    time::Timestamp,
};
use midcall_salesforce::{self as salesforce, datetime};
use serde_json::Value;

use crate::config::LeadFields;

/// Fields as the org spells them; a role that is not mapped is left out.
#[must_use]
pub fn record_fields(fields: &Fields, names: &LeadFields) -> salesforce::Fields {
    fields
        .iter()
        .filter_map(|(role, value)| Some((names.name(*role)?, spell(value))))
        .collect()
}

fn spell(value: &FieldValue) -> Value {
    match value {
        FieldValue::Number(number) => Value::from(*number),
        FieldValue::Text(text) => Value::from(text.as_str()),
        FieldValue::Moment(at) => Value::from(datetime::format(at.0)),
        FieldValue::Empty => Value::Null,
    }
}

/// What a record was seen to say, as far as it concerns us. A field that this user may not see is
/// missing from the record, and from what is returned.
#[must_use]
pub fn observed(record: &salesforce::Fields, names: &LeadFields) -> Fields {
    FieldRole::ALL
        .into_iter()
        .filter_map(|role| Some((role, read(role, record.get(names.name(role)?)?))))
        .collect()
}

fn read(role: FieldRole, value: &Value) -> FieldValue {
    match (role, value) {
        (_, Value::Null) => FieldValue::Empty,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "Salesforce sends 72.0 for a Number(3,0)"
        )]
        (FieldRole::Score, Value::Number(number)) => {
            number.as_f64().map_or(FieldValue::Empty, |number| {
                FieldValue::Number(number.round() as i64)
            })
        }
        (FieldRole::LastContact, Value::String(text)) => {
            datetime::parse(text).map_or(FieldValue::Empty, |ms| FieldValue::Moment(Timestamp(ms)))
        }
        (_, Value::String(text)) => FieldValue::Text(text.clone()),
        (_, other) => FieldValue::Text(other.to_string()),
    }
}
