//! Who must not be called is not called: marked in Salesforce, or heard to ask for it on any call.

use axum::body::Body;
use http::{Request, StatusCode};
use midcall_sim::salesforce::Access;
use serde_json::{Value, json};

use crate::app::App;

const NOW: i64 = 1_795_100_645_000;
const PHONE: &str = "+15550134782";
const QUOTE: &str = "Please take me off your list and do not call me again";

fn ask(lead: &str, phone: &str) -> Value {
    json!({ "leadId": lead, "phoneNumber": phone })
}

/// The prospect of a call says something, and the call ends.
async fn said(app: &mut App, call: &str, lead: &str, text: &str) {
    let at = app.now().0;
    let about = json!({
        "id": call,
        "type": "inboundPhoneCall",
        "customer": { "number": PHONE },
        "assistantOverrides": { "metadata": { "leadId": lead } },
    });
    for (number, mut message) in [
        json!({ "type": "status-update", "status": "in-progress" }),
        json!({ "type": "transcript", "role": "user", "transcriptType": "final", "transcript": text }),
        json!({ "type": "status-update", "status": "ended", "endedReason": "customer-ended-call" }),
    ]
    .into_iter()
    .enumerate()
    {
        message["call"] = about.clone();
        message["timestamp"] = json!(at + i64::try_from(number).unwrap() * 1_000);
        app.deliver(json!({ "message": message }).to_string()).await;
    }
    app.fold().await;
}

async fn lead_shown(app: &App, lead: &str) -> Value {
    let (status, text) = app.shown(&format!("/api/leads/{lead}")).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn who_asks_for_no_more_calls_gets_none() {
    let mut app = App::start(NOW).await;
    let (lead, namesake) = (app.new_lead(), app.new_lead());
    said(&mut app, "c1", &lead, QUOTE).await;
    for (lead, phone) in [(&lead, PHONE), (&lead, "+15550199000"), (&namesake, PHONE)] {
        for not_before in [None, Some("2026-11-25T15:00:00Z")] {
            let mut body = ask(lead, phone);
            if let Some(at) = not_before {
                body["notBefore"] = json!(at);
            }
            let (status, answer) = app.qualify(None, body).await;
            assert_eq!(
                (status, &answer["error"]["code"]),
                (StatusCode::CONFLICT, &json!("opted_out")),
                "{answer}"
            );
            assert!(!answer.to_string().contains("555013"), "{answer}");
        }
    }
    let opt_out = lead_shown(&app, &lead).await["optOut"].clone();
    assert_eq!(
        (&opt_out["callId"], &opt_out["marked"]),
        (&json!("c1"), &json!("open"))
    );
    assert!(QUOTE.contains(opt_out["quote"].as_str().unwrap()));
    let (_, document) = app.shown("/api/openapi.json").await;
    let document: Value = serde_json::from_str(&document).unwrap();
    let promised = &document["components"]["schemas"];
    let shown = lead_shown(&app, &lead).await;
    crate::openapi::check(&document, &promised["Lead"], &shown, "a lead");
    let (_, shown) = app.shown("/api/calls/c1").await;
    let shown = serde_json::from_str(&shown).unwrap();
    crate::openapi::check(&document, &promised["Call"], &shown, "a call");
    let (_, page) = app.shown("/calls/c1").await;
    assert!(page.contains("Asked not to be called again"));

    let app = app.crash_and_restart().await;
    let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
    assert_eq!(replayed.differing, []);
    let (status, _) = app.qualify(None, ask(&lead, PHONE)).await;
    assert_eq!(status, StatusCode::CONFLICT, "a restart forgets nothing");
    assert_eq!(app.vapi.dials().len(), 0);
}

#[tokio::test]
async fn the_journal_alone_knows_who_asked_for_no_more_calls() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    said(&mut app, "c1", &lead, QUOTE).await;
    let before = lead_shown(&app, &lead).await["optOut"].clone();
    // What the fold has made of the journal is lost, and made again.
    let mut app = app.forget_what_was_folded().await;
    assert_eq!(
        app.node
            .store
            .opted_out("default", &lead, None)
            .await
            .unwrap(),
        None
    );
    app.fold().await;
    let mut after = lead_shown(&app, &lead).await["optOut"].clone();
    after["marked"] = before["marked"].clone();
    assert_eq!(after, before);
    assert_eq!(
        app.qualify(None, ask(&lead, PHONE)).await.0,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn salesforce_is_told_of_who_asked_for_no_more_calls() {
    for (file, expected) in [
        ("", Some(true)),
        ("[queue]\nmark_do_not_call = false\n", Some(false)),
        ("mode = \"shadow\"\n", Some(false)),
    ] {
        let mut app = App::start_with_file(NOW, file).await;
        let lead = app.new_lead();
        said(&mut app, "c1", &lead, QUOTE).await;
        app.place().await;
        let held = app.org.lead(&lead).unwrap()["DoNotCall"].as_bool();
        assert_eq!(held, expected, "{file}");
        let asked = app.org.requests().len();
        app.place().await;
        assert_eq!(app.org.requests().len(), asked, "once");
    }
}

#[tokio::test]
async fn a_mark_that_salesforce_refuses_is_tried_again() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    app.org
        .set_access("Lead", "DoNotCall", Access::Hidden)
        .unwrap();
    said(&mut app, "c1", &lead, QUOTE).await;
    app.place().await;
    assert_eq!(lead_shown(&app, &lead).await["optOut"]["marked"], "open");
    app.org
        .set_access("Lead", "DoNotCall", Access::Editable)
        .unwrap();
    app.advance(2 * 3_600_000);
    app.place().await;
    assert_eq!(lead_shown(&app, &lead).await["optOut"]["marked"], "done");
    assert_eq!(app.org.lead(&lead).unwrap()["DoNotCall"], json!(true));
}

#[tokio::test]
async fn an_opt_out_reaches_who_waits_in_the_queue() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    app.qualify(Some("k1"), ask(&lead, PHONE)).await;
    app.newest_call_ends("customer-did-not-answer").await;
    said(&mut app, "c1", &lead, QUOTE).await;
    app.advance(3 * 3_600_000);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 1, "the second call is not made");
    let request = app.node.store.load_request("default", "k1").await.unwrap();
    let reason = request.unwrap().reason.unwrap_or_default();
    assert!(reason.contains("asked not to be called"), "{reason}");
}

#[tokio::test]
async fn a_mark_made_while_the_lead_waits_counts() {
    let app = App::start(NOW).await;
    let lead = app.new_lead();
    let mut later = ask(&lead, PHONE);
    later["notBefore"] = json!(app.now().plus_ms(60_000).iso());
    assert_eq!(app.qualify(Some("k1"), later).await.0, StatusCode::ACCEPTED);
    app.org
        .edit_lead(&lead, json!({ "DoNotCall": true }))
        .unwrap();
    app.advance(60_000);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 0);
    let (_, queue) = app.shown("/api/queue?all=true").await;
    assert!(queue.contains("Do Not Call"), "{queue}");
}

#[tokio::test]
async fn a_mark_that_cannot_be_read_is_decided_by_the_settings() {
    for (file, status, code) in [
        ("", StatusCode::ACCEPTED, Value::Null),
        (
            "[queue]\nhidden_do_not_call = \"refuse\"\n",
            StatusCode::CONFLICT,
            json!("do_not_call_hidden"),
        ),
    ] {
        let app = App::start_with_file(NOW, file).await;
        let lead = app.new_lead();
        app.org
            .set_access("Lead", "DoNotCall", Access::Hidden)
            .unwrap();
        let (found, answer) = app.qualify(None, ask(&lead, PHONE)).await;
        assert_eq!(
            (found, &answer["error"]["code"]),
            (status, &code),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_lead_that_is_not_marked_stays_callable_after_other_words() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    said(&mut app, "c1", &lead, "Can you call me back next week?").await;
    assert_eq!(lead_shown(&app, &lead).await.get("optOut"), None);
    let no_key = Request::get("/api/queue").body(Body::empty()).unwrap();
    assert_eq!(app.request(no_key).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(
        app.qualify(None, ask(&lead, PHONE)).await.0,
        StatusCode::ACCEPTED
    );
}
