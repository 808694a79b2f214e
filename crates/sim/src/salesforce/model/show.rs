//! A record as the org shows it: `attributes`, the fields asked for, and what is put together
//! only for showing.

use serde_json::{Value, json};

use super::{
    records::Fields,
    schema::{Kind, Object},
};

/// A record with these fields, which exist and may be seen.
pub(crate) fn record(object: &Object, fields: &Fields, names: &[String], version: &str) -> Value {
    let mut shown = json!({ "attributes": attributes(object, fields, version) });
    for name in names {
        let is_address = object
            .field(name)
            .is_some_and(|field| field.kind == Kind::Address);
        let value = if is_address {
            address(fields)
        } else {
            fields.get(name).cloned().unwrap_or(Value::Null)
        };
        // A parent's field stands inside the parent.
        let mut at = &mut shown;
        for part in name.split('.') {
            at = &mut at[part];
        }
        *at = value;
    }
    shown
}

/// The type and address of a record.
fn attributes(object: &Object, fields: &Fields, version: &str) -> Value {
    let id = fields.get("Id").and_then(Value::as_str).unwrap_or_default();
    json!({
        "type": object.name,
        "url": format!("/services/data/{version}/sobjects/{}/{id}", object.name),
    })
}

fn address(fields: &Fields) -> Value {
    let part = |name| fields.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "street": part("Street"),
        "city": part("City"),
        "state": part("State"),
        "postalCode": part("PostalCode"),
        "country": part("Country"),
        "latitude": null,
        "longitude": null,
        "geocodeAccuracy": null,
    })
}
