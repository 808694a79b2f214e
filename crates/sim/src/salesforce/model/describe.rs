//! What describe tells about an object and its fields: only what the integration user may see,
//! with the keys that a recorded describe has.

use serde_json::{Value, json};

use super::{
    records::Fields,
    schema::{Access, Field, Kind, Object},
    value,
};

/// The long answer of `sobjects/X/describe`.
pub(crate) fn object(object: &Object, version: &str) -> Value {
    let mut described = object_in_brief(object, version);
    described["fields"] = object.visible_fields().map(field).collect();
    described["recordTypeInfos"] = json!([{
        "active": true,
        "available": true,
        "defaultRecordTypeMapping": true,
        "developerName": "Master",
        "master": true,
        "name": "Master",
        "recordTypeId": "012000000000000AAA",
        "urls": {},
    }]);
    described["childRelationships"] = json!([]);
    described["sobjectDescribeOption"] = json!("FULL");
    described
}

/// An entry of the global describe, and the head of the long answer.
pub(crate) fn object_in_brief(object: &Object, version: &str) -> Value {
    let path = format!("/services/data/{version}/sobjects/{}", object.name);
    let is_lead = object.name == "Lead";
    json!({
        "activateable": false,
        "createable": object.createable,
        "custom": false,
        "customSetting": false,
        "deletable": object.createable,
        "deprecatedAndHidden": false,
        "feedEnabled": object.createable,
        "keyPrefix": object.key_prefix,
        "label": object.name,
        "labelPlural": object.plural,
        "layoutable": true,
        "mergeable": is_lead,
        "mruEnabled": is_lead,
        "name": object.name,
        "queryable": true,
        "replicateable": true,
        "retrieveable": true,
        "searchable": true,
        "triggerable": true,
        "undeletable": object.createable,
        "updateable": object.createable,
        "urls": {
            "sobject": path,
            "describe": format!("{path}/describe"),
            "rowTemplate": format!("{path}/{{ID}}"),
        },
    })
}

/// A field: what is the same for all fields here, and what is its own.
fn field(field: &Field) -> Value {
    let mut described = same_for_all();
    described.extend(limits(field));
    described.extend(nature(field));
    Value::Object(described)
}

/// What no field of this org has.
fn same_for_all() -> Fields {
    [
        ("aiPredictionField", json!(false)),
        ("autoNumber", json!(false)),
        ("calculated", json!(false)),
        ("calculatedFormula", Value::Null),
        ("cascadeDelete", json!(false)),
        ("controllerName", Value::Null),
        ("defaultValueFormula", Value::Null),
        ("dependentPicklist", json!(false)),
        ("deprecatedAndHidden", json!(false)),
        ("displayLocationInDecimal", json!(false)),
        ("encrypted", json!(false)),
        ("filteredLookupInfo", Value::Null),
        ("formulaTreatNullNumberAsZero", json!(false)),
        ("highScaleNumber", json!(false)),
        ("htmlFormatted", json!(false)),
        ("inlineHelpText", Value::Null),
        ("mask", Value::Null),
        ("maskType", Value::Null),
        ("queryByDistance", json!(false)),
        ("referenceTargetField", Value::Null),
        ("relationshipOrder", Value::Null),
        ("restrictedDelete", json!(false)),
        ("searchPrefilterable", json!(false)),
        ("writeRequiresMasterRead", json!(false)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into_iter()
    .collect()
}

/// What a field's kind says: type, lengths, choices, what it refers to.
fn limits(field: &Field) -> Fields {
    let wire = Wire::of(&field.kind);
    let (precision, scale) = match field.kind {
        Kind::Number { precision, scale } | Kind::Currency { precision, scale } => {
            (precision, scale)
        }
        _ => (0, 0),
    };
    let length = match field.kind {
        Kind::Id | Kind::Reference(_) => 18,
        ref kind => value::max_length(kind).unwrap_or(0),
    };
    // The three bytes that Salesforce reckons for a character; ids are ASCII.
    let byte_length = if wire.soap_type == "tns:ID" {
        length
    } else {
        length * 3
    };
    let (references, relationship) = match &field.kind {
        Kind::Reference(to) => (to.as_slice(), field.name.strip_suffix("Id")),
        _ => (&[][..], None),
    };
    let (choices, restricted) = match &field.kind {
        Kind::Picklist { values, restricted } => (values.as_slice(), *restricted),
        _ => (&[][..], false),
    };
    let picklist: Value = choices
        .iter()
        .map(|value| choice(value, field.default.as_ref() == Some(value)))
        .collect();
    object_of(json!({
        "byteLength": byte_length,
        "digits": if field.kind == Kind::Integer { 8 } else { 0 },
        "extraTypeInfo": wire.extra,
        "length": length,
        "namePointing": references.len() > 1,
        "picklistValues": picklist,
        "polymorphicForeignKey": references.len() > 1,
        "precision": precision,
        "referenceTo": references,
        "relationshipName": relationship,
        "restrictedPicklist": restricted,
        "scale": scale,
        "soapType": wire.soap_type,
        "type": wire.name,
    }))
}

/// What can be done with a field, and how it is called.
fn nature(field: &Field) -> Fields {
    let editable = field.access == Access::Editable;
    let filterable = field.is_filterable();
    let is_boolean = field.kind == Kind::Checkbox;
    let filled = is_system_filled(field);
    object_of(json!({
        "aggregatable": filterable && !is_boolean,
        "caseSensitive": field.case_sensitive,
        "compoundFieldName": compound_of(&field.name),
        "createable": field.createable && editable,
        "custom": field.is_custom(),
        "defaultValue": if is_boolean { json!(false) } else { Value::Null },
        "defaultedOnCreate": is_boolean || field.default.is_some() || filled,
        "externalId": field.external_id,
        "filterable": filterable,
        "groupable": filterable && !is_continuous(&field.kind),
        "idLookup": field.external_id || field.kind == Kind::Id,
        "label": field.label,
        "name": field.name,
        "nameField": field.name == "Name",
        "nillable": !field.required && !is_boolean && !filled,
        "permissionable": field.updateable && !field.required && field.name != "OwnerId",
        "sortable": filterable,
        "unique": field.unique,
        "updateable": field.updateable && editable,
    }))
}

fn choice(value: &str, is_default: bool) -> Value {
    json!({
        "active": true,
        "defaultValue": is_default,
        "label": value,
        "validFor": null,
        "value": value,
    })
}

/// Values that hardly ever repeat, so that grouping by them makes no sense.
fn is_continuous(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Number { .. } | Kind::Currency { .. } | Kind::DateTime
    )
}

fn object_of(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

/// How a kind is called on the wire.
pub(crate) struct Wire {
    /// REST's name.
    pub(crate) name: &'static str,
    /// Apex's name, which query columns carry.
    pub(crate) apex_type: &'static str,
    soap_type: &'static str,
    extra: Option<&'static str>,
}

impl Wire {
    pub(crate) fn of(kind: &Kind) -> Self {
        let (name, soap_type, apex_type) = match kind {
            Kind::Id => ("id", "tns:ID", "Id"),
            Kind::Text(_) => ("string", "xsd:string", "String"),
            Kind::Phone => ("phone", "xsd:string", "String"),
            Kind::Email => ("email", "xsd:string", "String"),
            Kind::LongText(_) => ("textarea", "xsd:string", "String"),
            Kind::Number { .. } => ("double", "xsd:double", "Double"),
            Kind::Currency { .. } => ("currency", "xsd:double", "Double"),
            Kind::Integer => ("int", "xsd:int", "Integer"),
            Kind::Checkbox => ("boolean", "xsd:boolean", "Boolean"),
            Kind::Date => ("date", "xsd:date", "Date"),
            Kind::DateTime => ("datetime", "xsd:dateTime", "Datetime"),
            Kind::Picklist { .. } => ("picklist", "xsd:string", "String"),
            Kind::Reference(_) => ("reference", "tns:ID", "Id"),
            Kind::Address => ("address", "urn:address", "Address"),
        };
        Self {
            name,
            soap_type,
            apex_type,
            extra: matches!(kind, Kind::LongText(_)).then_some("plaintextarea"),
        }
    }
}

/// Fields the org fills by itself, so that they are never empty.
fn is_system_filled(field: &Field) -> bool {
    matches!(
        field.name.as_str(),
        "Id" | "OwnerId"
            | "CreatedDate"
            | "CreatedById"
            | "LastModifiedDate"
            | "LastModifiedById"
            | "SystemModstamp"
    )
}

fn compound_of(name: &str) -> Option<&'static str> {
    match name {
        "FirstName" | "LastName" | "Salutation" => Some("Name"),
        "Street" | "City" | "State" | "PostalCode" | "Country" => Some("Address"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::salesforce::model::standard;

    /// Keys in which the recorded org differs from this one by its setup, not by its software.
    const SETUP: [&str; 6] = [
        "picklistValues",
        "restrictedPicklist",
        "relationshipName",
        "compoundFieldName",
        "extraTypeInfo",
        "digits",
    ];

    #[test]
    fn fields_read_as_in_the_recorded_describe() {
        let sample =
            include_str!("../../../../../samples/salesforce/rest/describe-lead-excerpt.json");
        let sample: Value = serde_json::from_str(sample).unwrap();
        let schema = standard::schema();
        let lead = schema.object("Lead").unwrap();
        for recorded in sample["fields"].as_array().unwrap() {
            let Some(field) = lead.field(recorded["name"].as_str().unwrap()) else {
                continue;
            };
            let described = super::field(field);
            for (key, value) in recorded.as_object().unwrap() {
                if !SETUP.contains(&key.as_str()) {
                    assert_eq!(&described[key], value, "{} {key}", field.name);
                }
            }
        }
    }
}
