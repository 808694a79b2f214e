//! The completed task of a call, as Salesforce spells it.

use midcall_domain::{calls::Direction, leads::Activity};
use midcall_salesforce as salesforce;
use serde_json::Value;

/// The field of the task that holds the call's id: by it each call has one task, however often it
/// is written.
pub const TASK_KEY: &str = "Midcall_Call_Id__c";
/// A field of the task that can be set as it is made, and never again.
pub const TASK_SUBTYPE: &str = "TaskSubtype";

const CALL_OBJECT_CHARS_MAX: usize = 255;

/// The fields of a call's task that have to be written: all, or those that are no longer what they
/// were. `who` is the record the task stands at.
#[must_use]
pub fn task_fields(
    call: &str,
    who: &str,
    desired: &Activity,
    before: Option<&Activity>,
    is_there: bool,
) -> salesforce::Fields {
    let mut fields = salesforce::Fields::default();
    if !is_there {
        fields.set(TASK_SUBTYPE, "Call");
        fields.set("Status", "Completed");
        fields.set("Priority", "Normal");
        let call: String = call.chars().take(CALL_OBJECT_CHARS_MAX).collect();
        fields.set("CallObject", call);
    }
    // A merge or a conversion takes tasks along; only another lead has to be named.
    if before.is_none_or(|before| before.lead != desired.lead) {
        fields.set("WhoId", who);
    }
    let was = before.map(spell);
    for (place, (name, value)) in spell(desired).into_iter().enumerate() {
        if was.as_ref().is_none_or(|was| was[place].1 != value) {
            fields.set(name, value);
        }
    }
    fields
}

fn spell(activity: &Activity) -> [(&'static str, Value); 6] {
    let kind = activity.direction.map(|direction| match direction {
        Direction::Outbound => "Outbound",
        Direction::Inbound | Direction::Web => "Inbound",
    });
    [
        ("Subject", Value::from(activity.subject.as_str())),
        ("Description", Value::from(activity.description.as_str())),
        ("CallType", kind.map_or(Value::Null, Value::from)),
        ("CallDurationInSeconds", Value::from(activity.duration_s)),
        ("CallDisposition", Value::from(activity.outcome.as_str())),
        ("ActivityDate", Value::from(activity.on.to_string())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity() -> Activity {
        Activity {
            lead: "00QHs00001ABcDeMAL".to_owned(),
            subject: "AI call: Completed, score 25".to_owned(),
            description: "Budget: yes".to_owned(),
            direction: Some(Direction::Web),
            duration_s: 94,
            outcome: "Completed".to_owned(),
            on: jiff::civil::date(2026, 11, 22),
        }
    }

    fn names(fields: &salesforce::Fields) -> Vec<&str> {
        fields.iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn a_new_task_says_everything() {
        let fields = task_fields("c1", "003x", &activity(), None, false);
        assert_eq!(fields.get("TaskSubtype").unwrap(), "Call");
        assert_eq!(fields.get("WhoId").unwrap(), "003x");
        assert_eq!(fields.get("CallType").unwrap(), "Inbound");
        assert_eq!(fields.get("ActivityDate").unwrap(), "2026-11-22");
    }

    #[test]
    fn a_correction_says_what_is_new() {
        let later = Activity {
            duration_s: 95,
            ..activity()
        };
        let fields = task_fields("c1", "00Qx", &later, Some(&activity()), true);
        assert_eq!(names(&fields), ["CallDurationInSeconds"]);
        let elsewhere = Activity {
            lead: "00QHs00001ABcDfMAL".to_owned(),
            ..activity()
        };
        let fields = task_fields("c1", "00Qx", &elsewhere, Some(&activity()), true);
        assert_eq!(names(&fields), ["WhoId"]);
    }

    #[test]
    fn what_is_set_once_is_not_sent_to_a_task_that_is_there() {
        let fields = task_fields("c1", "00Qx", &activity(), None, true);
        assert!(fields.get("TaskSubtype").is_none() && fields.get("Status").is_none());
    }
}
