//! From an org that knows nothing of Midcall to one it works in, and what stands in the way.

use std::time::Duration;

use midcall::setup::{self, Action, Deployed, Pace, Plan};
use midcall_sim::salesforce::{Fault, Field, Kind, Matching, What, When};
use serde_json::json;

use crate::app::App;

const NOW: i64 = 1_795_100_645_000;
const FIELDS: [&str; 6] = [
    "AI_Qualification_Score__c",
    "Qualification_Signals__c",
    "Call_Transcript__c",
    "Last_AI_Contact__c",
    "AI_Call_Status__c",
    "Midcall_Key__c",
];

pub(crate) const TASK_KEY: &str = "Midcall_Call_Id__c";

/// Nothing waits in a simulated org.
const AT_ONCE: Pace = Pace {
    first: Duration::ZERO,
    longest: Duration::ZERO,
    questions_max: 10,
};

/// An org without any field of ours.
pub(crate) async fn bare(file: &str) -> App {
    let app = App::start_with_file(NOW, file).await;
    for name in FIELDS {
        app.org.remove_field("Lead", name).unwrap();
    }
    app.org.remove_field("Task", TASK_KEY).unwrap();
    app
}

impl App {
    pub(crate) async fn plan(&self, activate_flows: bool) -> Plan {
        let connection = self.node.salesforce.as_ref().unwrap();
        let on_contact = setup::fields_of_contact(connection, &self.node.settings).await;
        let desired = setup::desired(&self.node.settings, &on_contact.unwrap()).unwrap();
        let observed = setup::observe(connection, &desired).await.unwrap();
        setup::plan(&desired, &observed, activate_flows)
    }

    pub(crate) async fn carry_out(&self, plan: &Plan) -> Deployed {
        let connection = self.node.salesforce.as_ref().unwrap();
        let version = "66.0".parse().unwrap();
        setup::deploy(connection, plan, version, AT_ONCE, |_| {})
            .await
            .unwrap()
    }

    pub(crate) async fn set_up(&self) {
        let deployed = self.carry_out(&self.plan(false).await).await;
        assert!(matches!(deployed, Deployed::Done { .. }), "{deployed:?}");
    }

    async fn describes(&self, name: &str) -> bool {
        let lead = midcall_salesforce::operations::DescribeObject {
            object: midcall_salesforce::ApiName::LEAD,
            if_modified_since_ms: None,
        };
        let connection = self.node.salesforce.as_ref().unwrap();
        let lead = connection.send(&lead).await.unwrap().unwrap();
        lead.field(name).is_some_and(|field| field.updateable)
    }
}

/// What is to be done, in brief: mark, name and reason of all but what is kept.
pub(crate) fn due(plan: &Plan) -> Vec<String> {
    let steps = plan.steps.iter();
    steps
        .filter(|step| step.action != Action::Keep)
        .map(|step| format!("{:?} {}: {}", step.action, step.component.name, step.reason))
        .collect()
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let app = bare("").await;
    let plan = app.plan(false).await;
    assert_eq!(plan.count(Action::Create), plan.steps.len() - 1);
    assert_eq!(
        due(&plan).last().unwrap(),
        "Create Midcall/AI_Leads: not there yet"
    );
    let deployed = app.carry_out(&plan).await;
    let Deployed::Done {
        components,
        warnings,
    } = deployed
    else {
        panic!("{deployed:?}");
    };
    assert_eq!((components, warnings.len()), (plan.steps.len(), 0));
    assert_eq!(due(&app.plan(false).await), [""; 0]);
}

#[tokio::test]
async fn an_org_that_was_set_up_takes_what_is_heard() {
    let mut app = bare("").await;
    app.set_up().await;
    for name in &FIELDS[..5] {
        assert!(
            !app.describes(name).await,
            "{name} is hidden until the set is assigned"
        );
    }
    app.org
        .assign_permission_set("Midcall_Integration")
        .unwrap();
    for name in &FIELDS[..5] {
        assert!(app.describes(name).await, "{name}");
    }
    let lead = app.new_lead();
    let body = json!({ "message": {
        "type": "transcript", "role": "user", "transcriptType": "final",
        "transcript": "our budget is around $50k for this project", "timestamp": NOW,
        "call": { "id": "c1", "assistantOverrides": { "metadata": { "leadId": lead } } },
    }});
    app.deliver(body.to_string()).await;
    app.settle().await;
    assert_eq!(app.lead(&lead)["AI_Qualification_Score__c"], 25.0);
    app.fall_silent().await;
    app.settle().await;
    let tasks = app.org.records("Task");
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0][TASK_KEY], "c1");
}

#[tokio::test]
async fn the_set_grants_what_is_written_and_nothing_else() {
    let app = bare("").await;
    app.set_up().await;
    let set = app
        .org
        .metadata("PermissionSet", "Midcall_Integration")
        .unwrap();
    for name in FIELDS {
        let grant =
            format!("<editable>true</editable><field>Lead.{name}</field><readable>true</readable>");
        assert!(set.contains(&grant), "{name}: {set}");
    }
    assert!(set.contains("<editable>true</editable><field>Lead.DoNotCall</field>"));
    let task = format!("<field>Task.{TASK_KEY}</field>");
    assert!(
        set.contains(&task) && set.contains("<name>EditTask</name>"),
        "{set}"
    );
    assert_eq!(set.matches("<fieldPermissions>").count(), FIELDS.len() + 8);
    assert!(set.contains("<editable>false</editable><field>Lead.MobilePhone</field>"));
    assert!(set.contains("<editable>true</editable><field>Lead.Phone</field>"));
    assert!(
        set.contains("allowCreate>true"),
        "for callers whom nobody knows"
    );
    for excess in ["allowDelete>true", "modifyAllRecords>true"] {
        assert!(!set.contains(excess), "{excess}");
    }
}

#[tokio::test]
async fn mapped_fields_are_made_where_they_are_missing_and_granted() {
    let app = bare(
        "[[salesforce.map]]\nfield = \"Budget__c\"\nfrom = \"budget.value.max\"\n[[salesforce.map]]\nfield = \"Theirs__c\"\nfrom = \"budget.quote\"\n[[salesforce.map]]\nfield = \"Rating\"\nfrom = \"hot\"\nvalues = { true = \"Hot\" }\n[[salesforce.map]]\nfield = \"Need__c\"\nfrom = \"need.state\"\n",
    )
    .await;
    let theirs = Field::new("Theirs__c", "Theirs", Kind::Text(80));
    app.org.add_field("Lead", theirs).unwrap();
    app.set_up().await;
    let budget = app.org.metadata("CustomField", "Lead.Budget__c").unwrap();
    assert!(budget.contains("<precision>16</precision>"), "{budget}");
    let need = app.org.metadata("CustomField", "Lead.Need__c").unwrap();
    assert!(
        need.contains("negative") && !need.contains("unknown"),
        "{need}"
    );
    // What people have already is left as it is.
    let theirs = app.org.metadata("CustomField", "Lead.Theirs__c").unwrap();
    assert!(theirs.contains("<length>80</length>"), "{theirs}");
    let set = app
        .org
        .metadata("PermissionSet", "Midcall_Integration")
        .unwrap();
    for name in ["Budget__c", "Theirs__c", "Need__c", "Rating"] {
        let grant = format!("<editable>true</editable><field>Lead.{name}</field>");
        assert!(set.contains(&grant), "{name}: {set}");
    }
    assert_eq!(set.matches("<fieldPermissions>").count(), FIELDS.len() + 12);
    assert_eq!(due(&app.plan(false).await), [""; 0]);
}

#[tokio::test]
async fn names_and_threshold_follow_the_settings() {
    let app = bare(
        "[salesforce]\nhot_leads_to = \"owner\"\n[salesforce.fields]\nscore = \"Points__c\"\ntranscript = \"\"\nlast_contact = \"acme__Last__c\"\n[score]\nhot_above = 40\n",
    )
    .await;
    let last = Field::new("acme__Last__c", "Last", Kind::DateTime);
    app.org.add_field("Lead", last).unwrap();
    app.set_up().await;
    assert!(app.org.metadata("CustomField", "Lead.Points__c").is_some());
    assert_eq!(
        app.org.metadata("CustomField", "Lead.Call_Transcript__c"),
        None
    );
    let flow = app.org.metadata("Flow", "Route_Hot_AI_Leads").unwrap();
    assert!(
        flow.contains("<field>Points__c</field>") && flow.contains("40.0"),
        "{flow}"
    );
    assert!(!flow.contains("Get_queue"), "the owner keeps the lead");
    let hot = app.org.metadata("ListView", "Lead.Hot_AI_Leads").unwrap();
    assert!(hot.contains("<value>40</value>"), "{hot}");
    let set = app
        .org
        .metadata("PermissionSet", "Midcall_Integration")
        .unwrap();
    assert!(
        set.contains("Lead.acme__Last__c") && !set.contains("Transcript"),
        "{set}"
    );
    assert_eq!(due(&app.plan(false).await), [""; 0]);
}

#[tokio::test]
async fn what_falls_short_is_named_and_mended() {
    let app = bare("").await;
    app.set_up().await;
    let narrow = app
        .org
        .metadata("PermissionSet", "Midcall_Integration")
        .unwrap()
        .replacen("<editable>true</editable>", "<editable>false</editable>", 1);
    app.org
        .set_metadata("PermissionSet", "Midcall_Integration", Some(&narrow))
        .unwrap();
    let other = app
        .org
        .metadata("ListView", "Lead.Hot_AI_Leads")
        .unwrap()
        .replace("<value>70</value>", "<value>90</value>");
    app.org
        .set_metadata("ListView", "Lead.Hot_AI_Leads", Some(&other))
        .unwrap();
    app.org.remove_field("Lead", "AI_Call_Status__c").unwrap();
    let status = Kind::Picklist {
        values: vec!["Completed".to_owned(), "Somebody's own".to_owned()],
        restricted: true,
    };
    app.org
        .add_field("Lead", Field::new("AI_Call_Status__c", "Mine", status))
        .unwrap();
    app.org
        .rename_field("Lead", "Midcall_Key__c", "Other_Key__c")
        .unwrap();
    let plan = app.plan(false).await;
    assert_eq!(
        due(&plan),
        [
            "Change Lead.AI_Call_Status__c: lacks the values In progress, Dropped, No answer, Voicemail, Failed, Transferred",
            "Create Lead.Midcall_Key__c: not there yet",
            "Change Midcall_Integration: does not grant edit Lead.AI_Call_Status__c",
            "Change Lead.Hot_AI_Leads: its filters differ from the settings; what is there is replaced",
        ]
    );
    assert!(matches!(app.carry_out(&plan).await, Deployed::Done { .. }));
    assert_eq!(due(&app.plan(false).await), [""; 0]);
    let status = app
        .org
        .metadata("CustomField", "Lead.AI_Call_Status__c")
        .unwrap();
    for kept in ["Somebody's own", "<label>Mine</label>", "Voicemail"] {
        assert!(status.contains(kept), "{kept}: {status}");
    }
}

#[tokio::test]
async fn a_field_of_another_type_is_a_persons_decision() {
    let app = bare("").await;
    let text = Field::new("AI_Qualification_Score__c", "Score", Kind::Text(10));
    app.org.add_field("Lead", text).unwrap();
    let plan = app.plan(false).await;
    assert_eq!(plan.count(Action::Conflict), 1);
    let why = &due(&plan)[0];
    assert!(
        why.starts_with("Conflict Lead.AI_Qualification_Score__c: it is a Text field"),
        "{why}"
    );
    assert!(why.contains("[salesforce.fields]"), "{why}");
}

#[tokio::test]
async fn flows_come_as_drafts_and_stay_as_people_set_them() {
    let app = bare("").await;
    app.set_up().await;
    let status = |app: &App| {
        let flow = app.org.metadata("Flow", "Route_Hot_AI_Leads").unwrap();
        flow.split_once("<status>")
            .unwrap()
            .1
            .split_once('<')
            .unwrap()
            .0
            .to_owned()
    };
    assert_eq!(status(&app), "Draft");
    let plan = app.plan(true).await;
    assert_eq!(
        due(&plan),
        [
            "Change Route_Hot_AI_Leads: not active",
            "Change Publish_AI_Lead_Updates: not active",
        ]
    );
    app.carry_out(&plan).await;
    assert_eq!(status(&app), "Active");
    assert_eq!(due(&app.plan(true).await), [""; 0]);

    // A new threshold leaves an active flow active.
    let settings = "[score]\nhot_above = 55\n";
    app.set_file(settings);
    let app = app.crash_and_restart().await;
    let plan = app.plan(false).await;
    assert!(
        due(&plan)[0].starts_with("Change Route_Hot_AI_Leads: its start"),
        "{:?}",
        due(&plan)
    );
    app.carry_out(&plan).await;
    assert_eq!(status(&app), "Active");
    assert_eq!(due(&app.plan(false).await), [""; 0]);
}

/// A budget and a timeline: 50.
async fn turn_hot(app: &mut App) -> String {
    let lead = app.new_lead();
    for (at, words) in [
        "our budget is around $50k for this project",
        "we're a 200-person team looking to deploy by end of Q2",
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "message": {
            "type": "transcript", "role": "user", "transcriptType": "final",
            "transcript": words, "timestamp": NOW + 1_000 * i64::try_from(at).unwrap(),
            "call": { "id": lead, "assistantOverrides": { "metadata": { "leadId": lead } } },
        }});
        app.deliver(body.to_string()).await;
    }
    app.settle().await;
    lead
}

/// An org that is set up, with flows that run.
async fn running(file: &str) -> App {
    let app = bare(file).await;
    let deployed = app.carry_out(&app.plan(true).await).await;
    assert!(matches!(deployed, Deployed::Done { .. }), "{deployed:?}");
    app.org
        .assign_permission_set("Midcall_Integration")
        .unwrap();
    app
}

#[tokio::test]
async fn a_hot_lead_reaches_the_queue_with_what_was_said() {
    let mut app = running("[score]\nhot_above = 40\n").await;
    let lead = turn_hot(&mut app).await;
    let held = app.org.lead(&lead).unwrap();
    assert_eq!(held["AI_Qualification_Score__c"], 50.0);
    let queue = app.org.records("Group");
    let queue = queue
        .iter()
        .find(|group| group["DeveloperName"] == "AI_Qualified_Leads")
        .unwrap();
    assert_eq!(held["OwnerId"], queue["Id"]);
    let tasks = app.org.records("Task");
    assert_eq!(tasks.len(), 1);
    assert_eq!(
        (&tasks[0]["WhoId"], &tasks[0]["OwnerId"]),
        (&held["Id"], &queue["Id"])
    );
    let text = tasks[0]["Description"].as_str().unwrap();
    for part in ["AI qualification score: 50", "our budget is around $50k"] {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
    let published = app.org.published("Midcall_Lead_Update__e");
    let last = published.last().unwrap();
    assert_eq!(
        (&last["Lead_Id__c"], &last["Score__c"]),
        (&held["Id"], &json!(50.0))
    );
}

#[tokio::test]
async fn the_owner_gets_the_task_when_asked_for_or_when_the_queue_is_gone() {
    let mut app =
        running("[score]\nhot_above = 40\n[salesforce]\nhot_leads_to = \"owner\"\n").await;
    let lead = turn_hot(&mut app).await;
    let owner = app.org.lead(&lead).unwrap()["OwnerId"].clone();
    assert_eq!(app.org.records("Task")[0]["OwnerId"], owner);

    let mut app = running("[score]\nhot_above = 40\n").await;
    let flow = app.org.metadata("Flow", "Route_Hot_AI_Leads").unwrap();
    let astray = flow.replace("AI_Qualified_Leads", "Renamed_Queue");
    app.org
        .set_metadata("Flow", "Route_Hot_AI_Leads", Some(&astray))
        .unwrap();
    let lead = turn_hot(&mut app).await;
    let held = app.org.lead(&lead).unwrap();
    assert_eq!(
        held["AI_Qualification_Score__c"], 50.0,
        "our write is saved whatever the flow does"
    );
    assert!(held["OwnerId"].as_str().unwrap().starts_with("005"));
    assert_eq!(app.org.records("Task")[0]["OwnerId"], held["OwnerId"]);
}

#[tokio::test]
async fn a_refusal_says_which_component_and_what_to_do() {
    let app = bare("[salesforce.fields]\nlast_contact = \"Gone_Field\"\n").await;
    let plan = app.plan(false).await;
    let deployed = app.carry_out(&plan).await;
    let Deployed::Refused(problems) = deployed else {
        panic!("{deployed:?}");
    };
    let set = &problems[0];
    assert_eq!(set.component, "PermissionSet Midcall_Integration");
    assert_eq!(set.file, "permissionsets/Midcall_Integration.permissionset");
    assert!(set.line > 1, "{set:?}");
    assert!(set.problem.contains("Lead.Gone_Field"), "{set:?}");
    assert!(set.action.contains("[salesforce.fields]"), "{set:?}");
    assert!(!app.describes("AI_Qualification_Score__c").await);
    assert_eq!(
        app.org
            .metadata("CustomField", "Lead.AI_Qualification_Score__c"),
        None,
        "nothing stays"
    );
}

#[tokio::test]
async fn outages_do_not_end_a_deployment() {
    let app = bare("").await;
    let plan = app.plan(false).await;
    let asking = Matching::path("deployRequest/");
    for what in [What::Unavailable, What::Reset] {
        app.org
            .inject(Fault::once(When::Before, what).on(asking.clone()));
    }
    assert!(matches!(app.carry_out(&plan).await, Deployed::Done { .. }));
}
