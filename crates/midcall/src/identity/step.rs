//! One unit of finding out: journal what persons said, take up the calls that are due, ask Salesforce
//! for all their numbers at once, write down what it says.

use std::collections::BTreeSet;

use midcall_domain::{
    calls::CallState,
    identity::{Candidate, CandidateKind, Number},
    leads::{Urgency, jitter},
    time::Timestamp,
};
use midcall_salesforce::{CONTACT_PREFIX, classify};
use midcall_store::{Caller, Lookup, LookupOutcome, Result};

use super::{
    ask::{self, Answers, NUMBERS_MAX},
    attach::journal_attachments,
    open::ASKED_AGAIN_AFTER_MS,
    resolve::{Case, resolve},
};
use crate::{
    connection::{Connection, Error},
    node::Node,
    output,
    reconcile::{Gate, allowance},
};

/// Salesforce is asked so often a second in the long run, and so often at once after a quiet time:
/// with a thousand calls of three minutes at a time, some thirty numbers go together.
const ASKS_PER_S: f64 = 0.2;
const ASKS_BURST: u32 = 5;
/// Longer than asking and creating take, each request as long as it may.
const LEASE_MS: i64 = 180_000;
/// A call that the day's remaining requests are not spent on is looked at again after this.
const SPARED_MS: i64 = 600_000;
/// The fold opens a lookup a moment before it saves the call.
const NOT_SAVED_MS: i64 = 1_000;

/// Finds out whose calls are whose. One per node.
#[derive(Debug)]
pub struct Finder {
    gate: Gate,
    draws: u64,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// Nothing to do before then; `None`: until something changes.
    Idle(Option<Timestamp>),
    /// So many calls were taken up.
    TakenUp(usize),
}

impl Default for Finder {
    fn default() -> Self {
        Self {
            gate: Gate::new(ASKS_PER_S, ASKS_BURST),
            draws: 0,
        }
    }
}

impl Finder {
    /// Takes up the calls whose turn it is.
    ///
    /// # Errors
    ///
    /// When the store fails; then what was taken up is taken up again once its lease ends.
    pub async fn step(&mut self, node: &Node) -> Result<Looked> {
        journal_attachments(node).await?;
        let Some(connection) = &node.salesforce else {
            return Ok(Looked::Idle(None));
        };
        let now = node.clock.now();
        let due_at = node.store.next_lookup_at(&node.workspace).await?;
        if due_at.is_none_or(|due_at| due_at > now) {
            return Ok(Looked::Idle(due_at));
        }
        let until = now.plus_ms(LEASE_MS);
        let leased = node
            .store
            .lease_lookups(&node.workspace, now, until, NUMBERS_MAX)
            .await?;
        let count = leased.len();
        let mut cases = Vec::new();
        for lookup in leased {
            cases.extend(take_up(node, lookup, now).await?);
        }
        let (cases, mut answers) = self.answer(node, connection, cases).await?;
        for case in &cases {
            self.draws = self.draws.wrapping_add(1);
            let jitter = jitter(now, self.draws);
            let callers = &answers[&case.number];
            let resolved = resolve(node, connection, case, callers, jitter).await?;
            if let Some(record) = resolved.record {
                spread(node, case, &record, &mut answers).await?;
            }
            close(node, &case.lookup, resolved.outcome).await?;
        }
        Ok(Looked::TakenUp(count))
    }

    /// Whose answers are there: known from just before, or asked for. The others are closed.
    async fn answer(
        &mut self,
        node: &Node,
        connection: &Connection,
        mut cases: Vec<Case>,
    ) -> Result<(Vec<Case>, Answers)> {
        let now = node.clock.now();
        let mut answers = Answers::new();
        for case in &mut cases {
            let known = node
                .store
                .known_callers(&node.workspace, &case.number.e164())
                .await?;
            let is_fresh = |at: Timestamp| now.ms_since(at) < ASKED_AGAIN_AFTER_MS;
            case.asked_before = known.asked_at.filter(|at| is_fresh(*at));
            if case.asked_before.is_some() {
                answers.insert(case.number.clone(), known.callers);
            }
        }
        let least = node.budget().at_least();
        let is_spared =
            |case: &Case| !answers.contains_key(&case.number) && !deserves(least, &case.state);
        let (spared, cases): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(is_spared);
        for case in spared {
            let later = LookupOutcome::Postponed(now.plus_ms(SPARED_MS));
            close(node, &case.lookup, later).await?;
        }
        let numbers: BTreeSet<Number> = cases
            .iter()
            .map(|case| case.number.clone())
            .filter(|number| !answers.contains_key(number))
            .collect();
        if numbers.is_empty() {
            return Ok((cases, answers));
        }
        let instead = match self.ask(node, connection, numbers).await? {
            Ok(asked) => {
                answers.extend(asked);
                return Ok((cases, answers));
            }
            Err(instead) => instead,
        };
        let (answered, unanswered): (Vec<Case>, Vec<Case>) = cases
            .into_iter()
            .partition(|case| answers.contains_key(&case.number));
        for case in unanswered {
            close(node, &case.lookup, instead.clone()).await?;
        }
        Ok((answered, answers))
    }

    /// Asks for these numbers, or says what becomes of their calls instead.
    async fn ask(
        &mut self,
        node: &Node,
        connection: &Connection,
        numbers: BTreeSet<Number>,
    ) -> Result<std::result::Result<Answers, LookupOutcome>> {
        let now = node.clock.now();
        if let Err(until) = self.gate.pass(Urgency::Soon, now) {
            return Ok(Err(LookupOutcome::Postponed(until)));
        }
        let numbers: Vec<Number> = numbers.into_iter().collect();
        let home = node.settings.calls.locale.calling_code();
        let answer = ask::who(&node.directory, connection, &numbers, home).await;
        allowance::watch(node, connection).await?;
        match answer {
            Ok(answers) => {
                self.gate.note_success();
                let said = answers
                    .iter()
                    .map(|(number, callers)| (number.e164(), callers.clone()));
                node.store
                    .save_answers(&node.workspace, said.collect(), now)
                    .await?;
                Ok(Ok(answers))
            }
            Err(error) => {
                tracing::warn!(
                    error = %output::chain(&error),
                    "Salesforce did not say whose {} calls are", numbers.len()
                );
                self.draws = self.draws.wrapping_add(1);
                let reason = match &error {
                    Error::Api(api) => classify(api).reason.code(),
                    _ => "no_access",
                };
                let jitter = jitter(now, self.draws);
                let now = node.clock.now();
                let until = self.gate.note_failure(error.class(), reason, now, jitter);
                Ok(Err(LookupOutcome::Retry(until)))
            }
        }
    }
}

/// Whether a call is still to be looked up; if not, its lookup is closed.
async fn take_up(node: &Node, lookup: Lookup, now: Timestamp) -> Result<Option<Case>> {
    let Some(number) = Number::parse(&lookup.number) else {
        close(node, &lookup, LookupOutcome::Nobody).await?;
        return Ok(None);
    };
    let Some((state, _)) = node.store.load_call(&node.workspace, &lookup.call).await? else {
        let later = LookupOutcome::Postponed(now.plus_ms(NOT_SAVED_MS));
        close(node, &lookup, later).await?;
        return Ok(None);
    };
    if state.lead_id().is_some() {
        close(node, &lookup, LookupOutcome::Found).await?;
        return Ok(None);
    }
    Ok(Some(Case {
        lookup,
        number,
        state,
        asked_before: None,
    }))
}

/// Others may have called from the same number and been taken for nobody.
async fn spread(node: &Node, case: &Case, record: &str, answers: &mut Answers) -> Result<()> {
    let number = case.number.e164();
    let now = node.clock.now();
    let callers = answers.entry(case.number.clone()).or_default();
    if callers.is_empty() {
        // It was created, or named by a duplicate rule: an index would not show it yet.
        let kind = if record.starts_with(CONTACT_PREFIX) {
            CandidateKind::Contact
        } else {
            CandidateKind::OpenLead
        };
        callers.push(Caller {
            candidate: Candidate {
                record: record.to_owned(),
                kind,
                created_at: now,
            },
            name: None,
            company: None,
        });
        let said = vec![(number.clone(), callers.clone())];
        node.store.save_answers(&node.workspace, said, now).await?;
    }
    node.store
        .reopen_lookups(&node.workspace, &number, now)
        .await?;
    Ok(())
}

async fn close(node: &Node, lookup: &Lookup, outcome: LookupOutcome) -> Result<()> {
    node.store
        .close_lookup(&node.workspace, &lookup.call, outcome)
        .await
}

/// Whether the day's remaining requests are spent on a call.
fn deserves(least: Urgency, state: &CallState) -> bool {
    match least {
        Urgency::None | Urgency::Routine => true,
        Urgency::Soon => state.heard_prospect() || state.is_over(),
        Urgency::First | Urgency::AtOnce | Urgency::Hot => state.is_over(),
    }
}
