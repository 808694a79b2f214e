//! A rubric of one's own, from `midcall.toml` to the Lead, the API and the page.

use axum::body::Body;
use http::{Request, StatusCode};
use midcall::advise::{self, Advised};
use midcall_sim::llm::Behavior;
use midcall_store::AskOutcome;
use serde_json::{Value, json};

use crate::{
    app::{API_KEY, App},
    openapi,
};

const BEGAN_MS: i64 = 1_795_100_645_000;

const RUBRIC: &str = r#"
[score]
budget = 30
hot_above = 60

[calls]
currency = "CAD"

[product]
nouns = ["training"]
not = ["forklift"]

[[signals]]
name = "zeal"
weight = 0
positive = ["over the moon"]

[[signals]]
name = "champion"
label = "Inside champion"
weight = 35
positive = ["fight|push for this"]
questions = ["someone|anyone * drive|drives this"]
"#;

/// One thing said on the call.
async fn say(app: &App, lead: &str, role: &str, text: &str) {
    app.advance(4_000);
    let message = json!({ "message": {
        "type": "transcript",
        "role": role,
        "transcriptType": "final",
        "transcript": text,
        "timestamp": app.now().0,
        "call": { "id": "c1", "type": "outboundPhoneCall", "metadata": { "leadId": lead } },
    }});
    app.deliver(message.to_string()).await;
}

async fn shown(app: &App, path: &str) -> Value {
    let (status, text) = app.shown(path).await;
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

fn stands<'a>(call: &'a Value, name: &str) -> &'a Value {
    let mut signals = call["signals"].as_array().unwrap().iter();
    signals.find(|signal| signal["signal"] == name).unwrap()
}

#[tokio::test]
async fn what_the_rubric_listens_for_ends_in_the_lead() {
    let mut app = App::start_with_file(BEGAN_MS, RUBRIC).await;
    let lead = app.new_lead();
    for (role, text) in [
        ("assistant", "Hi, this is Ava. What can I do for you?"),
        (
            "user",
            "We need forklifts, three of them, by the summer break.",
        ),
        (
            "assistant",
            "Is there someone at your place who will drive this?",
        ),
        ("user", "Yes, our ops lead."),
        ("assistant", "Great. And what is your budget?"),
        ("user", "Our budget is fifty thousand dollars."),
        ("user", "We're over the moon."),
    ] {
        say(&app, &lead, role, text).await;
    }
    app.settle().await;

    let written = app.lead(&lead);
    assert_eq!(written["AI_Qualification_Score__c"], json!(65.0));
    let json = written["Qualification_Signals__c"].as_str().unwrap();
    let signals: Value = serde_json::from_str(json).unwrap();
    assert_eq!(signals["champion"]["state"], "positive");
    assert_eq!(signals["champion"]["quote"], "Yes, our ops lead");
    assert_eq!(signals["budget"]["value"]["currency"], "CAD");
    // The training that is sold is no forklift.
    assert!(signals.get("need").is_none(), "{json}");
    // The five first, then own ones.
    let place = |name: &str| json.find(&format!("\"{name}\":{{")).unwrap();
    assert!(place("budget") < place("champion") && place("champion") < place("zeal"));

    let call = shown(&app, "/api/calls/c1").await;
    assert_eq!((&call["score"], &call["isHot"]), (&json!(65), &json!(true)));
    let champion = stands(&call, "champion");
    assert_eq!(
        (&champion["label"], &champion["points"], &champion["turn"]),
        (&json!("Inside champion"), &json!(35), &json!(3))
    );
    assert_eq!(
        call["scoreHistory"].as_array().unwrap().last().unwrap()["score"],
        65
    );
    let order: Vec<&str> = call["signals"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|signal| signal["signal"].as_str())
        .collect();
    let expected = [
        "budget",
        "authority",
        "need",
        "timeline",
        "company_size",
        "zeal",
        "champion",
    ];
    assert_eq!(order, expected);
    let document = shown(&app, "/api/openapi.json").await;
    let schema = json!({ "$ref": "#/components/schemas/Call" });
    openapi::check(&document, &schema, &call, "call");

    let (_, page) = app.shown("/calls/c1").await;
    for expected in [
        "Inside champion <span class=\"points\">+35</span>",
        "<mark title=\"Inside champion",
        "champion.answered",
    ] {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
}

#[tokio::test]
async fn a_changed_rubric_hears_the_call_anew() {
    let mut app = App::start_with_file(BEGAN_MS, RUBRIC).await;
    let lead = app.new_lead();
    say(&app, &lead, "user", "Sure, I'd push for this with my boss.").await;
    app.settle().await;
    assert_eq!(app.lead(&lead)["AI_Qualification_Score__c"], json!(35.0));

    app.set_file("[[signals]]\nname = \"sponsor\"\nweight = 20\npositive = [\"push for this\"]\n");
    let mut app = app.crash_and_restart().await;
    let call = shown(&app, "/api/calls/c1").await;
    assert_eq!(call["score"], 20);
    assert_eq!(stands(&call, "sponsor")["state"], "positive");
    say(&app, &lead, "assistant", "Good to hear.").await;
    app.settle().await;
    let written = app.lead(&lead);
    assert_eq!(written["AI_Qualification_Score__c"], json!(20.0));
    let signals = written["Qualification_Signals__c"].as_str().unwrap();
    assert!(signals.starts_with("{\"sponsor\":"), "{signals}");
}

async fn claim(app: &App, body: &Value) -> (StatusCode, Value) {
    let request = Request::post("/api/calls/c1/claims")
        .header("authorization", format!("Bearer {API_KEY}"))
        .body(Body::from(body.to_string()))
        .unwrap();
    app.request(request).await
}

#[tokio::test]
async fn own_signals_are_claimed_and_overruled_like_the_five() {
    let mut app = App::start_with_llm(BEGAN_MS, RUBRIC).await;
    let lead = app.new_lead();
    say(&app, &lead, "assistant", "How does that sound?").await;
    say(&app, &lead, "user", "Sure, I'd push for this with my boss.").await;
    let told = json!([
        {"signal": "champion", "state": "positive", "quote": "push for this with my boss"},
        {"signal": "zeal", "state": "positive", "quote": "Sure"},
    ]);
    let message = json!({ "message": {
        "type": "tool-calls",
        "toolCallList": [{ "id": "t1", "name": "record_lead_signal", "arguments": {"claims": told} }],
        "timestamp": app.now().0 + 2_000,
        "call": { "id": "c1" },
    }});
    app.deliver(message.to_string()).await;
    app.settle().await;
    let call = shown(&app, "/api/calls/c1").await;
    let champion = stands(&call, "champion");
    assert_eq!(champion["agreeing"], json!(["tool_call"]));
    assert_eq!(call["outsideClaims"][0]["part"], "agrees");
    assert_eq!(call["outsideClaims"][1]["ungrounded"], "not_derived");
    assert_eq!(call["score"], 35);

    let denied = json!({"signal": "champion", "state": "negative", "who": "Noor"});
    assert_eq!(claim(&app, &denied).await.0, StatusCode::CREATED);
    app.settle().await;
    let call = shown(&app, "/api/calls/c1").await;
    let champion = stands(&call, "champion");
    assert_eq!(
        (&champion["state"], &champion["by"]["who"], &call["score"]),
        (&json!("negative"), &json!("Noor"), &json!(0))
    );
    let document = shown(&app, "/api/openapi.json").await;
    let schema = json!({ "$ref": "#/components/schemas/Call" });
    openapi::check(&document, &schema, &call, "call");
    let signals = app.lead(&lead)["Qualification_Signals__c"].clone();
    let signals: Value = serde_json::from_str(signals.as_str().unwrap()).unwrap();
    assert_eq!(signals["champion"]["by"]["who"], "Noor");
    let (_, page) = app.shown("/calls/c1").await;
    assert!(page.contains("says Noor"), "{page}");
    let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
    assert_eq!((replayed.calls.len(), replayed.differing), (1, vec![]));
}

#[tokio::test]
async fn what_no_rubric_has_cannot_be_claimed() {
    let app = App::start_with_file(BEGAN_MS, RUBRIC).await;
    let mood = json!({"signal": "mood", "state": "positive", "who": "Noor"});
    let (status, answer) = claim(&app, &mood).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["error"]["code"], "unknown_signal");
    assert_eq!(
        answer["error"]["message"],
        "`signal` must be one that the rubric listens for: budget, authority, need, timeline, \
         company_size, zeal, champion."
    );
    let valued = json!({"signal": "champion", "state": "positive", "value": "Ann", "who": "Noor"});
    let (_, answer) = claim(&app, &valued).await;
    assert_eq!(
        answer["error"]["message"],
        "`value` of champion must be left out: it has none."
    );
}

#[tokio::test]
async fn a_language_model_is_asked_about_own_signals_too() {
    let mut app = App::start_with_llm(BEGAN_MS, RUBRIC).await;
    let lead = app.new_lead();
    say(&app, &lead, "assistant", "How does that sound?").await;
    say(&app, &lead, "user", "Sure, I'd push for this with my boss.").await;
    let ended = json!({ "message": {
        "type": "status-update",
        "status": "ended",
        "endedReason": "customer-ended-call",
        "timestamp": app.now().0 + 1_000,
        "call": { "id": "c1" },
    }});
    app.deliver(ended.to_string()).await;
    app.fold().await;
    let champion = json!({"signal": "champion", "state": "positive", "value": null, "quote": "push for this", "turn": 2});
    let says = json!({ "claims": [champion] }).to_string();
    app.llm.behave([Behavior::Says(says)]);
    app.advance(20_000);
    let advised = advise::step(&app.node).await.unwrap();
    assert_eq!(advised, Advised::TakenUp(AskOutcome::Answered));
    app.settle().await;
    let asked = &app.llm.asked()[0];
    let schema = &asked["response_format"]["json_schema"]["schema"];
    let names = &schema["properties"]["claims"]["items"]["properties"]["signal"]["enum"];
    assert_eq!(names.as_array().unwrap().len(), 7);
    assert_eq!(names[6], "champion");
    let instructions = asked["messages"][0]["content"].as_str().unwrap();
    assert!(
        instructions.contains("about champion (Inside champion)"),
        "{instructions}"
    );
    let call = shown(&app, "/api/calls/c1").await;
    assert_eq!(stands(&call, "champion")["agreeing"], json!(["llm"]));
}
