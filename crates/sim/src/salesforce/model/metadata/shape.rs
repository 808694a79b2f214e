//! Which elements a file may have at its top. Salesforce refuses a file with any other by the line
//! it stands in.

use super::{
    Xml,
    component::{Component, Problem},
};

/// The elements of each kind that packages of ours could have, from the WSDL.
const ELEMENTS: [(&str, &[&str]); 5] = [
    (
        "CustomField",
        &[
            "caseSensitive",
            "defaultValue",
            "description",
            "externalId",
            "fullName",
            "inlineHelpText",
            "label",
            "length",
            "precision",
            "required",
            "scale",
            "trackFeedHistory",
            "trackHistory",
            "type",
            "unique",
            "valueSet",
            "visibleLines",
        ],
    ),
    (
        "PermissionSet",
        &[
            "description",
            "fieldPermissions",
            "fullName",
            "hasActivationRequired",
            "label",
            "license",
            "objectPermissions",
            "userPermissions",
        ],
    ),
    (
        "Queue",
        &[
            "doesSendEmailToMembers",
            "email",
            "fullName",
            "name",
            "queueMembers",
            "queueSobject",
        ],
    ),
    (
        "Dashboard",
        &[
            "backgroundEndColor",
            "backgroundFadeDirection",
            "backgroundStartColor",
            "chartTheme",
            "colorPalette",
            "dashboardChartTheme",
            "dashboardColorPalette",
            "dashboardFilters",
            "dashboardGridLayout",
            "dashboardType",
            "description",
            "folderName",
            "fullName",
            "isGridLayout",
            "leftSection",
            "middleSection",
            "owner",
            "rightSection",
            "runningUser",
            "textColor",
            "title",
            "titleColor",
            "titleSize",
        ],
    ),
    (
        "ListView",
        &[
            "booleanFilter",
            "columns",
            "filterScope",
            "filters",
            "fullName",
            "label",
            "language",
            "queue",
            "sharedTo",
        ],
    ),
];

/// Checks the elements at the top of a component.
pub(super) fn check(component: &Component) -> Result<(), Problem> {
    let kind = component.kind.as_str();
    let Some((_, known)) = ELEMENTS.iter().find(|(of, _)| *of == kind) else {
        return Ok(());
    };
    let is_unknown = |child: &&Xml| !known.contains(&child.name.as_str());
    match component.content.children.iter().find(is_unknown) {
        None => Ok(()),
        Some(child) => Err(Problem::at(
            child,
            format!(
                "Error parsing file: Element {{http://soap.sforce.com/2006/04/metadata}}{} invalid \
                 at this location in type {kind}",
                child.name
            ),
        )),
    }
}
