//! Reads: what a look found, leased and closed; and what of the listed calls is known here.

use std::collections::BTreeMap;

use midcall_domain::{
    calls::{CallId, Evidence, Ledger, Outcome},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, params};

use super::{At, from_word, moment, word};
use crate::{
    CallStanding, LedgerCounts, NewRead, Read, ReadOutcome, ReadProgress, ReadReason, Result, Store,
};

/// Calls found at one go.
const CALLS_MAX: i64 = 500;
/// In `seen`: that anything at all arrived.
const HEARD: &str = "heard";

const STANDING: &str = "call, disposition, is_over, arrived_at, ledger, seen FROM calls";

impl Store {
    /// Up to when every change that the platform recorded has been looked at.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn looked_through(&self, workspace: &str) -> Result<Option<Timestamp>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let through: Option<Option<At>> = transaction
                    .prepare_cached(
                        "-- looked_through\nSELECT through FROM looks WHERE workspace = ?1",
                    )?
                    .query_row(params![workspace], |row| row.get(0))
                    .optional()?;
                Ok(through.and_then(moment))
            })
            .await
    }

    /// Notes that every change up to `through` has been looked at. It never goes back.
    ///
    /// # Errors
    ///
    /// When the database fails; then the same changes are looked at again.
    pub async fn note_looked(&self, workspace: &str, through: Timestamp) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                transaction
                    .prepare_cached(
                        "-- note_looked\nINSERT INTO looks (workspace, through) VALUES (?1, ?2)
                         ON CONFLICT (workspace) DO UPDATE SET through = max(through, excluded.through)",
                    )?
                    .execute(params![workspace, At(through)])?;
                Ok(())
            })
            .await
    }

    /// Writes down that these calls are to be read. One that is open already stays as it is.
    ///
    /// # Errors
    ///
    /// When the database fails; then none of them is written down.
    pub async fn open_reads(
        &self,
        workspace: &str,
        reads: Vec<NewRead>,
        now: Timestamp,
    ) -> Result<()> {
        if reads.is_empty() {
            return Ok(());
        }
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let mut open = transaction.prepare_cached(
                    "-- open_read\nINSERT INTO reads (workspace, call, reason, state, created_at, due_at) VALUES (?1, ?2, ?3, 'open', ?4, ?4)
                     ON CONFLICT (workspace, call) DO UPDATE SET
                        reason = excluded.reason, state = 'open', created_at = excluded.created_at,
                        due_at = excluded.due_at, attempts = 0, leased_until = 0
                     WHERE state <> 'open'",
                )?;
                for read in &reads {
                    open.execute(params![workspace, read.call.as_str(), read.reason.name(), At(now)])?;
                }
                Ok(())
            })
            .await
    }

    /// Takes the read that has been due for longest, so that nobody else does.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_read(
        &self,
        workspace: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Read>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let read = transaction
                    .prepare_cached(
                        "-- lease_due_read\nSELECT call, reason, created_at, attempts FROM reads
                         WHERE workspace = ?1 AND state = 'open' AND due_at <= ?2 AND leased_until <= ?2
                         ORDER BY due_at, call LIMIT 1",
                    )?
                    .query_row(params![workspace, At(now)], read)
                    .optional()?;
                if let Some(read) = &read {
                    transaction
                        .prepare_cached("-- lease_read\nUPDATE reads SET leased_until = ?3 WHERE workspace = ?1 AND call = ?2")?
                        .execute(params![workspace, read.call.as_str(), At(until)])?;
                }
                Ok(read)
            })
            .await
    }

    /// Writes down what became of a leased read.
    ///
    /// # Errors
    ///
    /// When the database fails; then it is taken up again once its lease ends.
    pub async fn close_read(
        &self,
        workspace: &str,
        call: &CallId,
        outcome: ReadOutcome,
    ) -> Result<()> {
        let (workspace, call) = (workspace.to_owned(), call.clone());
        self.database
            .write(move |transaction| {
                let (state, due_at) = match outcome {
                    ReadOutcome::Done => ("done", None),
                    ReadOutcome::Failed => ("failed", None),
                    ReadOutcome::Retry(at) => ("open", Some(At(at))),
                };
                transaction
                    .prepare_cached(
                        "-- close_read\nUPDATE reads SET state = ?3, due_at = coalesce(?4, due_at), attempts = attempts + (?4 IS NOT NULL), leased_until = 0
                         WHERE workspace = ?1 AND call = ?2",
                    )?
                    .execute(params![workspace, call.as_str(), state, due_at])?;
                Ok(())
            })
            .await
    }

    /// When the next read is due or free again.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn next_read_at(&self, workspace: &str) -> Result<Option<Timestamp>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let at: Option<At> = transaction
                    .prepare_cached("-- next_read_at\nSELECT min(max(due_at, leased_until)) FROM reads WHERE workspace = ?1 AND state = 'open'")?
                    .query_row(params![workspace], |row| row.get(0))?;
                Ok(moment(at))
            })
            .await
    }

    /// How far the reads of these calls have come.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn read_progress(&self, workspace: &str, calls: Vec<CallId>) -> Result<ReadProgress> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- read_state\nSELECT state FROM reads WHERE workspace = ?1 AND call = ?2",
                )?;
                let mut progress = ReadProgress::default();
                for call in &calls {
                    let state: Option<String> = statement
                        .query_row(params![workspace, call.as_str()], |row| row.get(0))
                        .optional()?;
                    match state.as_deref() {
                        Some("open") => progress.open += 1,
                        Some("failed") => progress.failed += 1,
                        _ => progress.done += 1,
                    }
                }
                Ok(progress)
            })
            .await
    }

    /// What is known here of these calls; those of which nothing is are left out.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn call_standings(
        &self,
        workspace: &str,
        calls: Vec<CallId>,
    ) -> Result<BTreeMap<CallId, CallStanding>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let sql = format!(
                    "-- call_standing\nSELECT {STANDING} WHERE workspace = ?1 AND call = ?2"
                );
                let mut statement = transaction.prepare_cached(&sql)?;
                let mut standings = BTreeMap::new();
                for call in calls {
                    let mut rows = statement.query(params![workspace, call.as_str()])?;
                    if let Some(row) = rows.next()? {
                        standings.insert(call, standing(row)?);
                    }
                }
                Ok(standings)
            })
            .await
    }

    /// Calls that wait for their reports, and live ones of which nothing arrives any more. Those
    /// that have not begun may be silent for longer.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn waiting_calls(
        &self,
        workspace: &str,
        closing_before: Timestamp,
        silent_before: Timestamp,
        not_begun_before: Timestamp,
    ) -> Result<Vec<(CallId, CallStanding)>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut waiting = Vec::new();
                let closing = format!("-- closing_calls\nSELECT {STANDING} WHERE workspace = ?1 AND ledger = 'closing' AND arrived_at < ?2 LIMIT ?3");
                let mut statement = transaction.prepare_cached(&closing)?;
                let mut rows = statement.query(params![workspace, At(closing_before), CALLS_MAX])?;
                while let Some(row) = rows.next()? {
                    waiting.push((call(row)?, standing(row)?));
                }
                let silent = format!(
                    "-- waiting_live_calls\nSELECT {STANDING} WHERE workspace = ?1 AND is_over = 0 AND arrived_at < ?2
                       AND (disposition IS NOT NULL OR arrived_at < ?3) LIMIT ?4"
                );
                let mut statement = transaction.prepare_cached(&silent)?;
                let mut rows = statement.query(params![workspace, At(silent_before), At(not_begun_before), CALLS_MAX])?;
                while let Some(row) = rows.next()? {
                    waiting.push((call(row)?, standing(row)?));
                }
                Ok(waiting)
            })
            .await
    }

    /// How many calls created since then the ledger says what of.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn ledger_counts(&self, workspace: &str, since: Timestamp) -> Result<LedgerCounts> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- ledger_count\nSELECT count(*) FROM calls WHERE workspace = ?1 AND ledger = ?2 AND created_at >= ?3",
                )?;
                let mut count = |outcome: Outcome| -> Result<u64> {
                    let found: i64 = statement
                        .query_row(params![workspace, outcome.name(), At(since)], |row| row.get(0))?;
                    Ok(found.cast_unsigned())
                };
                Ok(LedgerCounts {
                    closing: count(Outcome::Closing)?,
                    complete: count(Outcome::Complete)?,
                    recovered: count(Outcome::Recovered)?,
                    incomplete: count(Outcome::Incomplete)?,
                })
            })
            .await
    }
}

/// What arrived by itself, as the column has it.
pub(super) fn seen(ledger: &Ledger) -> String {
    let heard = ledger.was_heard.then(|| HEARD.to_owned());
    let parts = ledger.seen.iter().map(word);
    heard.into_iter().chain(parts).collect::<Vec<_>>().join(" ")
}

fn call(row: &Row<'_>) -> rusqlite::Result<CallId> {
    Ok(CallId::from(row.get::<_, String>(0)?.as_str()))
}

fn standing(row: &Row<'_>) -> Result<CallStanding> {
    let seen: String = row.get(5)?;
    let parts = seen.split_whitespace().filter(|part| *part != HEARD);
    let seen_parts: Result<Vec<Option<Evidence>>> = parts
        .map(|part| from_word("evidence", Some(part.to_owned())))
        .collect();
    Ok(CallStanding {
        disposition: from_word("disposition", row.get(1)?)?,
        is_over: row.get(2)?,
        arrived_at: row.get::<_, At>(3)?.0,
        outcome: from_word("ledger outcome", row.get(4)?)?,
        was_heard: seen.split_whitespace().any(|part| part == HEARD),
        seen: seen_parts?.into_iter().flatten().collect(),
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Read> {
    let reason: String = row.get(1)?;
    let mut reasons = ReadReason::ALL.into_iter();
    Ok(Read {
        call: call(row)?,
        reason: reasons
            .find(|known| known.name() == reason)
            .unwrap_or(ReadReason::Asked),
        created_at: row.get::<_, At>(2)?.0,
        attempts: row.get(3)?,
    })
}
