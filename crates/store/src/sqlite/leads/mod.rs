//! Leads: what they should say, who may write to them, and what became of it.

mod activities;
mod lease;
mod outcome;
mod pacing;
mod readings;

use midcall_domain::{
    leads::{DesiredLead, Fields, Part, Urgency, Written, urgency},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

pub(in crate::sqlite) use activities::save_activity;
pub use lease::LeaseAsk;
pub use pacing::Pacing;

use self::{
    activities::retry_activities,
    lease::lease_due_leads,
    outcome::{blocked, column, record_outcome},
    pacing::rank,
};
use super::{At, from_json, from_json_opt, moment, rows_max, to_json};
use crate::{Backlog, Fold, LeadOutcome, LeadPage, LeadRow, LeasedLead, Result, Store};

/// Writes down what a lead should say. Returns when it is due, if that changed anything.
pub(in crate::sqlite) fn save_desired(
    transaction: &Transaction<'_>,
    fold: &Fold,
    lead: &str,
    desired: &DesiredLead,
    heard_at: Timestamp,
) -> Result<Option<Timestamp>> {
    let before: Option<String> = transaction
        .prepare_cached(
            "-- load_desired\nSELECT desired FROM leads WHERE workspace = ?1 AND lead = ?2",
        )?
        .query_row(params![fold.workspace, lead], |row| row.get(0))
        .optional()?;
    let before: Option<DesiredLead> = from_json_opt("desired lead", before.as_deref())?;
    if before.as_ref() == Some(desired) {
        return Ok(None);
    }
    // Before the first write of a call people may have worked on the lead for weeks.
    let is_new_call = before
        .as_ref()
        .is_some_and(|before| before.call != desired.call);
    let urgency = urgency(before.as_ref(), desired);
    let due_at = fold.now.plus_ms(fold.pacing.delay_ms(urgency));
    // A change that only adds words does not start the clock from "heard" to "written": that
    // clock is about what was understood.
    let changed_at = (urgency > Urgency::Routine).then_some(At(heard_at));
    transaction
        .prepare_cached(
            "-- save_desired\nINSERT INTO leads (workspace, lead, desired, generation, urgency, changed_at, due_at) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6)
             ON CONFLICT (workspace, lead) DO UPDATE SET
                desired = excluded.desired, generation = generation + 1,
                urgency = max(urgency, excluded.urgency),
                urgency_since_lease = max(urgency_since_lease, excluded.urgency),
                changed_at_since_lease = coalesce(changed_at_since_lease, excluded.changed_at),
                changed_at = coalesce(changed_at, excluded.changed_at),
                observed = CASE WHEN ?7 THEN NULL ELSE observed END,
                due_at = CASE WHEN attempts > 0 AND due_at IS NOT NULL THEN due_at
                              ELSE min(coalesce(due_at, excluded.due_at), excluded.due_at) END",
        )?
        .execute(params![fold.workspace, lead, to_json(desired), rank(urgency), changed_at, At(due_at), is_new_call])?;
    Ok(Some(due_at))
}

/// Forgets a lead that no call belongs to any more. What was written to it stays in Salesforce.
pub(in crate::sqlite) fn forget(
    transaction: &Transaction<'_>,
    workspace: &str,
    lead: &str,
) -> Result<()> {
    transaction
        .prepare_cached("-- forget_lead\nDELETE FROM leads WHERE workspace = ?1 AND lead = ?2")?
        .execute(params![workspace, lead])?;
    Ok(())
}

impl Store {
    /// When the next lead of at least this urgency is due, if any is.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn next_due_at(
        &self,
        workspace: &str,
        at_least: Urgency,
    ) -> Result<Option<Timestamp>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let due: Option<At> = transaction
                    .prepare_cached("-- next_due_at\nSELECT min(max(due_at, leased_until)) FROM leads INDEXED BY leads_due WHERE workspace = ?1 AND due_at IS NOT NULL AND urgency >= ?2")?
                    .query_row(params![workspace, rank(at_least)], |row| row.get(0))?;
                Ok(moment(due))
            })
            .await
    }

    /// Takes the leads that are due, the most urgent first, so that nobody else writes to them
    /// until `until`. Once one is due, those due before `ride_along` come with it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_due_leads(&self, ask: LeaseAsk) -> Result<Vec<LeasedLead>> {
        self.database
            .write(move |transaction| lease_due_leads(transaction, &ask))
            .await
    }

    /// Writes down what is about to be put into leads, before it is sent: should the outcome be
    /// lost, what is found there is still known for Midcall's own.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn note_written(
        &self,
        workspace: &str,
        written: Vec<(String, Written)>,
    ) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- note_written\nINSERT INTO lead_writes (workspace, lead, written) VALUES (?1, ?2, ?3) ON CONFLICT (workspace, lead) DO UPDATE SET written = excluded.written",
                )?;
                for (lead, written) in &written {
                    statement.execute(params![workspace, lead, to_json(written)])?;
                }
                Ok(())
            })
            .await
    }

    /// Writes down what became of leased leads. An outcome whose lease has been lost changes
    /// nothing but that what Salesforce holds is not known.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_outcomes(
        &self,
        workspace: &str,
        owner: &str,
        outcomes: Vec<LeadOutcome>,
        now: Timestamp,
        pacing: Pacing,
    ) -> Result<()> {
        let (workspace, owner) = (workspace.to_owned(), owner.to_owned());
        self.database
            .write(move |transaction| {
                for outcome in &outcomes {
                    record_outcome(transaction, &workspace, &owner, outcome, now, pacing)?;
                }
                Ok(())
            })
            .await
    }

    /// One lead.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn load_lead(&self, workspace: &str, lead: &str) -> Result<Option<LeadRow>> {
        let (workspace, lead) = (workspace.to_owned(), lead.to_owned());
        self.database
            .read(move |transaction| {
                let sql =
                    format!("-- load_lead\n{SELECT_LEAD} WHERE l.workspace = ?1 AND l.lead = ?2");
                let mut statement = transaction.prepare_cached(&sql)?;
                let mut rows = statement.query(params![workspace, lead])?;
                rows.next()?.map(lead_row).transpose()
            })
            .await
    }

    /// A page of leads, in the order of their ids; only those that wait for a person if asked.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn list_leads(
        &self,
        workspace: &str,
        after: Option<String>,
        limit: usize,
        only_blocked: bool,
    ) -> Result<LeadPage> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let sql = format!(
                    "-- list_leads\n{SELECT_LEAD} WHERE l.workspace = ?1 AND l.lead > ?2
                     AND (NOT ?4 OR {WAITS_FOR_A_PERSON}) ORDER BY l.lead LIMIT ?3"
                );
                let mut statement = transaction.prepare_cached(&sql)?;
                let after = after.unwrap_or_default();
                let mut rows = statement.query(params![
                    workspace,
                    after,
                    rows_max(limit + 1),
                    only_blocked
                ])?;
                let mut leads = Vec::new();
                while let Some(row) = rows.next()? {
                    leads.push(lead_row(row)?);
                }
                let next = (leads.len() > limit).then(|| {
                    leads.truncate(limit);
                    leads.last().map(|last| last.lead.clone())
                });
                Ok(LeadPage {
                    leads,
                    next: next.flatten(),
                })
            })
            .await
    }

    /// Takes up what waits for a person: one lead, or all. Returns how many.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn retry_blocked(
        &self,
        workspace: &str,
        lead: Option<&str>,
        now: Timestamp,
    ) -> Result<usize> {
        let (workspace, lead) = (workspace.to_owned(), lead.map(str::to_owned));
        self.database
            .write(move |transaction| {
                let retried: i64 = transaction
                    .prepare_cached(&format!(
                        "-- count_blocked\nSELECT count(*) FROM leads l WHERE l.workspace = ?1 AND (?2 IS NULL OR l.lead = ?2) AND ({WAITS_FOR_A_PERSON})"
                    ))?
                    .query_row(params![workspace, lead], |row| row.get(0))?;
                retry_activities(transaction, &workspace, lead.as_deref(), now)?;
                transaction
                    .prepare_cached(
                        "-- retry_blocked\nUPDATE leads SET facts_blocked = NULL, transcript_blocked = NULL, fields_blocked = NULL, target = NULL, observed = NULL, is_retried = 1, attempts = 0, due_at = ?3, urgency = max(urgency, ?4)
                         WHERE workspace = ?1 AND (?2 IS NULL OR lead = ?2) AND (facts_blocked IS NOT NULL OR transcript_blocked IS NOT NULL OR fields_blocked IS NOT NULL)",
                    )?
                    .execute(params![workspace, lead, At(now), rank(Urgency::Soon)])?;
                Ok(usize::try_from(retried).unwrap_or_default())
            })
            .await
    }

    /// What is left to do.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn backlog(&self, workspace: &str) -> Result<Backlog> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                Ok(transaction
                    .prepare_cached(&format!(
                        "-- backlog\nSELECT
                            (SELECT count(*) FROM calls WHERE workspace = ?1 AND is_over = 0),
                            (SELECT count(*) FROM leads WHERE workspace = ?1 AND due_at IS NOT NULL),
                            (SELECT min(changed_at) FROM leads WHERE workspace = ?1 AND due_at IS NOT NULL),
                            (SELECT count(*) FROM leads l WHERE l.workspace = ?1 AND ({WAITS_FOR_A_PERSON})),
                            (SELECT count(*) FROM calls WHERE workspace = ?1 AND lead IS NULL),
                            (SELECT count(*) FROM requests WHERE workspace = ?1 AND state = 'unknown'),
                            (SELECT count(*) FROM requests WHERE workspace = ?1 AND state = 'accepted'),
                            (SELECT count(*) FROM lookups WHERE workspace = ?1 AND state = 'blocked')",
                    ))?
                    .query_row(params![workspace], |row| {
                        Ok(Backlog {
                            live_calls: row.get::<_, i64>(0)?.cast_unsigned(),
                            due_leads: row.get::<_, i64>(1)?.cast_unsigned(),
                            oldest_change_at: moment(row.get(2)?),
                            blocked_leads: row.get::<_, i64>(3)?.cast_unsigned(),
                            unattributed_calls: row.get::<_, i64>(4)?.cast_unsigned(),
                            unknown_requests: row.get::<_, i64>(5)?.cast_unsigned(),
                            queued_requests: row.get::<_, i64>(6)?.cast_unsigned(),
                            blocked_calls: row.get::<_, i64>(7)?.cast_unsigned(),
                        })
                    })?)
            })
            .await
    }
}

/// Of a lead `l`: part of it, a field, or the task of one of its calls.
const WAITS_FOR_A_PERSON: &str = "l.facts_blocked IS NOT NULL OR l.transcript_blocked IS NOT NULL OR l.fields_blocked IS NOT NULL
    OR EXISTS (SELECT 1 FROM activities a WHERE a.workspace = l.workspace AND a.lead = l.lead AND a.blocked IS NOT NULL)";

const SELECT_LEAD: &str = "SELECT l.lead, l.target, l.desired, l.generation, l.observed, l.written_at, l.due_at, l.attempts, l.facts_blocked, l.transcript_blocked,
    (SELECT c.call FROM calls c WHERE c.workspace = l.workspace AND c.lead = l.lead ORDER BY c.created_at DESC, c.call DESC LIMIT 1),
    l.fields_blocked, l.trouble, (SELECT w.edits FROM lead_writes w WHERE w.workspace = l.workspace AND w.lead = l.lead),
    (SELECT a.blocked FROM activities a WHERE a.workspace = l.workspace AND a.lead = l.lead AND a.blocked IS NOT NULL LIMIT 1)
    FROM leads l";

fn lead_row(row: &Row<'_>) -> Result<LeadRow> {
    let observed: Option<String> = row.get(4)?;
    let observed: Option<Fields> = from_json_opt("observed lead", observed.as_deref())?;
    let task: Option<String> = row.get(14)?;
    let task = from_json_opt("blocked", task.as_deref())?.map(|why| (Part::Activity, why));
    let blocked = blocked(row, 8)?.into_iter().chain(task).collect();
    Ok(LeadRow {
        lead: row.get(0)?,
        target: row.get(1)?,
        desired: from_json("desired lead", &row.get::<_, String>(2)?)?,
        generation: row.get(3)?,
        observed,
        written_at: moment(row.get(5)?),
        due_at: moment(row.get(6)?),
        attempts: row.get(7)?,
        blocked,
        newest_call: row.get(10)?,
        fields_blocked: column(row, 11, "blocked fields")?.unwrap_or_default(),
        trouble: column(row, 12, "trouble")?,
        edits: column(row, 13, "edits")?.unwrap_or_default(),
    })
}
