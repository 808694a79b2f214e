//! List views: every column and filter must be a field of their object.

use super::{
    Xml,
    component::{Component, Problem},
};
use crate::salesforce::model::state::Model;

/// Checks a list view.
pub(super) fn check(model: &Model, component: &Component) -> Result<(), Problem> {
    let (object, _) = component
        .full_name
        .split_once('.')
        .ok_or_else(|| Problem::at(&component.content, "Must specify the object"))?;
    let object = model.schema.object(object).ok_or_else(|| {
        Problem::at(
            &component.content,
            format!("no CustomObject named {object}"),
        )
    })?;
    let check = |element: &Xml, name: &str| {
        // Standard fields go by names of their own here.
        let is_standard = name
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b == b'.' || b == b'_');
        if is_standard || object.field(name).is_some() {
            return Ok(());
        }
        let text = format!("Could not resolve list view column: {name}");
        Err(Problem::at(element, text))
    };
    for column in component.content.all("columns") {
        check(column, &column.text)?;
    }
    for filter in component.content.all("filters") {
        check(filter, filter.value("field"))?;
    }
    if component.content.value("label").is_empty() {
        return Err(Problem::at(
            &component.content,
            "Required field is missing: label",
        ));
    }
    Ok(())
}
