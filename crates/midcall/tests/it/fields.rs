//! Mapped fields from `midcall.toml` to the Lead, and people who work on the same Lead: their edits
//! survive as the field's policy says, and are shown.

use std::time::Duration;

use http::StatusCode;
use midcall_sim::salesforce::{Access, Fault, Field, Kind, Matching, OrgSettings, What, When};
use serde_json::{Value, json};

use crate::{app::App, openapi};

const BEGAN_MS: i64 = 1_795_100_645_000;

const MAPPED: &str = r#"
[[salesforce.map]]
field = "Budget__c"
from = "budget.value.max"
policy = "fill_if_empty"

[[salesforce.map]]
field = "Budget_Quote__c"
from = "budget.quote"

[[salesforce.map]]
field = "Rating"
from = "hot"
values = { true = "Hot" }

[[salesforce.map]]
field = "Description"
from = "summary"
policy = "append"

[[salesforce.map]]
field = "Seats__c"
from = "company_size.value.max"
policy = "highest"

[[salesforce.map]]
field = "Go_Live__c"
from = "timeline.value.end"

[[salesforce.map]]
field = "Need__c"
from = "need.state"

[[salesforce.map]]
field = "Recording__c"
from = "recording_url"

[[salesforce.map]]
field = "Decides__c"
from = "authority.positive"
"#;

pub(crate) const BUDGET: Kind = Kind::Currency {
    precision: 16,
    scale: 2,
};

/// An org with the fields that are mapped.
async fn org() -> App {
    let app = App::start_with_file(BEGAN_MS, MAPPED).await;
    let states = ["positive", "negative"].map(str::to_owned).to_vec();
    for (name, kind) in [
        ("Budget__c", BUDGET),
        ("Budget_Quote__c", Kind::Text(20)),
        (
            "Seats__c",
            Kind::Number {
                precision: 8,
                scale: 0,
            },
        ),
        ("Go_Live__c", Kind::Date),
        (
            "Need__c",
            Kind::Picklist {
                values: states,
                restricted: true,
            },
        ),
        ("Recording__c", Kind::Text(255)),
        ("Decides__c", Kind::Checkbox),
    ] {
        app.org
            .add_field("Lead", Field::new(name, name, kind))
            .unwrap();
    }
    app
}

/// Something of a call arrives.
async fn deliver(app: &App, lead: &str, call: &str, mut message: Value) {
    app.advance(4_000);
    message["timestamp"] = json!(app.now().0);
    message["call"] = json!({
        "id": call, "type": "outboundPhoneCall", "metadata": { "leadId": lead },
        "createdAt": midcall_domain::time::Timestamp(BEGAN_MS).iso(),
    });
    if call != "c1" {
        message["call"]["createdAt"] = json!(app.now().iso());
    }
    app.deliver(json!({ "message": message }).to_string()).await;
}

pub(crate) async fn say(app: &App, lead: &str, role: &str, text: &str) {
    say_on(app, lead, "c1", role, text).await;
}

async fn say_on(app: &App, lead: &str, call: &str, role: &str, text: &str) {
    let message = json!({
        "type": "transcript", "role": role, "transcriptType": "final", "transcript": text,
    });
    deliver(app, lead, call, message).await;
}

async fn hang_up(app: &App, lead: &str, call: &str, summary: &str) {
    let message = json!({
        "type": "end-of-call-report",
        "endedReason": "customer-ended-call",
        "analysis": { "summary": summary },
        "artifact": { "recordingUrl": "https://storage.vapi.ai/c1.wav" },
    });
    deliver(app, lead, call, message).await;
}

pub(crate) async fn shown(app: &App, lead: &str) -> Value {
    let (status, text) = app.shown(&format!("/api/leads/{lead}")).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

fn held(app: &App, lead: &str, field: &str) -> Value {
    app.org.lead(lead).unwrap()[field].clone()
}

/// What is said to be changed by people, by field: what became of it.
fn edits(lead: &Value) -> Vec<(&str, &str)> {
    let edits = lead["write"]["edits"].as_array().unwrap().iter();
    edits
        .map(|edit| {
            (
                edit["field"].as_str().unwrap(),
                edit["fate"].as_str().unwrap(),
            )
        })
        .collect()
}

async fn talk(app: &App, lead: &str) {
    for (role, text) in [
        ("assistant", "Hi, this is Ava. What can I do for you?"),
        (
            "user",
            "We're a 200-person team looking to deploy by end of Q2.",
        ),
        ("assistant", "Great. And what is your budget?"),
        ("user", "Our budget is around $50k for this project."),
    ] {
        say(app, lead, role, text).await;
    }
}

#[tokio::test]
async fn every_mapped_value_ends_in_its_field() {
    let mut app = org().await;
    let lead = app.new_lead();
    talk(&app, &lead).await;
    app.settle().await;
    // Nothing of a yes or no that is not listed is written, and nothing of what is not known.
    assert_eq!(held(&app, &lead, "Rating"), Value::Null);
    assert_eq!(held(&app, &lead, "Description"), Value::Null);
    assert_eq!(held(&app, &lead, "Need__c"), Value::Null);
    say(&app, &lead, "assistant", "Who makes the decision?").await;
    say(&app, &lead, "user", "I make the decision, I'm the owner.").await;
    say(&app, &lead, "user", "We need a system to track our trucks.").await;
    hang_up(&app, &lead, "c1", "They want it by June.").await;
    app.settle().await;
    for (field, expected) in [
        ("Budget__c", json!(50_000.0)),
        ("Seats__c", json!(200.0)),
        ("Decides__c", json!(true)),
        ("Rating", json!("Hot")),
        ("Description", json!("They want it by June.")),
        ("Recording__c", json!("https://storage.vapi.ai/c1.wav")),
        // Twenty characters are all it holds.
        ("Budget_Quote__c", json!("Our budget is aroun…")),
    ] {
        assert_eq!(held(&app, &lead, field), expected, "{field}");
    }
    let date = held(&app, &lead, "Go_Live__c");
    assert!(date.as_str().unwrap().ends_with("-06-30"), "{date}");
    let lead = shown(&app, &lead).await;
    assert_eq!(lead["write"]["state"], "in_sync", "{lead}");
    assert_eq!(edits(&lead), []);
    let document = app.shown("/api/openapi.json").await.1;
    let document = serde_json::from_str(&document).unwrap();
    let schema = json!({ "$ref": "#/components/schemas/Lead" });
    openapi::check(&document, &schema, &lead, "lead");
}

#[tokio::test]
async fn what_people_change_during_a_call_survives_as_its_policy_says() {
    let mut app = org().await;
    let lead = app.new_lead();
    talk(&app, &lead).await;
    app.settle().await;
    assert_eq!(held(&app, &lead, "Budget__c"), json!(50_000.0));
    let theirs = json!({
        "Budget__c": 80_000, "Seats__c": 500, "Description": "Called them myself.",
        "AI_Qualification_Score__c": 10,
    });
    app.org.edit_lead(&lead, theirs).unwrap();
    say(&app, &lead, "user", "Actually our budget is $60k.").await;
    app.settle().await;
    hang_up(&app, &lead, "c1", "They want it by June.").await;
    app.settle().await;
    for (field, expected) in [
        ("Budget__c", json!(80_000.0)),
        ("Seats__c", json!(500.0)),
        (
            "Description",
            json!("Called them myself.\nThey want it by June."),
        ),
        ("AI_Qualification_Score__c", json!(50.0)),
    ] {
        assert_eq!(held(&app, &lead, field), expected, "{field}");
    }
    let seen = shown(&app, &lead).await;
    let expected = [
        ("AI_Qualification_Score__c", "overwritten"),
        ("Budget__c", "kept"),
        ("Seats__c", "kept"),
    ];
    assert_eq!(edits(&seen), expected, "{seen}");
    let edit = &seen["write"]["edits"][1];
    assert_eq!(edit["theirs"], json!({ "amount": 80_000 }));
    assert_eq!(edit["ours"], json!({ "amount": 50_000 }));
    let person = app.org.lead(&lead).unwrap()["OwnerId"].clone();
    assert!(
        edit["by"].as_str().is_some_and(|by| by.starts_with("005")),
        "{edit} {person}"
    );
    assert_eq!(seen["write"]["state"], "in_sync", "{seen}");
    let (_, page) = app.shown("/calls/c1").await;
    assert!(
        page.contains("<span class=\"id\">Budget__c</span> was changed in Salesforce: it stands"),
        "{page}"
    );
    let document = app.shown("/api/openapi.json").await.1;
    let document = serde_json::from_str(&document).unwrap();
    let schema = json!({ "$ref": "#/components/schemas/Lead" });
    openapi::check(&document, &schema, &seen, "lead");
}

#[tokio::test]
async fn what_was_there_before_the_call_is_respected() {
    let mut app = org().await;
    let fields = json!({
        "LastName": "Vega", "Company": "Tidewater Robotics", "Budget__c": 9_000, "Seats__c": 20,
        "Description": "Met at the fair.",
    });
    let lead = app.org.create_lead(fields).unwrap();
    talk(&app, &lead).await;
    hang_up(&app, &lead, "c1", "They want it by June.").await;
    app.settle().await;
    assert_eq!(held(&app, &lead, "Budget__c"), json!(9_000.0));
    assert_eq!(held(&app, &lead, "Seats__c"), json!(200.0));
    assert_eq!(
        held(&app, &lead, "Description"),
        json!("Met at the fair.\nThey want it by June.")
    );
    // A second call adds its own line, and does not touch the first one's.
    say_on(&app, &lead, "c2", "user", "Hello again.").await;
    hang_up(&app, &lead, "c2", "They want it sooner.").await;
    app.settle().await;
    assert_eq!(
        held(&app, &lead, "Description"),
        json!("Met at the fair.\nThey want it by June.\nThey want it sooner.")
    );
    let shown = shown(&app, &lead).await;
    assert_eq!(edits(&shown), [("Budget__c", "kept")]);
}

/// Requests for signals follow each other no sooner.
const REQUESTS_APART_MS: i64 = 400;

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_still_our_own() {
    let moments = [When::After, When::Before];
    // Too soon, the request waits, and it is the first one after the restart whose answer is lost.
    let cases = moments.map(|when| [(when, 0), (when, REQUESTS_APART_MS)]);
    for (when, apart_ms) in cases.into_iter().flatten() {
        let mut app = org().await;
        let lead = app.new_lead();
        talk(&app, &lead).await;
        app.fold().await;
        app.reconcile().await;
        // The second request carries what had to be read first.
        app.org
            .inject(Fault::once(when, What::Reset).on(Matching::path("/composite")));
        app.advance(apart_ms);
        app.reconcile().await;
        say(&app, &lead, "user", "Actually our budget is $60k.").await;
        // The process dies with the answer.
        app.fold().await;
        app = app.crash_and_restart().await;
        // When only the words are left, which wait for more, nobody is kept busy.
        let rest = tokio::time::timeout(Duration::from_secs(20), app.settle());
        rest.await.expect("it asks again and again");
        assert_eq!(held(&app, &lead, "Budget__c"), json!(60_000.0), "{when:?}");
        assert_eq!(edits(&shown(&app, &lead).await), [], "{when:?}");
    }
}

#[tokio::test]
async fn a_mapping_that_cannot_work_waits_alone_and_stops_nothing() {
    let mut app = org().await;
    app.org
        .set_access("Lead", "Budget__c", Access::Hidden)
        .unwrap();
    app.org
        .set_access("Lead", "Go_Live__c", Access::ReadOnly)
        .unwrap();
    app.org.remove_field("Lead", "Need__c").unwrap();
    app.org
        .add_field("Lead", Field::new("Need__c", "Need", Kind::Checkbox))
        .unwrap();
    let lead = app.new_lead();
    talk(&app, &lead).await;
    app.settle().await;
    assert_eq!(held(&app, &lead, "AI_Qualification_Score__c"), json!(50.0));
    assert_eq!(held(&app, &lead, "Seats__c"), json!(200.0));
    let seen = shown(&app, &lead).await;
    assert_eq!(seen["write"]["state"], "blocked");
    let blocked = seen["write"]["blocked"].as_array().unwrap();
    let named: Vec<(&str, &str)> = blocked
        .iter()
        .map(|it| {
            (
                it["field"].as_str().unwrap(),
                it["reason"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("Budget__c", "field_hidden"),
        ("Go_Live__c", "field_read_only"),
        ("Need__c", "wrong_type"),
    ];
    assert_eq!(named, expected);
    for (item, words) in blocked.iter().zip([
        "Create Budget__c (Currency or Number(16, 2))",
        "permission set edit Go_Live__c",
        "[[salesforce.map]] of `need.state`",
    ]) {
        assert!(item["action"].as_str().unwrap().contains(words), "{item}");
    }
    // No field is asked for that is known to be refused.
    let refused = app
        .org
        .requests()
        .iter()
        .filter(|it| it.status != Some(200))
        .count();
    assert_eq!(refused, 0);

    app.org
        .set_access("Lead", "Budget__c", Access::Editable)
        .unwrap();
    app.org
        .set_access("Lead", "Go_Live__c", Access::Editable)
        .unwrap();
    app.org.remove_field("Lead", "Need__c").unwrap();
    app.org
        .add_field("Lead", Field::new("Need__c", "Need", Kind::Text(20)))
        .unwrap();
    let retried = app
        .node
        .store
        .retry_blocked("default", None, app.now())
        .await
        .unwrap();
    assert_eq!(retried, 1);
    app.settle().await;
    assert_eq!(held(&app, &lead, "Budget__c"), json!(50_000.0));
    assert_eq!(shown(&app, &lead).await["write"]["state"], "in_sync");
}

#[tokio::test]
async fn a_field_that_vanishes_during_a_call_waits_alone() {
    let mut app = org().await;
    let lead = app.new_lead();
    talk(&app, &lead).await;
    app.settle().await;
    app.org
        .set_access("Lead", "Budget_Quote__c", Access::Hidden)
        .unwrap();
    say(&app, &lead, "user", "Actually our budget is $60k.").await;
    say(&app, &lead, "user", "I make the decision, I'm the owner.").await;
    app.settle().await;
    assert_eq!(held(&app, &lead, "AI_Qualification_Score__c"), json!(75.0));
    assert_eq!(held(&app, &lead, "Budget__c"), json!(60_000.0));
    let seen = shown(&app, &lead).await;
    let blocked = seen["write"]["blocked"].as_array().unwrap();
    assert_eq!(blocked.len(), 1, "{seen}");
    assert_eq!(blocked[0]["field"], "Budget_Quote__c");
}

#[tokio::test]
async fn without_policies_that_ask_nothing_is_read_twice() {
    let mut app = App::start_with(BEGAN_MS, OrgSettings::default()).await;
    let lead = app.new_lead();
    talk(&app, &lead).await;
    app.settle().await;
    let reads = |app: &App| {
        let requests = app.org.requests();
        let bodies = requests.iter().filter(|it| it.path.ends_with("/composite"));
        bodies.count()
    };
    let before = reads(&app);
    say(&app, &lead, "user", "Actually our budget is $60k.").await;
    app.settle().await;
    // Facts and transcript go out together or one after the other.
    assert!(reads(&app) - before <= 2, "{}", reads(&app) - before);
    assert_eq!(edits(&shown(&app, &lead).await), []);
}

#[tokio::test]
async fn the_doctor_names_the_mapping_that_cannot_work() {
    let app = org().await;
    let bad = |report: midcall::doctor::Report| -> Vec<(String, String)> {
        let ours = report.sections.into_iter().filter(|it| it.name != "Vapi");
        ours.flat_map(|section| section.findings)
            .filter(|it| it.severity > midcall::doctor::Severity::Advice)
            .map(|it| (it.subject.unwrap_or_default(), it.to_do.unwrap_or_default()))
            .collect()
    };
    let examine = || midcall::doctor::examine(&app.node, midcall::doctor::Renewal::LeftAlone);
    assert_eq!(bad(examine().await), []);
    app.org
        .rename_field("Lead", "Budget__c", "Budget_Said__c")
        .unwrap();
    let found = bad(examine().await);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "Budget__c");
    assert!(
        found[0]
            .1
            .contains("set the [[salesforce.map]] of `budget.value.max` to Budget_Said__c"),
        "{found:?}"
    );
}
