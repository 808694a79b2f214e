//! Calls go on at Vapi and nothing of them arrives: it is noticed, with the probable cause.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use midcall_sim::vapi::script_named;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{app::App, log};

const NOW_MS: i64 = 1_795_100_645_000;
const ASSISTANT: &str = "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa";
const OURS: &str = "https://midcall.example/webhook/vapi";
/// It must be noticed within this time.
const NOTICED_WITHIN_MS: i64 = 120_000;

/// Changes the assistant at Vapi.
async fn set_assistant(app: &App, change: Value) {
    let request = Request::builder()
        .method(Method::PATCH)
        .uri(format!("/assistant/{ASSISTANT}"))
        .header("authorization", "Bearer private-key")
        .body(Body::from(change.to_string()))
        .unwrap();
    let answer = app.vapi.router().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

/// What arrives of a call.
#[derive(Clone, Copy, PartialEq)]
enum Arrives {
    Nothing,
    /// Everything, with the wrong credential.
    Refused,
    /// What the assistant is subscribed to.
    Subscribed,
}

/// A call goes on for two minutes. Returns the app, the call and when the silence was noticed.
async fn call(change: Value, arrives: Arrives) -> (App, String, Option<i64>) {
    let mut app = App::start_with_file(NOW_MS, "public_url = \"https://midcall.example\"").await;
    set_assistant(&app, change).await;
    // A while before, all is well.
    app.work_for(90_000).await;
    assert_eq!(app.node.watch.sight().silence, None);
    let mut script = script_named("keen_buyer").unwrap();
    script.lead_id = Some(app.new_lead());
    let call = app.vapi.receive_call(&script);
    let began = app.now();
    let mut waiting = app.vapi.webhooks_of(&call).into_iter().peekable();
    while app.now().ms_since(began) <= NOTICED_WITHIN_MS {
        let passed_ms = app.now().ms_since(began);
        while let Some(delivery) = waiting.next_if(|it| it.at_ms <= passed_ms) {
            match arrives {
                Arrives::Nothing => {}
                Arrives::Refused => {
                    let request = Request::post("/webhook/vapi")
                        .header("x-vapi-secret", "another")
                        .body(Body::from(delivery.body));
                    let (status, _) = app.request(request.unwrap()).await;
                    assert_eq!(status, StatusCode::UNAUTHORIZED);
                }
                Arrives::Subscribed => {
                    app.deliver(delivery.body).await;
                }
            }
        }
        app.work().await;
        if app.node.watch.sight().silence.is_some() {
            return (app, call, Some(passed_ms));
        }
        app.advance(1_000);
    }
    (app, call, None)
}

#[tokio::test]
async fn silence_is_noticed_within_two_minutes_with_its_cause() {
    log::listen();
    let at = |url: &str| json!({ "server": { "url": url } });
    for (change, arrives, cause, said) in [
        (
            at(OURS),
            Arrives::Nothing,
            "unreachable",
            "the tunnel or proxy",
        ),
        (
            at("https://old.example/hooks?key=SENTINEL-k"),
            Arrives::Nothing,
            "other_url",
            "sends to https://old.example/hooks, and this server is https://midcall.example/webhook/vapi",
        ),
        (
            json!({ "server": null }),
            Arrives::Nothing,
            "no_server_url",
            "no server URL",
        ),
        (
            at(OURS),
            Arrives::Refused,
            "refused",
            "WEBHOOK_SECRET differ",
        ),
        (
            json!({ "server": { "url": OURS }, "serverMessages": ["status-update", "end-of-call-report"] }),
            Arrives::Subscribed,
            "unsubscribed",
            "list transcript",
        ),
    ] {
        let (app, call, noticed_ms) = call(change, arrives).await;
        let silence = app.node.watch.sight().silence;
        let silence = silence.unwrap_or_else(|| panic!("{cause} was not noticed"));
        assert_eq!((silence.cause.name(), silence.calls), (cause, 1));
        println!(
            "{cause}: noticed {} s after the call was created",
            noticed_ms.unwrap() / 1_000
        );
        let page = app.shown("/").await.1;
        assert!(page.contains("Nothing arrives of 1 call<"), "{page}");
        assert!(page.contains(said), "{said} is missing in {page}");
        assert!(!page.contains("SENTINEL"), "{page}");
        let metrics = app.shown("/metrics").await.1;
        assert!(metrics.contains("midcall_silent_calls 1"), "{metrics}");
        let heard = log::heard();
        assert!(heard.contains(said) && heard.contains("ERROR"), "{heard}");
        assert!(!call.is_empty());
    }
}

#[tokio::test]
async fn it_is_over_once_something_arrives() {
    log::listen();
    let (mut app, call, _) = call(json!({ "server": { "url": OURS } }), Arrives::Nothing).await;
    app.work_for(400_000).await;
    assert!(
        app.node.watch.sight().silence.is_some(),
        "the call is over, and nothing has arrived"
    );
    let last = app.vapi.webhooks_of(&call).pop().unwrap();
    app.deliver(last.body).await;
    app.work_for(60_000).await;
    assert_eq!(app.node.watch.sight().silence, None);
    assert!(log::heard().contains("Calls are heard again"));
}

#[tokio::test]
async fn a_call_of_which_all_arrives_is_no_silence() {
    let change = json!({
        "server": { "url": OURS },
        "serverMessages": ["status-update", "transcript", "tool-calls", "end-of-call-report"],
    });
    let (_, _, noticed_ms) = call(change, Arrives::Subscribed).await;
    assert_eq!(noticed_ms, None);
}
