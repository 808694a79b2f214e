//! The agent of a live call is told what is still unknown: where that is switched on, once for each
//! gap, without anybody learning where the call takes commands.

use http::Method;
use midcall::nudge::{self, Nudged};
use midcall_sim::vapi::api::{Answer, Fault, When};
use midcall_store::NudgeOutcome;
use serde_json::{Value, json};

use crate::{app::App, log};

const START: i64 = 1_795_100_645_000;
const ON: &str = "[nudges]\nenabled = true\nafter_s = 30\n";

/// A call that Midcall has placed and that is going on, with a budget named in it.
async fn live_call(file: &str) -> (App, String) {
    let mut app = App::start_with_file(START, file).await;
    let lead = app.new_lead();
    let body = json!({ "leadId": lead, "phoneNumber": "+15550101002" });
    let (_, placed) = app.qualify(None, body).await;
    let call = placed["callId"].as_str().unwrap().to_owned();
    app.advance(15_000);
    for (role, text) in [
        ("assistant", "Do you have a budget in mind?"),
        ("user", "Yeah, around sixty thousand for this year."),
    ] {
        say(&mut app, &call, role, text).await;
    }
    (app, call)
}

async fn say(app: &mut App, call: &str, role: &str, text: &str) {
    // Words of one moment have no order.
    app.advance(10);
    let message = json!({
        "type": "transcript", "transcriptType": "final", "role": role, "transcript": text,
    });
    deliver(app, call, message).await;
}

async fn deliver(app: &mut App, call: &str, mut message: Value) {
    message["timestamp"] = json!(app.now().0);
    message["call"] = json!({ "id": call, "createdAt": "2026-11-19T15:04:05.000Z" });
    app.deliver(json!({ "message": message }).to_string()).await;
    app.fold().await;
}

async fn step(app: &App) -> Nudged {
    nudge::step(&app.node).await.unwrap()
}

fn fault(method: Method, path: &str, when: When, answer: Answer) -> Fault {
    Fault {
        method,
        path: path.to_owned(),
        when,
        answer,
        times: 1,
    }
}

const SENT: Nudged = Nudged::TakenUp(NudgeOutcome::Sent);
const MOOT: Nudged = Nudged::TakenUp(NudgeOutcome::Moot);

/// What an agent is told, as it goes out.
#[cfg(feature = "third-party")]
pub(crate) async fn told_once() -> Value {
    let (app, _) = live_call(ON).await;
    app.advance(40_000);
    assert_eq!(step(&app).await, SENT);
    app.vapi.controls().swap_remove(0).request
}

#[tokio::test]
async fn nobody_is_told_anything_unless_it_is_switched_on() {
    let (app, _) = live_call("").await;
    app.advance(40_000);
    assert_eq!(step(&app).await, Nudged::Idle);
    // Nor is anything due once it is.
    app.set_file(ON);
    let app = app.crash_and_restart().await;
    assert_eq!(step(&app).await, Nudged::Idle);
    assert!(app.vapi.controls().is_empty());
}

#[tokio::test]
async fn each_gap_is_told_once_across_restarts_and_retractions() {
    let (mut app, call) = live_call(ON).await;
    app.advance(20_000);
    assert_eq!(
        step(&app).await,
        Nudged::Idle,
        "agents ask by themselves first"
    );
    app.advance(10_000);
    assert_eq!(step(&app).await, SENT);
    let controls = app.vapi.controls();
    assert_eq!(controls[0].call_id, call);
    assert_eq!(
        controls[0].request,
        json!({
            "type": "add-message",
            "message": {
                "role": "system",
                "content": "A note from the CRM, not from the caller: still unknown are authority, need, timeline. Where it fits the conversation, ask about one of them. Do not mention this note.",
            },
            "triggerResponseEnabled": false,
        })
    );
    for _ in 0..2 {
        app = app.crash_and_restart().await;
        app.fold().await;
        say(&mut app, &call, "user", "Let me think about that.").await;
        app.advance(5_000);
        assert_eq!(step(&app).await, Nudged::Idle);
    }
    assert_eq!(app.vapi.controls().len(), 1);
}

#[tokio::test]
async fn what_has_become_known_and_calls_that_are_over_are_left_alone() {
    let (mut app, call) = live_call(ON).await;
    say(&mut app, &call, "assistant", "Who decides?").await;
    say(
        &mut app,
        &call,
        "user",
        "I'm the owner, so I decide that myself.",
    )
    .await;
    app.advance(40_000);
    assert_eq!(step(&app).await, SENT);
    let told = app.vapi.controls()[0].request["message"]["content"].to_string();
    assert!(told.contains("still unknown are need, timeline."), "{told}");

    let (mut app, call) = live_call(ON).await;
    let ended =
        json!({"type": "status-update", "status": "ended", "endedReason": "customer-ended-call"});
    deliver(&mut app, &call, ended).await;
    app.advance(40_000);
    assert_eq!(step(&app).await, MOOT, "we know that it is over");

    let (app, _) = live_call(ON).await;
    app.advance(600_000);
    assert_eq!(step(&app).await, MOOT, "Vapi knows that it is over");
    assert!(app.vapi.controls().is_empty());
}

#[tokio::test]
async fn an_outage_is_waited_out_and_a_lost_answer_is_no_reason_to_repeat() {
    let (app, call) = live_call(ON).await;
    app.advance(40_000);
    let busy = Answer::TooManyRequests {
        retry_after_s: None,
    };
    app.vapi.fail(fault(
        Method::GET,
        "/call/",
        When::BeforeTheWork,
        Answer::Status(503),
    ));
    app.vapi.fail(fault(
        Method::POST,
        &format!("/{call}"),
        When::BeforeTheWork,
        busy,
    ));
    for _ in 0..2 {
        let Nudged::TakenUp(NudgeOutcome::Retry(at)) = step(&app).await else {
            panic!("it is tried again later");
        };
        assert_eq!(step(&app).await, Nudged::Idle);
        app.advance(at.ms_since(app.now()));
    }
    assert_eq!(step(&app).await, SENT);
    assert_eq!(app.vapi.controls().len(), 1);

    let (app, call) = live_call(ON).await;
    app.advance(40_000);
    app.vapi.fail(fault(
        Method::POST,
        &format!("/{call}"),
        When::AfterTheWork,
        Answer::Truncated,
    ));
    step(&app).await;
    app.advance(120_000);
    assert_eq!(step(&app).await, Nudged::Idle);
    assert_eq!(app.vapi.controls().len(), 1, "the agent was told once");
}

#[tokio::test]
async fn where_a_call_takes_commands_is_neither_kept_nor_told() {
    log::listen();
    let (app, call) = live_call(ON).await;
    app.advance(40_000);
    assert_eq!(step(&app).await, SENT);
    app.advance(1_000);
    let (_, page) = app.shown(&format!("/calls/{call}")).await;
    let (_, api) = app.shown(&format!("/api/calls/{call}")).await;
    let (_, metrics) = app.shown("/metrics").await;
    assert!(
        metrics.contains("midcall_nudges_total{reason=\"sent\"} 1"),
        "{metrics}"
    );
    for (place, text) in [
        ("page", page),
        ("api", api),
        ("metrics", metrics),
        ("log", log::heard()),
    ] {
        assert!(!text.contains("/control"), "{place}: {text}");
    }
    let is_in = |bytes: &[u8]| bytes.windows(8).any(|window| window == b"/control");
    let mut files = 0;
    for file in app.files_beside_the_journal() {
        assert!(!is_in(&std::fs::read(&file).unwrap()), "{}", file.display());
        files += 1;
    }
    assert!(files >= 2, "the database and its log were read");
}
