//! Flows: every connector must lead somewhere, and every field must be there.

use std::collections::BTreeSet;

use super::{
    Xml,
    component::{Component, Problem},
};
use crate::salesforce::model::state::Model;

/// Elements that a connector can lead to.
const STEPS: [&str; 6] = [
    "actionCalls",
    "assignments",
    "decisions",
    "recordCreates",
    "recordLookups",
    "recordUpdates",
];

/// Checks a flow.
pub(super) fn check(model: &Model, component: &Component) -> Result<(), Problem> {
    let content = &component.content;
    let names: BTreeSet<&str> = STEPS
        .iter()
        .flat_map(|step| content.all(step))
        .map(|step| step.value("name"))
        .collect();
    check_targets(content, &names)?;
    let start = content
        .child("start")
        .ok_or_else(|| Problem::at(content, "Required field is missing: start"))?;
    check_fields(model, start, start.value("object"))?;
    for step in STEPS.iter().flat_map(|step| content.all(step)) {
        let object = match step.value("inputReference") {
            "$Record" => start.value("object"),
            _ => step.value("object"),
        };
        check_fields(model, step, object)?;
    }
    check_record(model, content, start.value("object"))?;
    Ok(())
}

fn check_targets(xml: &Xml, names: &BTreeSet<&str>) -> Result<(), Problem> {
    if xml.name == "targetReference" && !names.contains(xml.text.as_str()) {
        let text = format!(
            "The flow is not valid: the element \"{}\" that a connector refers to does not exist",
            xml.text
        );
        return Err(Problem::at(xml, text));
    }
    xml.children
        .iter()
        .try_for_each(|child| check_targets(child, names))
}

/// Checks what an element filters by or assigns.
fn check_fields(model: &Model, step: &Xml, object: &str) -> Result<(), Problem> {
    let Some(known) = model.schema.object(object) else {
        // An event has no rows, so the schema does not have it.
        return match object.is_empty() || model.is_installed("CustomObject", object) {
            true => Ok(()),
            false => {
                let text = format!(
                    "field integrity exception: unknown (The object \"{object}\" doesn't exist.)"
                );
                Err(Problem::at(step, text))
            }
        };
    };
    for part in step.all("filters").chain(step.all("inputAssignments")) {
        let field = part.value("field");
        if known.field(field).is_none() {
            return Err(no_such_field(part, field, object));
        }
    }
    Ok(())
}

/// Checks every mention of the record that started the flow, in references and in texts.
fn check_record(model: &Model, xml: &Xml, object: &str) -> Result<(), Problem> {
    let Some(known) = model.schema.object(object) else {
        return Ok(());
    };
    for mention in xml.text.split("$Record.").skip(1) {
        let field: String = mention
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        if known.field(&field).is_none() {
            return Err(no_such_field(xml, &field, object));
        }
    }
    xml.children
        .iter()
        .try_for_each(|child| check_record(model, child, object))
}

fn no_such_field(at: &Xml, field: &str, object: &str) -> Problem {
    let text = format!(
        "field integrity exception: unknown (The field \"{field}\" for the object \"{object}\" \
         doesn't exist.)"
    );
    Problem::at(at, text)
}
