//! Who may do what: the integration user exactly what it does, people only look.

use std::collections::BTreeMap;

use midcall_salesforce::metadata::Element;

use super::platform_event;
use crate::translate::TASK_KEY;

/// For the integration user.
pub(in crate::setup) const INTEGRATION: &str = "Midcall_Integration";
/// For the people who work with the leads.
pub(in crate::setup) const VIEWER: &str = "Midcall_Viewer";

/// Whether a field may be written, or only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::setup) enum Grant {
    Read,
    Edit,
}

/// What the integration user needs, and nothing more.
///
/// It sees all leads because routing hands them to other owners while calls go on; it creates some
/// if the settings want it, and deletes none.
/// Of contacts it reads the numbers, and edits those of the mapped fields that they have: a lead that
/// is converted goes on as its contact. Salesforce shows contacts only to those who see accounts.
/// With `writes_tasks` it may also edit tasks, and the field by which it addresses them. Salesforce
/// refuses a set that names standard fields of tasks which cannot be permitted, so it names none.
pub(in crate::setup) fn integration(
    fields: &BTreeMap<String, Grant>,
    contact: &BTreeMap<String, Grant>,
    creates: bool,
    writes_tasks: bool,
) -> Element {
    let description = if creates {
        "What Midcall needs: it reads and edits the fields it writes, finds callers by their number, and creates leads for those whom nobody knows."
    } else {
        "What Midcall needs: it reads and edits the fields it writes, on leads that are there, and finds callers by their number."
    };
    let task_key = writes_tasks.then(|| permit(&format!("Task.{TASK_KEY}"), Grant::Edit));
    let may_edit_tasks = writes_tasks.then(|| allow("EditTask"));
    let edits_contacts = contact.values().any(|grant| *grant == Grant::Edit);
    let contact_fields = contact
        .iter()
        .map(|(name, grant)| permit(&format!("Contact.{name}"), *grant));
    Element::new("PermissionSet")
        .with_text("description", description)
        .with_all(contact_fields)
        .with_all(fields.iter().map(field))
        .with_all(task_key)
        .with_text("hasActivationRequired", false)
        .with_text("label", "Midcall Integration")
        .with(open("Account", false, false, false))
        .with(open("Contact", false, edits_contacts, false))
        .with(open("Lead", creates, true, true))
        .with(allow("ApiEnabled"))
        .with_all(may_edit_tasks)
}

/// Lets an object's records be read, and nothing be deleted.
fn open(object: &str, creates: bool, edits: bool, sees_all: bool) -> Element {
    Element::new("objectPermissions")
        .with_text("allowCreate", creates)
        .with_text("allowDelete", false)
        .with_text("allowEdit", edits)
        .with_text("allowRead", true)
        .with_text("modifyAllRecords", false)
        .with_text("object", object)
        .with_text("viewAllRecords", sees_all)
}

fn allow(permission: &str) -> Element {
    Element::new("userPermissions")
        .with_text("enabled", true)
        .with_text("name", permission)
}

/// Lets people see what Midcall writes. A field that metadata makes is hidden from everybody,
/// administrators included, until a permission set or profile shows it.
pub(in crate::setup) fn viewer(fields: &BTreeMap<String, Grant>) -> Element {
    let read_only = fields.keys().map(|name| field((name, &Grant::Read)));
    Element::new("PermissionSet")
        .with_text(
            "description",
            "For people: shows the fields that Midcall writes, and its live updates.",
        )
        .with_all(read_only)
        .with_text("hasActivationRequired", false)
        .with_text("label", "Midcall Viewer")
        .with(open(platform_event::EVENT, false, false, false))
}

fn field((name, grant): (&String, &Grant)) -> Element {
    permit(&format!("Lead.{name}"), *grant)
}

fn permit(name: &str, grant: Grant) -> Element {
    Element::new("fieldPermissions")
        .with_text("editable", grant == Grant::Edit)
        .with_text("field", name)
        .with_text("readable", true)
}
