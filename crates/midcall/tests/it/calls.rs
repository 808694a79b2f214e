//! Placing calls: checked, dialed at most once, never forgotten.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use midcall_sim::vapi::api::{Answer, Fault, When};
use midcall_store::RequestState;
use serde_json::{Value, json};

use crate::app::App;

const PHONE: &str = "+15550134782";

async fn start() -> (App, String) {
    let app = App::start(1_795_100_645_000).await;
    let lead = app.new_lead();
    (app, lead)
}

fn ask(lead: &str) -> Value {
    json!({ "leadId": lead, "phoneNumber": PHONE })
}

fn lose(app: &App, method: Method, when: When, times: u32) {
    app.vapi.fail(Fault {
        method,
        path: "/call".to_owned(),
        when,
        answer: Answer::Truncated,
        times,
    });
}

#[tokio::test]
async fn a_lead_is_called_once_however_often_it_is_asked_for() {
    let (app, lead) = start().await;
    let (status, first) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{first}");
    assert_eq!(first["success"], true);
    for key in [Some("k1"), Some("k2"), None] {
        let (status, again) = app.qualify(key, ask(&lead)).await;
        assert_eq!((status, &again), (StatusCode::OK, &first));
    }
    let dials = app.vapi.dials();
    assert_eq!(dials.len(), 1);
    assert_eq!(dials[0].number, PHONE);
    assert_eq!(dials[0].metadata["leadId"], lead.as_str());
}

#[tokio::test]
async fn bad_requests_are_named_and_dial_nobody() {
    let (app, lead) = start().await;
    let wrong_checksum = format!("{}X", &lead[..17]);
    for (body, field) in [
        (
            json!({ "leadId": wrong_checksum, "phoneNumber": PHONE }),
            "leadId",
        ),
        (
            json!({ "leadId": lead, "phoneNumber": "555 0134" }),
            "phoneNumber",
        ),
        (
            json!({ "leadId": lead, "phoneNumber": PHONE, "notBefore": "tomorrow" }),
            "notBefore",
        ),
    ] {
        let (status, answer) = app.qualify(None, body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(answer["success"], false);
        assert_eq!(answer["error"]["field"], field, "{answer}");
        assert!(
            !answer.to_string().contains("555 0134"),
            "numbers are not repeated"
        );
    }
    let (status, _) = app
        .qualify(None, json!({ "leadId": lead, "phone": PHONE }))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let no_key = Request::post("/api/qualify-lead")
        .body(Body::from(ask(&lead).to_string()))
        .unwrap();
    assert_eq!(app.request(no_key).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(app.vapi.dials().len(), 0);
}

#[tokio::test]
async fn who_must_not_be_called_is_not_called() {
    let (app, lead) = start().await;
    app.org
        .edit_lead(&lead, json!({ "DoNotCall": true }))
        .unwrap();
    let (status, answer) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::CONFLICT, &json!("do_not_call"))
    );
    assert_eq!(app.vapi.dials().len(), 0);
    app.org
        .edit_lead(&lead, json!({ "DoNotCall": false }))
        .unwrap();
    assert_eq!(
        app.qualify(Some("k1"), ask(&lead)).await.0,
        StatusCode::ACCEPTED
    );
}

#[tokio::test]
async fn a_refusal_of_vapis_is_passed_on_with_its_reason() {
    let (app, lead) = start().await;
    app.vapi.fail(Fault {
        method: Method::POST,
        path: "/call".to_owned(),
        when: When::BeforeTheWork,
        answer: Answer::Status(401),
        times: 1,
    });
    let (status, answer) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::BAD_GATEWAY, &json!("vapi_refused"))
    );
    assert_eq!(
        app.qualify(Some("k1"), ask(&lead)).await.0,
        StatusCode::ACCEPTED,
        "nobody was dialed, so it may be asked again"
    );
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_nobody_is_dialed_twice() {
    let (app, lead) = start().await;
    lose(&app, Method::POST, When::AfterTheWork, 1);
    let (status, answer) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
    assert_eq!(app.vapi.dials().len(), 1);
    assert_eq!(answer["callId"], app.vapi.dials()[0].call_id.as_str());
}

#[tokio::test]
async fn a_request_that_never_reached_vapi_is_made_again_once_that_is_certain() {
    let (app, lead) = start().await;
    lose(&app, Method::POST, When::BeforeTheWork, 1);
    let (status, _) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    app.advance(20_000);
    while midcall::place::step(&app.node).await.unwrap() {}
    assert_eq!(app.vapi.dials().len(), 0, "it may still be on its way");
    for _ in 0..3 {
        app.advance(61_000);
        while midcall::place::step(&app.node).await.unwrap() {}
    }
    assert_eq!(app.vapi.dials().len(), 1);
    assert_eq!(app.qualify(Some("k1"), ask(&lead)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_cannot_be_known_is_shown_and_not_dialed_again() {
    let (app, lead) = start().await;
    lose(&app, Method::POST, When::AfterTheWork, 1);
    lose(&app, Method::GET, When::BeforeTheWork, 1_000);
    app.qualify(Some("k1"), ask(&lead)).await;
    for _ in 0..20 {
        app.advance(61_000);
        while midcall::place::step(&app.node).await.unwrap() {}
    }
    assert_eq!(app.vapi.dials().len(), 1);
    let request = app
        .node
        .store
        .load_request("default", "k1")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(request.state, RequestState::Unknown);
    let (status, answer) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::BAD_GATEWAY, &json!("outcome_unknown"))
    );
}

#[tokio::test]
async fn a_process_that_dies_while_dialing_finds_its_call() {
    let (app, lead) = start().await;
    lose(&app, Method::POST, When::AfterTheWork, 1);
    lose(&app, Method::GET, When::BeforeTheWork, 1);
    app.qualify(Some("k1"), ask(&lead)).await;
    let app = app.crash_and_restart().await;
    app.advance(61_000);
    assert!(midcall::place::step(&app.node).await.unwrap());
    assert_eq!(app.vapi.dials().len(), 1);
    assert_eq!(app.qualify(Some("k1"), ask(&lead)).await.0, StatusCode::OK);
}
