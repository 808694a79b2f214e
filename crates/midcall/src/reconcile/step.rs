//! One unit of reconciling: lease what is due, read or write it in one request, record what came
//! of it.

use midcall_domain::{
    leads::{Part, Urgency},
    time::Timestamp,
};
use midcall_salesforce::{
    Class, Failure, classify,
    operations::{BATCHES_MAX, BatchOutcome, Flushed, UPDATES_MAX, UpdateBatches},
};
use midcall_store::{LeaseAsk, LeasedLead, Result};

use super::{
    flush::Flush,
    gate::Gate,
    outcome::{Draft, Drafts},
    reroute,
    tasks::Tasks,
};
use crate::{
    config::Mode,
    connection::{Connection, Error},
    node::Node,
    translate,
};

/// Longer than any request takes with its renewal and replay; then another node may write.
const LEASE_MS: i64 = 90_000;
/// What would be due within this time goes along with what is due now.
const RIDE_ALONG_MS: i64 = 500;

/// Writes to one org. Several may run at once; leases keep them apart.
#[derive(Debug)]
pub struct Reconciler {
    owner: String,
    gate: Gate,
    draws: u64,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconciled {
    /// Nothing to do before then; `None`: until something changes.
    Idle(Option<Timestamp>),
    /// A request went out for this many leads.
    Sent(usize),
}

impl Reconciler {
    /// A reconciler with a name of its own, and a pace.
    #[must_use]
    pub fn new(owner: String, gate: Gate) -> Self {
        Self {
            owner,
            gate,
            draws: 0,
        }
    }

    /// Why the org is not asked at the moment.
    #[must_use]
    pub fn paused_because(&self) -> Option<&'static str> {
        self.gate.reason()
    }

    /// Brings the leads that are due closer to what they should say, with one request.
    ///
    /// Takes no hint of what changed: it reads both sides, so it is right after a restart, on a
    /// second node, and when every notification was lost.
    ///
    /// # Errors
    ///
    /// When the store fails. Leases then run out, and the step is done again by whoever comes.
    pub async fn step(&mut self, node: &Node) -> Result<Reconciled> {
        let (Some(connection), Mode::Live) = (&node.salesforce, node.settings.mode) else {
            return Ok(Reconciled::Idle(None));
        };
        let now = node.clock.now();
        let at_least = self.gate.at_least();
        let due_at = node.store.next_due_at(&node.workspace, at_least).await?;
        if due_at.is_none_or(|due_at| due_at > now) {
            return Ok(Reconciled::Idle(due_at));
        }
        let hottest = if node
            .store
            .next_due_at(&node.workspace, Urgency::Hot)
            .await?
            .is_some_and(|at| at <= now)
        {
            Urgency::Hot
        } else {
            at_least
        };
        if let Err(until) = self.gate.pass(hottest, now) {
            return Ok(Reconciled::Idle(Some(until)));
        }
        let leased = node
            .store
            .lease_due_leads(LeaseAsk {
                workspace: node.workspace.to_string(),
                owner: self.owner.clone(),
                now,
                ride_along: now.plus_ms(RIDE_ALONG_MS),
                until: now.plus_ms(LEASE_MS),
                at_least,
                limit: UPDATES_MAX * (BATCHES_MAX - 1),
            })
            .await?;
        if leased.is_empty() {
            self.gate.give_back();
            return Ok(Reconciled::Idle(None));
        }
        let outcomes = self.carry_out(node, connection, &leased, now).await;
        let done_at = node.clock.now();
        for (lead, draft) in leased.iter().zip(&outcomes) {
            node.metrics.wrote(lead, draft, done_at);
        }
        node.store
            .record_outcomes(
                &node.workspace,
                &self.owner,
                outcomes,
                done_at,
                node.pacing(),
            )
            .await?;
        Ok(Reconciled::Sent(leased.len()))
    }

    async fn carry_out(
        &mut self,
        node: &Node,
        connection: &Connection,
        leased: &[LeasedLead],
        now: Timestamp,
    ) -> Vec<midcall_store::LeadOutcome> {
        let names = node.lead_fields();
        let writes_tasks = node.settings.salesforce.activities;
        let tasks = if writes_tasks {
            Tasks::plan(leased)
        } else {
            Tasks::default()
        };
        let flush = Flush::plan(leased, &tasks, names, node.pacing().routine_ms, now);
        let drafts = leased.iter().map(|it| Draft::new(it, writes_tasks, now));
        let mut drafts: Drafts = drafts.enumerate().collect();
        if flush.is_empty() && tasks.is_empty() {
            self.gate.give_back();
        } else {
            let operation = flush.updates().and_then(|updates| {
                UpdateBatches::new(updates)?
                    .with_upsert(tasks.operation()?)?
                    .with_read(flush.read(leased, names)?)
            });
            let answer = match operation {
                Ok(operation) => connection.send(&operation).await,
                // The plan counts as the operations do; the leads stay due if it ever does not.
                Err(_) => return postpone(drafts, now),
            };
            self.gate.note_usage(connection.usage());
            match answer {
                Ok(Flushed {
                    batches,
                    upserted,
                    read,
                }) => {
                    self.gate.note_success();
                    self.take_reads(node, &flush, read, &mut drafts);
                    for (batch, outcome) in flush.batches.iter().zip(batches) {
                        self.take_batch(node, batch, outcome, &mut drafts);
                    }
                    if let Some(outcome) = upserted {
                        tasks.take(node, outcome, leased, &mut drafts, |now| self.jitter(now));
                    }
                }
                Err(error) => {
                    let writes = !flush.batches.is_empty() || !tasks.is_empty();
                    self.take_refusal(node, writes, &error, &mut drafts);
                }
            }
        }
        for (place, draft) in &mut drafts {
            if draft.moved.is_some()
                && let Err(error) = reroute::follow(connection, &leased[*place], draft, now).await
            {
                let until = self.pause(node, &error);
                draft.postponed(until, false);
            }
        }
        drafts.into_values().map(Draft::into_outcome).collect()
    }

    fn take_reads(
        &mut self,
        node: &Node,
        flush: &Flush,
        read: Option<
            std::result::Result<
                Vec<Option<midcall_salesforce::Record>>,
                midcall_salesforce::ApiError,
            >,
        >,
        drafts: &mut Drafts,
    ) {
        let now = node.clock.now();
        match read {
            None => {}
            Some(Ok(records)) => {
                for (place, record) in flush.reads.iter().zip(records) {
                    let Some(draft) = drafts.get_mut(place) else {
                        continue;
                    };
                    match record {
                        Some(record) => draft.read(
                            translate::observed(record.fields(), node.lead_fields()),
                            flush.writes_to(*place),
                            now,
                        ),
                        None => draft.moved = Some(midcall_salesforce::Reason::RecordGone),
                    }
                }
            }
            Some(Err(error)) => {
                let failure = classify(&error);
                for place in &flush.reads {
                    let jitter = self.jitter(now);
                    if let Some(draft) = drafts.get_mut(place) {
                        draft.failed(Part::Facts, &failure, now, jitter);
                    }
                }
            }
        }
    }

    fn take_batch(
        &mut self,
        node: &Node,
        batch: &super::flush::Batch,
        outcome: BatchOutcome,
        drafts: &mut Drafts,
    ) {
        let now = node.clock.now();
        match outcome {
            Ok(saved) => {
                for (row, saved) in batch.rows.iter().zip(saved) {
                    let jitter = self.jitter(now);
                    let Some(draft) = drafts.get_mut(&row.lead) else {
                        continue;
                    };
                    match saved {
                        Ok(()) => draft.written(batch.part, &row.fields),
                        Err(refusal) => {
                            node.metrics.refused(&refusal);
                            draft.refused(batch.part, &refusal, now, jitter);
                        }
                    }
                }
            }
            Err(error) => {
                let failure = classify(&error);
                for row in &batch.rows {
                    let jitter = self.jitter(now);
                    if let Some(draft) = drafts.get_mut(&row.lead) {
                        draft.failed(batch.part, &failure, now, jitter);
                    }
                }
            }
        }
    }

    /// The request as a whole came to nothing. What concerns the org pauses it; what concerns what
    /// was sent waits for a person.
    fn take_refusal(&mut self, node: &Node, writes: bool, error: &Error, drafts: &mut Drafts) {
        let now = node.clock.now();
        tracing::warn!(
            error = %crate::output::chain(error),
            class = ?error.class(),
            leads = drafts.len(),
            "Salesforce did not take a request for {} leads",
            drafts.len()
        );
        let until = self.pause(node, error);
        let is_unknown = writes && is_outcome_unknown(error);
        let refusal = match error {
            Error::Api(api) => Some(classify(api)).filter(concerns_what_was_sent),
            _ => None,
        };
        for draft in drafts.values_mut() {
            match &refusal {
                Some(failure) => {
                    draft.block(Part::Facts, failure, now);
                    draft.block(Part::Transcript, failure, now);
                    draft.block(Part::Activity, failure, now);
                }
                None => draft.postponed(until, is_unknown),
            }
        }
    }

    fn pause(&mut self, node: &Node, error: &Error) -> Timestamp {
        let now = node.clock.now();
        let jitter = self.jitter(now);
        let reason = match error {
            Error::Api(api) => classify(api).reason.code(),
            Error::Token(_) | Error::Grant(_) => "no_token",
            Error::LoggedOut => "logged_out",
            Error::Session => "unusable_session",
            Error::Store(_) => "store_failed",
            Error::RenewalStuck => "renewal_stuck",
        };
        self.gate.note_failure(error.class(), reason, now, jitter)
    }

    /// Spreads retries. Not secret and not even: only different from lead to lead.
    fn jitter(&mut self, now: Timestamp) -> f64 {
        self.draws = self.draws.wrapping_add(1);
        let mixed = (now.0.cast_unsigned() ^ self.draws.rotate_left(32))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
            .wrapping_mul(0xBF58_476D_1CE4_E5B9);
        f64::from(u32::try_from(mixed >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }
}

fn postpone(mut drafts: Drafts, now: Timestamp) -> Vec<midcall_store::LeadOutcome> {
    for draft in drafts.values_mut() {
        draft.postponed(now.plus_ms(1_000), false);
    }
    drafts.into_values().map(Draft::into_outcome).collect()
}

/// Whether a write may have been done although its answer says nothing of it.
fn is_outcome_unknown(error: &Error) -> bool {
    match error {
        Error::Api(midcall_salesforce::ApiError::Refused(refusal)) => {
            refusal.status.is_server_error()
        }
        Error::Api(_) => true,
        _ => false,
    }
}

/// A malformed request concerns what was sent, not the org: pausing would not help.
fn concerns_what_was_sent(failure: &Failure) -> bool {
    matches!(failure.class, Class::Data | Class::Bug | Class::Reroute)
        || matches!(
            failure.reason,
            midcall_salesforce::Reason::FieldHidden | midcall_salesforce::Reason::FieldReadOnly
        )
}
