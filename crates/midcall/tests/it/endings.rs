//! What an org can do to a write, each ending as Salesforce documents it, with the words that an
//! administrator needs.

use midcall_sim::salesforce::{Access, Field, HotLeadFlow, Kind, ValidationRule};
use serde_json::{Map, Value, json};

use crate::{
    app::App,
    fields::{say, shown},
};

const BEGAN_MS: i64 = 1_795_100_645_000;
const SCORE: &str = "AI_Qualification_Score__c";

async fn org() -> (App, String) {
    let app = App::start(BEGAN_MS).await;
    let lead = app.new_lead();
    (app, lead)
}

/// Budget, timeline, authority and need: a hot lead.
async fn talk(app: &App, lead: &str) {
    for (role, text) in [
        ("assistant", "Hi, this is Ava. What can I do for you?"),
        (
            "user",
            "We're a 200-person team looking to deploy by end of Q2.",
        ),
        ("assistant", "Great. And what is your budget?"),
        ("user", "Our budget is around $50k for this project."),
        ("assistant", "Who makes the decision?"),
        ("user", "I make the decision, I'm the owner."),
        ("assistant", "I see."),
        ("user", "We need a system to track our trucks."),
    ] {
        say(app, lead, role, text).await;
    }
}

fn score(app: &App, lead: &str) -> Value {
    app.org.lead(lead).unwrap()[SCORE].clone()
}

/// Whether a record has all that was said on the call.
fn is_hot(record: &Map<String, Value>) -> bool {
    record[SCORE].as_f64().is_some_and(|score| score > 70.0)
}

async fn retry_all(app: &mut App) {
    let now = app.now();
    let retried = app.node.store.retry_blocked("default", None, now).await;
    assert!(retried.unwrap() > 0);
    app.settle().await;
}

/// The one thing that waits for a person.
async fn waits(app: &App, lead: &str) -> Value {
    let lead = shown(app, lead).await;
    let blocked = lead["write"]["blocked"].as_array().unwrap();
    assert_eq!(blocked.len(), 1, "{lead}");
    blocked[0].clone()
}

#[tokio::test]
async fn a_validation_rule_on_one_field_keeps_that_field_alone() {
    let (mut app, lead) = org().await;
    let rule = ValidationRule::new(
        "Lead",
        "No scores on Sundays.",
        Some(SCORE),
        |before, after| before.is_some_and(|before| before[SCORE] != after[SCORE]),
    );
    app.org.add_validation_rule(rule);
    talk(&app, &lead).await;
    app.settle().await;
    assert_eq!(score(&app, &lead), Value::Null);
    let held = app.org.lead(&lead).unwrap();
    assert_eq!(held["AI_Call_Status__c"], "In progress");
    let item = waits(&app, &lead).await;
    assert_eq!(
        (&item["field"], &item["reason"]),
        (&json!(SCORE), &json!("validation_rule"))
    );
    assert_eq!(item["detail"], format!("No scores on Sundays. ({SCORE})"));
    assert!(
        item["action"]
            .as_str()
            .unwrap()
            .contains("exempt the integration user")
    );

    app.org.clear_validation_rules();
    retry_all(&mut app).await;
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
}

#[tokio::test]
async fn a_validation_rule_on_the_record_keeps_the_facts_and_not_the_transcript() {
    let (mut app, lead) = org().await;
    let rule = ValidationRule::new("Lead", "A phone is needed.", None, |_, after| {
        after[SCORE].is_number() && after["Phone"].is_null()
    });
    app.org.add_validation_rule(rule);
    talk(&app, &lead).await;
    app.settle().await;
    let held = app.org.lead(&lead).unwrap();
    assert!(
        held["Call_Transcript__c"]
            .as_str()
            .unwrap()
            .contains("track our trucks")
    );
    let item = waits(&app, &lead).await;
    assert_eq!(
        (&item["part"], &item["reason"]),
        (&json!("facts"), &json!("validation_rule"))
    );
    assert_eq!(item["detail"], "A phone is needed.");

    app.org
        .edit_lead(&lead, json!({ "Phone": "+1 555 0100" }))
        .unwrap();
    retry_all(&mut app).await;
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
}

#[tokio::test]
async fn a_hidden_score_keeps_nothing_else_from_the_lead() {
    let (mut app, lead) = org().await;
    app.org.set_access("Lead", SCORE, Access::Hidden).unwrap();
    talk(&app, &lead).await;
    app.settle().await;
    let held = app.org.lead(&lead).unwrap();
    assert!(
        held["Qualification_Signals__c"]
            .as_str()
            .unwrap()
            .contains("50k")
    );
    let item = waits(&app, &lead).await;
    assert_eq!(
        (&item["field"], &item["reason"]),
        (&json!(SCORE), &json!("field_hidden"))
    );
    assert!(
        item["detail"]
            .as_str()
            .unwrap()
            .contains("field-level security"),
        "{item}"
    );

    app.org.set_access("Lead", SCORE, Access::Editable).unwrap();
    retry_all(&mut app).await;
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
}

#[tokio::test]
async fn a_transcript_longer_than_its_field_loses_its_beginning_and_says_so() {
    let (mut app, lead) = org().await;
    app.org.remove_field("Lead", "Call_Transcript__c").unwrap();
    let short = Field::new("Call_Transcript__c", "Call Transcript", Kind::LongText(256));
    app.org.add_field("Lead", short).unwrap();
    talk(&app, &lead).await;
    app.settle().await;
    let held = app.org.lead(&lead).unwrap();
    let transcript = held["Call_Transcript__c"].as_str().unwrap();
    assert!(transcript.starts_with("[earlier turns cut"), "{transcript}");
    assert!(transcript.ends_with("Prospect: We need a system to track our trucks."));
    assert_eq!(shown(&app, &lead).await["write"]["state"], "in_sync");
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
}

#[tokio::test]
async fn a_restricted_picklist_without_the_status_keeps_the_status_alone() {
    let (mut app, lead) = org().await;
    app.org.remove_field("Lead", "AI_Call_Status__c").unwrap();
    let picklist = |values: &[&str]| {
        let values = values.iter().map(|it| (*it).to_owned()).collect();
        let kind = Kind::Picklist {
            values,
            restricted: true,
        };
        Field::new("AI_Call_Status__c", "AI Call Status", kind)
    };
    app.org.add_field("Lead", picklist(&["Completed"])).unwrap();
    talk(&app, &lead).await;
    app.settle().await;
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
    let item = waits(&app, &lead).await;
    assert_eq!(item["reason"], "picklist_value");
    assert!(
        item["action"]
            .as_str()
            .unwrap()
            .contains("Add \"In progress\" to AI_Call_Status__c"),
        "{item}"
    );

    app.org.remove_field("Lead", "AI_Call_Status__c").unwrap();
    app.org
        .add_field("Lead", picklist(&["Completed", "In progress"]))
        .unwrap();
    retry_all(&mut app).await;
    assert_eq!(
        app.org.lead(&lead).unwrap()["AI_Call_Status__c"],
        "In progress"
    );
}

#[tokio::test]
async fn a_locked_row_is_waited_for_and_says_why() {
    let (mut app, lead) = org().await;
    app.org.lock(&lead, 60_000).unwrap();
    talk(&app, &lead).await;
    app.live_for(2_000).await;
    let seen = shown(&app, &lead).await;
    assert_eq!(seen["write"]["state"], "due");
    let trouble = &seen["write"]["trouble"];
    assert_eq!(trouble["reason"], "row_locked", "{seen}");
    assert!(trouble["action"].as_str().unwrap().contains("sent again"));
    let took_ms = app.settle().await;
    assert!(took_ms <= 60_000, "{took_ms} ms");
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
    assert_eq!(shown(&app, &lead).await["write"]["trouble"], Value::Null);
}

#[tokio::test]
async fn a_failing_flow_is_tried_again_for_hours_and_named() {
    let (mut app, lead) = org().await;
    app.org.set_hot_lead_flow(HotLeadFlow::Fails);
    talk(&app, &lead).await;
    app.live_for(30_000).await;
    let seen = shown(&app, &lead).await;
    assert_eq!(seen["write"]["state"], "due");
    assert_eq!(seen["write"]["trouble"]["reason"], "flow_failed", "{seen}");
    let action = seen["write"]["trouble"]["action"].as_str().unwrap();
    assert!(action.contains("mend the flow"), "{action}");
    let held = app.org.lead(&lead).unwrap();
    assert!(
        held["Call_Transcript__c"].is_string(),
        "the transcript does not wait for it"
    );
    let (_, page) = app.shown("/calls/c1").await;
    assert!(
        page.contains("Due, tried again soon: flow failed"),
        "{page}"
    );
    app.org.set_hot_lead_flow(HotLeadFlow::Off);
    app.settle().await;
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
}

#[tokio::test]
async fn an_active_assignment_rule_keeps_owners() {
    let (mut app, lead) = org().await;
    app.org.set_assignment_rule(true);
    let before = app.org.lead(&lead).unwrap()["OwnerId"].clone();
    talk(&app, &lead).await;
    app.settle().await;
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
    assert_eq!(app.org.lead(&lead).unwrap()["OwnerId"], before);
}

#[tokio::test]
async fn a_converted_lead_goes_on_as_its_contact() {
    let (mut app, lead) = org().await;
    let score_of_contact = Kind::Number {
        precision: 3,
        scale: 0,
    };
    app.org
        .add_field("Contact", Field::new(SCORE, "AI Score", score_of_contact))
        .unwrap();
    let signals = Field::new(
        "Qualification_Signals__c",
        "Signals",
        Kind::LongText(32_768),
    );
    app.org.add_field("Contact", signals).unwrap();
    say(&app, &lead, "user", "We need a system to track our trucks.").await;
    app.settle().await;
    let contact = app.org.convert_lead(&lead).unwrap().contact_id;
    talk(&app, &lead).await;
    app.settle().await;
    let contacts = app.org.records("Contact");
    assert!(is_hot(&contacts[0]));
    assert!(
        contacts[0]["Qualification_Signals__c"]
            .as_str()
            .unwrap()
            .contains("50k")
    );
    let seen = shown(&app, &lead).await;
    assert_eq!(
        (&seen["convertedTo"], &seen["mergedInto"]),
        (&json!(contact), &Value::Null)
    );
    let blocked = seen["write"]["blocked"].as_array().unwrap();
    assert_eq!(blocked.len(), 3, "{seen}");
    for item in blocked {
        let detail = item["detail"].as_str().unwrap();
        assert!(
            detail.starts_with("The lead was converted, and its contact has no "),
            "{item}"
        );
        assert!(
            item["action"].as_str().unwrap().contains("on Contact too"),
            "{item}"
        );
    }
}

#[tokio::test]
async fn a_converted_lead_whose_contact_takes_nothing_waits_for_a_person() {
    let (mut app, lead) = org().await;
    say(&app, &lead, "user", "We need a system to track our trucks.").await;
    app.settle().await;
    app.org.convert_lead(&lead).unwrap();
    talk(&app, &lead).await;
    app.settle().await;
    let seen = shown(&app, &lead).await;
    let blocked = seen["write"]["blocked"].as_array().unwrap();
    assert!(!blocked.is_empty() && blocked.iter().all(|it| it["reason"] == "lead_converted"));
    assert!(
        blocked[0]["action"]
            .as_str()
            .unwrap()
            .contains("View and Edit Converted Leads")
    );

    // The administrator makes the field on Contact; then the lead is taken up again.
    let kind = Kind::Number {
        precision: 3,
        scale: 0,
    };
    app.org
        .add_field("Contact", Field::new(SCORE, "AI Score", kind))
        .unwrap();
    retry_all(&mut app).await;
    assert!(is_hot(&app.org.records("Contact")[0]));
}

#[tokio::test]
async fn a_merged_lead_goes_on_as_the_one_that_stays() {
    let (mut app, lead) = org().await;
    let survivor = app.new_lead();
    say(&app, &lead, "user", "We need a system to track our trucks.").await;
    app.settle().await;
    app.org.merge_lead(&lead, &survivor).unwrap();
    talk(&app, &lead).await;
    app.settle().await;
    assert!(is_hot(&app.org.lead(&survivor).unwrap()));
    let seen = shown(&app, &lead).await;
    assert_eq!(
        (&seen["mergedInto"], &seen["write"]["state"]),
        (&json!(survivor), &json!("in_sync"))
    );
}

#[tokio::test]
async fn a_deleted_lead_is_kept_and_taken_up_after_a_late_restore() {
    let (mut app, lead) = org().await;
    app.org.delete_lead(&lead).unwrap();
    talk(&app, &lead).await;
    app.settle().await;
    let seen = shown(&app, &lead).await;
    let blocked = seen["write"]["blocked"].as_array().unwrap();
    assert!(!blocked.is_empty() && blocked.iter().all(|it| it["reason"] == "lead_deleted"));
    assert!(
        blocked[0]["action"]
            .as_str()
            .unwrap()
            .contains("Restore the lead and retry")
    );
    let (_, page) = app.shown("/blocked").await;
    assert!(page.contains("Restore the lead and retry"), "{page}");
    // Days later.
    app.advance(10 * 24 * 60 * 60 * 1_000);
    app.org.restore_lead(&lead).unwrap();
    retry_all(&mut app).await;
    assert!(is_hot(&app.org.lead(&lead).unwrap()));
    assert_eq!(shown(&app, &lead).await["write"]["state"], "in_sync");
}
