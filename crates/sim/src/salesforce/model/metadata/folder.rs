//! Reports and dashboards stand in folders.

use super::component::{Component, Problem};
use crate::salesforce::model::state::Model;

/// Checks that a component's name says its folder, and that the folder is there.
pub(super) fn check(model: &Model, component: &Component, kind: &str) -> Result<(), Problem> {
    let content = &component.content;
    let (folder, _) = component
        .full_name
        .split_once('/')
        .ok_or_else(|| Problem::at(content, "Must specify the folder"))?;
    if model.is_installed(kind, folder) {
        Ok(())
    } else {
        Err(Problem::at(content, format!("Cannot find folder:{folder}")))
    }
}
