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
    answer::{Answers, Destinations},
    backfill::Watch,
    clock::Clock,
    config::Settings,
    connection::Connection,
    fields::Targets,
    identity::Directory,
    metrics::Metrics,
    outbound::Http,
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
    /// The fields of the Lead that are written.
    pub targets: Targets,
    /// How soon changes become due while few calls are live.
    pub pacing: Pacing,
    /// How many calls are live, as far as this node folds them.
    pub live_calls: AtomicUsize,
    /// Tells true deliveries from forged ones; absent when told to accept all.
    pub verifier: Option<Verifier>,
    /// The org, if one is configured.
    pub salesforce: Option<Connection>,
    /// What has been learned about asking it who has a number.
    pub directory: Directory,
    /// The voice platform, if all is configured that placing calls takes.
    pub vapi: Option<midcall_vapi::Client>,
    /// The same for looking at the account, which takes the key alone.
    pub vapi_account: Option<midcall_vapi::Client>,
    /// Carries a question to this server's own public address.
    pub web: Http,
    /// A language model for second opinions, if one is configured.
    pub advisor: Option<Advisor>,
    /// What is seen of Vapi's side.
    pub watch: Watch,
    /// Where agents may send calls.
    pub destinations: Destinations,
    /// What has been answered on the line.
    pub answers: Answers,
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
}
