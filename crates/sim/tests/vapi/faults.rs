//! Faults before the work and after it.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use midcall_sim::vapi::api::{Answer, Fault, When};
use tower::ServiceExt;

use crate::{call_request, placed, post, vapi};

fn fault(when: When, answer: Answer) -> Fault {
    Fault {
        method: Method::POST,
        path: "/call".into(),
        when,
        answer,
        times: 1,
    }
}

#[tokio::test]
async fn only_a_fault_after_the_work_dials() {
    for (when, status, dialed) in [(When::BeforeTheWork, 503, 0), (When::AfterTheWork, 504, 1)] {
        let (vapi, _) = vapi(|_| {});
        vapi.fail(fault(when, Answer::Status(status)));
        assert_eq!(
            post(&vapi, "/call", call_request()).await.0.as_u16(),
            status
        );
        assert_eq!(vapi.dials().len(), dialed, "{when:?}");
        placed(&vapi).await;
    }
}

#[tokio::test]
async fn too_many_requests_may_say_when_to_come_back() {
    let (vapi, _) = vapi(|_| {});
    vapi.fail(fault(
        When::BeforeTheWork,
        Answer::TooManyRequests {
            retry_after_s: Some(7),
        },
    ));
    let request = Request::post("/call").body(Body::empty()).unwrap();
    let response = vapi.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["retry-after"], "7");
}

#[tokio::test]
async fn a_truncated_answer_breaks_off() {
    let (vapi, _) = vapi(|_| {});
    vapi.fail(fault(When::AfterTheWork, Answer::Truncated));
    let request = Request::post("/call")
        .body(Body::from(call_request().to_string()))
        .unwrap();
    let response = vapi.router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    assert!(response.into_body().collect().await.is_err());
    assert_eq!(vapi.dials().len(), 1);
}
