//! Reports: their folder must be there, and their custom columns must be fields.

use super::{
    Xml,
    component::{Component, Problem},
    folder,
};
use crate::salesforce::model::state::Model;

/// Checks a report.
pub(super) fn check(model: &Model, component: &Component) -> Result<(), Problem> {
    let content = &component.content;
    folder::check(model, component, "ReportFolder")?;
    let filters = content.all("filter").flat_map(|it| it.all("criteriaItems"));
    let named = content
        .all("columns")
        .map(|column| (column, "field"))
        .chain(filters.map(|filter| (filter, "column")))
        .chain(content.all("buckets").map(|it| (it, "sourceColumnName")));
    for (element, child) in named {
        check_column(model, element, element.value(child))?;
    }
    for grouping in content.all("groupingsDown") {
        let name = grouping.value("field");
        let is_bucket = content
            .all("buckets")
            .any(|bucket| bucket.value("developerName") == name);
        if name.starts_with("BucketField") && !is_bucket {
            return Err(unknown(grouping, name));
        }
        check_column(model, grouping, name)?;
    }
    Ok(())
}

/// Standard columns go by names of their own, which only Salesforce has whole lists of.
fn check_column(model: &Model, at: &Xml, name: &str) -> Result<(), Problem> {
    let Some((object, field)) = name.split_once('.') else {
        return Ok(());
    };
    let object = model.schema.object(object);
    if object.is_none_or(|object| object.field(field).is_none()) {
        return Err(unknown(at, name));
    }
    Ok(())
}

fn unknown(at: &Xml, name: &str) -> Problem {
    let text = format!("field: Invalid value specified: {name}; the field does not exist");
    Problem::at(at, text)
}
