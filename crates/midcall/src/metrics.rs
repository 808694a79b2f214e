//! What is counted, as Prometheus text. Labels are stable words: never an id, a number or a name.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64},
    },
    time::Duration,
};

use midcall_domain::{
    calls,
    dialing::Outcome,
    leads::{Budget, Forecast, Urgency},
    time::Timestamp,
};
use midcall_salesforce::{RecordRefusal, classify_record};
use midcall_store::{Backlog, LeadOutcome, LeasedLead, LedgerCounts, NudgeOutcome};
use prometheus_client::{
    encoding::{EncodeLabelSet, text},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::backfill::Watch;

/// From a hundredth of the promise ("within a second or so") to an outage.
const SECONDS: [f64; 12] = [
    0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 1_800.0,
];
/// Message types are open text in the protocol: those beyond this many share one label.
const TYPES: [&str; 14] = [
    "assistant-request",
    "assistant.started",
    "conversation-update",
    "end-of-call-report",
    "function-call",
    "handoff-destination-request",
    "hang",
    "model-output",
    "speech-update",
    "status-update",
    "tool-calls",
    "transcript",
    "transfer-destination-request",
    "user-interrupted",
];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Type {
    message_type: &'static str,
}

/// An answer is promised within a tenth of a second, an assistant within one.
const ANSWER_SECONDS: [f64; 8] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 7.5];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Why {
    reason: &'static str,
}

impl Type {
    fn of(kind: &str) -> Self {
        let known = TYPES.into_iter().find(|known| *known == kind);
        Self {
            message_type: known.unwrap_or("other"),
        }
    }
}

/// What asking Vapi to dial came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialed {
    /// A call was placed.
    Placed,
    /// Vapi refused, and it is not asked again.
    Refused,
    /// The answer was lost.
    Lost,
    /// A rule forbade it.
    Forbidden,
}

impl Dialed {
    const fn word(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Refused => "refused",
            Self::Lost => "lost",
            Self::Forbidden => "forbidden",
        }
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Says {
    outcome: &'static str,
}

/// What is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    deliveries: Family<Type, Counter>,
    delivery_bytes: Counter,
    refused_deliveries: Family<Why, Counter>,
    answers: Family<Type, Histogram, fn() -> Histogram>,
    nudges: Family<Why, Counter>,
    heard_to_written: Histogram,
    writes: Counter,
    refusals: Family<Why, Counter>,
    dials: Family<Why, Counter>,
    call_outcomes: Family<Why, Counter>,
    queued_requests: Gauge<i64, AtomicI64>,
    task_writes: Counter,
    task_refusals: Family<Why, Counter>,
    drifted_fields: Counter,
    live_calls: Gauge<i64, AtomicI64>,
    due_leads: Gauge<i64, AtomicI64>,
    blocked_leads: Gauge<i64, AtomicI64>,
    oldest_change_seconds: Gauge<f64, AtomicU64>,
    salesforce_requests: Gauge<i64, AtomicI64>,
    token_renewals: Gauge<i64, AtomicI64>,
    api_used: Gauge<i64, AtomicI64>,
    api_limit: Gauge<i64, AtomicI64>,
    ledger: Family<Says, Gauge<i64, AtomicI64>>,
    silent_calls: Gauge<i64, AtomicI64>,
    backfill_reads: Gauge<i64, AtomicI64>,
    api_lasts_seconds: Gauge<f64, AtomicU64>,
    api_kept_for: Gauge<i64, AtomicI64>,
    recent: std::sync::Mutex<Vec<i64>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("midcall");
        let metrics = Self {
            registry: Registry::default(),
            deliveries: Family::default(),
            delivery_bytes: Counter::default(),
            refused_deliveries: Family::default(),
            answers: Family::new_with_constructor(|| Histogram::new(ANSWER_SECONDS)),
            nudges: Family::default(),
            heard_to_written: Histogram::new(SECONDS),
            writes: Counter::default(),
            refusals: Family::default(),
            dials: Family::default(),
            call_outcomes: Family::default(),
            queued_requests: Gauge::default(),
            task_writes: Counter::default(),
            task_refusals: Family::default(),
            drifted_fields: Counter::default(),
            live_calls: Gauge::default(),
            due_leads: Gauge::default(),
            blocked_leads: Gauge::default(),
            oldest_change_seconds: Gauge::default(),
            salesforce_requests: Gauge::default(),
            token_renewals: Gauge::default(),
            api_used: Gauge::default(),
            api_limit: Gauge::default(),
            ledger: Family::default(),
            silent_calls: Gauge::default(),
            backfill_reads: Gauge::default(),
            api_lasts_seconds: Gauge::default(),
            api_kept_for: Gauge::default(),
            recent: std::sync::Mutex::default(),
        };
        registry.register(
            "deliveries",
            "Webhook deliveries stored, by type",
            metrics.deliveries.clone(),
        );
        registry.register_with_unit(
            "deliveries",
            "Bytes of webhook deliveries stored",
            Unit::Bytes,
            metrics.delivery_bytes.clone(),
        );
        registry.register(
            "refused_deliveries",
            "Webhook deliveries refused, by reason",
            metrics.refused_deliveries.clone(),
        );
        registry.register_with_unit(
            "answer",
            "From a message that waits being stored to its answer, by type",
            Unit::Seconds,
            metrics.answers.clone(),
        );
        registry.register(
            "nudges",
            "Gaps of live calls taken up to tell their agents, by outcome",
            metrics.nudges.clone(),
        );
        registry.register_with_unit(
            "heard_to_written",
            "From the arrival of what changed a lead to its write in Salesforce",
            Unit::Seconds,
            metrics.heard_to_written.clone(),
        );
        registry.register(
            "lead_writes",
            "Leads written to Salesforce",
            metrics.writes.clone(),
        );
        registry.register(
            "lead_refusals",
            "Leads refused by Salesforce, by reason",
            metrics.refusals.clone(),
        );
        registry.register(
            "dials",
            "Requests to call, by what carrying them out came to",
            metrics.dials.clone(),
        );
        registry.register(
            "call_outcomes",
            "Calls placed from the queue, by what they came to",
            metrics.call_outcomes.clone(),
        );
        registry.register(
            "queued_requests",
            "Requests to call that wait",
            metrics.queued_requests.clone(),
        );
        registry.register(
            "task_writes",
            "Tasks of finished calls written to Salesforce",
            metrics.task_writes.clone(),
        );
        registry.register(
            "task_refusals",
            "Tasks refused by Salesforce, by reason",
            metrics.task_refusals.clone(),
        );
        registry.register(
            "drifted_fields",
            "Fields of leads found to say something else than was written",
            metrics.drifted_fields.clone(),
        );
        registry.register("live_calls", "Calls going on", metrics.live_calls.clone());
        registry.register(
            "due_leads",
            "Leads with something to write",
            metrics.due_leads.clone(),
        );
        registry.register(
            "blocked_leads",
            "Leads that wait for a person",
            metrics.blocked_leads.clone(),
        );
        registry.register_with_unit(
            "oldest_change_age",
            "Age of the oldest change that is not in Salesforce yet",
            Unit::Seconds,
            metrics.oldest_change_seconds.clone(),
        );
        registry.register(
            "salesforce_requests",
            "Requests sent to Salesforce since the start, without token requests",
            metrics.salesforce_requests.clone(),
        );
        registry.register(
            "salesforce_token_renewals",
            "Token requests sent to Salesforce since the start",
            metrics.token_renewals.clone(),
        );
        registry.register(
            "salesforce_api_used",
            "Requests the org used in the past 24 hours, by its own count",
            metrics.api_used.clone(),
        );
        registry.register(
            "salesforce_api_limit",
            "Requests the org may use in 24 hours",
            metrics.api_limit.clone(),
        );
        registry.register(
            "ledger_calls",
            "Calls of the past 24 hours that are over, by what the ledger says of them",
            metrics.ledger.clone(),
        );
        registry.register(
            "silent_calls",
            "Calls that go on at Vapi and of which nothing arrives",
            metrics.silent_calls.clone(),
        );
        registry.register(
            "backfill_reads",
            "Calls read from Vapi since the start",
            metrics.backfill_reads.clone(),
        );
        registry.register_with_unit(
            "salesforce_api_lasts",
            "How long the org's requests last at the pace of the past hour; a day when they do",
            Unit::Seconds,
            metrics.api_lasts_seconds.clone(),
        );
        registry.register(
            "salesforce_api_kept_for",
            "What goes out: 0 everything, 1 signals and ended calls, 2 hot leads and ended calls",
            metrics.api_kept_for.clone(),
        );
        Self {
            registry,
            ..metrics
        }
    }
}

/// Newest latencies kept for people who look.
const RECENT_MAX: usize = 100_000;

impl Metrics {
    /// A delivery was stored.
    pub fn took(&self, kind: &Arc<str>, bytes: usize) {
        self.deliveries.get_or_create(&Type::of(kind)).inc();
        self.delivery_bytes.inc_by(bytes as u64);
    }

    /// A message that waits was answered.
    pub fn answered(&self, kind: &str, after: Duration) {
        let answers = self.answers.get_or_create(&Type::of(kind));
        answers.observe(after.as_secs_f64());
    }

    /// A call's gaps were taken up.
    pub fn nudged(&self, outcome: NudgeOutcome) {
        let reason = match outcome {
            NudgeOutcome::Sending | NudgeOutcome::Sent => "sent",
            NudgeOutcome::Moot => "moot",
            NudgeOutcome::Failed => "failed",
            NudgeOutcome::Retry(_) => "retried",
        };
        self.nudges.get_or_create(&Why { reason }).inc();
    }

    /// A delivery was refused.
    pub fn turned_away(&self, reason: &'static str) {
        self.refused_deliveries.get_or_create(&Why { reason }).inc();
    }

    /// A leased lead came to something.
    pub fn wrote(&self, lead: &LeasedLead, outcome: &LeadOutcome, now: Timestamp) {
        if !outcome.is_written {
            return;
        }
        self.writes.inc();
        if let Some(changed_at) = lead.changed_at {
            let ms = now.ms_since(changed_at).max(0);
            #[expect(clippy::cast_precision_loss, reason = "a latency")]
            self.heard_to_written.observe(ms as f64 / 1_000.0);
            if let Ok(mut recent) = self.recent.lock()
                && recent.len() < RECENT_MAX
            {
                recent.push(ms);
            }
        }
    }

    /// Salesforce refused a lead.
    pub fn refused(&self, refusal: &RecordRefusal) {
        let reason = classify_record(refusal).reason.code();
        self.refusals.get_or_create(&Why { reason }).inc();
    }

    /// A request to call was carried out, or not.
    pub fn dialed(&self, result: Dialed) {
        let reason = result.word();
        self.dials.get_or_create(&Why { reason }).inc();
    }

    /// A call that was placed from the queue ended.
    pub fn call_ended(&self, outcome: Outcome) {
        let reason = outcome.name();
        self.call_outcomes.get_or_create(&Why { reason }).inc();
    }

    /// The task of a call was written.
    pub fn wrote_task(&self) {
        self.task_writes.inc();
    }

    /// Salesforce refused the task of a call.
    pub fn refused_task(&self, reason: &'static str) {
        self.task_refusals.get_or_create(&Why { reason }).inc();
    }

    /// So many fields of a lead were found to say something else than was written.
    pub fn drifted(&self, fields: usize) {
        self.drifted_fields.inc_by(fields as u64);
    }

    /// Takes the latencies from heard to written observed since the last time, in milliseconds.
    pub fn take_recent(&self) -> Vec<i64> {
        self.recent
            .lock()
            .map(|mut recent| std::mem::take(&mut *recent))
            .unwrap_or_default()
    }

    /// What is left to do, and what the org says of its limits.
    pub fn note(
        &self,
        backlog: &Backlog,
        connection: Option<&crate::connection::Connection>,
        now: Timestamp,
    ) {
        self.queued_requests
            .set(backlog.queued_requests.cast_signed());
        self.live_calls.set(backlog.live_calls.cast_signed());
        self.due_leads.set(backlog.due_leads.cast_signed());
        self.blocked_leads.set(backlog.blocked_leads.cast_signed());
        let age_ms = backlog
            .oldest_change_at
            .map_or(0, |at| now.ms_since(at).max(0));
        #[expect(clippy::cast_precision_loss, reason = "an age")]
        self.oldest_change_seconds.set(age_ms as f64 / 1_000.0);
        if let Some(connection) = connection {
            self.salesforce_requests
                .set(connection.requests().cast_signed());
            self.token_renewals.set(connection.renewals().cast_signed());
            if let Some(usage) = connection.usage() {
                self.api_used.set(usage.used.cast_signed());
                self.api_limit.set(usage.limit.cast_signed());
            }
        }
    }

    /// What the ledger says of calls, and what is seen of Vapi's side.
    pub fn note_ledger(&self, counts: LedgerCounts, watch: &Watch) {
        for (outcome, count) in [
            (calls::Outcome::Closing, counts.closing),
            (calls::Outcome::Complete, counts.complete),
            (calls::Outcome::Recovered, counts.recovered),
            (calls::Outcome::Incomplete, counts.incomplete),
        ] {
            let outcome = outcome.name();
            let gauge = self.ledger.get_or_create(&Says { outcome });
            gauge.set(count.cast_signed());
        }
        let silence = watch.sight().silence;
        let silent = silence.map_or(0, |silence| silence.calls);
        self.silent_calls
            .set(i64::try_from(silent).unwrap_or(i64::MAX));
        self.backfill_reads.set(watch.reads().cast_signed());
    }

    /// How long the org's requests last, and what they are kept for.
    pub fn note_budget(&self, budget: &Budget, now: Timestamp) {
        const DAY_SECONDS: f64 = 86_400.0;
        #[expect(clippy::cast_precision_loss, reason = "at most a day")]
        let lasts = match budget.forecast() {
            Forecast::Unknown | Forecast::Lasts => DAY_SECONDS,
            Forecast::Until(at) => at.ms_since(now).max(0) as f64 / 1_000.0,
            Forecast::Spent => 0.0,
        };
        self.api_lasts_seconds.set(lasts);
        self.api_kept_for.set(match budget.at_least() {
            Urgency::None | Urgency::Routine => 0,
            Urgency::Soon => 1,
            Urgency::First | Urgency::AtOnce | Urgency::Hot => 2,
        });
    }

    /// All of it as Prometheus reads it.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = text::encode(&mut text, &self.registry);
        text
    }
}
