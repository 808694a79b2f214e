//! Whose call it is: however and whenever that becomes known, it ends in the same lead; and for whom
//! nobody knows a lead is created, once.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode};
use midcall::identity::{self, Warmed, Warmer};
use midcall_sim::{
    salesforce::{DuplicateRule, Fault, Field, Kind, Matching, OrgSettings, What, When},
    vapi::{Delivery, sample},
};
use serde_json::{Map, Value, json};

use crate::{
    app::{API_KEY, App},
    samples::{created_at_ms, for_lead, text},
};

const BEGAN_MS: i64 = 1_795_100_645_000;
/// The prospect's of the sample.
const PHONE: &str = "+15550134782";
const SCORE: &str = "AI_Qualification_Score__c";
/// Longer than Salesforce is left alone about a number.
const A_WHILE_MS: i64 = 130_000;

/// A lead with the prospect's number, as somebody typed it.
fn with_number(app: &App, last_name: &str) -> String {
    let fields = json!({ "LastName": last_name, "Company": "Tidewater Robotics", "Phone": "(555) 013-4782" });
    app.org.create_lead(fields).unwrap()
}

/// Plays the sample call; before its `at`-th delivery something happens.
async fn play(app: &mut App, text: &str, at: usize, mut happens: impl FnMut(&App)) {
    let mut played_ms = 0;
    for (place, delivery) in sample::read(text).unwrap().into_iter().enumerate() {
        let Delivery { at_ms, body, .. } = delivery;
        if place == at {
            happens(app);
        }
        app.advance((at_ms - played_ms).max(0));
        played_ms = at_ms.max(played_ms);
        app.deliver(body).await;
        app.fold().await;
        app.identify().await;
        app.fold().await;
        app.reconcile().await;
    }
    app.settle().await;
}

/// Time passes for calls that nobody is known for yet.
async fn wait(app: &mut App, ms: i64) {
    app.advance(ms);
    app.settle().await;
}

async fn call_of(app: &App) -> Value {
    let (_, page) = app.shown("/api/calls").await;
    let page: Value = serde_json::from_str(&page).unwrap();
    let id = page["calls"][0]["id"].as_str().unwrap().to_owned();
    let (_, call) = app.shown(&format!("/api/calls/{id}")).await;
    serde_json::from_str(&call).unwrap()
}

async fn attach(app: &App, call: &str, body: Value) -> (StatusCode, Value) {
    let request = Request::post(format!("/api/calls/{call}/lead"))
        .header("authorization", format!("Bearer {API_KEY}"))
        .body(Body::from(body.to_string()))
        .unwrap();
    app.request(request).await
}

fn say(call: &str, kind: &str, phone: &str, at_ms: i64, text: &str) -> String {
    json!({ "message": {
        "type": "transcript", "transcriptType": "final", "role": "user", "transcript": text,
        "timestamp": at_ms,
        "call": { "id": call, "type": kind, "customer": { "number": phone } },
    }})
    .to_string()
}

/// A prospect calls, says what their budget is, and hangs up.
async fn rings(app: &mut App, call: &str, phone: &str) {
    let words = "Our budget is around $50k for this project.";
    let at = app.now().0;
    app.deliver(say(call, "inboundPhoneCall", phone, at, words))
        .await;
    let ended = json!({ "message": {
        "type": "status-update", "status": "ended", "endedReason": "customer-ended-call",
        "timestamp": at + 1_000,
        "call": { "id": call, "type": "inboundPhoneCall", "customer": { "number": phone } },
    }});
    app.deliver(ended.to_string()).await;
    app.fold().await;
}

fn asked(app: &App, part: &str) -> usize {
    let requests = app.org.requests();
    requests.iter().filter(|it| it.path.contains(part)).count()
}

fn nameless() -> String {
    for_lead(&text("full"), "not-known")
}

async fn by_id() -> Map<String, Value> {
    let text = text("full");
    let mut app = App::start(created_at_ms(&text)).await;
    let lead = app.new_lead();
    play(&mut app, &for_lead(&text, &lead), 0, |_| {}).await;
    app.lead(&lead)
}

#[tokio::test]
async fn four_identities_end_in_the_same_lead() {
    let expected = by_id().await;
    assert_eq!(expected[SCORE], 100.0);
    let text = nameless();

    let mut app = App::start(created_at_ms(&text)).await;
    let lead = with_number(&app, "Vega");
    play(&mut app, &text, 0, |_| {}).await;
    assert_eq!(app.lead(&lead), expected, "by its number");

    let mut app = App::start(created_at_ms(&text)).await;
    let mut lead = String::new();
    play(&mut app, &text, 40, |app| lead = with_number(app, "Vega")).await;
    wait(&mut app, A_WHILE_MS).await;
    assert_eq!(app.lead(&lead), expected, "created while the call goes on");

    let ask = "salesforce.several_matches = \"ask\"\n";
    for is_merged in [false, true] {
        let mut app = App::start_with_file(created_at_ms(&text), ask).await;
        let other = with_number(&app, "Vega");
        let lead = with_number(&app, "Vega-Ruiz");
        play(&mut app, &text, 0, |_| {}).await;
        let call = call_of(&app).await;
        assert_eq!(call["leadId"], Value::Null);
        assert_eq!(call["identity"]["state"], "blocked", "{call}");
        assert_eq!(call["identity"]["blocked"]["reason"], "ambiguous_lead");
        let id = call["id"].as_str().unwrap();
        if is_merged {
            app.org.merge_lead(&other, &lead).unwrap();
            let id = midcall_domain::calls::CallId::from(id);
            let retried = app
                .node
                .store
                .retry_lookups("default", Some(&id), app.now());
            assert_eq!(retried.await.unwrap(), 1);
        } else {
            let body = json!({ "leadId": lead[..15], "who": "Noor" });
            let (status, answer) = attach(&app, id, body).await;
            assert_eq!((status, &answer["leadId"]), (StatusCode::OK, &json!(lead)));
        }
        app.settle().await;
        assert_eq!(app.lead(&lead), expected, "merged: {is_merged}");
        let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
        assert!(replayed.differing.is_empty());
    }
}

#[tokio::test]
async fn a_call_that_turns_out_to_be_anothers_leaves_the_first_lead() {
    let text = nameless();
    let mut app = App::start(created_at_ms(&text)).await;
    let wrong = with_number(&app, "Vega");
    let right = app.new_lead();
    play(&mut app, &text, 0, |_| {}).await;
    let call = call_of(&app).await;
    assert_eq!(call["leadId"], wrong.as_str());
    let id = call["id"].as_str().unwrap().to_owned();
    let body = json!({ "leadId": right, "who": "Noor" });
    let (status, answer) = attach(&app, &id, body).await;
    assert_eq!(
        (status, &answer["wasLeadId"]),
        (StatusCode::OK, &json!(wrong))
    );
    app.settle().await;
    assert_eq!(app.lead(&right), by_id().await);
    assert!(
        app.node
            .store
            .load_lead("default", &wrong)
            .await
            .unwrap()
            .is_none()
    );
    let bad = [
        (
            &*id,
            json!({ "leadId": "x", "who": "Noor" }),
            StatusCode::BAD_REQUEST,
        ),
        (
            &*id,
            json!({ "leadId": right, "who": " " }),
            StatusCode::BAD_REQUEST,
        ),
        (
            "unheard-of",
            json!({ "leadId": right, "who": "Noor" }),
            StatusCode::NOT_FOUND,
        ),
    ];
    for (call, body, expected) in bad {
        assert_eq!(attach(&app, call, body).await.0, expected);
    }
}

#[tokio::test]
async fn the_newest_open_lead_is_meant_unless_a_person_is_to_be_asked() {
    let text = nameless();
    let mut app = App::start(created_at_ms(&text)).await;
    let older = with_number(&app, "Vega");
    app.advance(60_000);
    let newer = with_number(&app, "Vega");
    app.advance(60_000);
    let closed = with_number(&app, "Vega");
    let status = json!({ "Status": "Closed - Not Converted" });
    app.org.edit_lead(&closed, status).unwrap();
    play(&mut app, &text, 0, |_| {}).await;
    assert_eq!(app.lead(&newer)[SCORE], 100.0);
    for other in [older, closed] {
        assert_eq!(app.lead(&other)[SCORE], Value::Null);
    }
}

#[tokio::test]
async fn a_contact_is_written_to_where_there_is_no_lead() {
    let text = nameless();
    let mut app = App::start(created_at_ms(&text)).await;
    let kind = Kind::Number {
        precision: 3,
        scale: 0,
    };
    app.org
        .add_field("Contact", Field::new(SCORE, "Score", kind))
        .unwrap();
    let fields = json!({ "LastName": "Vega", "HomePhone": "1-555-013-4782" });
    let contact = app.org.create_contact(fields).unwrap();
    play(&mut app, &text, 0, |_| {}).await;
    assert_eq!(call_of(&app).await["leadId"], contact.as_str());
    let held = app.org.records("Contact");
    assert_eq!(held[0][SCORE], 100.0);
    assert!(app.org.leads().is_empty());
    assert_eq!(
        app.shown(&format!("/api/leads/{contact}")).await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn who_is_called_and_not_known_stays_visible_and_is_not_created() {
    let text = nameless();
    let mut app = App::start(created_at_ms(&text)).await;
    play(&mut app, &text, 0, |_| {}).await;
    for _ in 0..20 {
        wait(&mut app, 2 * 60 * 60_000).await;
    }
    assert!(app.org.leads().is_empty());
    let call = call_of(&app).await;
    assert_eq!(
        (&call["leadId"], &call["identity"]["state"]),
        (&Value::Null, &json!("nobody"))
    );
    let (_, page) = app.shown("/blocked").await;
    assert!(page.contains(call["id"].as_str().unwrap()), "{page}");
    let asked = asked(&app, "/search");
    assert!((2..=20).contains(&asked), "asked {asked} times in 40 hours");
    let lead = with_number(&app, "Vega");
    rings(&mut app, "second", PHONE).await;
    wait(&mut app, 3_000).await;
    app.settle().await;
    assert_eq!(call_of(&app).await["leadId"], lead.as_str());
    let first = app.row(&lead).await;
    assert_eq!(
        first.desired.score.points, 100,
        "the first call has found its lead too"
    );
}

#[tokio::test]
async fn an_unknown_caller_becomes_a_lead_by_the_orgs_own_rules() {
    let mut app = App::start(BEGAN_MS).await;
    rings(&mut app, "c1", PHONE).await;
    wait(&mut app, 3_000).await;
    let leads = app.org.leads();
    assert_eq!(leads.len(), 1);
    assert_eq!(
        (&leads[0]["Phone"], &leads[0][SCORE]),
        (&json!(PHONE), &json!(25.0))
    );
    assert_eq!(
        leads[0]["OwnerId"], "00GHs000002kLmNMAU",
        "the assignment rule's queue"
    );
    let id = leads[0]["Id"].as_str().unwrap().to_owned();
    let edit = json!({ "LastName": "Vega", "Company": "Tidewater" });
    app.org.edit_lead(&id, edit).unwrap();
    for call in ["c2", "c3"] {
        rings(&mut app, call, PHONE).await;
        wait(&mut app, A_WHILE_MS).await;
    }
    let leads = app.org.leads();
    assert_eq!((leads.len(), &leads[0]["LastName"]), (1, &json!("Vega")));
    assert_eq!(app.row(&id).await.newest_call.as_deref(), Some("c3"));
}

#[tokio::test]
async fn a_lead_is_never_created_twice_whatever_answer_is_lost() {
    for path in ["/sobjects/Lead", "/query", "/search", "/composite"] {
        for when in [When::Before, When::After] {
            for what in [What::Reset, What::ServerError, What::Truncate] {
                let settings = OrgSettings {
                    search_lag_ms: 600_000,
                    ..OrgSettings::default()
                };
                let mut app = App::start_with(BEGAN_MS, settings).await;
                let fault = Fault {
                    when,
                    what: what.clone(),
                    matching: Matching::path(path),
                    times: 2,
                };
                app.org.inject(fault);
                rings(&mut app, "c1", PHONE).await;
                rings(&mut app, "c2", PHONE).await;
                app.identify().await;
                app = app.crash_and_restart().await;
                for _ in 0..6 {
                    wait(&mut app, A_WHILE_MS).await;
                }
                let leads = app.org.leads();
                assert_eq!(leads.len(), 1, "{path} {when:?} {what:?}");
                assert_eq!(leads[0][SCORE], 25.0, "{path} {when:?} {what:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_lead_is_never_created_twice_whenever_the_process_dies() {
    for died_after_ms in (5..200).step_by(15) {
        let mut app = App::start(BEGAN_MS).await;
        app.org.set_latency_ms(20);
        rings(&mut app, "c1", PHONE).await;
        let dies = Duration::from_millis(died_after_ms);
        let _ = tokio::time::timeout(dies, app.identify()).await;
        app.org.set_latency_ms(0);
        app = app.crash_and_restart().await;
        for _ in 0..3 {
            wait(&mut app, A_WHILE_MS).await;
        }
        let leads = app.org.leads();
        assert_eq!(leads.len(), 1, "died after {died_after_ms} ms");
        assert_eq!(leads[0][SCORE], 25.0);
    }
}

#[tokio::test]
async fn the_lead_that_a_duplicate_rule_names_is_used() {
    let mut app = App::start(BEGAN_MS).await;
    app.org.add_duplicate_rule(DuplicateRule {
        name: "Same_source".to_owned(),
        fields: vec!["Company".to_owned()],
        blocks: false,
    });
    let fields = json!({ "LastName": "Vega", "Company": "Unknown" });
    let lead = app.org.create_lead(fields).unwrap();
    rings(&mut app, "c1", PHONE).await;
    wait(&mut app, 3_000).await;
    assert_eq!(app.org.leads().len(), 1);
    assert_eq!(app.lead(&lead)[SCORE], 25.0);
}

#[tokio::test]
async fn a_lead_that_cannot_be_created_waits_for_a_person() {
    let mut app = App::start(BEGAN_MS).await;
    app.org
        .set_access(
            "Lead",
            "Midcall_Key__c",
            midcall_sim::salesforce::Access::Hidden,
        )
        .unwrap();
    rings(&mut app, "c1", PHONE).await;
    wait(&mut app, 3_000).await;
    let call = call_of(&app).await;
    let blocked = &call["identity"]["blocked"];
    assert_eq!(blocked["reason"], "field_hidden", "{call}");
    assert!(
        blocked["detail"]
            .as_str()
            .unwrap()
            .contains("Midcall_Key__c"),
        "{call}"
    );
    app.org
        .set_access(
            "Lead",
            "Midcall_Key__c",
            midcall_sim::salesforce::Access::Editable,
        )
        .unwrap();
    assert_eq!(
        app.node
            .store
            .retry_lookups("default", None, app.now())
            .await
            .unwrap(),
        1
    );
    app.settle().await;
    assert_eq!(app.org.leads()[0][SCORE], 25.0);
}

#[tokio::test]
async fn where_numbers_cannot_be_seen_nobody_is_taken_for_unknown() {
    use midcall_sim::salesforce::Access::{Editable, Hidden};
    let mut app = App::start(BEGAN_MS).await;
    let lead = with_number(&app, "Vega");
    for field in ["Phone", "MobilePhone"] {
        app.org.set_access("Lead", field, Hidden).unwrap();
    }
    rings(&mut app, "c1", PHONE).await;
    for _ in 0..5 {
        wait(&mut app, A_WHILE_MS).await;
    }
    assert_eq!(app.org.leads().len(), 1);
    app.org.set_access("Lead", "Phone", Editable).unwrap();
    for _ in 0..5 {
        wait(&mut app, A_WHILE_MS).await;
    }
    assert_eq!(app.lead(&lead)[SCORE], 25.0);
}

#[tokio::test]
async fn an_outage_delays_and_loses_nothing() {
    let text = nameless();
    let mut app = App::start(created_at_ms(&text)).await;
    let lead = with_number(&app, "Vega");
    app.org.inject(Fault {
        when: When::Before,
        what: What::Unavailable,
        matching: Matching::default(),
        times: 30,
    });
    play(&mut app, &text, 0, |_| {}).await;
    for _ in 0..40 {
        wait(&mut app, 30_000).await;
    }
    assert_eq!(app.lead(&lead), by_id().await);
}

#[tokio::test]
async fn many_numbers_are_asked_for_together_and_none_twice_within_minutes() {
    let mut app = App::start(BEGAN_MS).await;
    app.set_file("[salesforce.create_leads]\ninbound = false\n");
    app = app.crash_and_restart().await;
    for number in 0..25 {
        let phone = format!("+1415555{:04}", 100 + number);
        let call = format!("c{number}");
        let at = app.now().0;
        app.deliver(say(&call, "inboundPhoneCall", &phone, at, "Hello there."))
            .await;
    }
    app.fold().await;
    app.advance(2_500);
    app.identify().await;
    assert_eq!((asked(&app, "/search"), asked(&app, "/composite")), (1, 1));
    for _ in 0..9 {
        app.advance(10_000);
        app.fold().await;
        app.identify().await;
    }
    assert_eq!(asked(&app, "/search"), 1);
    app.advance(60_000);
    app.identify().await;
    assert_eq!(asked(&app, "/search"), 2);
}

#[tokio::test]
async fn a_caller_is_known_before_they_say_a_word() {
    let mut app = App::start(BEGAN_MS).await;
    let lead = with_number(&app, "Vega");
    let second = Duration::from_secs(5);
    assert!(identity::context_for(&app.node, PHONE).await.is_none());
    let live = identity::context_within(&app.node, PHONE, second)
        .await
        .unwrap();
    assert_eq!(
        (live.record.as_str(), live.name.as_deref()),
        (&*lead, Some("Vega"))
    );
    assert_eq!(live.company.as_deref(), Some("Tidewater Robotics"));
    assert!(live.known.is_empty());
    rings(&mut app, "c1", PHONE).await;
    wait(&mut app, 3_000).await;
    assert_eq!(
        asked(&app, "/search"),
        1,
        "what was asked just before is not asked again"
    );
    let known = identity::context_for(&app.node, PHONE).await.unwrap();
    assert_eq!(known.known.len(), 1);
    assert_eq!(known.known[0].label, "Budget");
    assert!(known.last_contact_at.is_some());

    let other = json!({ "LastName": "Ng", "Company": "Acme", "MobilePhone": "+1 (415) 555-0132" });
    app.org.create_lead(other).unwrap();
    let mut warmer = Warmer::default();
    assert_eq!(warmer.step(&app.node).await.unwrap(), Warmed::Read(2));
    let warmed = identity::context_for(&app.node, "+14155550132")
        .await
        .unwrap();
    assert_eq!(warmed.name.as_deref(), Some("Ng"));
    app.advance(700_000);
    app.org.edit_lead(&lead, json!({ "Phone": null })).unwrap();
    assert!(matches!(
        warmer.step(&app.node).await.unwrap(),
        Warmed::Read(1..)
    ));
    assert!(identity::context_for(&app.node, PHONE).await.is_none());
}

#[tokio::test]
async fn nobody_waits_on_the_line_for_an_org_that_hangs() {
    let app = App::start(BEGAN_MS).await;
    with_number(&app, "Vega");
    app.org.set_latency_ms(60_000);
    let began = std::time::Instant::now();
    for _ in 0..20 {
        let deadline = Duration::from_millis(100);
        let context = identity::context_within(&app.node, PHONE, deadline).await;
        assert!(context.is_none());
    }
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "one of them waited, the others did not"
    );
}
