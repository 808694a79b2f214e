//! Permission sets: what they may name, and what they grant.

use serde_json::json;

use super::{
    Xml,
    component::{Component, Problem},
};
use crate::salesforce::model::{save::Writer, schema::Access, state::Model};

/// Fields that everybody who sees the object sees, whatever security says.
const NOT_PERMISSIONABLE: [&str; 6] = [
    "Id",
    "LastName",
    "Company",
    "Status",
    "OwnerId",
    "IsConverted",
];

/// Objects that every org has and this one keeps no records of.
const KEPT_NOWHERE: [&str; 2] = ["Account", "Opportunity"];

/// Checks a set and stores it with its record. Whether it is new.
pub(super) fn install(model: &mut Model, component: &Component) -> Result<bool, Problem> {
    let content = &component.content;
    for permission in content.all("fieldPermissions") {
        check_field(model, permission)?;
    }
    for permission in content.all("objectPermissions") {
        check_object(model, permission)?;
    }
    check_parents(content)?;
    if content.value("label").is_empty() {
        return Err(Problem::at(content, "Required field is missing: label"));
    }
    let name = &component.full_name;
    let is_known = model
        .records_where("PermissionSet", "Name", name)
        .next()
        .is_some();
    if !is_known {
        let row = json!({ "Name": name, "Label": content.value("label") });
        let fields = row.as_object().cloned().unwrap_or_default();
        let made = model.create("PermissionSet", &fields, Writer::Person);
        made.map_err(|_| Problem::at(content, format!("Duplicate developer name: {name}")))?;
    }
    Ok(!is_known)
}

/// What a set grants on fields, by object and field.
pub(super) fn grants(set: &Xml) -> impl Iterator<Item = ((&str, &str), Access)> {
    set.all("fieldPermissions").filter_map(|permission| {
        let (object, field) = permission.value("field").split_once('.')?;
        let access = if permission.is_true("editable") {
            Access::Editable
        } else if permission.is_true("readable") {
            Access::ReadOnly
        } else {
            Access::Hidden
        };
        Some(((object, field), access))
    })
}

/// The objects whose records a set lets its users read.
pub(super) fn readable_objects(set: &Xml) -> impl Iterator<Item = &str> {
    set.all("objectPermissions")
        .filter(|permission| permission.is_true("allowRead"))
        .map(|permission| permission.value("object"))
}

impl Model {
    /// The first standard object that a set opens, if it opens any.
    pub(crate) fn first_object_of(&self, set: &str) -> Option<String> {
        let key = ("PermissionSet".to_owned(), set.to_owned());
        let set = self.metadata.installed.get(&key)?;
        let mut objects = readable_objects(set).filter(|name| !name.contains("__"));
        objects.next().map(str::to_owned)
    }
}

fn check_field(model: &Model, permission: &Xml) -> Result<(), Problem> {
    let name = permission.value("field");
    let at = permission.child("field").unwrap_or(permission);
    let unknown = || {
        let text = format!("In field: field - no CustomField named {name} found");
        Problem::at(at, text)
    };
    let (object, field_name) = name.split_once('.').ok_or_else(unknown)?;
    let object = model.schema.object(object).ok_or_else(unknown)?;
    let field = object.field(field_name).ok_or_else(unknown)?;
    if field.required || NOT_PERMISSIONABLE.contains(&field.name.as_str()) {
        let text = format!("You cannot deploy to a required field: {name}");
        return Err(Problem::at(at, text));
    }
    if permission.is_true("editable") && !permission.is_true("readable") {
        let text = format!("Field {name} is editable, so it has to be readable");
        return Err(Problem::at(at, text));
    }
    Ok(())
}

/// Whoever sees contacts has to see their accounts.
fn check_parents(set: &Xml) -> Result<(), Problem> {
    let is_readable = |object: &str| readable_objects(set).any(|name| name == object);
    let contact = set
        .all("objectPermissions")
        .find(|permission| permission.value("object") == "Contact");
    match contact {
        Some(contact) if is_readable("Contact") && !is_readable("Account") => {
            let text = "Permission Read Contact depends on permission(s): Read Account";
            Err(Problem::at(contact, text))
        }
        _ => Ok(()),
    }
}

fn check_object(model: &Model, permission: &Xml) -> Result<(), Problem> {
    let name = permission.value("object");
    let is_event = model.is_installed("CustomObject", name);
    let is_known = model.schema.object(name).is_some() || KEPT_NOWHERE.contains(&name);
    if !is_known && !is_event {
        let text = format!("In field: object - no CustomObject named {name} found");
        return Err(Problem::at(permission, text));
    }
    // Whoever may change records has to see them.
    let needs_read = [
        "allowEdit",
        "allowDelete",
        "viewAllRecords",
        "modifyAllRecords",
    ];
    let lacks_read = !permission.is_true("allowRead");
    if lacks_read && needs_read.iter().any(|flag| permission.is_true(flag)) {
        let text = format!("Permission Edit {name} depends on permission(s): Read {name}");
        return Err(Problem::at(permission, text));
    }
    Ok(())
}
