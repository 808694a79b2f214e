//! The outbound queue: who is called when, again, and not at all.

use http::{Method, StatusCode};
use midcall_sim::{
    salesforce::{Fault as OrgFault, What, When as At},
    vapi::{
        api::{Answer, Fault, Settings, When},
        script_named,
    },
};
use midcall_store::RequestState;
use serde_json::{Value, json};

use crate::app::App;

const NOW: i64 = 1_795_100_645_000;
const PHONE: &str = "+15550134782";
const MINUTE_MS: i64 = 60_000;

fn ask(lead: &str) -> Value {
    json!({ "leadId": lead, "phoneNumber": PHONE })
}

/// The lead's row of the queue.
async fn queued(app: &App, lead: &str) -> Value {
    let (status, text) = app.shown("/api/queue?all=true&limit=500").await;
    assert_eq!(status, StatusCode::OK, "{text}");
    let queue: Value = serde_json::from_str(&text).unwrap();
    let rows = queue["requests"].as_array().unwrap();
    let row = rows.iter().find(|row| row["leadId"] == lead);
    row.unwrap_or_else(|| panic!("{lead} is not in {queue}"))
        .clone()
}

/// What a lead waits for and for how many minutes from this moment.
async fn waits(app: &App, lead: &str) -> (String, Option<i64>) {
    let row = queued(app, lead).await;
    let until = row["until"].as_str();
    let until = until.and_then(midcall_domain::time::Timestamp::parse_iso);
    (
        row["waitsFor"].as_str().unwrap_or_default().to_owned(),
        until.map(|until| until.ms_since(app.now()) / MINUTE_MS),
    )
}

/// Puts a list into the queue, each lead with a number of its own.
async fn enqueue(app: &App, leads: &[String]) {
    let rows: Vec<String> = leads
        .iter()
        .enumerate()
        .map(|(at, lead)| format!("{lead},+1556000{at:04}\n"))
        .collect();
    let list = format!("Id,Phone\n{}", rows.concat());
    let candidates = midcall::place::of_csv(&list, None).unwrap_or_else(|e| panic!("{e}"));
    let how = midcall::place::Import {
        batch: "import".to_owned(),
        priority: 0,
        not_before: None,
        is_dry: false,
    };
    let sorted = midcall::place::import(&app.node, candidates, &how, |_| {}).await;
    assert_eq!(sorted.unwrap().len(), leads.len());
}

fn fail(app: &App, method: Method, status: u16, times: u32) {
    app.vapi.fail(Fault {
        method,
        path: "/call".to_owned(),
        when: When::BeforeTheWork,
        answer: Answer::Status(status),
        times,
    });
}

#[tokio::test]
async fn a_lead_that_is_not_reached_is_called_again_ever_more_rarely() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    let (status, first) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{first}");
    app.newest_call_ends("customer-did-not-answer").await;
    assert_eq!(
        waits(&app, &lead).await,
        ("no_answer".to_owned(), Some(120))
    );
    app.advance(119 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 1);
    app.advance(MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 2);
    app.newest_call_ends("customer-busy").await;
    assert_eq!(waits(&app, &lead).await, ("busy".to_owned(), Some(240)));
    app.advance(240 * MINUTE_MS);
    app.place().await;
    app.newest_call_ends("voicemail").await;
    let row = queued(&app, &lead).await;
    assert_eq!(
        (&row["state"], &row["tries"], &row["outcome"]),
        (&json!("done"), &json!(3), &json!("voicemail"))
    );
    app.advance(48 * 60 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 3);
    let named: Vec<Value> = app
        .vapi
        .dials()
        .iter()
        .map(|dial| dial.metadata["midcallRequestId"].clone())
        .collect();
    assert!(
        named[0] != named[1] && named[1] != named[2],
        "a lost answer must not be taken for an earlier call: {named:?}"
    );
}

#[tokio::test]
async fn a_failure_of_vapis_is_not_the_leads() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    app.qualify(Some("k1"), ask(&lead)).await;
    for wait_min in [1, 2, 4] {
        app.newest_call_ends("call.in-progress.error-vapifault-worker-died")
            .await;
        assert_eq!(
            waits(&app, &lead).await,
            ("fault".to_owned(), Some(wait_min))
        );
        app.advance(wait_min * MINUTE_MS);
        app.place().await;
    }
    assert_eq!(app.vapi.dials().len(), 4);
    app.newest_call_ends("customer-ended-call").await;
    let row = queued(&app, &lead).await;
    assert_eq!(
        (&row["state"], &row["tries"], &row["outcome"]),
        (&json!("done"), &json!(1), &json!("conversation"))
    );
}

#[tokio::test]
async fn a_call_of_which_nothing_is_heard_is_asked_for() {
    let app = App::start(NOW).await;
    let lead = app.new_lead();
    let number = script_named("no_answer").unwrap().customer.number;
    app.qualify(None, json!({ "leadId": lead, "phoneNumber": number }))
        .await;
    app.advance(5 * MINUTE_MS);
    app.place().await;
    assert_eq!(queued(&app, &lead).await["state"], "placed");
    app.advance(5 * MINUTE_MS);
    app.place().await;
    let (wait, minutes) = waits(&app, &lead).await;
    assert_eq!(wait, "no_answer");
    assert!(
        minutes.is_some_and(|it| (110..112).contains(&it)),
        "{minutes:?}"
    );
}

#[tokio::test]
async fn a_call_that_fell_silent_is_asked_for_until_vapi_answers() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    app.qualify(None, ask(&lead)).await;
    let call = app.vapi.dials()[0].call_id.clone();
    app.hear_of(&call, "outboundPhoneCall", json!({ "status": "ringing" }))
        .await;
    app.fall_silent().await;
    app.fold().await;
    fail(&app, Method::GET, 500, 2);
    for _ in 0..2 {
        app.place().await;
        assert_eq!(queued(&app, &lead).await["state"], "placed");
        app.advance(MINUTE_MS);
    }
    app.place().await;
    assert_eq!(queued(&app, &lead).await["outcome"], "conversation");
}

#[tokio::test]
async fn the_moment_that_was_asked_for_is_kept() {
    let app = App::start(NOW).await;
    let lead = app.new_lead();
    let mut later = ask(&lead);
    later["notBefore"] = json!(app.now().plus_ms(30 * MINUTE_MS).iso());
    let (status, answer) = app.qualify(Some("k1"), later.clone()).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    assert_eq!(
        (&answer["success"], &answer["callId"], &answer["waitsFor"]),
        (&json!(true), &Value::Null, &json!("not_before"))
    );
    assert_eq!(answer["until"], later["notBefore"]);
    app.advance(29 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 0);
    app.advance(MINUTE_MS);
    let app = app.crash_and_restart().await;
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 1);
    let body = app.asked_to_dial.lock().unwrap().last().cloned().unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert!(
        body.get("schedulePlan").is_none(),
        "the rules are asked then"
    );
    assert_eq!(app.qualify(Some("k1"), later).await.0, StatusCode::OK);
}

#[tokio::test]
async fn nobody_is_called_at_an_hour_that_is_none_where_they_are() {
    let app = App::start_with_file(NOW, "[queue]\nhours = \"09:00-20:00\"\n").await;
    let lead = app.new_lead();
    // Past ten in New York, past seven in San Francisco.
    let (status, answer) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(
        (status, &answer["waitsFor"], &answer["until"]),
        (
            StatusCode::ACCEPTED,
            &json!("hours"),
            &json!("2026-11-19T17:00:00.000Z")
        ),
        "{answer}"
    );
    app.advance(2 * 60 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 1);
}

#[tokio::test]
async fn who_asks_now_does_not_wait_for_an_hour_named_before() {
    let app = App::start(NOW).await;
    let lead = app.new_lead();
    let mut later = ask(&lead);
    later["notBefore"] = json!(app.now().plus_ms(30 * MINUTE_MS).iso());
    app.qualify(Some("k1"), later).await;
    let (status, answer) = app.qualify(Some("k2"), ask(&lead)).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    assert_eq!(answer["callId"], app.vapi.dials()[0].call_id.as_str());
    app.advance(31 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 1);
}

#[tokio::test]
async fn lines_are_never_exceeded_and_some_are_left_to_who_calls_in() {
    let vapi = Settings {
        concurrency_limit: 5,
        ..Settings::default()
    };
    let mut app = App::start_with_vapi(NOW, vapi, "[queue]\ninbound_reserve = 2\n").await;
    let leads: Vec<String> = (0..12).map(|_| app.new_lead()).collect();
    enqueue(&app, &leads).await;
    let inbound = script_named("inbound_question").unwrap();
    let (mut callers, mut known) = (Vec::new(), Vec::<String>::new());
    let (mut most_out, mut most) = (0, 0);
    for round in 0..120 {
        // Somebody calls in, more often than there is a reserve for.
        if round % 4 == 0 && app.vapi.live_calls().len() < 5 {
            callers.push(app.vapi.receive_call(&inbound));
        }
        let live = app.vapi.live_calls();
        for call in known.clone().iter().filter(|call| !live.contains(call)) {
            let kind = kind_of(&callers, call);
            let ended = json!({ "status": "ended", "endedReason": "customer-ended-call" });
            app.hear_of(call, kind, ended).await;
        }
        for call in &live {
            let kind = kind_of(&callers, call);
            app.hear_of(call, kind, json!({ "status": "in-progress" }))
                .await;
        }
        known = live;
        app.place().await;
        let live = app.vapi.live_calls();
        let out = live.iter().filter(|call| !callers.contains(call)).count();
        most_out = most_out.max(out);
        most = most.max(live.len());
        assert!(live.len() <= 5, "{} calls on 5 lines", live.len());
        assert!(out <= 3, "{out} outbound calls, and two lines are reserved");
        app.advance(10_000);
    }
    let mut dialed: Vec<String> = app
        .vapi
        .dials()
        .iter()
        .map(|dial| dial.metadata["leadId"].as_str().unwrap().to_owned())
        .collect();
    dialed.sort();
    let mut expected = leads;
    expected.sort();
    assert_eq!(dialed, expected, "everybody is called once");
    assert_eq!((most_out, most), (3, 5), "the lines are used");
}

fn kind_of(callers: &[String], call: &String) -> &'static str {
    if callers.contains(call) {
        "inboundPhoneCall"
    } else {
        "outboundPhoneCall"
    }
}

#[tokio::test]
async fn a_full_house_is_told_and_waited_for() {
    for refuses_when_busy in [false, true] {
        let vapi = Settings {
            concurrency_limit: 2,
            refuses_when_busy,
            ..Settings::default()
        };
        let mut app = App::start_with_vapi(NOW, vapi, "[queue]\ninbound_reserve = 0\n").await;
        // Others call on the same account, of which nothing is heard here.
        let elsewhere = script_named("inbound_question").unwrap();
        app.vapi.receive_call(&elsewhere);
        let leads = [app.new_lead(), app.new_lead()];
        let (_, answer) = app.qualify(None, ask(&leads[0])).await;
        assert!(answer["callId"].is_string(), "{answer}");
        let (status, answer) = app.qualify(Some("k2"), ask(&leads[1])).await;
        assert_eq!(
            (status, &answer["waitsFor"]),
            (StatusCode::ACCEPTED, &json!("line")),
            "{answer}"
        );
        assert_eq!(app.vapi.dials().len(), 1);
        app.newest_call_ends("customer-ended-call").await;
        app.advance(2 * MINUTE_MS);
        app.place().await;
        assert_eq!(app.vapi.dials().len(), 2);
    }
}

#[tokio::test]
async fn the_days_limit_holds_all_calls_until_the_next_day() {
    let vapi = Settings {
        daily_limit: Some(1),
        ..Settings::default()
    };
    let mut app = App::start_with_vapi(NOW, vapi, "").await;
    let leads = [app.new_lead(), app.new_lead(), app.new_lead()];
    app.qualify(None, ask(&leads[0])).await;
    app.newest_call_ends("customer-ended-call").await;
    let (status, answer) = app.qualify(Some("k2"), ask(&leads[1])).await;
    assert_eq!(
        (status, &answer["waitsFor"], &answer["until"]),
        (
            StatusCode::ACCEPTED,
            &json!("daily_limit"),
            &json!("2026-11-20T00:02:00.000Z")
        ),
        "{answer}"
    );
    enqueue(&app, &leads[2..]).await;
    let posted = app.asked_to_dial.lock().unwrap().len();
    for _ in 0..60 {
        app.advance(8 * MINUTE_MS);
        app.place().await;
    }
    assert_eq!(
        app.asked_to_dial.lock().unwrap().len(),
        posted,
        "Vapi is not asked in vain"
    );
    assert_eq!(waits(&app, &leads[2]).await.0, "daily_limit");
    let row = queued(&app, &leads[1]).await;
    assert_eq!(row["tries"], 0, "it is not the lead's failure");
    app.advance(60 * MINUTE_MS);
    app.place().await;
    assert_eq!(queued(&app, &leads[1]).await["state"], "placed");
}

#[tokio::test]
async fn vapi_is_left_alone_while_it_fails() {
    let app = App::start(NOW).await;
    let leads: Vec<String> = (0..8).map(|_| app.new_lead()).collect();
    enqueue(&app, &leads).await;
    fail(&app, Method::POST, 401, 6);
    app.place().await;
    let posted = || app.asked_to_dial.lock().unwrap().len();
    assert_eq!(posted(), 5, "five failures in a row are enough");
    assert_eq!(waits(&app, &leads[7]).await.0, "platform");
    app.place().await;
    assert_eq!(posted(), 5);
    app.advance(31_000);
    app.place().await;
    assert_eq!(posted(), 6, "one tries whether it is well again");
    app.advance(40 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 8, "nobody is forgotten");
    for lead in &leads {
        assert_eq!(queued(&app, lead).await["state"], "placed");
    }
}

#[tokio::test]
async fn a_plea_for_patience_is_honored() {
    let app = App::start(NOW).await;
    let lead = app.new_lead();
    app.vapi.fail(Fault {
        method: Method::POST,
        path: "/call".to_owned(),
        when: When::BeforeTheWork,
        answer: Answer::TooManyRequests {
            retry_after_s: Some(90),
        },
        times: 1,
    });
    let (status, answer) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(
        (status, &answer["waitsFor"]),
        (StatusCode::ACCEPTED, &json!("platform"))
    );
    app.advance(89_000);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 0);
    app.advance(1_000);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 1);
}

#[tokio::test]
async fn salesforce_down_means_that_nobody_is_dialed_and_nobody_forgotten() {
    let app = App::start(NOW).await;
    let lead = app.new_lead();
    app.org
        .inject(OrgFault::once(At::Before, What::Unavailable).times(u32::MAX));
    let (status, answer) = app.qualify(Some("k1"), ask(&lead)).await;
    assert_eq!(
        (status, &answer["waitsFor"]),
        (StatusCode::ACCEPTED, &json!("salesforce")),
        "{answer}"
    );
    app.advance(5 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 0);
    app.org.clear_faults();
    app.advance(10 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 1);
}

#[tokio::test]
async fn what_waits_is_listed_and_can_be_taken_back() {
    let app = App::start(NOW).await;
    let lead = app.new_lead();
    let mut later = ask(&lead);
    later["notBefore"] = json!(app.now().plus_ms(30 * MINUTE_MS).iso());
    app.qualify(Some("k1"), later).await;
    let (_, page) = app.shown("/").await;
    assert!(page.contains("Waiting to be called") && page.contains(&lead));
    assert!(!page.contains("555013"), "no number is on the page");
    let cancel = || async {
        let request = http::Request::delete(format!("/api/queue/{lead}"))
            .header("authorization", format!("Bearer {}", crate::app::API_KEY))
            .body(axum::body::Body::empty())
            .unwrap();
        app.request(request).await
    };
    let (status, answer) = cancel().await;
    assert_eq!(
        (status, &answer["requestId"]),
        (StatusCode::OK, &json!("k1"))
    );
    assert_eq!(cancel().await.0, StatusCode::NOT_FOUND);
    app.advance(31 * MINUTE_MS);
    app.place().await;
    assert_eq!(app.vapi.dials().len(), 0);
    let request = app.node.store.load_request("default", "k1").await.unwrap();
    assert_eq!(request.unwrap().state, RequestState::Canceled);
}
