//! What an agent is answered while it speaks: tool calls, transfers, hand-offs, over the real door.

use http::StatusCode;
use midcall_store::journal::{EntryKind, EntrySeq};
use serde_json::{Value, json};

use crate::app::App;

const START: i64 = 1_795_100_645_000;
const CALL: &str = "019a90aa-0000-7000-8000-000000000003";
const LINES: [&str; 4] = [
    "A: Do you have a budget in mind?",
    "P: Yeah, around sixty thousand for this year.",
    "A: Would a hundred thousand work as well?",
    "P: Let me get back to you on that.",
];
const DECIDES: &str = "P: I'm the owner, so I decide that myself.";

async fn call(app: &App, lines: &[&str]) {
    for (number, line) in lines.iter().enumerate() {
        say(app, number as i64 * 10_000, line).await;
    }
}

async fn say(app: &App, after_ms: i64, line: &str) {
    let (who, text) = line.split_once(": ").unwrap();
    let role = if who == "A" { "assistant" } else { "user" };
    deliver(
        app,
        after_ms,
        json!({"type": "transcript", "transcriptType": "final", "role": role, "transcript": text}),
    )
    .await;
}

async fn deliver(app: &App, after_ms: i64, mut message: Value) -> Value {
    message["timestamp"] = json!(START + after_ms);
    message["call"] = json!({ "id": CALL, "createdAt": "2026-11-19T15:04:05.000Z" });
    app.deliver(json!({ "message": message }).to_string()).await
}

fn budget() -> Value {
    json!({"signal": "budget", "value": "$60,000", "quote": "around sixty thousand"})
}

fn tool_call(id: &str, arguments: &Value) -> Value {
    json!({"id": id, "name": "record_qualification", "arguments": arguments})
}

async fn ask(app: &App, after_ms: i64, calls: &[Value]) -> Value {
    deliver(
        app,
        after_ms,
        json!({"type": "tool-calls", "toolCallList": calls}),
    )
    .await
}

fn answers_kept(app: &App) -> usize {
    let entries = app
        .node
        .store
        .journal
        .read(EntrySeq(1), usize::MAX)
        .unwrap();
    let answers = entries.iter().filter(|it| it.kind == EntryKind::Answered);
    answers.count()
}

#[tokio::test]
async fn what_is_still_unknown_is_told_in_every_shape_whether_or_not_anything_is_folded() {
    type Shape = fn(&Value) -> Value;
    let shapes: [Shape; 5] = [
        |a| json!({"id": "c", "function": {"name": "record_qualification", "arguments": a.to_string()}}),
        |a| json!({"id": "c", "function": {"name": "record_qualification", "arguments": a}}),
        |a| json!({"id": "c", "name": "record_qualification", "parameters": a}),
        |a| json!({"id": "c", "name": "record_qualification", "arguments": a}),
        |a| json!({"id": "c", "name": "record_lead_signal", "arguments": a}),
    ];
    for shape in shapes {
        for is_folded in [false, true] {
            let mut app = App::start(START).await;
            call(&app, &LINES).await;
            if is_folded {
                app.fold().await;
            }
            let answer = ask(&app, 40_000, &[shape(&budget())]).await;
            let result = &answer["results"][0];
            assert_eq!(result["toolCallId"], "c");
            assert_eq!(
                result["result"], "Saved. Still unknown: authority, need, timeline.",
                "{answer}"
            );
        }
    }
}

#[tokio::test]
async fn the_same_call_is_answered_the_same_whatever_was_said_since() {
    let mut app = App::start(START).await;
    call(&app, &LINES).await;
    let first = ask(&app, 40_000, &[tool_call("call_1", &budget())]).await;
    say(&app, 41_000, DECIDES).await;
    app.fold().await;
    assert_eq!(
        ask(&app, 40_000, &[tool_call("call_1", &budget())]).await,
        first
    );
    let other = ask(&app, 42_000, &[tool_call("call_2", &budget())]).await;
    assert_eq!(
        other["results"][0]["result"],
        "Saved. Still unknown: need, timeline."
    );
    for is_folded in [false, true] {
        app = app.crash_and_restart().await;
        if is_folded {
            app.fold().await;
        }
        let again = ask(&app, 40_000, &[tool_call("call_1", &budget())]).await;
        assert_eq!(again, first, "after a restart, folded: {is_folded}");
    }
    app.fold().await;
    assert_eq!(answers_kept(&app), 2, "an answer is written down once");
    let (_, shown) = app.shown(&format!("/api/calls/{CALL}")).await;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["outsideClaims"].as_array().unwrap().len(), 2);
    assert_eq!(shown["score"], 50);
    let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
    assert_eq!(replayed.differing, vec![]);
}

#[tokio::test]
async fn deliveries_of_one_tool_call_at_the_same_time_get_one_answer() {
    let app = App::start(START).await;
    call(&app, &LINES).await;
    let calls = [tool_call("call_1", &budget())];
    let (a, b, c) = tokio::join!(
        ask(&app, 40_000, &calls),
        ask(&app, 40_000, &calls),
        ask(&app, 40_000, &calls)
    );
    assert_eq!((&a, &a), (&b, &c));
    assert_eq!(answers_kept(&app), 1);
}

#[tokio::test]
async fn several_calls_in_a_message_are_answered_each_and_in_order() {
    let app = App::start(START).await;
    call(&app, &LINES).await;
    let calls = [
        tool_call("c4", &json!({"signal": "mood", "value": "sunny"})),
        json!({"id": "c2", "name": "end_call_politely", "arguments": {}}),
        tool_call("c3", &budget()),
        json!({"id": "c1", "name": "book_meeting", "arguments": "{}"}),
    ];
    let answer = ask(&app, 40_000, &calls).await;
    let results = answer["results"].as_array().unwrap();
    let ids: Vec<&Value> = results.iter().map(|result| &result["toolCallId"]).collect();
    assert_eq!(ids, ["c4", "c2", "c3", "c1"]);
    assert!(results[0]["error"].as_str().unwrap().contains("`signal`"));
    assert_eq!(results[1]["message"]["endCallAfterSpokenEnabled"], true);
    assert_eq!(
        results[1]["message"]["content"],
        "Thank you for your time. Goodbye."
    );
    assert!(results[2]["result"].as_str().unwrap().starts_with("Saved."));
    assert!(results[3]["error"].is_string());
    for text in results.iter().flat_map(|it| [&it["result"], &it["error"]]) {
        assert!(!text.as_str().unwrap_or_default().contains('\n'));
    }
}

#[tokio::test]
async fn what_the_prospect_did_not_say_is_kept_and_the_agent_learns_why_it_does_not_count() {
    let app = App::start(START).await;
    call(
        &app,
        &["A: Would a hundred thousand work?", "P: Hm, maybe."],
    )
    .await;
    let echo = json!({"signal": "budget", "value": "$100,000", "quote": "a hundred thousand"});
    let answer = ask(&app, 40_000, &[tool_call("c", &echo)]).await;
    assert_eq!(
        answer["results"][0]["result"],
        "Saved. Not confirmed is budget: the agent said the quoted words, not the prospect. Still unknown: budget, authority, need, timeline."
    );
}

#[tokio::test]
async fn arguments_that_break_off_get_an_error_that_says_so_once_and_again() {
    let path = format!(
        "{}/../../samples/vapi/webhook-tool-calls-broken-arguments.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let body = std::fs::read(path).unwrap();
    let app = App::start(START).await;
    let answer = app.deliver(body.clone()).await;
    let error = answer["results"][0]["error"].as_str().unwrap();
    assert!(
        error.contains("`arguments` ends before it is complete"),
        "{error}"
    );
    assert!(!error.contains("sixty"), "nothing of it is echoed");
    assert_eq!(app.deliver(body).await, answer);
}

#[tokio::test]
async fn a_tool_call_without_its_call_and_the_form_before_2024_are_answered() {
    let app = App::start(START).await;
    let calls = [tool_call("c", &budget())];
    let nobodys = json!({"message": {"type": "tool-calls", "toolCallList": calls}});
    let answer = app.deliver(nobodys.to_string()).await;
    assert_eq!(answer["results"][0]["result"], "Saved.");
    call(&app, &LINES).await;
    let old = json!({
        "type": "function-call",
        "functionCall": {"name": "record_lead_signal", "parameters": budget()},
    });
    let answer = deliver(&app, 40_000, old.clone()).await;
    let expected = json!({"result": "Saved. Still unknown: authority, need, timeline."});
    assert_eq!(answer, expected);
    say(&app, 41_000, DECIDES).await;
    assert_eq!(deliver(&app, 40_000, old).await, answer);
}

#[tokio::test]
async fn calls_go_where_the_settings_say_and_nowhere_else() {
    let transfer = json!({"type": "transfer-destination-request"});
    let hand_off = json!({"type": "handoff-destination-request", "parameters": {}});
    let app = App::start(START).await;
    let refusal = "Nobody is available for a transfer.";
    assert_eq!(
        deliver(&app, 0, transfer.clone()).await,
        json!({"error": refusal})
    );
    assert_eq!(
        deliver(&app, 0, hand_off.clone()).await,
        json!({"destination": {}, "error": refusal})
    );
    let file = "[answers]\ntransfer_to = \"+15550199000\"\nhand_off_to = \"Northlight Pricing\"\n";
    let app = App::start_with_file(START, file).await;
    assert_eq!(
        deliver(&app, 0, transfer).await,
        json!({"destination": {
            "type": "number",
            "number": "+15550199000",
            "message": "One moment, I am connecting you with a colleague.",
        }})
    );
    assert_eq!(
        deliver(&app, 0, hand_off).await,
        json!({
            "destination": {"type": "assistant", "assistantName": "Northlight Pricing"},
            "result": "Another assistant takes over.",
        })
    );
    let campaign = json!({"message": {"type": "campaign.predial", "campaignId": "x"}});
    let (status, answer) = app.post(campaign.to_string()).await;
    assert_eq!(
        (status, answer),
        (StatusCode::OK, json!({"eligible": false}))
    );
}

/// The promise is a tenth of a second; Salesforce has no part in it, as it does not answer at all.
#[tokio::test]
async fn a_tool_call_is_answered_at_once() {
    let app = App::start(START).await;
    app.org.set_latency_ms(3_600_000);
    for round in 0..5 {
        for (number, line) in LINES.iter().enumerate() {
            say(&app, round * 40_000 + number as i64 * 10_000, line).await;
        }
    }
    let mut took = Vec::new();
    // As many as an agent makes in such a call.
    for number in 0..20 {
        let calls = [tool_call(&format!("call_{number}"), &budget())];
        let began = std::time::Instant::now();
        let answer = ask(&app, 1_600_000 + number, &calls).await;
        took.push(began.elapsed());
        assert_eq!(
            answer["results"][0]["result"],
            "Saved. Still unknown: authority, need, timeline."
        );
    }
    took.sort();
    println!(
        "20 turns, nothing folded, not optimized: fastest {:?}, median {:?}, slowest {:?}",
        took[0], took[10], took[19]
    );
    // The fastest tells what the work costs, the others how busy this machine is.
    assert!(took[0].as_millis() <= 100, "{:?}", took[0]);
}

#[tokio::test]
async fn when_finding_out_takes_too_long_the_answer_does_without_and_stays_the_same() {
    let app = App::start_with_file(START, "[answers]\nknown_ms = 0\n").await;
    call(&app, &LINES).await;
    let calls = [tool_call("call_1", &budget())];
    let answer = ask(&app, 40_000, &calls).await;
    assert_eq!(answer["results"][0]["result"], "Saved.");
    assert_eq!(ask(&app, 40_000, &calls).await, answer);
}
