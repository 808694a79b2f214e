//! The calls of the trial and what happens to their webhooks on the way.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use midcall::clock::Clock;
use midcall_sim::{
    rng::Rng,
    salesforce::Org,
    vapi::{
        Kind,
        expand::expand,
        generate::generate,
        play::Plan,
        script::{Direction, Script},
        scripts,
        webhook::{BackoffPlan, Growth, Sink},
    },
};
use tokio::{sync::watch, task::JoinSet};

use crate::{Result, vendors};

/// How many times faster than life: a call of three minutes takes nine seconds.
pub(super) const SPEED: f64 = 20.0;
/// Calls on the line at once.
const AT_ONCE: u64 = 10;
/// Milliseconds of a call within which webhooks overtake each other.
const DISORDER_MS: i64 = 20_000;

/// A server's `backoffPlan` that outlasts every restart: in real time every fifth of a second.
pub(super) fn patience() -> BackoffPlan {
    BackoffPlan {
        growth: Growth::Fixed,
        max_retries: 300,
        base_delay_seconds: 0.2 * SPEED,
        excluded_status_codes: Vec::new(),
    }
}

/// Lets calls happen until it is told to stop, and the last ones to their end.
#[derive(Clone)]
pub(super) struct Calling {
    org: Org,
    sink: Sink,
    /// Calls some webhook of which was given up: of these the words are not all known.
    lossy: Arc<Mutex<HashSet<String>>>,
}

impl Calling {
    /// Calls whose webhooks go to `sink`.
    pub(super) fn new(org: Org, sink: Sink) -> Self {
        Self {
            org,
            sink,
            lossy: Arc::default(),
        }
    }

    /// Calls some webhook of which was given up.
    pub(super) fn lossy(&self) -> HashSet<String> {
        let lossy = self.lossy.lock().unwrap_or_else(PoisonError::into_inner);
        lossy.clone()
    }

    /// Keeps so many calls on the line. Returns how many there were.
    ///
    /// # Errors
    ///
    /// When the org refuses a lead.
    pub(super) async fn keep_calling(self, seed: u64, stop: watch::Receiver<bool>) -> Result<u64> {
        let mut calls = JoinSet::new();
        let mut begun = 0;
        loop {
            while !*stop.borrow() && (calls.len() as u64) < AT_ONCE {
                begun += 1;
                let calling = self.clone();
                calls.spawn(async move { calling.call(seed, begun).await });
            }
            match calls.join_next().await {
                Some(ended) => ended??,
                None => return Ok(begun),
            }
        }
    }

    async fn call(&self, seed: u64, number: u64) -> Result<()> {
        let mut rng = Rng::new(seed ^ number.rotate_left(40));
        let mut script = script(number, &mut rng);
        script.lead_id = vendors::create_leads(&self.org, 1)?.pop();
        let id = format!("01a1f456-0000-7000-8000-{number:012x}");
        let deliveries = expand(&script, rng.next_u64(), &id, Clock::System.now().0);
        let deliveries = mishaps(&script, &mut rng).apply(deliveries);
        let gives_up = rng.chance(0.15);
        let sink = Sink {
            backoff: (!gives_up).then(patience),
            ..self.sink.clone()
        };
        let receipts = sink.send(deliveries).await;
        if receipts.iter().any(|receipt| !receipt.is_acknowledged()) {
            let mut lossy = self.lossy.lock().unwrap_or_else(PoisonError::into_inner);
            lossy.insert(id);
        }
        Ok(())
    }
}

/// A written call, or one that nobody wrote.
fn script(number: u64, rng: &mut Rng) -> Script {
    let is_outbound = |script: &Script| script.direction == Direction::Outbound;
    let written: Vec<Script> = scripts().into_iter().filter(is_outbound).collect();
    if rng.chance(0.6) {
        rng.pick(&written).clone()
    } else {
        generate(number).script
    }
}

/// In order, out of order, twice, late, thinned out, or cut short.
fn mishaps(script: &Script, rng: &mut Rng) -> Plan {
    let plan = Plan::in_order();
    match rng.below(8) {
        0 => plan.shuffled_within(DISORDER_MS, rng.next_u64()),
        1 => plan.every_one_twice(),
        2 => plan
            .every_one_twice()
            .shuffled_within(DISORDER_MS, rng.next_u64()),
        3 => plan.late(Kind::FinalTranscript, DISORDER_MS),
        4 => plan.dropping_non_final(0.5, rng.next_u64()),
        5 => plan.cut_after(rng.below(script.ending.at_ms.unsigned_abs()).cast_signed()),
        _ => plan,
    }
}
