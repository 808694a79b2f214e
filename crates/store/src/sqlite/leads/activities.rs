//! The tasks of finished calls: what they should say, and what became of writing it. They are
//! written under the lease of their lead, and have a fate of their own.

use midcall_domain::{leads::Urgency, time::Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{
    super::{At, from_json, from_json_opt, moment, rows_max, to_json},
    pacing::rank,
};
use crate::{
    ActivityOutcome, ActivityRow, Blocked, Fold, FoldedCall, LeasedActivity, NextAttempt, Result,
    Store,
};

/// Tasks of one lead in one request; a lead has more only after an outage.
const PER_LEAD_MAX: usize = 10;

/// Writes down what a call's task should say. Returns when it is due, if that is news.
pub(in crate::sqlite) fn save_activity(
    transaction: &Transaction<'_>,
    fold: &Fold,
    call: &FoldedCall,
) -> Result<Option<Timestamp>> {
    let Some(activity) = &call.activity else {
        return Ok(None);
    };
    let id = call.summary.call.as_str();
    let desired = to_json(activity);
    let known: Option<(String, Option<String>, bool)> = transaction
        .prepare_cached("-- load_activity\nSELECT desired, written, is_there FROM activities WHERE workspace = ?1 AND call = ?2")?
        .query_row(params![fold.workspace, id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if known
        .as_ref()
        .is_some_and(|(before, ..)| *before == desired)
    {
        return Ok(None);
    }
    // The first one goes out with the end of the call; a correction is not urgent.
    let urgency = match &known {
        Some((_, _, true)) => Urgency::Routine,
        _ => Urgency::AtOnce,
    };
    let is_said = known.is_some_and(|(_, written, _)| written.as_ref() == Some(&desired));
    let due_at = (!is_said).then(|| fold.now.plus_ms(fold.pacing.delay_ms(urgency)));
    transaction
        .prepare_cached(
            "-- save_activity\nINSERT INTO activities (workspace, call, lead, desired, due_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (workspace, call) DO UPDATE SET
                lead = excluded.lead, desired = excluded.desired,
                due_at = CASE WHEN blocked IS NOT NULL THEN NULL
                              WHEN attempts > 0 AND due_at IS NOT NULL THEN due_at
                              ELSE excluded.due_at END",
        )?
        .execute(params![fold.workspace, id, activity.lead, desired, due_at.map(At)])?;
    let due_at = due_of(transaction, &fold.workspace, &activity.lead)?.map(|due| due.at);
    if let Some(at) = due_at {
        transaction
            .prepare_cached(
                "-- hurry_lead\nUPDATE leads SET due_at = min(coalesce(due_at, ?3), ?3), urgency = max(urgency, ?4),
                    urgency_since_lease = max(urgency_since_lease, ?4)
                 WHERE workspace = ?1 AND lead = ?2",
            )?
            .execute(params![fold.workspace, activity.lead, At(at), rank(urgency)])?;
    }
    Ok(due_at)
}

/// The lead's tasks that are due. What they say counts as unknown until their outcome is recorded:
/// if none ever is, they are written once more.
pub(super) fn lease_activities(
    transaction: &Transaction<'_>,
    workspace: &str,
    lead: &str,
    due_by: Timestamp,
) -> Result<Vec<LeasedActivity>> {
    let mut statement = transaction.prepare_cached(
        "-- lease_activities\nSELECT call, desired, written, is_there, attempts FROM activities INDEXED BY activities_due
         WHERE workspace = ?1 AND lead = ?2 AND due_at <= ?3 ORDER BY due_at, call LIMIT ?4",
    )?;
    let mut rows = statement.query(params![workspace, lead, At(due_by), rows_max(PER_LEAD_MAX)])?;
    let mut leased = Vec::new();
    while let Some(row) = rows.next()? {
        leased.push(LeasedActivity {
            call: row.get(0)?,
            desired: from_json("activity", &row.get::<_, String>(1)?)?,
            written: from_json_opt("activity", row.get::<_, Option<String>>(2)?.as_deref())?,
            is_there: row.get(3)?,
            attempts: row.get(4)?,
        });
    }
    let mut forget = transaction.prepare_cached(
        "-- lease_activity\nUPDATE activities SET written = NULL WHERE workspace = ?1 AND call = ?2",
    )?;
    for activity in leased.iter().filter(|leased| leased.written.is_some()) {
        forget.execute(params![workspace, activity.call])?;
    }
    Ok(leased)
}

/// When the next of a lead's tasks is due, and how urgent it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    pub(super) at: Timestamp,
    pub(super) urgency: Urgency,
}

/// Writes down what became of leased tasks. Returns what is left to do about the lead's.
pub(super) fn record_activities(
    transaction: &Transaction<'_>,
    workspace: &str,
    lead: &str,
    outcomes: &[ActivityOutcome],
    now: Timestamp,
) -> Result<Option<Due>> {
    for outcome in outcomes {
        record(transaction, workspace, outcome, now)?;
    }
    due_of(transaction, workspace, lead)
}

fn record(
    transaction: &Transaction<'_>,
    workspace: &str,
    outcome: &ActivityOutcome,
    now: Timestamp,
) -> Result<()> {
    let written = outcome.written.as_ref().map(to_json);
    let (retry_at, blocked) = match &outcome.next {
        NextAttempt::At(at) => (Some(At(*at)), None),
        NextAttempt::Blocked(why) => (None, Some(to_json(why))),
        NextAttempt::Never => (None, None),
    };
    transaction
        .prepare_cached(
            "-- record_activity\nUPDATE activities SET
                written = ?3, is_there = is_there OR ?4, attempts = ?5,
                written_at = CASE WHEN ?6 THEN ?7 ELSE written_at END,
                due_at = CASE WHEN desired IS ?3 THEN NULL ELSE ?8 END,
                blocked = CASE WHEN desired IS ?3 THEN NULL ELSE ?9 END
             WHERE workspace = ?1 AND call = ?2",
        )?
        .execute(params![
            workspace,
            outcome.call,
            written,
            outcome.is_there,
            outcome.attempts,
            outcome.is_written,
            At(now),
            retry_at,
            blocked,
        ])?;
    Ok(())
}

fn due_of(transaction: &Transaction<'_>, workspace: &str, lead: &str) -> Result<Option<Due>> {
    let (at, all_there): (Option<At>, Option<bool>) = transaction
        .prepare_cached("-- activities_due\nSELECT min(due_at), min(is_there) FROM activities INDEXED BY activities_due WHERE workspace = ?1 AND lead = ?2 AND due_at IS NOT NULL")?
        .query_row(params![workspace, lead], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(moment(at).map(|at| Due {
        at,
        urgency: if all_there == Some(true) {
            Urgency::Routine
        } else {
            Urgency::AtOnce
        },
    }))
}

/// Takes up tasks that wait for a person, of one lead or of all, and makes their leads due.
pub(super) fn retry_activities(
    transaction: &Transaction<'_>,
    workspace: &str,
    lead: Option<&str>,
    now: Timestamp,
) -> Result<Vec<String>> {
    let mut statement = transaction.prepare_cached(
        "-- blocked_activities\nSELECT DISTINCT lead FROM activities INDEXED BY activities_blocked WHERE workspace = ?1 AND (?2 IS NULL OR lead = ?2) AND blocked IS NOT NULL",
    )?;
    let leads = statement
        .query_map(params![workspace, lead], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    for lead in &leads {
        transaction
            .prepare_cached("-- retry_activities\nUPDATE activities SET blocked = NULL, attempts = 0, due_at = ?3 WHERE workspace = ?1 AND lead = ?2 AND blocked IS NOT NULL")?
            .execute(params![workspace, lead, At(now)])?;
        transaction
            .prepare_cached("-- retry_activities_lead\nUPDATE leads SET due_at = ?3, urgency = max(urgency, ?4) WHERE workspace = ?1 AND lead = ?2")?
            .execute(params![workspace, lead, At(now), rank(Urgency::Soon)])?;
    }
    Ok(leads)
}

impl Store {
    /// The tasks of a lead's calls, the newest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn list_activities(
        &self,
        workspace: &str,
        lead: &str,
        limit: usize,
    ) -> Result<Vec<ActivityRow>> {
        let (workspace, lead) = (workspace.to_owned(), lead.to_owned());
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- list_activities\nSELECT a.call, a.desired, a.written, a.written_at, a.due_at, a.blocked
                     FROM activities a INDEXED BY activities_by_lead LEFT JOIN calls c ON c.workspace = a.workspace AND c.call = a.call
                     WHERE a.workspace = ?1 AND a.lead = ?2 ORDER BY c.created_at DESC, a.call DESC LIMIT ?3",
                )?;
                let mut rows = statement.query(params![workspace, lead, rows_max(limit)])?;
                let mut activities = Vec::new();
                while let Some(row) = rows.next()? {
                    activities.push(activity_row(row)?);
                }
                Ok(activities)
            })
            .await
    }
}

fn activity_row(row: &Row<'_>) -> Result<ActivityRow> {
    let blocked: Option<Blocked> =
        from_json_opt("blocked", row.get::<_, Option<String>>(5)?.as_deref())?;
    Ok(ActivityRow {
        call: row.get(0)?,
        desired: from_json("activity", &row.get::<_, String>(1)?)?,
        written: from_json_opt("activity", row.get::<_, Option<String>>(2)?.as_deref())?,
        written_at: moment(row.get(3)?),
        due_at: moment(row.get(4)?),
        blocked,
    })
}
