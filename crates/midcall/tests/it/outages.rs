//! Salesforce is down, locked, out of requests; tokens die. Nothing is lost, and nothing storms.

use std::collections::BTreeMap;

use midcall_sim::{
    salesforce::{App as ConnectedApp, Fault, OrgSettings, What, When},
    vapi::sample,
};
use serde_json::{Map, Value};

use crate::{
    app::App,
    samples::{created_at_ms, for_lead, text},
};

const CALLS: usize = 30;
const MINUTE_MS: i64 = 60_000;

/// Many calls of one kind at once, each with a lead of its own.
struct Calls {
    /// In order of arrival: when, and what.
    deliveries: Vec<(i64, bytes::Bytes)>,
    leads: Vec<String>,
}

impl Calls {
    fn new(app: &App, name: &str, count: usize) -> Self {
        let text = text(name);
        let leads: Vec<String> = (0..count).map(|_| app.new_lead()).collect();
        let mut deliveries: Vec<(i64, bytes::Bytes)> = leads
            .iter()
            .enumerate()
            .flat_map(|(number, lead)| {
                let deliveries = sample::read(&for_lead(&text, lead)).unwrap();
                let call = format!("019f9c2e-7d31-7aab-9c54-{number:012}");
                sample::as_call(&deliveries, &call)
            })
            .map(|delivery| (delivery.at_ms, delivery.body))
            .collect();
        deliveries.sort_by_key(|(at_ms, _)| *at_ms);
        Self { deliveries, leads }
    }

    /// Plays what arrives between two moments of the calls.
    async fn play(&self, app: &mut App, from_ms: i64, to_ms: i64) {
        let mut at_ms = from_ms;
        for (due_ms, body) in &self.deliveries {
            if *due_ms < from_ms || *due_ms >= to_ms {
                continue;
            }
            if *due_ms > at_ms {
                app.live_for(due_ms - at_ms).await;
                at_ms = *due_ms;
            }
            app.deliver(body.clone()).await;
        }
    }

    fn held(&self, app: &App) -> BTreeMap<usize, Map<String, Value>> {
        self.leads
            .iter()
            .enumerate()
            .map(|(number, lead)| (number, app.lead(lead)))
            .collect()
    }
}

async fn undisturbed(name: &str) -> BTreeMap<usize, Map<String, Value>> {
    let mut app = App::start(created_at_ms(&text(name))).await;
    let calls = Calls::new(&app, name, CALLS);
    calls.play(&mut app, 0, i64::MAX).await;
    app.settle().await;
    calls.held(&app)
}

#[tokio::test]
async fn an_outage_then_locks_then_the_daily_limit_lose_nothing() {
    let expected = undisturbed("full").await;
    let mut app = App::start(created_at_ms(&text("full"))).await;
    let calls = Calls::new(&app, "full", CALLS);

    calls.play(&mut app, 0, 30_000).await;
    app.org
        .inject(Fault::once(When::Before, What::Unavailable).times(u32::MAX));
    let before = app.org.requests().len();
    calls.play(&mut app, 30_000, 60_000).await;
    app.live_for(10 * MINUTE_MS).await;
    let during = app.org.requests().len() - before;
    println!("requests during ten minutes of 503: {during}");
    assert!(during <= 40, "{during} requests to an org that is down");

    app.org.clear_faults();
    app.org.set_row_lock_chance(0.2);
    calls.play(&mut app, 60_000, 90_000).await;
    app.live_for(MINUTE_MS).await;
    app.org.set_row_lock_chance(0.0);

    app.org.set_daily_requests(1);
    let before = app.org.requests().len();
    calls.play(&mut app, 90_000, i64::MAX).await;
    app.live_for(10 * MINUTE_MS).await;
    let during = app.org.requests().len() - before;
    println!("requests during ten minutes without allowance: {during}");
    assert!(
        during <= 30,
        "{during} requests to an org that refuses them all"
    );

    app.org.set_daily_requests(115_000);
    let took_ms = app.settle().await;
    println!("converged {took_ms} ms after recovery");
    assert!(took_ms <= MINUTE_MS, "{took_ms} ms");
    assert_eq!(calls.held(&app), expected);
}

#[tokio::test]
async fn faults_before_and_after_the_work_lose_nothing() {
    let expected = undisturbed("drop").await;
    for (when, what) in [
        (When::After, What::Reset),
        (When::Before, What::Reset),
        (When::After, What::Truncate),
        (When::After, What::ServerError),
        (When::Before, What::Edge(502)),
        (When::After, What::Edge(503)),
    ] {
        let mut app = App::start(created_at_ms(&text("drop"))).await;
        let calls = Calls::new(&app, "drop", CALLS);
        for slice in 0..8 {
            app.org.inject(Fault::once(when, what.clone()).times(2));
            calls
                .play(&mut app, slice * 10_000, (slice + 1) * 10_000)
                .await;
        }
        app.settle().await;
        assert_eq!(calls.held(&app), expected, "{what:?} {when:?} the work");
    }
}

#[tokio::test]
async fn fifty_live_calls_whose_token_dies_cost_one_token_request() {
    let mut app = App::start(created_at_ms(&text("full"))).await;
    let calls = Calls::new(&app, "full", 50);
    calls.play(&mut app, 0, 50_000).await;
    app.settle().await;
    let (tokens, requests) = (app.org.token_requests(), app.org.requests().len());
    app.org.expire_sessions();
    calls.play(&mut app, 50_000, i64::MAX).await;
    app.settle().await;
    assert_eq!(app.org.token_requests(), tokens + 1);
    let refused: Vec<u16> = app.org.requests()[requests..]
        .iter()
        .filter_map(|request| request.status.filter(|status| *status >= 400))
        .collect();
    assert_eq!(refused, [401], "one refusal, renewed and replayed");
    for lead in &calls.leads {
        assert_eq!(
            app.lead(lead)["AI_Qualification_Score__c"].as_f64(),
            Some(100.0)
        );
    }
}

fn rotating() -> OrgSettings {
    OrgSettings {
        app: ConnectedApp {
            rotates_refresh_tokens: true,
            ..ConnectedApp::default()
        },
        ..OrgSettings::default()
    }
}

#[tokio::test]
async fn a_rotated_refresh_token_survives_a_crash_before_its_first_use() {
    let mut app = App::start_with_refresh_token(created_at_ms(&text("drop")), rotating()).await;
    let calls = Calls::new(&app, "drop", 1);
    calls.play(&mut app, 0, 30_000).await;
    for _ in 0..5 {
        // The token is renewed and rotated; the process dies before Salesforce has seen it used.
        app.org.expire_sessions();
        app.org.inject(
            Fault::once(When::Before, What::Reset)
                .on(midcall_sim::salesforce::Matching::path("/composite"))
                .times(2),
        );
        app.live_for(5_000).await;
        app = app.crash_and_restart().await;
        app.org.clear_faults();
    }
    calls.play(&mut app, 30_000, i64::MAX).await;
    app.settle().await;
    assert_eq!(
        app.lead(&calls.leads[0])["AI_Qualification_Score__c"].as_f64(),
        Some(50.0)
    );
}

#[tokio::test]
async fn an_assignment_rule_keeps_its_hands_off_the_owner() {
    let mut app = App::start(created_at_ms(&text("full"))).await;
    let calls = Calls::new(&app, "full", 3);
    let owner = |app: &App| app.org.lead(&calls.leads[0]).unwrap()["OwnerId"].clone();
    let before = owner(&app);
    calls.play(&mut app, 0, i64::MAX).await;
    app.settle().await;
    assert_eq!(owner(&app), before);
}

#[tokio::test]
async fn a_refused_transcript_does_not_stop_the_score() {
    let mut app = App::start(created_at_ms(&text("full"))).await;
    let calls = Calls::new(&app, "full", 1);
    app.org
        .set_access(
            "Lead",
            "Call_Transcript__c",
            midcall_sim::salesforce::Access::Hidden,
        )
        .unwrap();
    calls.play(&mut app, 0, i64::MAX).await;
    app.settle().await;
    let lead = &calls.leads[0];
    assert_eq!(
        app.lead(lead)["AI_Qualification_Score__c"].as_f64(),
        Some(100.0)
    );
    let row = app.row(lead).await;
    let blocked: Vec<&str> = row
        .blocked
        .iter()
        .map(|(_, why)| why.reason.as_str())
        .collect();
    assert_eq!(blocked, ["field_hidden"]);

    app.org
        .set_access(
            "Lead",
            "Call_Transcript__c",
            midcall_sim::salesforce::Access::Editable,
        )
        .unwrap();
    app.node
        .store
        .retry_blocked("default", None, app.now())
        .await
        .unwrap();
    app.settle().await;
    assert!(
        app.lead(lead)["Call_Transcript__c"]
            .as_str()
            .unwrap()
            .ends_with("Prospect: Thanks, bye.")
    );
}

#[tokio::test]
async fn moved_and_vanished_leads_are_followed_or_shown() {
    for (what, expected) in [
        ("merge", None),
        ("delete", Some("lead_deleted")),
        ("convert", Some("lead_converted")),
        ("hide", Some("lead_not_visible")),
    ] {
        let mut app = App::start(created_at_ms(&text("full"))).await;
        let calls = Calls::new(&app, "full", 1);
        let lead = &calls.leads[0];
        let survivor = app.new_lead();
        calls.play(&mut app, 0, 50_000).await;
        match what {
            "merge" => app.org.merge_lead(lead, &survivor).unwrap(),
            "delete" => app.org.delete_lead(lead).unwrap(),
            "convert" => drop(app.org.convert_lead(lead).unwrap()),
            _ => app.org.set_visible(lead, false).unwrap(),
        }
        calls.play(&mut app, 50_000, i64::MAX).await;
        app.settle().await;
        let row = app.row(lead).await;
        match expected {
            None => {
                assert_eq!(row.target.as_deref(), Some(survivor.as_str()));
                assert_eq!(
                    app.lead(&survivor)["AI_Qualification_Score__c"].as_f64(),
                    Some(100.0)
                );
            }
            Some(reason) => {
                assert!(
                    row.blocked.iter().all(|(_, why)| why.reason == reason),
                    "{what}: {:?}",
                    row.blocked
                );
                assert!(!row.blocked.is_empty());
            }
        }
        if what == "delete" {
            app.org.restore_lead(lead).unwrap();
            app.node
                .store
                .retry_blocked("default", Some(lead), app.now())
                .await
                .unwrap();
            app.settle().await;
            assert_eq!(
                app.lead(lead)["AI_Qualification_Score__c"].as_f64(),
                Some(100.0)
            );
        }
    }
}
