//! Custom fields: from their files into the schema and back.

use std::sync::Arc;

use super::{
    Xml,
    component::{Component, Problem},
};
use crate::salesforce::model::{
    schema::{Access, Field, Kind},
    state::Model,
};

/// Longest and shortest long text area, as Salesforce documents.
const LONG_TEXT_CHARS: std::ops::RangeInclusive<usize> = 256..=131_072;
/// Longest text field.
const TEXT_CHARS_MAX: usize = 255;
/// Custom fields that an object may have beyond the standard ones, in Enterprise Edition.
const FIELDS_MAX: usize = 500;

/// Makes or changes a field. Whether it is new.
pub(super) fn install(model: &mut Model, component: &Component) -> Result<bool, Problem> {
    let content = &component.content;
    let (object_name, name) = component
        .full_name
        .split_once('.')
        .ok_or_else(|| Problem::at(content, "Must specify the object in CustomField.fullName"))?;
    if !name.ends_with("__c") {
        let text = format!("Field {name} does not exist. Check spelling.");
        return Err(Problem::at(content, text));
    }
    let schema_name = schema_name(object_name);
    let kind = kind(content)?;
    let object = model.schema.object(schema_name).cloned().ok_or_else(|| {
        Problem::at(
            content,
            format!("Entity of type '{object_name}' does not exist"),
        )
    })?;
    let mut field = Field {
        label: content.value("label").to_owned(),
        unique: content.is_true("unique"),
        external_id: content.is_true("externalId"),
        case_sensitive: content.is_true("caseSensitive"),
        required: content.is_true("required"),
        ..Field::new(name, "", kind)
    };
    if field.label.is_empty() {
        return Err(Problem::at(content, "Required field is missing: label"));
    }
    let before = object.field(name);
    match before {
        Some(before) if !can_become(&before.kind, &field.kind) => {
            let text = format!("Cannot change the field type of {}", component.full_name);
            return Err(Problem::at(content, text));
        }
        Some(before) => {
            field.access = before.access;
            field.name.clone_from(&before.name);
        }
        None if object
            .fields
            .iter()
            .filter(|field| field.is_custom())
            .count()
            >= FIELDS_MAX =>
        {
            let text =
                format!("You have reached the maximum number of custom fields on {object_name}");
            return Err(Problem::at(content, text));
        }
        // A field that metadata makes is hidden from everybody until security shows it.
        None => {
            field.access = Access::Hidden;
            let key = (object.name.to_owned(), name.to_owned());
            model.metadata.base_access.remove(&key);
        }
    }
    let is_new = before.is_none();
    let fields = model
        .schema
        .0
        .iter_mut()
        .find(|known| known.name == object.name)
        .map(Arc::make_mut)
        .map(|object| &mut object.fields);
    if let Some(fields) = fields {
        match fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => *known = field,
            None => fields.push(field),
        }
    }
    Ok(is_new)
}

/// Tasks and events have their fields in common; of the two, the org has tasks.
pub(super) fn schema_name(object_name: &str) -> &str {
    match object_name {
        "Activity" => "Task",
        name => name,
    }
}

/// A field as the org tells about it.
pub(super) fn written(field: &Field) -> Xml {
    let flag = |name: &str, value: bool| Xml::text(name, if value { "true" } else { "false" });
    let count = |name: &str, value: usize| Xml::text(name, &value.to_string());
    let mut children = vec![Xml::text("label", &field.label)];
    let kind = match &field.kind {
        Kind::LongText(length) => {
            children.extend([count("length", *length), count("visibleLines", 3)]);
            "LongTextArea"
        }
        Kind::Text(length) => {
            children.extend([
                count("length", *length),
                flag("externalId", field.external_id),
                flag("unique", field.unique),
                flag("caseSensitive", field.case_sensitive),
            ]);
            "Text"
        }
        Kind::Number { precision, scale } | Kind::Currency { precision, scale } => {
            children.extend([
                count("precision", *precision as usize),
                count("scale", *scale as usize),
            ]);
            match field.kind {
                Kind::Currency { .. } => "Currency",
                _ => "Number",
            }
        }
        Kind::Picklist { values, restricted } => {
            let value = |value: &String| {
                Xml::with(
                    "value",
                    vec![
                        Xml::text("fullName", value),
                        flag("default", false),
                        Xml::text("label", value),
                    ],
                )
            };
            let mut definition = vec![flag("sorted", false)];
            definition.extend(values.iter().map(value));
            children.push(Xml::with(
                "valueSet",
                vec![
                    flag("restricted", *restricted),
                    Xml::with("valueSetDefinition", definition),
                ],
            ));
            "Picklist"
        }
        Kind::Checkbox => "Checkbox",
        Kind::Date => "Date",
        Kind::DateTime => "DateTime",
        Kind::Phone => "Phone",
        Kind::Email => "Email",
        Kind::Integer => "Number",
        Kind::Id | Kind::Reference(_) | Kind::Address => "Lookup",
    };
    children.push(Xml::text("type", kind));
    Xml::with("CustomField", children)
}

fn kind(content: &Xml) -> Result<Kind, Problem> {
    let number = |name: &str| content.value(name).parse::<u32>().ok();
    let length = || content.value("length").parse::<usize>().ok();
    let refuse =
        |name: &str, text: String| Problem::at(content.child(name).unwrap_or(content), text);
    let kind = content.value("type");
    if matches!(kind, "LongTextArea" | "Html" | "Checkbox") {
        for name in ["required", "unique"] {
            if content.is_true(name) {
                let text = format!("Can not specify '{name}' for a CustomField of type {kind}");
                return Err(refuse(name, text));
            }
        }
    }
    match kind {
        "Number" => match (number("precision"), number("scale")) {
            (Some(precision @ 1..=18), Some(scale)) if scale <= precision => {
                Ok(Kind::Number { precision, scale })
            }
            _ => Err(refuse("precision", "Invalid precision or scale".to_owned())),
        },
        "LongTextArea" => match length() {
            Some(length) if LONG_TEXT_CHARS.contains(&length) => Ok(Kind::LongText(length)),
            _ => {
                let text = "Long Text Area length must be between 256 and 131072".to_owned();
                Err(refuse("length", text))
            }
        },
        "Text" => match length() {
            Some(length @ 1..=TEXT_CHARS_MAX) => Ok(Kind::Text(length)),
            _ => Err(refuse(
                "length",
                "Text length must be between 1 and 255".to_owned(),
            )),
        },
        "Checkbox" if content.child("defaultValue").is_none() => {
            let text = "Must specify 'defaultValue' for a CustomField of type Checkbox".to_owned();
            Err(refuse("type", text))
        }
        "Checkbox" => Ok(Kind::Checkbox),
        "Date" => Ok(Kind::Date),
        "DateTime" => Ok(Kind::DateTime),
        "Phone" => Ok(Kind::Phone),
        "Email" => Ok(Kind::Email),
        "Picklist" => picklist(content),
        "" => Err(refuse("type", "Required field is missing: type".to_owned())),
        other => {
            let text = format!("Error parsing file: invalid value for element type: {other}");
            Err(refuse("type", text))
        }
    }
}

fn picklist(content: &Xml) -> Result<Kind, Problem> {
    let set = content
        .child("valueSet")
        .ok_or_else(|| Problem::at(content, "Must specify 'valueSet' for a Picklist"))?;
    let definition = set
        .child("valueSetDefinition")
        .ok_or_else(|| Problem::at(set, "Must specify 'valueSetDefinition' for a Picklist"))?;
    let mut values: Vec<String> = Vec::new();
    for value in definition.all("value") {
        let name = value.value("fullName").to_owned();
        if values.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            let text = format!("Duplicate picklist value: {name}");
            return Err(Problem::at(value, text));
        }
        values.push(name);
    }
    Ok(Kind::Picklist {
        values,
        restricted: set.is_true("restricted"),
    })
}

/// Whether Salesforce turns a field of one type into another. Of what it documents as possible only
/// growing and shrinking of the same type is modeled.
fn can_become(before: &Kind, after: &Kind) -> bool {
    std::mem::discriminant(before) == std::mem::discriminant(after)
}
