//! Plays all calls at once while somebody looks on.

use std::{sync::Arc, time::Duration};

use midcall::{clock::Clock, outbound};
use midcall_sim::vapi::{
    Snapshot,
    expand::Expansion,
    sign::{Credential, HmacPlan},
    webhook::{Receipt, Sink},
};
use midcall_store::Result;
use tokio::{task::JoinSet, time::MissedTickBehavior};

use super::{
    cast::Role,
    clock::StoryClock,
    scenery::{Scenery, WEBHOOK_SECRET},
    watch::{Happening, Watch},
};
use crate::commands::Failure;

/// A person sees no difference between this and at once.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Words are seen a little after the write that they caused, so what is seen is told in the order
/// of its times, this much later.
const TELL_AFTER_MS: i64 = 300;
/// Once the last webhook is in, everything must be written within this time.
const REST_WITHIN: Duration = Duration::from_secs(60);
/// An answer of the server under test that takes longer is a failure.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What was seen of the whole.
#[derive(Debug)]
pub(super) struct Seen {
    /// What became of each webhook.
    pub(super) receipts: Vec<Receipt>,
    /// From told to written, in real milliseconds, shortest first.
    pub(super) latencies_ms: Vec<i64>,
    /// Whether everything came to rest in time.
    pub(super) is_at_rest: bool,
}

/// Plays the calls and tells what happens as it happens, until everything is written.
///
/// # Errors
///
/// When no HTTP client can be made or the store fails.
pub(super) async fn play(
    roles: &[Role],
    scenery: &Scenery,
    speed: f64,
    mut tell: impl FnMut(&Happening),
) -> std::result::Result<Seen, Failure> {
    let mut sink = Sink::new(
        outbound::http(ANSWER_WITHIN).map_err(Failure::ours)?,
        &scenery.webhook_url(),
    );
    sink.credential = Credential::Hmac(HmacPlan::new(WEBHOOK_SECRET));
    sink.speed = speed;
    let clock = StoryClock {
        begins: roles[0].created_at,
        told_from: Clock::System.now(),
        speed,
    };
    let mut calls = JoinSet::new();
    for role in roles {
        calls.spawn(call(role, clock, sink.clone()));
    }

    let mut watch = Watch::new(clock, roles.len());
    let mut receipts = Vec::new();
    let mut untold: Vec<Happening> = Vec::new();
    let mut look = tokio::time::interval(LOOK_EVERY);
    // Looking at hundreds of calls takes longer; the server needs the time in between.
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ended = None;
    loop {
        look.tick().await;
        while let Some(call) = calls.try_join_next() {
            receipts.extend(call.map_err(Failure::ours)?);
        }
        if calls.is_empty() {
            ended.get_or_insert_with(tokio::time::Instant::now);
        }
        // Asked before the look, so that the look sees all that was folded.
        let is_folded = ended.is_some() && is_folded(scenery).await?;
        let now = Clock::System.now();
        untold.extend(watch.look(now, roles, scenery.node(), &scenery.org).await?);
        untold.sort_by_key(|happening| happening.at);
        let is_at_rest = is_folded && watch.is_at_rest();
        let is_over = is_at_rest || ended.is_some_and(|ended| ended.elapsed() > REST_WITHIN);
        let until = clock.story_at(now.plus_ms(-TELL_AFTER_MS));
        let count = if is_over {
            untold.len()
        } else {
            untold.partition_point(|happening| happening.at <= until)
        };
        untold.drain(..count).for_each(|happening| tell(&happening));
        if is_over {
            return Ok(Seen {
                receipts,
                latencies_ms: watch.latencies_ms(),
                is_at_rest,
            });
        }
    }
}

async fn is_folded(scenery: &Scenery) -> Result<bool> {
    let store = &scenery.node().store;
    Ok(store.fold_cursor().await? >= store.journal.last_seq())
}

/// Sends the webhooks of one call, each at its moment of the story.
fn call(role: &Role, clock: StoryClock, sink: Sink) -> impl Future<Output = Vec<Receipt>> + use<> {
    let created_at_ms = role.created_at.0;
    let snapshot = Snapshot::of(&role.script, role.call.as_str(), created_at_ms);
    let expansion = Expansion::new(Arc::clone(&role.script), &snapshot, role.seed);
    let after_the_first_ms = role.created_at.ms_since(clock.begins);
    let deliveries = expansion.map(move |mut delivery| {
        delivery.at_ms += after_the_first_ms;
        delivery
    });
    async move { sink.send(deliveries).await }
}
