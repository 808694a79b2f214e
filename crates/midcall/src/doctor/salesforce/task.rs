//! Whether the task that each finished call leaves can be written.

use midcall_salesforce::operations::{FieldDescribe, ObjectDescribe};

use super::{super::Finding, observed::Seen};
use crate::translate::TASK_KEY;

const CHECK: &str = "task";
/// What is written besides the key.
const WRITTEN: [&str; 8] = [
    "WhoId",
    "Subject",
    "Description",
    "CallType",
    "CallDurationInSeconds",
    "CallDisposition",
    "CallObject",
    "ActivityDate",
];
const WHY: &str = "finished calls leave no task at their lead; scores are written all the same";

pub(super) fn judge(task: &Seen<ObjectDescribe>) -> Finding {
    let task = match task {
        Ok(task) => task,
        Err(trouble) => {
            let seen = format!("the integration user does not see Tasks: {}", trouble.seen);
            let to_do = "give it access to activities and the permission Edit Tasks, or set `salesforce.activities` to false";
            return Finding::warn(CHECK, seen, WHY, to_do);
        }
    };
    let Some(key) = task.field(TASK_KEY) else {
        return Finding::warn(
            CHECK,
            format!("{TASK_KEY} on Activity is not there, or field-level security hides it"),
            WHY,
            "run `midcall setup salesforce`, or set `salesforce.activities` to false",
        )
        .about(TASK_KEY);
    };
    if !key.updateable {
        return Finding::warn(
            CHECK,
            format!("{TASK_KEY} can be read and not written"),
            WHY,
            format!("let the integration user's permission set edit Task.{TASK_KEY}"),
        )
        .about(TASK_KEY);
    }
    let keyless = [
        (key.external_id, "is no external id"),
        (key.unique, "is not unique"),
    ];
    if let Some((_, what)) = keyless.into_iter().find(|(is_so, _)| !is_so) {
        return Finding::warn(
            CHECK,
            format!("{TASK_KEY} on Activity {what}"),
            WHY,
            "make it a unique external id: `midcall setup salesforce` does",
        )
        .about(TASK_KEY);
    }
    let is_written = |field: &&FieldDescribe| field.updateable;
    let hidden: Vec<&str> = WRITTEN
        .into_iter()
        .filter(|name| task.field(name).filter(is_written).is_none())
        .collect();
    if hidden.is_empty() {
        return Finding::ok(CHECK, "finished calls leave a task at their lead");
    }
    Finding::warn(
        CHECK,
        format!(
            "these fields of Task cannot be written: {}",
            hidden.join(", ")
        ),
        WHY,
        "give the integration user the permission Edit Tasks and these fields by field-level security",
    )
}
