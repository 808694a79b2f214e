//! One unit of reconciling: lease what is due, read or write it in one request, record what came
//! of it.

use midcall_domain::{
    leads::{Fields, Part, Seen, Urgency, decide, jitter},
    time::Timestamp,
};
use midcall_salesforce::{
    Class, Reason, Record, classify, classify_record,
    operations::{BATCHES_MAX, BatchOutcome, Flushed, ReadOutcome, UPDATES_MAX, UpdateBatches},
};
use midcall_store::{LeadOutcome, LeaseAsk, LeasedLead, Result};

use super::{
    allowance,
    flush::{Batch, Flush, Read, Sight},
    gate::Gate,
    outcome::{Draft, Drafts},
    reroute,
    shapes::Shapes,
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
/// A read that is refused so often in a row waits for a person.
const REFUSED_READS_MAX: u32 = 3;
/// What would be due within this time goes along with what is due now.
const RIDE_ALONG_MS: i64 = 500;

/// Writes to one org. Several may run at once; leases keep them apart.
#[derive(Debug)]
pub struct Reconciler {
    owner: String,
    pub(super) gate: Gate,
    pub(super) shapes: Shapes,
    draws: u64,
    /// Whether what was known of the allowance before the restart has been taken up.
    remembers: bool,
    /// When leads were last looked at.
    pub(super) looked_at: Option<Timestamp>,
    /// Since when leads are due to be looked at.
    pub(super) looks_due_at: Option<Timestamp>,
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
            shapes: Shapes::default(),
            draws: 0,
            remembers: false,
            looked_at: None,
            looks_due_at: None,
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
        let Some(connection) = &node.salesforce else {
            return Ok(Reconciled::Idle(None));
        };
        if !self.remembers {
            allowance::remember(node).await?;
            self.remembers = true;
        }
        let now = node.clock.now();
        let looked = self.look_at_leads(node, connection, now).await?;
        if looked > 0 {
            return Ok(Reconciled::Sent(looked));
        }
        if node.settings.mode == Mode::Shadow {
            return Ok(Reconciled::Idle(None));
        }
        let budget = node.budget();
        let at_least = budget.at_least();
        self.gate.set_pace(budget.pace(self.gate.most_per_s()), now);
        let due_at = node.store.next_due_at(&node.workspace, at_least).await?;
        if due_at.is_none_or(|due_at| due_at > now) {
            return self.look_at_allowance(node, connection, due_at).await;
        }
        let hottest = hottest_due(node, at_least, now).await?;
        if let Err(until) = self.gate.pass(hottest, now) {
            // A signal does not wait for the words that came before it.
            let signal_at = node
                .store
                .next_due_at(&node.workspace, at_least.max(Urgency::Soon))
                .await?
                .filter(|at| *at > now);
            let until = signal_at.map_or(until, |at| at.min(until));
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
        let leased_at = node.clock.now();
        let outcomes = self.carry_out(node, connection, &leased, now).await?;
        allowance::watch(node, connection).await?;
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
        tracing::debug!(
            leads = leased.len(),
            urgency = ?hottest,
            due_for_ms = due_at.map(|due_at| now.ms_since(due_at)),
            lease_ms = leased_at.ms_since(now),
            request_ms = done_at.ms_since(leased_at),
            record_ms = node.clock.now().ms_since(done_at),
            "What was due went out"
        );
        Ok(Reconciled::Sent(leased.len()))
    }

    /// Nothing is due that the allowance admits. If something else is, the org is asked now and then
    /// whether it has more.
    async fn look_at_allowance(
        &mut self,
        node: &Node,
        connection: &Connection,
        due_at: Option<Timestamp>,
    ) -> Result<Reconciled> {
        let now = node.clock.now();
        let look_at = allowance::look_at(node).await?;
        if look_at.is_none_or(|at| at > now) {
            return Ok(Reconciled::Idle(due_at.into_iter().chain(look_at).min()));
        }
        if let Err(until) = self.gate.pass(Urgency::AtOnce, now) {
            return Ok(Reconciled::Idle(due_at.into_iter().chain([until]).min()));
        }
        match allowance::look(connection).await {
            Ok(()) => self.gate.note_success(),
            Err(error) => {
                self.pause(node, &error);
            }
        }
        allowance::watch(node, connection).await?;
        Ok(Reconciled::Sent(0))
    }

    async fn carry_out(
        &mut self,
        node: &Node,
        connection: &Connection,
        leased: &[LeasedLead],
        now: Timestamp,
    ) -> Result<Vec<LeadOutcome>> {
        let writes_tasks = node.settings.salesforce.activities;
        let drafts = leased.iter().map(|it| Draft::new(it, writes_tasks, now));
        let mut drafts: Drafts = drafts.enumerate().collect();
        let look = self.shapes.look(connection, &node.targets, leased, now);
        if let Err(error) = look.await {
            self.take_refusal(node, false, &error, &mut drafts);
            return Ok(drafts.into_values().map(Draft::into_outcome).collect());
        }
        let tasks = if writes_tasks {
            Tasks::plan(leased)
        } else {
            Tasks::default()
        };
        let sight = Sight {
            targets: &node.targets,
            shapes: &self.shapes,
            transcript_ms: node.pacing().routine_ms,
            now,
        };
        let flush = Flush::plan(leased, &tasks, sight);
        if flush.is_empty() && tasks.is_empty() {
            self.gate.give_back();
        } else {
            let operation = flush.updates().and_then(|updates| {
                UpdateBatches::new(updates)?
                    .with_reads(flush.read_operations(leased, sight)?)?
                    .with_upsert(tasks.operation()?)
            });
            // The plan counts as the operations do; the leads stay due if it ever does not.
            let Ok(operation) = operation else {
                return Ok(postpone(drafts, now));
            };
            let notes = flush.notes(leased);
            if !notes.is_empty() {
                node.store.note_written(&node.workspace, notes).await?;
            }
            match connection.send(&operation).await {
                Ok(Flushed {
                    batches,
                    reads,
                    upserted,
                }) => {
                    self.gate.note_success();
                    for (read, outcome) in flush.reads.iter().zip(reads) {
                        self.take_read(node, &flush, read, outcome, leased, &mut drafts);
                    }
                    for (batch, outcome) in flush.batches.iter().zip(batches) {
                        self.take_batch(node, batch, outcome, leased, &mut drafts);
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
        for (place, key, why) in flush.parked {
            if let Some(draft) = drafts.get_mut(&place) {
                draft.park(key, why);
            }
        }
        for (place, draft) in &mut drafts {
            let seen = (&mut self.shapes, &node.targets);
            if draft.moved.is_some()
                && let Err(error) =
                    reroute::follow(connection, seen, &leased[*place], draft, now).await
            {
                let until = self.pause(node, &error);
                draft.postponed(until, false);
            }
        }
        Ok(drafts.into_values().map(Draft::into_outcome).collect())
    }

    fn take_read(
        &mut self,
        node: &Node,
        flush: &Flush,
        read: &Read,
        outcome: ReadOutcome,
        leased: &[LeasedLead],
        drafts: &mut Drafts,
    ) {
        let now = node.clock.now();
        match outcome {
            Ok(records) => {
                for (place, record) in read.leads.iter().zip(records) {
                    let Some(draft) = drafts.get_mut(place) else {
                        continue;
                    };
                    match record {
                        Some(record) => {
                            let is_done = flush.is_done_with(*place);
                            self.take_record(node, &leased[*place], &record, is_done, draft);
                        }
                        None => draft.moved = Some(Reason::RecordGone),
                    }
                }
            }
            Err(error) => {
                let failure = classify(&error);
                self.shapes.doubt();
                for place in &read.leads {
                    let jitter = self.jitter(now);
                    let Some(draft) = drafts.get_mut(place) else {
                        continue;
                    };
                    // What is hidden since the org was described is not asked for again.
                    let may_pass =
                        matches!(failure.class, Class::Config | Class::Data | Class::Bug)
                            && leased[*place].attempts < REFUSED_READS_MAX;
                    if may_pass {
                        draft.failed_for_now(&failure, now, jitter);
                    } else {
                        let nothing = Fields::new();
                        draft.failed(Part::Facts, &failure, &nothing, &node.targets, now, jitter);
                    }
                }
            }
        }
    }

    /// Compares what was read with what Midcall had put there.
    fn take_record(
        &self,
        node: &Node,
        lead: &LeasedLead,
        record: &Record,
        is_done: bool,
        draft: &mut Draft,
    ) {
        let now = node.clock.now();
        let observed = translate::observed(record.fields(), &node.targets);
        let seen = Seen {
            fields: &observed,
            is_fresh: true,
        };
        let (by, at) = translate::signature(record);
        let is_theirs = by.as_deref().is_some_and(|user| !self.shapes.is_us(user));
        let mut edits = decide(&lead.desired, &lead.written, Some(seen)).edits;
        for edit in &mut edits {
            edit.seen_at = now;
            edit.by = by.clone().filter(|_| is_theirs);
            edit.at = at.filter(|_| is_theirs);
        }
        draft.read(observed, edits, is_done, now);
    }

    fn take_batch(
        &mut self,
        node: &Node,
        batch: &Batch,
        outcome: BatchOutcome,
        leased: &[LeasedLead],
        drafts: &mut Drafts,
    ) {
        let now = node.clock.now();
        let (saved, refused) = match outcome {
            Ok(saved) => (saved, None),
            Err(error) => (Vec::new(), Some(classify(&error))),
        };
        let mut saved = saved.into_iter();
        for row in &batch.rows {
            let jitter = self.jitter(now);
            let failure = match (&refused, saved.next()) {
                (Some(failure), _) => failure.clone(),
                (None, Some(Err(refusal))) => {
                    node.metrics.refused(&refusal);
                    classify_record(&refusal)
                }
                (None, _) => {
                    if let Some(draft) = drafts.get_mut(&row.lead) {
                        draft.written(batch.part, &row.fields, &leased[row.lead]);
                    }
                    continue;
                }
            };
            if matches!(
                failure.reason,
                Reason::FieldHidden | Reason::FieldReadOnly | Reason::WrongType
            ) {
                self.shapes.doubt();
            }
            if let Some(draft) = drafts.get_mut(&row.lead) {
                let sent = &row.fields;
                draft.failed(batch.part, &failure, sent, &node.targets, now, jitter);
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
            Error::Api(api) if concerns_what_was_sent(error) => Some(classify(api)),
            _ => None,
        };
        for draft in drafts.values_mut() {
            match &refusal {
                Some(failure) => {
                    draft.block(Part::Facts, failure, now);
                    draft.block(Part::Transcript, failure, now);
                    draft.block(Part::Activity, failure, now);
                }
                None => {
                    draft.postponed(until, is_unknown);
                    if let Error::Api(api) = error {
                        draft.troubled(&classify(api), now);
                    }
                }
            }
        }
    }

    pub(super) fn pause(&mut self, node: &Node, error: &Error) -> Timestamp {
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
        jitter(now, self.draws)
    }
}

/// The most urgent that is due now, as far as it makes a difference how soon it goes out.
async fn hottest_due(node: &Node, at_least: Urgency, now: Timestamp) -> Result<Urgency> {
    for urgency in [Urgency::Hot, Urgency::AtOnce, Urgency::Soon] {
        let due_at = node.store.next_due_at(&node.workspace, urgency).await?;
        if due_at.is_some_and(|at| at <= now) {
            return Ok(urgency);
        }
    }
    Ok(at_least)
}

fn postpone(mut drafts: Drafts, now: Timestamp) -> Vec<LeadOutcome> {
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
pub(super) fn concerns_what_was_sent(error: &Error) -> bool {
    let Error::Api(api) = error else {
        return false;
    };
    let failure = classify(api);
    matches!(failure.class, Class::Data | Class::Bug | Class::Reroute)
        || matches!(failure.reason, Reason::FieldHidden | Reason::FieldReadOnly)
}
