//! Takes the leads that are due, so that nobody else writes to them.

use midcall_domain::{
    leads::{Part, Urgency},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::{
    super::{At, from_json, from_json_opt, moment, rows_max},
    activities::lease_activities,
    pacing::{from_rank, rank},
};
use crate::{LeasedLead, Result};

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

pub(super) fn lease_due_leads(
    transaction: &Transaction<'_>,
    ask: &LeaseAsk,
) -> Result<Vec<LeasedLead>> {
    let is_due: bool = transaction
        .prepare_cached("-- is_lead_due\nSELECT EXISTS (SELECT 1 FROM leads WHERE workspace = ?1 AND due_at <= ?2 AND leased_until <= ?2 AND urgency >= ?3)")?
        .query_row(params![ask.workspace, At(ask.now), rank(ask.at_least)], |row| row.get(0))?;
    if !is_due {
        return Ok(Vec::new());
    }
    // A lease that ran out without an outcome may have been written under: what the lead was seen
    // to say before is not known to be true any more, so it is read again.
    let mut statement = transaction.prepare_cached(
        "-- lease_due_leads\nSELECT lead, target, desired, generation, urgency, changed_at, CASE WHEN leased_by IS NULL THEN observed END, transcript_at, attempts, facts_blocked IS NOT NULL, transcript_blocked IS NOT NULL,
            read_at, fields_blocked, is_retried, (SELECT w.written FROM lead_writes w WHERE w.workspace = leads.workspace AND w.lead = leads.lead)
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
            read_at: moment(row.get(11)?),
            fields_blocked: from_json_opt(
                "blocked fields",
                row.get::<_, Option<String>>(12)?.as_deref(),
            )?
            .unwrap_or_default(),
            is_retried: row.get(13)?,
            written: from_json_opt("written lead", row.get::<_, Option<String>>(14)?.as_deref())?
                .unwrap_or_default(),
            activities: Vec::new(),
        });
    }
    let mut lease = transaction.prepare_cached(
        "-- lease_lead\nUPDATE leads SET leased_by = ?3, leased_until = ?4, urgency_since_lease = 0, changed_at_since_lease = NULL WHERE workspace = ?1 AND lead = ?2",
    )?;
    for lead in &mut leased {
        let due_by = ask.ride_along.max(ask.now);
        lead.activities = lease_activities(transaction, &ask.workspace, &lead.lead, due_by)?;
        lease.execute(params![ask.workspace, lead.lead, ask.owner, At(ask.until)])?;
    }
    Ok(leased)
}
