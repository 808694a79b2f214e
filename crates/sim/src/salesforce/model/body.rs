//! A record as it arrives: its body read by the schema, its blanks filled, its values held
//! against limits. Asks no other record and no rule; `save` does.

use serde_json::Value;

use super::{
    error::ApiError,
    id::Id,
    records::Fields,
    schema::{Access, Kind, Object},
    value,
};

/// What is about to happen to the record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Create,
    Update,
}

/// Reads a body's fields by the schema. Stops at the first thing wrong, as Salesforce's parser
/// does; fields that may not be written are named together. Field-level security does not bind a
/// person, whose profile differs from the integration user's.
pub(crate) fn read_body(
    object: &Object,
    body: &Fields,
    operation: Operation,
    by_person: bool,
) -> Result<Fields, ApiError> {
    let mut written = Fields::new();
    let mut read_only = Vec::new();
    for (name, sent) in body.iter().filter(|(name, _)| *name != "attributes") {
        if name.eq_ignore_ascii_case("Id") {
            return Err(ApiError::id_in_body("Id"));
        }
        let field = object
            .field(name)
            .filter(|field| field.access != Access::Hidden || by_person)
            .ok_or_else(|| ApiError::no_such_column(name, object.name))?;
        let open = match operation {
            Operation::Create => field.createable,
            Operation::Update => field.updateable,
        };
        if !open || (field.access == Access::ReadOnly && !by_person) {
            read_only.push(field.name.as_str());
            continue;
        }
        written.insert(field.name.clone(), value::read(field, sent)?);
    }
    if read_only.is_empty() {
        Ok(written)
    } else {
        Err(ApiError::read_only(&read_only))
    }
}

/// A record of nothing but defaults, owned by whoever creates it.
pub(crate) fn blank_record(object: &Object, owner: Id) -> Fields {
    object
        .fields
        .iter()
        .filter(|field| field.kind != Kind::Address)
        .map(|field| {
            let value = match (&field.kind, &field.default) {
                (_, Some(default)) => default.as_str().into(),
                (Kind::Checkbox, _) => false.into(),
                _ if field.name == "OwnerId" => owner.to_string().into(),
                _ => Value::Null,
            };
            (field.name.clone(), value)
        })
        .collect()
}

/// All values against their fields' limits; every one that breaks a limit is named.
pub(crate) fn check_limits(object: &Object, fields: &Fields) -> Result<(), Vec<ApiError>> {
    let broken: Vec<_> = object
        .fields
        .iter()
        .filter_map(|field| value::check(field, fields.get(&field.name)?).err())
        .collect();
    if broken.is_empty() {
        Ok(())
    } else {
        Err(broken)
    }
}

/// No required field may stay empty.
pub(crate) fn check_required(object: &Object, fields: &Fields) -> Result<(), Vec<ApiError>> {
    let missing: Vec<&str> = object
        .fields
        .iter()
        .filter(|field| field.required && fields.get(&field.name).is_none_or(Value::is_null))
        .map(|field| field.name.as_str())
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(vec![ApiError::required(&missing)])
    }
}
