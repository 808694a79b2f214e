//! What every step is given: the store, the clients, the clock and the settings.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use midcall_domain::{
    leads::{Budget, Usage},
    signals::{Rubric, Setting},
};
use midcall_store::{Pacing, Store};
use midcall_vapi::verify::Verifier;

use crate::{
    advise::Advisor,
    clock::Clock,
    config::{LeadFields, Settings},
    connection::Connection,
    metrics::Metrics,
};

/// One running process, or one simulated one.
pub struct Node {
    /// Who this is, in leases.
    pub name: String,
    /// Whose data this is: one client, one org. Everything carries it; a single-org user never
    /// sees it.
    pub workspace: Arc<str>,
    /// Journal and state.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Everything that can be set.
    pub settings: Settings,
    /// What is listened for, and how it is weighed.
    pub rubric: Rubric,
    /// How soon changes become due while few calls are live.
    pub pacing: Pacing,
    /// How many calls are live, as far as this node folds them.
    pub live_calls: AtomicUsize,
    /// Tells true deliveries from forged ones; absent when told to accept all.
    pub verifier: Option<Verifier>,
    /// The org, if one is configured.
    pub salesforce: Option<Connection>,
    /// The voice platform, if a key is configured.
    pub vapi: Option<midcall_vapi::Client>,
    /// A language model for second opinions, if one is configured.
    pub advisor: Option<Advisor>,
    /// What is known of the org's requests of the day.
    pub budget: Mutex<Budget>,
    /// What is counted.
    pub metrics: Metrics,
}

/// With many live calls, transcripts are written more rarely, so that no more than about a hundred
/// a second go out: a request that is full of them takes longer, and keeps signals waiting.
const TRANSCRIPT_MS_PER_CALL: i64 = 10;

impl Node {
    /// How soon changes become due now.
    #[must_use]
    pub fn pacing(&self) -> Pacing {
        let live = i64::try_from(self.live_calls.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
        let spread_ms = live.saturating_mul(TRANSCRIPT_MS_PER_CALL);
        Pacing {
            routine_ms: self.pacing.routine_ms.max(spread_ms),
            ..self.pacing
        }
    }

    /// What is known of the org's requests of the day.
    #[must_use]
    pub fn budget(&self) -> Budget {
        let budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        budget.clone()
    }

    /// The same with what another process of this node saw in the past hour, as far as it is kept.
    pub async fn recent_budget(&self) -> Budget {
        const HOUR_MS: i64 = 3_600_000;
        let since = self.clock.now().plus_ms(-HOUR_MS);
        let kept = self.store.recent_usage(&self.workspace, since).await;
        let mut budget = Budget::default();
        for usage in kept.unwrap_or_default() {
            budget.note(usage);
        }
        budget
    }

    /// Takes note of what the org says of its use. Whether that is to be kept.
    pub fn note_usage(&self, usage: Usage) -> bool {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        budget.note(usage)
    }

    /// How a call of that day is listened to.
    #[must_use]
    pub fn setting(&self, call_date: jiff::civil::Date) -> Setting {
        Setting {
            call_date,
            locale: self.settings.calls.locale,
            currency: self.settings.calls.currency,
            playbook: Arc::clone(&self.rubric.playbook),
        }
    }

    /// Which field of the Lead says what.
    #[must_use]
    pub fn lead_fields(&self) -> &LeadFields {
        &self.settings.salesforce.fields
    }
}
