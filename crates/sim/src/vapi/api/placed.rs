//! A call that exists at Vapi: how it was created, which script it plays, how far it is.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use serde_json::Value;

use crate::vapi::{
    delivery::Delivery,
    expand::{Expansion, WORKER_MISSED_AFTER_MS},
    script::{Reason, Script},
    snapshot::Snapshot,
    subscription::Subscription,
    webhook::Receipt,
    wire_time::iso,
};

/// A number that was called, for checking that nobody was called twice. Debug output hides the
/// number.
#[derive(Clone, PartialEq)]
pub struct Dial {
    /// The call.
    pub call_id: String,
    /// E.164.
    pub number: String,
    /// `assistantOverrides.metadata` of the request.
    pub metadata: Value,
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
}

impl fmt::Debug for Dial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dial")
            .field("call_id", &self.call_id)
            .field("number", &"[redacted]")
            .field("at_ms", &self.at_ms)
            .finish_non_exhaustive()
    }
}

/// A call whose webhooks have all been sent.
#[derive(Clone, Debug)]
pub struct Played {
    /// The call.
    pub call_id: String,
    /// What became of each webhook.
    pub receipts: Vec<Receipt>,
}

/// A call as Vapi keeps it.
pub(super) struct PlacedCall {
    /// As it was answered to whoever placed it, without `subscriptionLimits`.
    pub(super) call: Value,
    /// As webhooks repeat it. Its time starts when the call does, which may be scheduled.
    pub(super) snapshot: Snapshot,
    /// When the call object was created, in milliseconds since the Unix epoch.
    pub(super) created_at_ms: i64,
    pub(super) script: Arc<Script>,
    pub(super) seed: u64,
    /// When it was hung up through live call control, in milliseconds after it started.
    pub(super) hung_up_ms: Arc<OnceLock<i64>>,
}

/// The `endedReason` after `end-call`; which one Vapi gives is not documented.
const HUNG_UP: &str = "assistant-ended-call";

impl PlacedCall {
    /// Whether it has begun and not ended `elapsed_ms` after its start.
    pub(super) fn is_live(&self, elapsed_ms: i64) -> bool {
        let ends_ms = self.hung_up_ms.get().unwrap_or(&self.script.ending.at_ms);
        (0..*ends_ms).contains(&elapsed_ms)
    }

    /// The call as `GET /call/{id}` tells it.
    pub(super) fn told_at(&self, elapsed_ms: i64) -> Value {
        let mut call = self.call.clone();
        if elapsed_ms < 0 {
            return call;
        }
        let mut expansion = Expansion::new(Arc::clone(&self.script), &self.snapshot, self.seed);
        if let Some(at_ms) = self.hung_up_ms.get() {
            expansion.hang_up(*at_ms, HUNG_UP);
        }
        for key in ["transport", "phoneCallProviderId"] {
            call[key] = self.snapshot.call[key].clone();
        }
        for (key, value) in expansion.told_at(elapsed_ms) {
            call[key] = value;
        }
        call["updatedAt"] = self.brief_at(elapsed_ms)["updatedAt"].clone();
        call
    }

    /// As much of the call as queries ask for.
    pub(super) fn brief_at(&self, elapsed_ms: i64) -> Value {
        let mut call = self.call.clone();
        if let Some(updated_ms) = self.updated_ms(elapsed_ms) {
            call["updatedAt"] = iso(self.snapshot.created_at_ms + updated_ms).into();
        }
        call
    }

    /// When the record last changed after its creation: with the call's end, and again with the
    /// report. While people talk it stands still, as recordings show.
    fn updated_ms(&self, elapsed_ms: i64) -> Option<i64> {
        let ending = &self.script.ending;
        let is_lost = ending.reason == Reason::Vanish;
        let changes = match self.hung_up_ms.get() {
            Some(at_ms) => [*at_ms, at_ms + ending.report_after_ms],
            None if is_lost => [ending.at_ms + WORKER_MISSED_AFTER_MS; 2],
            None => [ending.at_ms, ending.at_ms + ending.report_after_ms],
        };
        changes
            .into_iter()
            .filter(|at_ms| *at_ms <= elapsed_ms)
            .max()
    }

    /// The webhooks that will be sent of it.
    pub(super) fn webhooks(&self) -> Webhooks {
        Webhooks {
            expansion: Expansion::new(Arc::clone(&self.script), &self.snapshot, self.seed),
            subscription: Subscription::of([&self.snapshot.assistant]),
            hung_up_ms: Arc::clone(&self.hung_up_ms),
            is_hung_up: false,
        }
    }
}

/// The webhooks of a call that may be hung up while they are being sent.
pub(super) struct Webhooks {
    expansion: Expansion,
    subscription: Subscription,
    hung_up_ms: Arc<OnceLock<i64>>,
    is_hung_up: bool,
}

impl Iterator for Webhooks {
    type Item = Delivery;

    fn next(&mut self) -> Option<Delivery> {
        loop {
            if let Some(at_ms) = self.hung_up_ms.get().filter(|_| !self.is_hung_up) {
                self.is_hung_up = true;
                self.expansion.hang_up(*at_ms, HUNG_UP);
            }
            let delivery = self.expansion.next()?;
            if self.subscription.wants(delivery.kind) {
                return Some(delivery);
            }
        }
    }
}
