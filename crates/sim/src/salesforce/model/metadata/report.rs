//! Reports: their folder must be there, and their custom columns must be fields.

use super::component::{Component, Problem};
use crate::salesforce::model::state::Model;

/// Checks a report.
pub(super) fn check(model: &Model, component: &Component) -> Result<(), Problem> {
    let content = &component.content;
    let (folder, _) = component
        .full_name
        .split_once('/')
        .ok_or_else(|| Problem::at(content, "Must specify the folder"))?;
    if !model.is_installed("ReportFolder", folder) {
        return Err(Problem::at(content, format!("Cannot find folder:{folder}")));
    }
    for column in content.all("columns") {
        let name = column.value("field");
        let Some((object, field)) = name.split_once('.') else {
            continue;
        };
        let object = model.schema.object(object);
        if object.is_none_or(|object| object.field(field).is_none()) {
            let text = format!("field: Invalid value specified: {name}; the field does not exist");
            return Err(Problem::at(column, text));
        }
    }
    Ok(())
}
