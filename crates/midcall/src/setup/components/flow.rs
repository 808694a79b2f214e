//! What the org does by itself when a score changes. Every path is asynchronous: a flow that
//! faults in the save itself would take our write down with it.

use midcall_salesforce::metadata::Element;

use super::{platform_event, queue};
use crate::config::HotLeadsTo;

/// Developer name of the flow that routes.
pub(in crate::setup) const ROUTE: &str = "Route_Hot_AI_Leads";
/// Developer name of the flow that publishes.
pub(in crate::setup) const PUBLISH: &str = "Publish_AI_Lead_Updates";

/// When the score comes to exceed the threshold: hand the lead over, and make a task with what the
/// prospect said.
///
/// Should the queue be missing or the handing over be refused, the owner gets the task. A fault in
/// making a task has no other path on purpose: Salesforce then mails the flow's administrator.
pub(in crate::setup) fn route(
    score: &str,
    signals: Option<&str>,
    above: u8,
    to: HotLeadsTo,
    api_version: &str,
) -> Element {
    let (first, handing_over) = match to {
        HotLeadsTo::Queue => ("Get_queue", vec![get_queue(), assign_owner()]),
        HotLeadsTo::Owner => ("Create_task_for_owner", Vec::new()),
    };
    let mut tasks = vec![task(
        "Create_task_for_owner",
        "Create task for owner",
        "$Record.OwnerId",
    )];
    if to == HotLeadsTo::Queue {
        tasks.push(task(
            "Create_task_for_queue",
            "Create task for queue",
            "Get_queue.Id",
        ));
    }
    let is_hot = filter(score, "GreaterThan", "numberValue", &format!("{above}.0"));
    let said = signals.map_or(String::new(), |signals| {
        format!("\n\nWhat the prospect said:\n{{!$Record.{signals}}}")
    });
    let text = format!("AI qualification score: {{!$Record.{score}}}{said}");
    flow("Route hot AI leads", api_version)
        .with_all(tasks)
        .with_all(handing_over)
        .with(start(first, &[is_hot, not_converted()], true))
        .with_text("status", "Draft")
        .with(
            Element::new("textTemplates")
                .with_text("name", "Task_text")
                .with_text("isViewedAsPlainText", true)
                .with_text("text", text),
        )
}

/// When the score changes: publish it.
pub(in crate::setup) fn publish(
    score: &str,
    call_status: Option<&str>,
    api_version: &str,
) -> Element {
    let record = |field: &str| format!("$Record.{field}");
    let event = Element::new("recordCreates")
        .with_text("name", "Publish_update")
        .with_text("label", "Publish update")
        .with_text("locationX", 176)
        .with_text("locationY", 270)
        .with_all(call_status.map(|field| {
            assignment(
                platform_event::CALL_STATUS,
                "elementReference",
                &record(field),
            )
        }))
        .with(assignment(
            platform_event::LEAD_ID,
            "elementReference",
            "$Record.Id",
        ))
        .with(assignment(
            platform_event::SCORE,
            "elementReference",
            &record(score),
        ))
        .with_text("object", platform_event::EVENT)
        .with_text("storeOutputAutomatically", true);
    let has_changed = filter(score, "IsChanged", "booleanValue", "true");
    flow("Publish AI lead updates", api_version)
        .with(event)
        .with(start("Publish_update", &[has_changed], false))
        .with_text("status", "Draft")
}

fn flow(label: &str, api_version: &str) -> Element {
    Element::new("Flow")
        .with_text("apiVersion", api_version)
        .with_text("environments", "Default")
        .with_text(
            "interviewLabel",
            format!("{label} {{!$Flow.CurrentDateTime}}"),
        )
        .with_text("label", label)
        .with(
            Element::new("processMetadataValues")
                .with_text("name", "BuilderType")
                .with(Element::new("value").with_text("stringValue", "LightningFlowBuilder")),
        )
        .with_text("processType", "AutoLaunchedFlow")
}

fn start(first: &str, filters: &[Element], only_when_met_anew: bool) -> Element {
    let mut start = Element::new("start")
        .with_text("locationX", 50)
        .with_text("locationY", 0);
    if only_when_met_anew {
        start = start.with_text("doesRequireRecordChangedToMeetCriteria", true);
    }
    start
        .with_text("filterLogic", "and")
        .with_all(filters.iter().cloned())
        .with_text("object", "Lead")
        .with_text("recordTriggerType", "CreateAndUpdate")
        .with(
            Element::new("scheduledPaths")
                .with(target("connector", first))
                .with_text("pathType", "AsyncAfterCommit"),
        )
        .with_text("triggerType", "RecordAfterSave")
}

fn not_converted() -> Element {
    filter("IsConverted", "EqualTo", "booleanValue", "false")
}

fn get_queue() -> Element {
    Element::new("recordLookups")
        .with_text("name", "Get_queue")
        .with_text("label", "Get queue")
        .with_text("locationX", 176)
        .with_text("locationY", 270)
        .with_text("assignNullValuesIfNoRecordsFound", false)
        .with(target("connector", "Assign_owner"))
        .with(target("faultConnector", "Create_task_for_owner"))
        .with_text("filterLogic", "and")
        .with(filter(
            "DeveloperName",
            "EqualTo",
            "stringValue",
            queue::HOT_LEADS,
        ))
        .with(filter("Type", "EqualTo", "stringValue", "Queue"))
        .with_text("getFirstRecordOnly", true)
        .with_text("object", "Group")
        .with_text("storeOutputAutomatically", true)
}

fn assign_owner() -> Element {
    Element::new("recordUpdates")
        .with_text("name", "Assign_owner")
        .with_text("label", "Assign owner")
        .with_text("locationX", 176)
        .with_text("locationY", 390)
        .with(target("connector", "Create_task_for_queue"))
        .with(target("faultConnector", "Create_task_for_owner"))
        .with(assignment("OwnerId", "elementReference", "Get_queue.Id"))
        .with_text("inputReference", "$Record")
}

fn task(name: &str, label: &str, owner: &str) -> Element {
    let location_x = if owner.starts_with("$Record") {
        440
    } else {
        176
    };
    Element::new("recordCreates")
        .with_text("name", name)
        .with_text("label", label)
        .with_text("locationX", location_x)
        .with_text("locationY", 510)
        .with(assignment("Description", "elementReference", "Task_text"))
        .with(assignment("OwnerId", "elementReference", owner))
        .with(assignment("Priority", "stringValue", "High"))
        .with(assignment("Status", "stringValue", "Not Started"))
        .with(assignment(
            "Subject",
            "stringValue",
            "Call back hot AI lead",
        ))
        .with(assignment("WhoId", "elementReference", "$Record.Id"))
        .with_text("object", "Task")
        .with_text("storeOutputAutomatically", true)
}

fn filter(field: &str, operator: &str, kind: &str, value: &str) -> Element {
    Element::new("filters")
        .with_text("field", field)
        .with_text("operator", operator)
        .with(Element::new("value").with_text(kind, value))
}

fn assignment(field: &str, kind: &str, value: &str) -> Element {
    Element::new("inputAssignments")
        .with_text("field", field)
        .with(Element::new("value").with_text(kind, value))
}

fn target(connector: &str, element: &str) -> Element {
    Element::new(connector).with_text("targetReference", element)
}
