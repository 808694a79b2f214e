//! The process dies between "decided to dial" and "dialed", at every instant there is: no lead is
//! dialed twice, and none is forgotten.

use std::{
    collections::BTreeMap,
    pin::Pin,
    task::{Context, Poll},
};

use http::Method;
use midcall_sim::vapi::api::{Answer, Fault, When};
use midcall_store::RequestState;
use serde_json::json;

use crate::app::App;

const NOW: i64 = 1_795_100_645_000;
/// Kills between the decision and the answer being written down.
const KILLS: usize = 100;
/// Longer than the longest way from a request to its answer.
const INSTANTS_MAX: usize = 80;
/// A request under way is taken up once its lease has ended.
const LEASE_MS: i64 = 61_000;

/// Work that dies at its n-th wait: it is dropped, and whatever it asked for goes its own way.
struct Mortal<F> {
    work: Pin<Box<F>>,
    waits_left: usize,
}

fn mortal<F: Future>(work: F, waits: usize) -> Mortal<F> {
    Mortal {
        work: Box::pin(work),
        waits_left: waits,
    }
}

impl<F: Future> Future for Mortal<F> {
    /// Nothing when it died.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if self.waits_left == 0 => Poll::Ready(None),
            Poll::Pending => {
                self.waits_left -= 1;
                Poll::Pending
            }
        }
    }
}

/// What else goes wrong with the asking that is cut short.
fn stumble(app: &App, kill: usize) {
    let when = match kill % 3 {
        0 => return,
        1 => When::AfterTheWork,
        _ => When::BeforeTheWork,
    };
    app.vapi.fail(Fault {
        method: Method::POST,
        path: "/call".to_owned(),
        when,
        answer: Answer::Truncated,
        times: 1,
    });
}

async fn state(app: &App, key: &str) -> Option<RequestState> {
    let found = app.node.store.load_request("default", key).await.unwrap();
    found.map(|request| request.state)
}

/// Lets time pass and the queue go on, dying now and then, until the request's call is placed.
async fn recover(mut app: App, key: &str, kill: usize) -> App {
    for round in 0..40 {
        if state(&app, key).await == Some(RequestState::Placed) {
            return app;
        }
        app.advance(LEASE_MS);
        if kill.is_multiple_of(2) && round < 2 {
            let waits = (kill * 7 + round * 11) % 23;
            let died = mortal(midcall::place::step(&app.node), waits).await;
            if died.is_none() {
                app = app.crash_and_restart().await;
                app.advance(LEASE_MS);
            }
        }
        app.place().await;
    }
    panic!("{key} is forgotten");
}

#[tokio::test]
async fn a_hundred_kills_between_deciding_and_dialing_call_everybody_once() {
    let mut app = App::start(NOW).await;
    let mut leads = Vec::new();
    let mut at = BTreeMap::<&str, usize>::new();
    let (mut kills, mut first_instant, mut instant) = (0, 0, 0);
    while kills < KILLS {
        let (number, lead) = (leads.len(), app.new_lead());
        let (key, phone) = (format!("k{number}"), format!("+1556{number:07}"));
        leads.push(lead.clone());
        stumble(&app, number);
        let body = json!({ "leadId": lead, "phoneNumber": phone });
        let died = mortal(app.qualify(Some(&key), body.clone()), instant)
            .await
            .is_none();
        app = app.crash_and_restart().await;
        let found = state(&app, &key).await;
        *at.entry(found.map_or("unheard", RequestState::name))
            .or_default() += 1;
        let is_between = died && found == Some(RequestState::Dialing);
        kills += usize::from(is_between);
        if is_between && first_instant == 0 {
            first_instant = instant;
        }
        instant += 1;
        if !died || instant > INSTANTS_MAX {
            // Once more, from shortly before the decision.
            instant = first_instant.saturating_sub(1);
        }
        // Whoever asked got no answer and asks again with the same key.
        if found.is_none() {
            app.qualify(Some(&key), body).await;
        }
        app = recover(app, &key, number).await;
        app.newest_call_ends("customer-ended-call").await;
        // Lines of calls that ended here are taken at Vapi until they have played to their end.
        app.advance(2 * 60_000);
    }
    let mut dials = BTreeMap::<String, usize>::new();
    for dial in app.vapi.dials() {
        let lead = dial.metadata["leadId"].as_str().unwrap().to_owned();
        *dials.entry(lead).or_default() += 1;
    }
    println!(
        "{kills} kills while dialing, of {}; states found: {at:?}",
        leads.len()
    );
    let twice = dials.values().filter(|calls| **calls > 1).count();
    let forgotten = leads.iter().filter(|lead| !dials.contains_key(*lead));
    assert_eq!((twice, forgotten.count()), (0, 0), "twice, forgotten");
}

#[tokio::test]
async fn a_call_that_ended_is_followed_once_however_often_the_process_dies() {
    let mut app = App::start(NOW).await;
    for instant in 0..8 {
        let lead = app.new_lead();
        let key = format!("k{instant}");
        let body = json!({ "leadId": lead, "phoneNumber": format!("+1557000000{instant}") });
        app.qualify(Some(&key), body).await;
        let call = app.vapi.dials().last().unwrap().call_id.clone();
        let busy = json!({ "status": "ended", "endedReason": "customer-busy" });
        app.hear_of(&call, "outboundPhoneCall", busy).await;
        mortal(midcall::place::step(&app.node), instant).await;
        app = app.crash_and_restart().await;
        app.advance(LEASE_MS);
        app.place().await;
        let request = app.node.store.load_request("default", &key).await.unwrap();
        let request = request.unwrap();
        assert_eq!(
            request.state,
            RequestState::Accepted,
            "after {instant} waits"
        );
        assert_eq!((request.tries, request.attempt), (1, 2));
        app.node
            .store
            .cancel_request("default", &lead, "It has been seen.")
            .await
            .unwrap();
    }
}
