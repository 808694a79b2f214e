//! Gaps that live calls' agents are told of: opened once, leased by call, closed for good.

use midcall_domain::{calls::CallId, signals::SignalName, time::Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::At;
use crate::{DueNudge, NewNudge, NudgeOutcome, Result, Store};

impl Store {
    /// Opens gaps. One that was opened before stays as it is, told or not.
    ///
    /// # Errors
    ///
    /// When the database fails; then none of them is opened.
    pub async fn open_nudges(&self, workspace: &str, nudges: Vec<NewNudge>) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let mut open = transaction.prepare_cached(
                    "-- open_nudge\nINSERT OR IGNORE INTO nudges (workspace, call, signal, state, due_at) VALUES (?1, ?2, ?3, 'open', ?4)",
                )?;
                for nudge in &nudges {
                    let signal = nudge.signal.as_str();
                    open.execute(params![workspace, nudge.call.as_str(), signal, At(nudge.due_at)])?;
                }
                Ok(())
            })
            .await
    }

    /// Takes the due gaps of the call that has waited longest, so that nobody else tells of them.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_nudge(
        &self,
        workspace: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<DueNudge>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| lease(transaction, &workspace, now, until))
            .await
    }

    /// Writes down what became of leased gaps. Durable, as it keeps the agent from being told twice.
    ///
    /// # Errors
    ///
    /// When the database fails; then they stand as before.
    pub async fn close_nudge(
        &self,
        workspace: &str,
        call: &CallId,
        signals: &[SignalName],
        outcome: NudgeOutcome,
    ) -> Result<()> {
        let (workspace, call, signals) = (workspace.to_owned(), call.clone(), signals.to_vec());
        self.database
            .write_durably(move |transaction| {
                let (state, due_at) = match outcome {
                    NudgeOutcome::Sending => ("sending", None),
                    NudgeOutcome::Sent => ("sent", None),
                    NudgeOutcome::Moot => ("moot", None),
                    NudgeOutcome::Failed => ("failed", None),
                    NudgeOutcome::Retry(at) => ("open", Some(At(at))),
                };
                let mut close = transaction.prepare_cached(
                    "-- close_nudge\nUPDATE nudges SET state = ?4, due_at = coalesce(?5, due_at), attempts = attempts + (?5 IS NOT NULL), leased_until = 0
                     WHERE workspace = ?1 AND call = ?2 AND signal = ?3",
                )?;
                for signal in &signals {
                    close.execute(params![workspace, call.as_str(), signal.as_str(), state, due_at])?;
                }
                Ok(())
            })
            .await
    }
}

fn lease(
    transaction: &Transaction<'_>,
    workspace: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<DueNudge>> {
    let call: Option<String> = transaction
        .prepare_cached(
            "-- due_nudge\nSELECT call FROM nudges
             WHERE workspace = ?1 AND state = 'open' AND due_at <= ?2 AND leased_until <= ?2
             ORDER BY due_at, call LIMIT 1",
        )?
        .query_row(params![workspace, At(now)], |row| row.get(0))
        .optional()?;
    let Some(call) = call else { return Ok(None) };
    let mut statement = transaction.prepare_cached(
        "-- lease_nudge\nUPDATE nudges SET leased_until = ?4
         WHERE workspace = ?1 AND call = ?2 AND state = 'open' AND due_at <= ?3 AND leased_until <= ?3
         RETURNING signal, attempts",
    )?;
    let rows = statement.query_map(params![workspace, call, At(now), At(until)], |row| {
        Ok((
            SignalName::from(row.get::<_, String>(0)?.as_str()),
            row.get(1)?,
        ))
    })?;
    let rows: Vec<(SignalName, u32)> = rows.collect::<rusqlite::Result<_>>()?;
    let attempts = rows.iter().map(|(_, attempts)| *attempts).max();
    let mut signals: Vec<SignalName> = rows.into_iter().map(|(signal, _)| signal).collect();
    signals.sort();
    Ok(Some(DueNudge {
        call: CallId::from(call.as_str()),
        signals,
        attempts: attempts.unwrap_or_default(),
    }))
}
