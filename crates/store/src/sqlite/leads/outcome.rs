//! Writes down what became of a leased lead, and when it is to be looked at next.

use midcall_domain::{
    leads::{DesiredLead, Edit, Part, Seen, Urgency, Written, decide_part},
    time::Timestamp,
};
use rusqlite::{Row, Transaction, params};
use serde::de::DeserializeOwned;

use super::{
    super::{At, from_json, from_json_opt, moment, to_json},
    activities::record_activities,
    pacing::{Pacing, from_rank, rank},
    readings,
};
use crate::{Blocked, FieldsBlocked, LeadOutcome, Result};

/// Edits kept of one lead; older ones have long been looked at.
const EDITS_MAX: usize = 20;

/// A lead as it stands when its outcome is recorded.
struct Standing {
    leased_by: Option<String>,
    desired: DesiredLead,
    urgency: Urgency,
    urgency_since_lease: Urgency,
    changed_at: Option<Timestamp>,
    changed_at_since_lease: Option<Timestamp>,
    blocked: Vec<(Part, Blocked)>,
    fields_blocked: FieldsBlocked,
    trouble: Option<Blocked>,
    written: Written,
    edits: Vec<Edit>,
}

impl Standing {
    fn load(transaction: &Transaction<'_>, workspace: &str, lead: &str) -> Result<Option<Self>> {
        let mut statement = transaction.prepare_cached(
            "-- load_leased\nSELECT leased_by, desired, urgency, urgency_since_lease, changed_at, changed_at_since_lease, facts_blocked, transcript_blocked, fields_blocked, trouble, w.written, w.edits
             FROM leads LEFT JOIN lead_writes w USING (workspace, lead) WHERE workspace = ?1 AND lead = ?2",
        )?;
        let mut rows = statement.query(params![workspace, lead])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Self {
            leased_by: row.get(0)?,
            desired: from_json("desired lead", &row.get::<_, String>(1)?)?,
            urgency: from_rank(row.get(2)?),
            urgency_since_lease: from_rank(row.get(3)?),
            changed_at: moment(row.get(4)?),
            changed_at_since_lease: moment(row.get(5)?),
            blocked: blocked(row, 6)?,
            fields_blocked: column(row, 8, "blocked fields")?.unwrap_or_default(),
            trouble: column(row, 9, "trouble")?,
            written: column(row, 10, "written lead")?.unwrap_or_default(),
            edits: column(row, 11, "edits")?.unwrap_or_default(),
        }))
    }

    /// The fields that wait for a person after the outcome.
    fn fields_blocked_after(&self, outcome: &LeadOutcome) -> FieldsBlocked {
        let mut blocked = self.fields_blocked.clone();
        for (field, why) in &outcome.fields_blocked {
            let since = blocked.get(field).map_or(why.since, |known| known.since);
            let why = Blocked {
                since,
                ..why.clone()
            };
            blocked.insert(field.clone(), why);
        }
        blocked
    }

    /// Why it is tried again; what is the same as before keeps its date.
    fn trouble_after(&self, outcome: &LeadOutcome) -> Option<Blocked> {
        let trouble = outcome.trouble.clone()?;
        let known = self.trouble.as_ref();
        let since = known
            .filter(|known| known.reason == trouble.reason)
            .map_or(trouble.since, |known| known.since);
        Some(Blocked { since, ..trouble })
    }

    /// What people changed, with what is new of it; `None` when nothing is.
    fn edits_after(&self, outcome: &LeadOutcome) -> Option<Vec<Edit>> {
        let is_new = |edit: &&Edit| {
            let mut known = self.edits.iter().rev();
            !known
                .find(|known| known.field == edit.field)
                .is_some_and(|known| known.is_again(edit))
        };
        let new: Vec<Edit> = outcome.edits.iter().filter(is_new).cloned().collect();
        if new.is_empty() {
            return None;
        }
        let mut edits = [self.edits.clone(), new].concat();
        edits.drain(..edits.len().saturating_sub(EDITS_MAX));
        Some(edits)
    }

    /// Whether anything of a part could be written, or has to be read to know.
    fn is_part_open(
        &self,
        part: Part,
        outcome: &LeadOutcome,
        blocked: &[(Part, Blocked)],
        fields_blocked: &FieldsBlocked,
    ) -> bool {
        if blocked.iter().any(|(of, _)| *of == part) {
            return false;
        }
        let seen = outcome.observed.as_ref().map(|fields| Seen {
            fields,
            is_fresh: false,
        });
        let decision = decide_part(&self.desired, &self.written, seen, part);
        let mut open = decision.write.keys().chain(&decision.read_first);
        open.any(|field| !fields_blocked.contains_key(field))
    }

    /// What waits for a person after the outcome. What waited before keeps its date.
    fn blocked_after(&self, outcome: &LeadOutcome) -> Vec<(Part, Blocked)> {
        let waits_on = self.blocked.iter().filter(|(part, _)| {
            !outcome.unblocked.contains(part) && !outcome.blocked.iter().any(|(of, _)| of == part)
        });
        let waits_anew = outcome.blocked.iter().map(|(part, why)| {
            let before = self.blocked.iter().find(|(of, _)| of == part);
            let since = before.map_or(why.since, |(_, known)| known.since);
            (
                *part,
                Blocked {
                    since,
                    ..why.clone()
                },
            )
        });
        waits_on.cloned().chain(waits_anew).collect()
    }
}

pub(super) fn record_outcome(
    transaction: &Transaction<'_>,
    workspace: &str,
    owner: &str,
    outcome: &LeadOutcome,
    now: Timestamp,
    pacing: Pacing,
) -> Result<()> {
    let Some(standing) = Standing::load(transaction, workspace, &outcome.lead)? else {
        return Ok(());
    };
    if standing.leased_by.as_deref() != Some(owner) {
        return lose_lease(transaction, workspace, &outcome.lead, now);
    }
    let task = record_activities(
        transaction,
        workspace,
        &outcome.lead,
        &outcome.activities,
        now,
    )?;
    let blocked = standing.blocked_after(outcome);
    let fields_blocked = standing.fields_blocked_after(outcome);
    let is_part_open = |part: Part| standing.is_part_open(part, outcome, &blocked, &fields_blocked);
    let are_facts_open = is_part_open(Part::Facts);
    let is_open = are_facts_open || is_part_open(Part::Transcript);
    // What was urgent has been written, unless the write failed or something newer came in.
    let is_settled = outcome.is_written && outcome.retry_at.is_none();
    let urgency = match (is_open, is_settled || !are_facts_open) {
        (false, _) => Urgency::None,
        // Words that wait for more of them are no reason to come back at once.
        (true, true) => standing.urgency_since_lease.max(Urgency::Routine),
        (true, false) => standing.urgency.max(Urgency::Routine),
    };
    let due_at = is_open.then(|| {
        let wait_ms = if standing.desired.is_live {
            pacing.delay_ms(urgency)
        } else {
            0
        };
        outcome.retry_at.unwrap_or(now.plus_ms(wait_ms))
    });
    // Its calls' tasks have a fate of their own, and are written along with it.
    let due_at = due_at.into_iter().chain(task.map(|task| task.at)).min();
    let urgency = urgency.max(task.map_or(Urgency::None, |task| task.urgency));
    let changed_at = match (are_facts_open, outcome.is_written) {
        (false, _) => None,
        (true, true) => standing.changed_at_since_lease,
        (true, false) => standing.changed_at,
    };
    if outcome.is_written && !standing.desired.is_live {
        readings::schedule(transaction, workspace, &outcome.lead, now)?;
    }
    let text = |part: Part| {
        blocked
            .iter()
            .find(|(of, _)| *of == part)
            .map(|(_, why)| to_json(why))
    };
    transaction
        .prepare_cached(
            "-- record_outcome\nUPDATE leads SET
                observed = ?3, urgency = ?4, due_at = ?5, changed_at = ?6, attempts = ?7,
                facts_blocked = ?8, transcript_blocked = ?9, target = coalesce(?10, target),
                written_at = CASE WHEN ?11 THEN ?12 ELSE written_at END,
                transcript_at = CASE WHEN ?13 THEN ?12 ELSE transcript_at END,
                read_at = ?14, fields_blocked = ?15, trouble = ?16, is_retried = 0,
                leased_by = NULL, leased_until = 0
             WHERE workspace = ?1 AND lead = ?2",
        )?
        .execute(params![
            workspace,
            outcome.lead,
            outcome.observed.as_ref().map(to_json),
            rank(urgency),
            due_at.map(At),
            changed_at.map(At),
            outcome.attempts,
            text(Part::Facts),
            text(Part::Transcript),
            outcome.target,
            outcome.is_written,
            At(now),
            outcome.is_transcript_written,
            outcome.read_at.map(At),
            (!fields_blocked.is_empty()).then(|| to_json(&fields_blocked)),
            standing
                .trouble_after(outcome)
                .filter(|_| is_open)
                .as_ref()
                .map(to_json),
        ])?;
    if let Some(edits) = standing.edits_after(outcome) {
        transaction
            .prepare_cached(
                "-- save_edits\nINSERT INTO lead_writes (workspace, lead, written, edits) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (workspace, lead) DO UPDATE SET edits = excluded.edits",
            )?
            .execute(params![
                workspace,
                outcome.lead,
                to_json(&standing.written),
                to_json(&edits)
            ])?;
    }
    Ok(())
}

/// Somebody else writes to this lead now, and the write at hand may land after theirs: whatever
/// Salesforce holds has to be read again.
fn lose_lease(
    transaction: &Transaction<'_>,
    workspace: &str,
    lead: &str,
    now: Timestamp,
) -> Result<()> {
    transaction
        .prepare_cached(
            "-- lose_lease\nUPDATE leads SET observed = NULL, due_at = min(coalesce(due_at, ?3), ?3), urgency = max(urgency, ?4) WHERE workspace = ?1 AND lead = ?2",
        )?
        .execute(params![workspace, lead, At(now), rank(Urgency::Soon)])?;
    Ok(())
}

/// JSON that may not be there.
pub(super) fn column<T: DeserializeOwned>(
    row: &Row<'_>,
    at: usize,
    what: &'static str,
) -> Result<Option<T>> {
    from_json_opt(what, row.get::<_, Option<String>>(at)?.as_deref())
}

/// What waits for a person, in two neighboring columns.
pub(super) fn blocked(row: &Row<'_>, first_column: usize) -> Result<Vec<(Part, Blocked)>> {
    let mut blocked = Vec::new();
    for (part, column) in [
        (Part::Facts, first_column),
        (Part::Transcript, first_column + 1),
    ] {
        let text: Option<String> = row.get(column)?;
        if let Some(why) = from_json_opt("blocked", text.as_deref())? {
            blocked.push((part, why));
        }
    }
    Ok(blocked)
}
