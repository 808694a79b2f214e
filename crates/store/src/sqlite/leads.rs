//! Leads: what they should say, who may write to them, and what became of it.

use midcall_domain::{
    leads::{DesiredLead, Fields, Part, Urgency, differing, urgency},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{At, from_json, from_json_opt, moment, rows_max, to_json};
use crate::{Backlog, Blocked, Fold, LeadOutcome, LeadPage, LeadRow, LeasedLead, Result, Store};

/// How soon a change becomes due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// A signal changed: changes of one lead within this time are one write.
    pub soon_ms: i64,
    /// Only words were said: the transcript grows in steps of this length.
    pub routine_ms: i64,
}

impl Pacing {
    fn delay_ms(self, urgency: Urgency) -> i64 {
        match urgency {
            Urgency::Hot | Urgency::AtOnce | Urgency::None => 0,
            Urgency::Soon => self.soon_ms,
            Urgency::Routine => self.routine_ms,
        }
    }
}

const fn rank(urgency: Urgency) -> u8 {
    urgency as u8
}

const fn from_rank(rank: u8) -> Urgency {
    match rank {
        0 => Urgency::None,
        1 => Urgency::Routine,
        2 => Urgency::Soon,
        3 => Urgency::AtOnce,
        _ => Urgency::Hot,
    }
}

/// Writes down what a lead should say. Returns when it is due, if that changed anything.
pub(super) fn save_desired(
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
                changed_at = coalesce(changed_at, excluded.changed_at),
                due_at = CASE WHEN attempts > 0 AND due_at IS NOT NULL THEN due_at
                              ELSE min(coalesce(due_at, excluded.due_at), excluded.due_at) END",
        )?
        .execute(params![fold.workspace, lead, to_json(desired), rank(urgency), changed_at, At(due_at)])?;
    Ok(Some(due_at))
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
                    .prepare_cached("-- next_due_at\nSELECT min(max(due_at, leased_until)) FROM leads WHERE workspace = ?1 AND due_at IS NOT NULL AND urgency >= ?2")?
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
                     AND (NOT ?4 OR l.facts_blocked IS NOT NULL OR l.transcript_blocked IS NOT NULL)
                     ORDER BY l.lead LIMIT ?3"
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
                Ok(transaction
                    .prepare_cached(
                        "-- retry_blocked\nUPDATE leads SET facts_blocked = NULL, transcript_blocked = NULL, observed = NULL, attempts = 0, due_at = ?3, urgency = max(urgency, ?4)
                         WHERE workspace = ?1 AND (?2 IS NULL OR lead = ?2) AND (facts_blocked IS NOT NULL OR transcript_blocked IS NOT NULL)",
                    )?
                    .execute(params![workspace, lead, At(now), rank(Urgency::Soon)])?)
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
                    .prepare_cached(
                        "-- backlog\nSELECT
                            (SELECT count(*) FROM calls WHERE workspace = ?1 AND is_over = 0),
                            (SELECT count(*) FROM leads WHERE workspace = ?1 AND due_at IS NOT NULL),
                            (SELECT min(changed_at) FROM leads WHERE workspace = ?1 AND due_at IS NOT NULL),
                            (SELECT count(*) FROM leads WHERE workspace = ?1 AND (facts_blocked IS NOT NULL OR transcript_blocked IS NOT NULL)),
                            (SELECT count(*) FROM calls WHERE workspace = ?1 AND lead IS NULL),
                            (SELECT count(*) FROM requests WHERE workspace = ?1 AND state = 'unknown')",
                    )?
                    .query_row(params![workspace], |row| {
                        Ok(Backlog {
                            live_calls: row.get::<_, i64>(0)?.cast_unsigned(),
                            due_leads: row.get::<_, i64>(1)?.cast_unsigned(),
                            oldest_change_at: moment(row.get(2)?),
                            blocked_leads: row.get::<_, i64>(3)?.cast_unsigned(),
                            unattributed_calls: row.get::<_, i64>(4)?.cast_unsigned(),
                            unknown_requests: row.get::<_, i64>(5)?.cast_unsigned(),
                        })
                    })?)
            })
            .await
    }
}

/// Which leads to lease, and for whom.
#[derive(Clone, Debug)]
pub struct LeaseAsk {
    /// Whose leads.
    pub workspace: String,
    /// Who asks: a node's name and a number of its own.
    pub owner: String,
    /// The time of asking.
    pub now: Timestamp,
    /// Due before then comes along, once something is due now.
    pub ride_along: Timestamp,
    /// Until when nobody else may write.
    pub until: Timestamp,
    /// Nothing less urgent than this.
    pub at_least: Urgency,
    /// At most so many.
    pub limit: usize,
}

fn lease_due_leads(transaction: &Transaction<'_>, ask: &LeaseAsk) -> Result<Vec<LeasedLead>> {
    let is_due: bool = transaction
        .prepare_cached("-- is_lead_due\nSELECT EXISTS (SELECT 1 FROM leads WHERE workspace = ?1 AND due_at <= ?2 AND leased_until <= ?2 AND urgency >= ?3)")?
        .query_row(params![ask.workspace, At(ask.now), rank(ask.at_least)], |row| row.get(0))?;
    if !is_due {
        return Ok(Vec::new());
    }
    let mut statement = transaction.prepare_cached(
        "-- lease_due_leads\nSELECT lead, target, desired, generation, urgency, changed_at, observed, transcript_at, attempts, facts_blocked IS NOT NULL, transcript_blocked IS NOT NULL
         FROM leads WHERE workspace = ?1 AND due_at <= ?2 AND leased_until <= ?3 AND urgency >= ?4 AND (attempts = 0 OR due_at <= ?3)
         ORDER BY urgency DESC, due_at LIMIT ?5",
    )?;
    let mut rows = statement.query(params![
        ask.workspace,
        At(ask.ride_along.max(ask.now)),
        At(ask.now),
        rank(ask.at_least),
        rows_max(ask.limit)
    ])?;
    let mut leased = Vec::new();
    while let Some(row) = rows.next()? {
        let lead: String = row.get(0)?;
        let target: Option<String> = row.get(1)?;
        let mut blocked = Vec::new();
        if row.get(9)? {
            blocked.push(Part::Facts);
        }
        if row.get(10)? {
            blocked.push(Part::Transcript);
        }
        leased.push(LeasedLead {
            target: target.unwrap_or_else(|| lead.clone()),
            lead,
            desired: from_json("desired lead", &row.get::<_, String>(2)?)?,
            generation: row.get(3)?,
            urgency: from_rank(row.get(4)?),
            changed_at: moment(row.get(5)?),
            observed: from_json_opt("observed lead", row.get::<_, Option<String>>(6)?.as_deref())?,
            transcript_at: moment(row.get(7)?),
            attempts: row.get(8)?,
            blocked,
        });
    }
    let mut lease = transaction.prepare_cached(
        "-- lease_lead\nUPDATE leads SET leased_by = ?3, leased_until = ?4 WHERE workspace = ?1 AND lead = ?2",
    )?;
    for lead in &leased {
        lease.execute(params![ask.workspace, lead.lead, ask.owner, At(ask.until)])?;
    }
    Ok(leased)
}

fn record_outcome(
    transaction: &Transaction<'_>,
    workspace: &str,
    owner: &str,
    outcome: &LeadOutcome,
    now: Timestamp,
    pacing: Pacing,
) -> Result<()> {
    let row: Option<(Option<String>, String, i64, u8, Option<At>, Option<String>, Option<String>)> = transaction
        .prepare_cached("-- load_leased\nSELECT leased_by, desired, generation, urgency, changed_at, facts_blocked, transcript_blocked FROM leads WHERE workspace = ?1 AND lead = ?2")?
        .query_row(params![workspace, outcome.lead], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
        })
        .optional()?;
    let Some((
        leased_by,
        desired,
        generation,
        urgency,
        changed_at,
        facts_blocked,
        transcript_blocked,
    )) = row
    else {
        return Ok(());
    };
    if leased_by.as_deref() != Some(owner) {
        // Somebody else writes to this lead now, and this write may land after theirs: whatever
        // Salesforce holds has to be read again.
        transaction
            .prepare_cached("-- lose_lease\nUPDATE leads SET observed = NULL, due_at = min(coalesce(due_at, ?3), ?3), urgency = max(urgency, ?4) WHERE workspace = ?1 AND lead = ?2")?
            .execute(params![workspace, outcome.lead, At(now), rank(Urgency::Soon)])?;
        return Ok(());
    }
    let desired: DesiredLead = from_json("desired lead", &desired)?;
    let mut blocked: Vec<(Part, Option<Blocked>)> = vec![
        (
            Part::Facts,
            from_json_opt("blocked", facts_blocked.as_deref())?,
        ),
        (
            Part::Transcript,
            from_json_opt("blocked", transcript_blocked.as_deref())?,
        ),
    ];
    for (part, state) in &mut blocked {
        if outcome.unblocked.contains(part) {
            *state = None;
        }
        if let Some((_, why)) = outcome.blocked.iter().find(|(of, _)| of == part) {
            *state = Some(Blocked {
                since: state.as_ref().map_or(why.since, |s| s.since),
                ..why.clone()
            });
        }
    }
    let is_open = |part: Part| {
        let waits = blocked.iter().any(|(of, why)| *of == part && why.is_some());
        !waits && !differing(&desired.fields, outcome.observed.as_ref(), part).is_empty()
    };
    let facts_open = is_open(Part::Facts);
    let is_open = facts_open || is_open(Part::Transcript);
    let has_moved = generation != outcome.generation;
    // What was urgent has been written unless the write failed or something newer came in.
    let urgency = match (is_open, has_moved || outcome.retry_at.is_some()) {
        (false, _) => Urgency::None,
        (true, true) => from_rank(urgency).max(Urgency::Routine),
        (true, false) => Urgency::Routine,
    };
    let due_at = is_open.then(|| {
        let paced = if desired.is_live {
            now.plus_ms(pacing.delay_ms(urgency))
        } else {
            now
        };
        outcome.retry_at.unwrap_or(paced)
    });
    let changed_at = if facts_open {
        if has_moved && outcome.is_written {
            Some(At(now))
        } else {
            changed_at
        }
    } else {
        None
    };
    let text = |part: Part| {
        blocked
            .iter()
            .find(|(of, _)| *of == part)
            .and_then(|(_, why)| why.as_ref())
            .map(to_json)
    };
    transaction
        .prepare_cached(
            "-- record_outcome\nUPDATE leads SET
                observed = ?3, urgency = ?4, due_at = ?5, changed_at = ?6, attempts = ?7,
                facts_blocked = ?8, transcript_blocked = ?9, target = coalesce(?10, target),
                written_at = CASE WHEN ?11 THEN ?12 ELSE written_at END,
                transcript_at = CASE WHEN ?13 THEN ?12 ELSE transcript_at END,
                leased_by = NULL, leased_until = 0
             WHERE workspace = ?1 AND lead = ?2",
        )?
        .execute(params![
            workspace,
            outcome.lead,
            outcome.observed.as_ref().map(to_json),
            rank(urgency),
            due_at.map(At),
            changed_at,
            outcome.attempts,
            text(Part::Facts),
            text(Part::Transcript),
            outcome.target,
            outcome.is_written,
            At(now),
            outcome.is_transcript_written,
        ])?;
    Ok(())
}

const SELECT_LEAD: &str = "SELECT l.lead, l.target, l.desired, l.generation, l.observed, l.written_at, l.due_at, l.attempts, l.facts_blocked, l.transcript_blocked,
    (SELECT c.call FROM calls c WHERE c.workspace = l.workspace AND c.lead = l.lead ORDER BY c.created_at DESC, c.call DESC LIMIT 1)
    FROM leads l";

fn lead_row(row: &Row<'_>) -> Result<LeadRow> {
    let mut blocked = Vec::new();
    for (part, column) in [(Part::Facts, 8), (Part::Transcript, 9)] {
        let text: Option<String> = row.get(column)?;
        if let Some(why) = from_json_opt("blocked", text.as_deref())? {
            blocked.push((part, why));
        }
    }
    let observed: Option<String> = row.get(4)?;
    let observed: Option<Fields> = from_json_opt("observed lead", observed.as_deref())?;
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
    })
}
