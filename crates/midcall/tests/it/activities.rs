//! Each finished call leaves one completed task at its lead: one, whatever happens on the way.

use http::StatusCode;
use midcall_sim::{
    salesforce::{Access, Fault, Matching, What, When},
    vapi::sample,
};
use serde_json::{Map, Value};

use crate::{
    app::App,
    samples::{created_at_ms, for_lead, text},
};

const KEY: &str = "Midcall_Call_Id__c";

/// A call of a sample to a lead of its own.
struct Call {
    deliveries: Vec<(i64, bytes::Bytes)>,
    id: String,
}

impl Call {
    fn of(name: &str, lead: &str, number: u32) -> Self {
        let id = format!("019f9c2e-7d31-7aab-9c54-{number:012}");
        let deliveries = sample::read(&for_lead(&text(name), lead)).unwrap();
        let deliveries = sample::as_call(&deliveries, &id)
            .into_iter()
            .map(|delivery| (delivery.at_ms, delivery.body))
            .collect();
        Self { deliveries, id }
    }

    async fn play(&self, app: &mut App) {
        let mut at_ms = 0;
        for (due_ms, body) in &self.deliveries {
            app.live_for((due_ms - at_ms).max(0)).await;
            at_ms = *due_ms;
            app.deliver(body.clone()).await;
        }
    }
}

async fn start(name: &str) -> (App, String) {
    let app = App::start(created_at_ms(&text(name))).await;
    let lead = app.new_lead();
    (app, lead)
}

fn tasks(app: &App) -> Vec<Map<String, Value>> {
    app.org.records("Task")
}

fn only_task(app: &App) -> Map<String, Value> {
    let mut tasks = tasks(app);
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    tasks.remove(0)
}

#[tokio::test]
async fn a_call_leaves_one_task_that_says_what_was_heard() {
    let (mut app, lead) = start("full").await;
    let call = Call::of("full", &lead, 1);
    call.play(&mut app).await;
    app.settle().await;
    let task = only_task(&app);
    for (field, expected) in [
        ("WhoId", lead.as_str()),
        ("Status", "Completed"),
        ("TaskSubtype", "Call"),
        ("CallType", "Outbound"),
        ("CallDisposition", "Completed"),
        ("CallObject", call.id.as_str()),
        (KEY, call.id.as_str()),
        ("Subject", "AI call: Completed, score 100, hot"),
    ] {
        assert_eq!(task[field], expected, "{field}");
    }
    assert!(task["CallDurationInSeconds"].as_f64().unwrap() > 10.0);
    let description = task["Description"].as_str().unwrap();
    for expected in ["Budget: yes: “", "Recording: https://", "Summary: "] {
        assert!(description.contains(expected), "{description}");
    }
    let (status, shown) = app.shown(&format!("/api/leads/{lead}")).await;
    assert_eq!(status, StatusCode::OK);
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["activities"][0]["state"], "in_sync");
}

#[tokio::test]
async fn it_rides_in_the_request_of_the_last_update() {
    let (mut app, lead) = start("full").await;
    Call::of("full", &lead, 1).play(&mut app).await;
    app.settle().await;
    assert_eq!(tasks(&app).len(), 1);
    let requests = app.org.requests();
    // What fields there are is asked beforehand.
    let writes = requests
        .iter()
        .filter(|request| request.counted && !request.path.ends_with("/describe"));
    for request in writes {
        assert!(request.path.ends_with("/composite"), "{}", request.path);
    }
}

#[tokio::test]
async fn a_late_second_report_changes_the_same_task() {
    let (mut app, lead) = start("full").await;
    let call = Call::of("full", &lead, 1);
    let (_, report) = call.deliveries.last().unwrap().clone();
    let mut early = Call::of("full", &lead, 1);
    // The end comes without its report, so the recording is not known yet.
    early.deliveries.retain(|(_, body)| !is_report(body));
    early.play(&mut app).await;
    app.settle().await;
    let before = only_task(&app);
    assert!(
        !before["Description"]
            .as_str()
            .unwrap()
            .contains("Recording")
    );
    let reports = call.deliveries.iter().filter(|(_, body)| is_report(body));
    for (_, body) in reports.cloned().chain([(0, report)]) {
        app.live_for(5_000).await;
        app.deliver(body).await;
    }
    app.settle().await;
    let after = only_task(&app);
    assert!(after["Description"].as_str().unwrap().contains("Recording"));
    assert_eq!(after["Id"], before["Id"]);
}

fn is_report(body: &[u8]) -> bool {
    let body: Value = serde_json::from_slice(body).unwrap();
    body["message"]["type"] == "end-of-call-report"
}

#[tokio::test]
async fn lost_answers_and_crashes_leave_one_task() {
    for (when, what) in [
        (When::After, What::Reset),
        (When::Before, What::Reset),
        (When::After, What::Truncate),
        (When::After, What::Edge(503)),
    ] {
        let (mut app, lead) = start("drop").await;
        let call = Call::of("drop", &lead, 1);
        call.play(&mut app).await;
        app.fold().await;
        app.fall_silent().await;
        app.fold().await;
        for _ in 0..3 {
            let fault = Fault::once(when, what.clone()).on(Matching::path("/composite"));
            app.org.inject(fault);
            app.reconcile().await;
            app = app.crash_and_restart().await;
            app.advance(100_000);
        }
        app.org.clear_faults();
        app.settle().await;
        let task = only_task(&app);
        assert_eq!(task["CallDisposition"], "Dropped", "{what:?} {when:?}");
        assert_eq!(task["TaskSubtype"], "Call");
        assert_eq!(app.row(&lead).await.blocked, []);
    }
}

#[tokio::test]
async fn a_refused_task_stops_nothing_and_is_written_once_it_may_be() {
    let (mut app, lead) = start("full").await;
    app.org.set_access("Task", KEY, Access::Hidden).unwrap();
    Call::of("full", &lead, 1).play(&mut app).await;
    app.settle().await;
    assert_eq!(
        app.lead(&lead)["AI_Qualification_Score__c"].as_f64(),
        Some(100.0)
    );
    assert_eq!(app.lead(&lead)["AI_Call_Status__c"], "Completed");
    assert!(tasks(&app).is_empty());
    let row = app.row(&lead).await;
    assert_eq!(row.due_at, None, "it waits for a person");
    let [(part, why)] = &row.blocked[..] else {
        panic!("{row:?}")
    };
    assert_eq!(serde_json::to_value(part).unwrap(), "activity");
    assert_eq!(why.reason, "field_hidden");
    assert!(why.action.contains("midcall setup salesforce"), "{why:?}");

    app.org.set_access("Task", KEY, Access::Editable).unwrap();
    let now = app.now();
    let workspace = app.node.workspace.to_string();
    let retried = app.node.store.retry_blocked(&workspace, None, now).await;
    assert_eq!(retried.unwrap(), 1);
    app.settle().await;
    assert_eq!(only_task(&app)["WhoId"], lead.as_str());
    assert_eq!(app.row(&lead).await.blocked, []);
}

#[tokio::test]
async fn a_task_that_fails_for_a_while_keeps_no_new_fact_waiting() {
    let (mut app, lead) = start("full").await;
    app.org.set_failing_flow("Task", true);
    Call::of("full", &lead, 1).play(&mut app).await;
    app.live_for(120_000).await;
    assert!(tasks(&app).is_empty());
    Call::of("drop", &lead, 2).play(&mut app).await;
    app.fall_silent().await;
    app.live_for(2_000).await;
    assert_eq!(app.lead(&lead)["AI_Call_Status__c"], "Dropped");
    app.org.set_failing_flow("Task", false);
    app.settle().await;
    assert_eq!(tasks(&app).len(), 2);
}

#[tokio::test]
async fn a_lead_that_was_merged_hands_the_task_to_the_one_that_stays() {
    for merges_first in [true, false] {
        let (mut app, lead) = start("full").await;
        let master = app.new_lead();
        if merges_first {
            app.org.merge_lead(&lead, &master).unwrap();
        }
        let call = Call::of("full", &lead, 1);
        call.play(&mut app).await;
        app.settle().await;
        if !merges_first {
            app.org.merge_lead(&lead, &master).unwrap();
        }
        assert_eq!(only_task(&app)["WhoId"], master.as_str());
    }
}

#[tokio::test]
async fn a_deleted_lead_keeps_the_task_waiting() {
    let (mut app, lead) = start("full").await;
    app.org.delete_lead(&lead).unwrap();
    Call::of("full", &lead, 1).play(&mut app).await;
    app.settle().await;
    assert!(tasks(&app).is_empty());
    let blocked = app.row(&lead).await.blocked;
    let reasons: Vec<&str> = blocked.iter().map(|(_, why)| why.reason.as_str()).collect();
    assert_eq!(reasons, ["lead_deleted", "lead_deleted", "lead_deleted"]);
}

#[tokio::test]
async fn turned_off_it_is_left_out() {
    let file = "[salesforce]\nactivities = false\n";
    let mut app = App::start_with_file(created_at_ms(&text("full")), file).await;
    let lead = app.new_lead();
    Call::of("full", &lead, 1).play(&mut app).await;
    app.settle().await;
    assert!(tasks(&app).is_empty());
    assert_eq!(app.lead(&lead)["AI_Call_Status__c"], "Completed");
}

/// Two hundred calls that end together: their tasks cost no request of their own.
#[tokio::test]
async fn tasks_cost_no_requests_of_their_own() {
    const CALLS: u32 = 200;
    let mut counted = Vec::new();
    for file in ["", "[salesforce]\nactivities = false\n"] {
        let mut app = App::start_with_file(created_at_ms(&text("no-answer")), file).await;
        for number in 0..CALLS {
            let lead = app.new_lead();
            for (_, body) in Call::of("no-answer", &lead, number).deliveries {
                app.deliver(body).await;
            }
        }
        app.settle().await;
        let expected = if file.is_empty() { CALLS as usize } else { 0 };
        assert_eq!(tasks(&app).len(), expected);
        counted.push(app.org.counted_requests());
    }
    println!(
        "requests for {CALLS} ended calls: {} with tasks, {} without",
        counted[0], counted[1]
    );
    assert!(counted[0] <= counted[1] + 1, "{counted:?}");
}
