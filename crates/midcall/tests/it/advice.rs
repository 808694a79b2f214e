//! A second opinion from a language model: asked when it is worth it, believed when it is proven.

use axum::body::Body;
use http::{Request, StatusCode};
use midcall::advise::{self, Advised};
use midcall_sim::llm::Behavior;
use midcall_store::AskOutcome;
use serde_json::{Value, json};

use crate::app::{API_KEY, App};

const START: i64 = 1_795_100_645_000;
const CALL: &str = "019a90aa-0000-7000-8000-000000000002";
/// Words that the listener does not take for a need after a question about the budget, and that the
/// table does not hold for nothing.
const NEED: &str = "Half my mornings go on ringing round to find out who is where";

/// The question is about the budget, the answer is not, and nothing is understood of it.
const PUZZLING: [&str; 4] = [
    "A: Hi there, is now a good time?",
    "P: Hello, sure. My number is 555 013 4782, by the way.",
    "A: What budget do you have in mind?",
    "P: Half my mornings go on ringing round to find out who is where.",
];

async fn call(lines: &[&str]) -> App {
    let mut app = App::start_with_llm(START, "").await;
    say(&mut app, 0, lines).await;
    app
}

async fn say(app: &mut App, from: usize, lines: &[&str]) {
    for (number, line) in (from..).zip(lines) {
        let (who, text) = line.split_once(": ").unwrap();
        let role = if who == "A" { "assistant" } else { "user" };
        deliver(
            app,
            number as i64 * 1_000,
            json!({
                "type": "transcript", "transcriptType": "final", "role": role, "transcript": text,
            }),
        )
        .await;
    }
    app.advance(lines.len() as i64 * 1_000);
    app.fold().await;
}

async fn deliver(app: &App, after_ms: i64, mut message: Value) {
    message["timestamp"] = json!(START + after_ms);
    message["call"] = json!({ "id": CALL, "createdAt": "2026-11-19T15:04:05.000Z" });
    app.deliver(json!({ "message": message }).to_string()).await;
}

async fn hang_up(app: &mut App, after_ms: i64) {
    let ended =
        json!({"type": "status-update", "status": "ended", "endedReason": "customer-ended-call"});
    deliver(app, after_ms, ended).await;
    app.fold().await;
}

/// Lets every question that is due be asked; time passes where one waits.
async fn advise(app: &mut App) -> Vec<AskOutcome> {
    let mut outcomes = Vec::new();
    for _ in 0..40 {
        app.advance(1_000);
        while let Advised::TakenUp(outcome) = advise::step(&app.node).await.unwrap() {
            outcomes.push(outcome);
        }
        app.fold().await;
    }
    outcomes
}

fn claims(claims: Value) -> Behavior {
    Behavior::Says(json!({ "claims": claims }).to_string())
}

fn need(quote: &str) -> Value {
    json!({"signal": "need", "state": "positive", "value": null, "quote": quote, "turn": 4})
}

async fn shown(app: &App) -> Value {
    let (status, text) = app.shown(&format!("/api/calls/{CALL}")).await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_str(&text).unwrap()
}

fn standing<'a>(call: &'a Value, name: &str) -> &'a Value {
    let mut signals = call["signals"].as_array().unwrap().iter();
    signals.find(|signal| signal["signal"] == name).unwrap()
}

#[tokio::test]
async fn what_was_not_understood_is_asked_about_and_counts_once_it_is_proven() {
    let mut app = call(&PUZZLING).await;
    app.llm.behave([claims(json!([need(NEED)]))]);
    assert_eq!(
        app.llm.asked().len(),
        0,
        "nobody is asked on the webhook's path"
    );
    assert_eq!(shown(&app).await["score"], 0);
    assert_eq!(advise(&mut app).await, [AskOutcome::Answered]);
    let asked = &app.llm.asked()[0];
    assert_eq!(asked["temperature"], 0.0);
    assert_eq!(asked["response_format"]["type"], "json_schema");
    let sent = asked["messages"][1]["content"].as_str().unwrap();
    assert!(sent.contains("[4] PROSPECT: Half my mornings"), "{sent}");
    assert!(sent.contains("[phone]") && !sent.contains("4782"), "{sent}");
    let first = shown(&app).await;
    let need = standing(&first, "need");
    assert_eq!(
        (&need["state"], &need["source"]),
        (&json!("positive"), &json!("llm"))
    );
    assert_eq!(need["quote"], format!("{NEED}."));
    assert_eq!(first["score"], 25);
    let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
    assert_eq!(replayed.differing, vec![]);
    let mut app = app.crash_and_restart().await;
    assert_eq!(
        advise(&mut app).await,
        [],
        "the same words are one question"
    );
    assert_eq!(shown(&app).await, first);
}

#[tokio::test]
async fn lies_are_kept_and_shown_and_never_count() {
    let mut app = call(&PUZZLING).await;
    let budget = |quote: &str| json!({"signal": "budget", "state": "positive", "value": "$50,000", "quote": quote, "turn": 4});
    let lies = json!([
        budget("we have fifty thousand set aside"),
        budget("What budget do you have in mind?"),
        budget("Half my mornings go on ringing round"),
        need("Hello, sure."),
    ]);
    app.llm.behave([claims(lies)]);
    assert_eq!(advise(&mut app).await, [AskOutcome::Answered]);
    let shown = shown(&app).await;
    assert_eq!(shown["score"], 0);
    let mut why: Vec<&str> = shown["outsideClaims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|claim| claim["ungrounded"].as_str().unwrap())
        .collect();
    why.sort_unstable();
    assert_eq!(
        why,
        ["agent_said", "not_derived", "not_derived", "not_said"]
    );
}

#[tokio::test]
async fn answers_that_are_no_claims_are_odd_and_cost_nothing_more() {
    for behavior in [
        Behavior::Says("{\"claims\":[{\"signal\":\"ne".to_owned()),
        Behavior::Says("I would say they need better tracking.".to_owned()),
        Behavior::Declines,
    ] {
        let mut app = call(&PUZZLING).await;
        app.llm.behave([behavior]);
        assert_eq!(advise(&mut app).await, [AskOutcome::Answered]);
        let shown = shown(&app).await;
        assert_eq!(shown["score"], 0);
        let odd = json!({"what": {"unreadable_claim": "llm"}, "count": 1});
        assert!(
            shown["anomalies"].as_array().unwrap().contains(&odd),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_server_that_does_not_know_the_format_is_asked_more_loosely_and_remembered() {
    for (unknown, expected) in [
        (&["json_schema"][..], json!("json_object")),
        (&["json_schema", "json_object"][..], Value::Null),
    ] {
        let mut app = call(&PUZZLING).await;
        app.llm.refuse_formats(unknown);
        let fenced = format!(
            "Here you are:\n```json\n{}\n```",
            json!({"claims": [need(NEED)]})
        );
        app.llm.behave([Behavior::Says(fenced)]);
        assert_eq!(advise(&mut app).await, [AskOutcome::Answered]);
        assert_eq!(shown(&app).await["score"], 25);
        app.llm.refuse_formats(&[]);
        hang_up(&mut app, 9_000).await;
        say(&mut app, 4, &["A: Thanks, bye."]).await;
        assert_eq!(advise(&mut app).await, [AskOutcome::Answered]);
        for asked in app.llm.asked() {
            assert_eq!(asked["response_format"]["type"], expected);
        }
    }
}

#[tokio::test]
async fn a_model_that_does_not_answer_is_left_alone_and_nothing_waits_for_it() {
    let mut app = call(&PUZZLING).await;
    app.llm
        .behave([Behavior::Hangs, Behavior::Fails(503, String::new())]);
    let outcomes = advise(&mut app).await;
    assert!(
        matches!(outcomes[..], [AskOutcome::Retry(_), AskOutcome::Failed]),
        "{outcomes:?}"
    );
    assert_eq!(shown(&app).await["score"], 0);
    // Three more failures in a row, of other calls, and it is not asked for a while.
    app.llm
        .behave((0..20).map(|_| Behavior::Fails(500, String::new())));
    for other in 0..4 {
        for (number, line) in PUZZLING.iter().enumerate() {
            let role = if line.starts_with('A') {
                "assistant"
            } else {
                "user"
            };
            let body = json!({"message": {
                "type": "transcript", "transcriptType": "final", "role": role,
                "transcript": &line[3..], "timestamp": START + number as i64 * 1_000,
                "call": { "id": format!("{CALL}-{other}") },
            }});
            app.deliver(body.to_string()).await;
        }
    }
    app.fold().await;
    app.advance(2_000);
    let mut taken_up = 0;
    while advise::step(&app.node).await.unwrap() != Advised::Idle {
        taken_up += 1;
    }
    assert_eq!(taken_up, 3, "five failures in a row are enough");
    app.advance(60_000);
    assert_ne!(advise::step(&app.node).await.unwrap(), Advised::Idle);
}

#[tokio::test]
async fn a_call_is_asked_about_three_times_at_most_and_the_last_is_kept_for_its_end() {
    let mut app = App::start_with_llm(START, "").await;
    let mut from = 0;
    for _ in 0..4 {
        say(&mut app, from, &PUZZLING[2..]).await;
        from += 2;
        advise(&mut app).await;
    }
    assert_eq!(app.llm.asked().len(), 2);
    hang_up(&mut app, 90_000).await;
    advise(&mut app).await;
    assert_eq!(app.llm.asked().len(), 3);
    let last = app.llm.asked().pop().unwrap();
    let sent = last["messages"][1]["content"].as_str().unwrap();
    assert_eq!(sent.lines().count(), 8);
}

#[tokio::test]
async fn a_question_survives_the_process_that_wrote_it_down() {
    let app = call(&PUZZLING).await;
    app.llm.behave([claims(json!([need(NEED)]))]);
    let mut app = app.crash_and_restart().await;
    assert_eq!(advise(&mut app).await, [AskOutcome::Answered]);
    assert_eq!(shown(&app).await["score"], 25);
}

#[tokio::test]
async fn without_settings_nobody_is_asked() {
    let mut app = App::start(START).await;
    say(&mut app, 0, &PUZZLING).await;
    hang_up(&mut app, 90_000).await;
    assert_eq!(advise(&mut app).await, []);
    assert_eq!(app.llm.asked().len(), 0);
}

#[tokio::test]
async fn a_person_has_the_last_word() {
    let mut app = call(&PUZZLING).await;
    app.llm.behave([claims(json!([need(NEED)]))]);
    advise(&mut app).await;
    let denied = json!({"signal": "need", "state": "negative", "who": "Sam"});
    let request = Request::post(format!("/api/calls/{CALL}/claims"))
        .header("authorization", format!("Bearer {API_KEY}"))
        .body(Body::from(denied.to_string()))
        .unwrap();
    assert_eq!(app.request(request).await.0, StatusCode::CREATED);
    app.fold().await;
    let shown = shown(&app).await;
    assert_eq!(standing(&shown, "need")["by"]["who"], "Sam");
    assert_eq!(shown["outsideClaims"][0]["part"], "superseded");
}
