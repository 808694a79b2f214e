//! What Vapi knows and this server missed is read, and each call says whether all of it is here.

use std::collections::VecDeque;

use http::Method;
use midcall::backfill::Backfilled;
use midcall_sim::vapi::{
    Delivery,
    api::{Answer, Fault, When},
    generate::generate,
    play::Plan,
    sample,
    script::Script,
    script_named,
};
use serde_json::{Map, Value};

use crate::{
    app::App,
    samples::{created_at_ms, for_lead, play, text},
};

const NOW_MS: i64 = 1_795_100_645_000;
/// The server is down from here…
const DOWN_FROM_MS: i64 = 60_000;
/// … to here.
const DOWN_UNTIL_MS: i64 = 660_000;
/// All must be right this long after it is up again.
const RIGHT_WITHIN_MS: i64 = 120_000;

/// A call that happens, and when.
struct Happens {
    begins_ms: i64,
    script: Script,
    lead: String,
}

/// Thirty calls: 25 are over before the server is up again, some of them begun while it was still
/// up; five are on the line when it comes.
fn plan(app: &App) -> Vec<Happens> {
    let lengths = |seed: u64| generate(seed).script.ending.at_ms;
    let missed = (0..25_i64).map(|number| (30_000 + number * 15_000, number.cast_unsigned()));
    let short = (100..).filter(|seed| lengths(*seed) < 190_000).take(5);
    let live = (0..5).map(|number| 520_000 + number * 5_000).zip(short);
    missed
        .chain(live)
        .map(|(begins_ms, seed)| {
            let lead = app.new_lead();
            let mut script = generate(seed).script;
            script.lead_id = Some(lead.clone());
            Happens {
                begins_ms,
                script,
                lead,
            }
        })
        .collect()
}

/// A call that was begun: when, and what is still to be sent of it.
struct Begun {
    call: String,
    at_ms: i64,
    waiting: VecDeque<Delivery>,
}

impl Begun {
    fn by(app: &App, script: &Script) -> Self {
        let call = app.vapi.receive_call(script);
        let waiting = app.vapi.webhooks_of(&call).into();
        Self {
            call,
            at_ms: app.now().0,
            waiting,
        }
    }

    /// What is sent up to now.
    fn sent(&mut self, now_ms: i64) -> Vec<Delivery> {
        let is_due = |delivery: &Delivery| self.at_ms + delivery.at_ms <= now_ms;
        let due = self.waiting.iter().take_while(|it| is_due(it)).count();
        self.waiting.drain(..due).collect()
    }
}

/// What the org holds of a lead, without when within a turn something was said and where a quote
/// ends: Vapi keeps whole turns.
fn right(lead: &Map<String, Value>) -> Map<String, Value> {
    let mut lead = lead.clone();
    let signals = lead["Qualification_Signals__c"].as_str().unwrap();
    let mut signals: Value = serde_json::from_str(signals).unwrap();
    for signal in signals.as_object_mut().unwrap().values_mut() {
        if let Some(signal) = signal.as_object_mut() {
            signal.remove("at");
            signal.remove("quote");
        }
    }
    lead.insert("Qualification_Signals__c".to_owned(), signals);
    lead
}

async fn arrival(app: &App, call: &str) -> Value {
    let (_, shown) = app.shown(&format!("/api/calls/{call}")).await;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    shown["arrival"].clone()
}

/// The lead of a call that arrives whole and in order.
async fn delivered(script: &Script) -> Map<String, Value> {
    let mut app = App::start(NOW_MS).await;
    let lead = app.new_lead();
    let script = Script {
        lead_id: Some(lead.clone()),
        ..script.clone()
    };
    let mut begun = Begun::by(&app, &script);
    for delivery in begun.sent(i64::MAX) {
        app.deliver(delivery.body).await;
    }
    app.advance(600_000);
    app.settle().await;
    app.lead(&lead)
}

#[tokio::test]
async fn ten_minutes_down_lose_nothing_of_thirty_calls() {
    let mut app = App::start(NOW_MS).await;
    let calls = plan(&app);
    let mut begun: Vec<Begun> = Vec::new();
    let (mut lost, mut live) = (0, 0);
    for at_ms in (0..=DOWN_UNTIL_MS + RIGHT_WITHIN_MS).step_by(1_000) {
        if at_ms == DOWN_UNTIL_MS {
            app = app.crash_and_restart().await;
            live = begun.iter().filter(|it| !it.waiting.is_empty()).count();
        }
        let is_up = !(DOWN_FROM_MS..DOWN_UNTIL_MS).contains(&at_ms);
        for happens in calls.iter().filter(|it| it.begins_ms == at_ms) {
            begun.push(Begun::by(&app, &happens.script));
        }
        for call in &mut begun {
            for delivery in call.sent(app.now().0) {
                if is_up {
                    app.deliver(delivery.body).await;
                } else {
                    lost += 1;
                }
            }
        }
        if is_up {
            app.work().await;
        }
        if at_ms < DOWN_UNTIL_MS + RIGHT_WITHIN_MS {
            app.advance(1_000);
        }
    }
    assert_eq!((begun.len(), live), (30, 5));
    assert!(lost > 3_000, "{lost} deliveries were lost");
    let (mut wrong, mut arrivals) = (Vec::new(), Vec::new());
    for (happens, begun) in calls.iter().zip(&begun) {
        let expected = delivered(&happens.script).await;
        let offset_ms = begun.at_ms - NOW_MS;
        let mut found = right(&app.lead(&happens.lead));
        let mut expected = right(&expected);
        let (found_at, expected_at) = (last_contact_ms(&mut found), last_contact_ms(&mut expected));
        if found != expected || found_at != expected_at + offset_ms {
            wrong.push((happens.begins_ms, found, expected));
        }
        arrivals.push(arrival(&app, &begun.call).await);
    }
    println!(
        "{} of 30 leads right {} s after start; {lost} deliveries lost; {} calls read",
        30 - wrong.len(),
        RIGHT_WITHIN_MS / 1_000,
        app.node.watch.reads()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    for arrival in arrivals {
        assert_eq!(arrival["outcome"], "recovered", "{arrival}");
    }
    let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
    assert_eq!(replayed.differing, [], "a replay comes to the same");
    let metrics = app.shown("/metrics").await.1;
    assert!(
        metrics.contains("midcall_ledger_calls{outcome=\"recovered\"} 30"),
        "{metrics}"
    );
    let page = app.shown("/").await.1;
    assert!(page.contains("30 recovered from Vapi, 0 incomplete"));
    // They are over: what was not mentioned will not be.
    assert!(page.contains("Not mentioned") && !page.contains("Not yet"));
}

/// Takes the moment of the last contact out.
fn last_contact_ms(lead: &mut Map<String, Value>) -> i64 {
    let at = lead.remove("Last_AI_Contact__c").unwrap();
    let at = at.as_str().unwrap().replace("+0000", "Z");
    midcall_domain::time::Timestamp::parse_iso(&at).unwrap().0
}

/// A record of the samples, of this lead.
pub(crate) fn record(name: &str, lead: &str) -> Value {
    let path = format!(
        "{}/../../samples/vapi/rest-call-get-{name}-response-200.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&for_lead(&std::fs::read_to_string(path).unwrap(), lead)).unwrap()
}

/// The record as it was before the call ended.
fn while_live(record: &Value) -> Value {
    let mut live = record.clone();
    for key in [
        "endedReason",
        "endedAt",
        "artifact",
        "messages",
        "analysis",
        "costs",
    ] {
        live.as_object_mut().unwrap().remove(key);
    }
    live["status"] = "in-progress".into();
    live["updatedAt"] = live["createdAt"].clone();
    live
}

#[tokio::test]
async fn a_call_that_vanished_is_recovered_by_asking() {
    let text = text("vanish");
    let mut app = App::start(created_at_ms(&text)).await;
    let lead = app.new_lead();
    let record = record("worker-died", &lead);
    let call = record["id"].as_str().unwrap().to_owned();
    app.vapi.keep(while_live(&record));
    let mut at_ms = 0;
    for delivery in sample::read(&for_lead(&text, &lead)).unwrap() {
        app.advance(delivery.at_ms - at_ms);
        at_ms = delivery.at_ms;
        app.deliver(delivery.body).await;
        app.work().await;
    }
    // Ten minutes pass until Vapi itself finds out.
    app.work_for(600_000).await;
    assert_eq!(
        app.lead(&lead)["AI_Call_Status__c"],
        "In progress",
        "Vapi says so"
    );
    app.vapi.keep(record);
    app.work_for(120_000).await;
    let found = app.lead(&lead);
    assert_eq!(found["AI_Call_Status__c"], "Dropped");
    assert_eq!(found["AI_Qualification_Score__c"].as_f64(), Some(50.0));
    let transcript = found["Call_Transcript__c"].as_str().unwrap();
    assert_eq!(
        transcript.lines().last(),
        Some("Prospect: Just me and … [cut off]"),
        "what only a partial heard is kept"
    );
    let arrival = arrival(&app, &call).await;
    assert_eq!(arrival["outcome"], "recovered", "{arrival}");
    assert_eq!(arrival["reason"], "no_end_arrived");
    assert_eq!(arrival["seen"], serde_json::json!(["words"]));
    assert_eq!(arrival["read"], serde_json::json!(["report"]));
    let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
    assert_eq!(replayed.differing, []);
}

#[tokio::test]
async fn a_call_that_was_only_read_is_the_call_that_was_delivered() {
    let text = text("full");
    let mut app = App::start(created_at_ms(&text)).await;
    let lead = app.new_lead();
    app.vapi.keep(record("ended", &lead));
    app.advance(180_000);
    app.work_for(60_000).await;
    let delivered = play("full", &Plan::in_order()).await;
    assert_eq!(right(&app.lead(&lead)), right(&delivered));
}

#[tokio::test]
async fn nobody_answering_never_touches_the_score() {
    let text_of = |name: &str, lead: &str| for_lead(&text(name), lead);
    let mut app = App::start(created_at_ms(&text("full"))).await;
    let lead = app.new_lead();
    for delivery in sample::read(&text_of("full", &lead)).unwrap() {
        app.deliver(delivery.body).await;
    }
    app.settle().await;
    let score = |app: &App| app.lead(&lead)["AI_Qualification_Score__c"].as_f64();
    let signals = |app: &App| app.lead(&lead)["Qualification_Signals__c"].clone();
    let known = signals(&app);
    assert_eq!(score(&app), Some(100.0));
    app.advance(2_000_000);
    for delivery in sample::read(&text_of("no-answer", &lead)).unwrap() {
        app.deliver(delivery.body).await;
        app.settle().await;
        assert_eq!((score(&app), signals(&app)), (Some(100.0), known.clone()));
    }
    assert_eq!(app.lead(&lead)["AI_Call_Status__c"], "No answer");
    // The same, of which nothing is delivered.
    let mut script = script_named("no_answer").unwrap();
    script.lead_id = Some(lead.clone());
    let call = app.vapi.receive_call(&script);
    app.work_for(300_000).await;
    assert_eq!(arrival(&app, &call).await["outcome"], "recovered");
    assert_eq!((score(&app), signals(&app)), (Some(100.0), known));
}

#[tokio::test]
async fn disorder_equals_the_ordered_run() {
    let text = text("disorder");
    let mut leads = Vec::new();
    for is_ordered in [false, true] {
        let mut app = App::start(created_at_ms(&text)).await;
        let lead = app.new_lead();
        let mut deliveries = sample::read(&for_lead(&text, &lead)).unwrap();
        if is_ordered {
            deliveries.sort_by_key(|delivery| {
                let body: Value = serde_json::from_slice(&delivery.body).unwrap();
                body["message"]["timestamp"].as_i64()
            });
        }
        for delivery in deliveries {
            app.advance(500);
            app.deliver(delivery.body).await;
            app.work().await;
        }
        app.settle().await;
        leads.push(app.lead(&lead));
    }
    assert_eq!(leads[0], leads[1]);
}

#[tokio::test]
async fn a_call_that_arrives_whole_is_complete_and_not_asked_for() {
    let mut app = App::start(NOW_MS).await;
    let mut script = script_named("keen_buyer").unwrap();
    script.lead_id = Some(app.new_lead());
    let mut begun = Begun::by(&app, &script);
    for _ in 0..300 {
        for delivery in begun.sent(app.now().0) {
            app.deliver(delivery.body).await;
        }
        app.work().await;
        app.advance(1_000);
    }
    let arrival = arrival(&app, &begun.call).await;
    assert_eq!(arrival["outcome"], "complete", "{arrival}");
    assert_eq!(app.node.watch.reads(), 0);
    assert_eq!(app.node.watch.sight().silence, None);
}

#[tokio::test]
async fn a_call_that_vapi_has_deleted_is_incomplete_and_says_why() {
    let text = text("vanish");
    let mut app = App::start(created_at_ms(&text)).await;
    let lead = app.new_lead();
    for delivery in sample::read(&for_lead(&text, &lead)).unwrap() {
        app.deliver(delivery.body).await;
    }
    app.work_for(1_200_000).await;
    let call = record("worker-died", &lead)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let arrival = arrival(&app, &call).await;
    assert_eq!(arrival["outcome"], "incomplete", "{arrival}");
    assert_eq!(arrival["reason"], "not_at_platform");
    let replayed = midcall::fold::replay(&app.node, None).await.unwrap();
    assert_eq!(replayed.differing, []);
}

#[tokio::test]
async fn vapi_is_asked_no_sooner_than_it_says_and_at_our_pace() {
    let mut app = App::start(NOW_MS).await;
    let limit = |answer, times| Fault {
        method: Method::GET,
        path: "/call".to_owned(),
        when: When::BeforeTheWork,
        answer,
        times,
    };
    let retry_after_s = Some(70);
    app.vapi
        .fail(limit(Answer::TooManyRequests { retry_after_s }, 1));
    assert_eq!(app.backfill_once().await, Backfilled::Did);
    let until = app.now().plus_ms(70_000);
    assert_eq!(app.backfill_once().await, Backfilled::Idle(until));
    assert!(app.shown("/").await.1.contains("Vapi cannot be asked"));
    app.advance(69_999);
    assert_eq!(app.backfill_once().await, Backfilled::Idle(until));
    app.advance(1);
    assert_eq!(app.backfill_once().await, Backfilled::Did);
    assert_eq!(app.node.watch.sight().problem, None);
    let pause = app.now().plus_ms(250);
    assert_eq!(app.backfill_once().await, Backfilled::Idle(pause));
    // Through an outage the read stays open.
    let mut script = script_named("keen_buyer").unwrap();
    script.lead_id = Some(app.new_lead());
    let call = app.vapi.receive_call(&script);
    app.advance(200_000);
    app.vapi.fail(limit(Answer::Status(503), 5));
    app.work_for(240_000).await;
    assert_eq!(arrival(&app, &call).await["outcome"], "recovered");
}
