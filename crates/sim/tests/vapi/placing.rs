//! Placing calls: what is answered, what is refused, and what was dialed.

use http::{Method, Request, StatusCode};
use serde_json::json;
use tower::ServiceExt;

use crate::{KEEN_BUYER, NOW_MS, call_request, get, placed, post, vapi};

#[tokio::test]
async fn a_placed_call_is_answered_whole() {
    let (vapi, _) = vapi(|_| {});
    let (status, call) = post(&vapi, "/call", call_request()).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(call["status"], "queued");
    assert_eq!(call["createdAt"], "2026-11-19T10:23:14.000Z");
    assert_eq!(call["customer"], call_request()["customer"]);
    assert_eq!(
        call["assistantOverrides"],
        call_request()["assistantOverrides"]
    );
    assert_eq!(call["subscriptionLimits"]["remainingConcurrentCalls"], 9);
    assert!(
        call["monitor"]["controlUrl"]
            .as_str()
            .unwrap()
            .starts_with("https://")
    );
    // The carrier has not taken the call yet.
    assert!(call["phoneCallProviderId"].is_null());
}

#[tokio::test]
async fn every_call_is_dialed_once_per_request() {
    let (vapi, clock) = vapi(|_| {});
    let first = placed(&vapi).await;
    clock.advance(5_000);
    let second = placed(&vapi).await;
    let dials = vapi.dials();
    assert_eq!(
        dials.iter().map(|dial| &dial.call_id).collect::<Vec<_>>(),
        [&first, &second]
    );
    assert_eq!(
        (dials[0].number.as_str(), dials[1].at_ms),
        (KEEN_BUYER, NOW_MS + 5_000)
    );
    assert_eq!(dials[0].metadata, json!({"leadId": "00QFK00000MdkB12AJ"}));
    assert!(!format!("{dials:?}").contains("+1555"));
}

#[tokio::test]
async fn a_refused_request_dials_nobody() {
    let (vapi, _) = vapi(|_| {});
    for (key, value) in [
        ("customer", json!({"number": "5550101002"})),
        ("phoneNumberId", json!(null)),
        ("assistantId", json!("unknown")),
        ("metadata", json!({"leadId": "00QFK00000MdkB12AJ"})),
    ] {
        let mut request = call_request();
        request[key] = value;
        let (status, answer) = post(&vapi, "/call", request).await;
        assert_eq!(
            (status, &answer["statusCode"]),
            (StatusCode::BAD_REQUEST, &json!(400)),
            "{key}"
        );
    }
    assert!(vapi.dials().is_empty());
}

#[tokio::test]
async fn a_batch_calls_whom_it_can() {
    let (vapi, _) = vapi(|_| {});
    let mut request = call_request();
    request["customers"] = json!([
        {"number": KEEN_BUYER, "assistantOverrides": {"metadata": {"leadId": "its own"}}},
        {"number": "5550147733"},
    ]);
    request.as_object_mut().unwrap().remove("customer");
    let (status, answer) = post(&vapi, "/call", request).await;
    assert_eq!(status, StatusCode::CREATED);
    // Replaced, not merged.
    assert_eq!(
        answer["results"][0]["assistantOverrides"],
        json!({"metadata": {"leadId": "its own"}})
    );
    assert!(
        answer["errors"][0]["error"]
            .as_str()
            .unwrap()
            .contains("E.164")
    );
    assert_eq!(vapi.dials().len(), 1);
}

#[tokio::test]
async fn a_batch_beyond_the_limit_is_placed_in_part() {
    let (vapi, _) = vapi(|settings| settings.daily_limit = Some(1));
    let mut request = call_request();
    request["customers"] = json!([{"number": KEEN_BUYER}, {"number": "+15550101003"}]);
    request.as_object_mut().unwrap().remove("customer");
    let (_, answer) = post(&vapi, "/call", request).await;
    assert_eq!(answer["results"].as_array().unwrap().len(), 1);
    let error = answer["errors"][0]["error"].as_str().unwrap();
    assert!(error.contains("Daily Outbound Call Limit"), "{error}");
}

#[tokio::test]
async fn the_day_has_a_limit_and_the_next_one_another() {
    let (vapi, clock) = vapi(|settings| settings.daily_limit = Some(1));
    placed(&vapi).await;
    let (status, answer) = post(&vapi, "/call", call_request()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        answer["message"]
            .as_str()
            .unwrap()
            .contains("Daily Outbound Call Limit")
    );
    clock.advance(24 * 3_600_000);
    placed(&vapi).await;
}

#[tokio::test]
async fn a_busy_account_holds_back_or_refuses() {
    let (patient, clock) = vapi(|settings| settings.concurrency_limit = 1);
    placed(&patient).await;
    let (_, call) = post(&patient, "/call", call_request()).await;
    assert_eq!(call["subscriptionLimits"]["concurrencyBlocked"], true);

    let (strict, _) = vapi(|settings| {
        settings.clock = clock.clone();
        settings.concurrency_limit = 1;
        settings.refuses_when_busy = true;
    });
    placed(&strict).await;
    let (status, answer) = post(&strict, "/call", call_request()).await;
    assert_eq!(
        (status, answer),
        (
            StatusCode::BAD_REQUEST,
            json!({"error": "Over Concurrency Limit"})
        )
    );
    clock.advance(600_000);
    placed(&strict).await;
}

#[tokio::test]
async fn a_scheduled_call_waits() {
    let (vapi, clock) = vapi(|_| {});
    let mut request = call_request();
    request["schedulePlan"] = json!({"earliestAt": "2026-11-19T11:23:14Z"});
    let (_, call) = post(&vapi, "/call", request).await;
    assert_eq!(call["status"], "scheduled");
    let path = format!("/call/{}", call["id"].as_str().unwrap());
    clock.advance(3_600_000 - 1);
    assert_eq!(get(&vapi, &path).await.1["status"], "scheduled");
    clock.advance(30_000);
    assert_eq!(get(&vapi, &path).await.1["status"], "in-progress");
}

#[tokio::test]
async fn without_the_key_nothing_is_done() {
    let (vapi, _) = vapi(|settings| settings.api_key = Some("k3y".into()));
    assert_eq!(
        post(&vapi, "/call", call_request()).await.0,
        StatusCode::UNAUTHORIZED
    );
    let request = Request::builder()
        .method(Method::POST)
        .uri("/call")
        .header("authorization", "Bearer k3y")
        .body(call_request().to_string())
        .unwrap();
    let response = vapi.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
}
