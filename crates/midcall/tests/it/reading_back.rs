//! What leads say is read back after calls: what somebody else changed is found, said and repaired.
//! In shadow mode what is there is read, and nothing is written.

use serde_json::{Value, json};

use crate::app::App;

const NOW: i64 = 1_795_100_645_000;
const MINUTE_MS: i64 = 60_000;
const SCORE: &str = "AI_Qualification_Score__c";

async fn play(app: &mut App, lead: &str, call: &str) {
    let about = json!({ "id": call, "assistantOverrides": { "metadata": { "leadId": lead } } });
    let said = json!({ "message": {
        "type": "transcript", "role": "user", "transcriptType": "final",
        "transcript": "our budget is around $50k for this project",
        "timestamp": app.now().0, "call": about,
    }});
    app.deliver(said.to_string()).await;
    let ended = json!({ "message": {
        "type": "status-update", "status": "ended", "endedReason": "customer-ended-call",
        "timestamp": app.now().0 + 1_000, "call": about,
    }});
    app.deliver(ended.to_string()).await;
    app.fold().await;
}

/// Nothing arrives, and the server looks around now and then.
async fn hours_pass(app: &mut App, hours: usize) {
    for _ in 0..hours * 2 {
        app.advance(30 * MINUTE_MS);
        app.live_for(1_000).await;
    }
}

async fn told(app: &App, lead: &str) -> Value {
    let (_, told) = app.shown(&format!("/api/leads/{lead}")).await;
    serde_json::from_str(&told).unwrap()
}

#[tokio::test]
async fn what_somebody_changes_is_found_said_and_repaired() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    play(&mut app, &lead, "c1").await;
    app.settle().await;
    app.org.edit_lead(&lead, json!({ SCORE: 10 })).unwrap();
    app.live_for(MINUTE_MS).await;
    assert_eq!(app.lead(&lead)[SCORE].as_f64(), Some(25.0), "repaired");
    let told = told(&app, &lead).await;
    let drift = &told["drift"]["fields"];
    assert_eq!(drift[0]["name"], SCORE);
    assert_eq!(drift[0]["found"], json!({ "number": 10 }));
    assert_eq!(drift[0]["written"], json!({ "number": 25 }));
    let (_, metrics) = app.shown("/metrics").await;
    assert!(
        metrics.contains("midcall_drifted_fields_total 1"),
        "{metrics}"
    );
    let (_, page) = app.shown("/calls/c1").await;
    assert!(page.contains("Somebody changed what was written"), "{page}");
}

#[tokio::test]
async fn a_lead_that_nobody_changed_is_left_alone() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    play(&mut app, &lead, "c1").await;
    app.settle().await;
    let writes = app.org.writes(&lead).len();
    hours_pass(&mut app, 3).await;
    assert_eq!(app.org.writes(&lead).len(), writes);
    let told = told(&app, &lead).await;
    assert!(
        told["readAt"].is_string() && told["drift"].is_null(),
        "{told}"
    );
}

#[tokio::test]
async fn a_slow_sweep_finds_what_changes_hours_later() {
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    play(&mut app, &lead, "c1").await;
    app.settle().await;
    app.live_for(MINUTE_MS).await;
    app.org.edit_lead(&lead, json!({ SCORE: 10 })).unwrap();
    hours_pass(&mut app, 2).await;
    assert_eq!(app.lead(&lead)[SCORE].as_f64(), Some(25.0));
}

#[tokio::test]
async fn what_undoes_every_repair_is_not_fought_for_ever() {
    /// A look, the read before the repair and the repair, a few times over.
    const REQUESTS_MAX: u64 = 12;
    let mut app = App::start(NOW).await;
    let lead = app.new_lead();
    play(&mut app, &lead, "c1").await;
    app.settle().await;
    let before = app.org.counted_requests();
    for _ in 0..24 * 12 {
        app.org.edit_lead(&lead, json!({ SCORE: 10 })).unwrap();
        app.advance(5 * MINUTE_MS);
        app.live_for(1_000).await;
    }
    let cost = app.org.counted_requests() - before;
    println!("a day of undone repairs: {cost} requests");
    assert!((2..=REQUESTS_MAX).contains(&cost), "{cost}");
    assert_eq!(told(&app, &lead).await["drift"]["fields"][0]["name"], SCORE);
}

#[tokio::test]
async fn reading_back_many_calls_costs_a_request_or_two() {
    const CALLS: usize = 200;
    let mut app = App::start(NOW).await;
    for number in 0..CALLS {
        let lead = app.new_lead();
        play(&mut app, &lead, &format!("c{number}")).await;
    }
    app.settle().await;
    let before = app.org.counted_requests();
    app.live_for(5 * MINUTE_MS).await;
    let cost = app.org.counted_requests() - before;
    println!("reading back {CALLS} leads: {cost} requests");
    assert!((1..=2).contains(&cost), "{cost}");
}

#[tokio::test]
async fn in_shadow_everything_is_done_but_the_writes() {
    let mut app = App::start_with_file(NOW, "mode = \"shadow\"\n").await;
    let lead = app.new_lead();
    app.org.edit_lead(&lead, json!({ SCORE: 10 })).unwrap();
    play(&mut app, &lead, "c1").await;
    app.settle().await;
    app.live_for(MINUTE_MS).await;
    assert_eq!(app.org.writes(&lead), [], "nothing is written");
    assert!(app.org.records("Task").is_empty());
    let told = told(&app, &lead).await;
    assert_eq!(told["isShadow"], true);
    let fields = told["fields"].as_array().unwrap();
    let score = fields.iter().find(|field| field["name"] == SCORE).unwrap();
    assert_eq!(score["desired"], json!({ "number": 25 }), "what would be");
    assert_eq!(score["observed"], json!({ "number": 10 }), "what is there");
    assert_eq!(
        told["activities"][0]["subject"],
        "AI call: Completed, score 25"
    );
    let (_, page) = app.shown("/calls/c1").await;
    assert!(
        page.contains("Shadow mode: what would be written"),
        "{page}"
    );
    let reads = app.org.counted_requests();
    app.live_for(10 * MINUTE_MS).await;
    assert_eq!(
        app.org.counted_requests(),
        reads,
        "read once while nothing changes"
    );

    // Told to write, it writes all of it.
    app.set_file("");
    app = app.crash_and_restart().await;
    app.settle().await;
    assert_eq!(app.lead(&lead)[SCORE].as_f64(), Some(25.0));
    assert_eq!(app.org.records("Task").len(), 1);
}
