//! The day's requests: what updates cost, what the last of them are kept for, and how long they
//! are said to last.

use midcall_sim::salesforce::OrgSettings;
use serde_json::{Value, json};

use crate::app::App;

const NOW: i64 = 1_795_100_645_000;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// A Developer Edition's allowance: the smallest there is with an API.
fn developer_edition() -> OrgSettings {
    OrgSettings {
        daily_requests: 15_000,
        ..OrgSettings::default()
    }
}

fn said(lead: &str, call: &str, at_ms: i64, words: &str) -> String {
    json!({ "message": {
        "type": "transcript", "role": "user", "transcriptType": "final",
        "transcript": words, "timestamp": at_ms,
        "call": { "id": call, "assistantOverrides": { "metadata": { "leadId": lead } } },
    }})
    .to_string()
}

fn ended(lead: &str, call: &str, at_ms: i64) -> String {
    json!({ "message": {
        "type": "status-update", "status": "ended", "endedReason": "customer-ended-call",
        "timestamp": at_ms,
        "call": { "id": call, "assistantOverrides": { "metadata": { "leadId": lead } } },
    }})
    .to_string()
}

/// What makes a lead hot.
const HOT: [&str; 4] = [
    "our budget is around $50k for this project",
    "we're still doing all our demand forecasting in spreadsheets, and last quarter we over-ordered",
    "it has to be live before our spring peak, so signed by the end of January",
    "I'm the owner, I make the decision myself",
];

fn call_of(number: usize) -> String {
    format!("call-{number}")
}

/// Lead updates arrive evenly over ten minutes. Returns what they cost, and how many there were.
async fn cost_of_updates(settings: OrgSettings, words: impl Fn(usize) -> String) -> (u64, usize) {
    const LEADS: usize = 1_000;
    const ROUNDS: usize = 10;
    const GROUPS: usize = 20;
    let mut app = App::start_with(NOW, settings).await;
    let leads: Vec<String> = (0..LEADS).map(|_| app.new_lead()).collect();
    // All calls have begun, and each lead has been read and written once.
    for (number, lead) in leads.iter().enumerate() {
        let hello = said(lead, &call_of(number), NOW, "hello there");
        app.deliver(hello).await;
    }
    app.settle().await;
    app.advance(10 * MINUTE_MS);
    let before = app.org.counted_requests();
    let mut updates = 0;
    for turn in 0..ROUNDS * GROUPS {
        let (round, group) = (turn / GROUPS, turn % GROUPS);
        let numbers = (0..LEADS).skip(group).step_by(GROUPS);
        for number in numbers {
            let body = said(&leads[number], &call_of(number), app.now().0, &words(round));
            app.deliver(body).await;
            updates += 1;
        }
        let turns = i64::try_from(ROUNDS * GROUPS).unwrap();
        app.live_for(10 * MINUTE_MS / turns).await;
    }
    (app.org.counted_requests() - before, updates)
}

#[tokio::test]
async fn ten_thousand_updates_cost_a_hundred_requests() {
    let words = |round: usize| format!("we talked about it for a while, number {round}");
    let (cost, updates) = cost_of_updates(OrgSettings::default(), words).await;
    println!(
        "{updates} updates of what was said in ten minutes, 115,000 requests a day: {cost} requests"
    );
    assert!(updates >= 10_000 && cost <= 100, "{cost}");
}

#[tokio::test]
async fn so_do_ten_thousand_signals_where_requests_are_short() {
    let words = |round: usize| format!("our budget is around ${}k for this project", 50 + round);
    let (cost, updates) = cost_of_updates(developer_edition(), words).await;
    println!(
        "{updates} updates of a signal in ten minutes, 15,000 requests a day: {cost} requests"
    );
    assert!(updates >= 10_000 && cost <= 100, "{cost}");
}

#[tokio::test]
async fn with_five_percent_left_only_hot_leads_and_ended_calls_go_out() {
    let mut app = App::start(NOW).await;
    let leads: Vec<String> = (0..30).map(|_| app.new_lead()).collect();
    for (number, lead) in leads.iter().enumerate() {
        app.deliver(said(lead, &call_of(number), NOW, "hello there"))
            .await;
    }
    app.settle().await;
    // Other integrations use the day up to its last twentieth.
    app.org.others_use_requests(115_000 * 95 / 100);
    app.advance(MINUTE_MS);
    let nudge = app.new_lead();
    app.deliver(said(&nudge, "nudge", app.now().0, "hello"))
        .await;
    app.live_for(10_000).await;

    let before = app.org.counted_requests();
    let at_ms = app.now().0;
    let score = |app: &App, lead: &str| app.lead(lead)["AI_Qualification_Score__c"].as_f64();
    for (number, lead) in leads.iter().enumerate() {
        let call = call_of(number);
        let words: &[&str] = match number % 3 {
            0 => {
                app.deliver(ended(lead, &call, at_ms)).await;
                &[]
            }
            1 => &HOT,
            _ => &HOT[..1],
        };
        for (place, words) in (1_i64..).zip(words) {
            app.deliver(said(lead, &call, at_ms + place * 1_000, words))
                .await;
        }
    }
    app.live_for(5 * MINUTE_MS).await;
    for (number, lead) in leads.iter().enumerate() {
        match number % 3 {
            0 => assert_eq!(app.lead(lead)["AI_Call_Status__c"], "Completed"),
            1 => assert!(
                score(&app, lead) > Some(70.0),
                "a hot lead: {:?}",
                score(&app, lead)
            ),
            _ => assert_eq!(score(&app, lead), Some(0.0), "a mere signal waits"),
        }
    }
    let cost = app.org.counted_requests() - before;
    println!("with 5 % left: {cost} requests in five minutes for 20 leads, 10 wait");
    assert!(cost <= 10, "{cost}");

    app.advance(DAY_MS);
    app.live_for(10 * MINUTE_MS).await;
    for lead in leads.iter().skip(2).step_by(3) {
        assert_eq!(score(&app, lead), Some(25.0), "it arrives after the reset");
    }
}

#[tokio::test]
async fn people_and_programs_are_told_how_long_requests_last() {
    let mut app = App::start_with(NOW, developer_edition()).await;
    let lead = app.new_lead();
    for minute in 0..30 {
        // Other integrations use a hundred a minute.
        app.org.others_use_requests(100);
        let words = format!("we have {} people", 200 + minute);
        app.deliver(said(&lead, "c1", app.now().0, &words)).await;
        app.live_for(MINUTE_MS).await;
    }
    let (_, told) = app.shown("/api/allowance").await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["limit"], 15_000);
    assert_eq!(told["sending"], "everything");
    let until = told["enoughUntil"].as_str().unwrap();
    let until = midcall_domain::time::Timestamp::parse_iso(until).unwrap();
    // About 12,000 are left at about a hundred a minute.
    let minutes = until.ms_since(app.now()) / MINUTE_MS;
    assert!((80..140).contains(&minutes), "{minutes} minutes");
    let (_, page) = app.shown("/").await;
    assert!(page.contains("enough until"), "the page says so");
    let (_, metrics) = app.shown("/metrics").await;
    assert!(metrics.contains("midcall_salesforce_api_lasts_seconds"));

    // A restart forgets no trend.
    app = app.crash_and_restart().await;
    app.reconcile().await;
    let (_, told) = app.shown("/api/allowance").await;
    assert!(told.contains("\"enoughUntil\":\"20"), "{told}");
}
