//! Calls: what the fold saves and loads, and lists of them.

use std::collections::BTreeSet;

use midcall_domain::{
    calls::{CallId, CallState, CallSummary},
    leads::derive,
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{At, from_json, from_word, leads, opt_outs, reads, rows_max, to_json, word};
use crate::{
    CallPage, CallRow, Fold, FoldedCall, Result, SavedFold, Store, UnattributedDelivery,
    journal::EntrySeq,
};

impl Store {
    /// The newest entry that every saved state includes. Folding starts after it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn fold_cursor(&self) -> Result<EntrySeq> {
        self.database
            .write(|transaction| {
                let cursor: Option<String> = transaction
                    .prepare_cached(
                        "-- fold_cursor\nSELECT value FROM facts WHERE name = 'fold_cursor'",
                    )?
                    .query_row([], |row| row.get(0))
                    .optional()?;
                Ok(EntrySeq(
                    cursor.and_then(|text| text.parse().ok()).unwrap_or(0),
                ))
            })
            .await
    }

    /// The saved state of a call, and the newest entry it includes.
    ///
    /// # Errors
    ///
    /// When the database fails or the state cannot be read.
    pub async fn load_call(
        &self,
        workspace: &str,
        call: &CallId,
    ) -> Result<Option<(CallState, EntrySeq)>> {
        let (workspace, call) = (workspace.to_owned(), call.clone());
        self.database
            .read(move |transaction| {
                let row: Option<(Vec<u8>, i64)> = transaction
                    .prepare_cached("-- load_call\nSELECT state, seq FROM calls WHERE workspace = ?1 AND call = ?2")?
                    .query_row(params![workspace, call.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                row.map(|(state, seq)| {
                    let state = serde_json::from_slice(&state)
                        .map_err(|source| crate::Error::Corrupt { what: "call state", source })?;
                    Ok((state, EntrySeq(seq.cast_unsigned())))
                })
                .transpose()
            })
            .await
    }

    /// Saves calls, and what their leads should therefore say, in one transaction.
    ///
    /// # Errors
    ///
    /// When the database fails; then nothing of the fold is saved.
    pub async fn save_fold(&self, fold: Fold) -> Result<SavedFold> {
        let snapshots = fold.calls.iter().filter(|call| call.snapshot.is_some());
        let snapshots: Vec<(CallId, EntrySeq)> = snapshots
            .map(|call| (call.summary.call.clone(), call.seq))
            .collect();
        let saved = self
            .database
            .write(move |transaction| save_fold(transaction, &fold))
            .await?;
        for (call, seq) in snapshots {
            self.journal.note_saved(call.as_str(), seq);
        }
        Ok(saved)
    }

    /// Live calls of which nothing has arrived since `before`.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn silent_calls(&self, workspace: &str, before: Timestamp) -> Result<Vec<CallId>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- silent_calls\nSELECT call FROM calls WHERE workspace = ?1 AND is_over = 0 AND arrived_at < ?2 ORDER BY arrived_at LIMIT 500",
                )?;
                let calls = statement.query_map(params![workspace, At(before)], |row| row.get::<_, String>(0))?;
                calls.map(|call| Ok(CallId::from(call?.as_str()))).collect()
            })
            .await
    }

    /// A page of calls, newest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn list_calls(
        &self,
        workspace: &str,
        after: Option<(Timestamp, CallId)>,
        limit: usize,
    ) -> Result<CallPage> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let (at, call) = after.unwrap_or((Timestamp(i64::MAX), CallId::from("")));
                let mut statement = transaction.prepare_cached(
                    "-- list_calls\nSELECT call, lead, direction, disposition, is_over, score, created_at, last_contact_at, ledger
                     FROM calls WHERE workspace = ?1 AND (created_at < ?2 OR (created_at = ?2 AND call > ?3))
                     ORDER BY created_at DESC, call LIMIT ?4",
                )?;
                let mut rows = statement.query(params![workspace, At(at), call.as_str(), rows_max(limit + 1)])?;
                let mut calls = Vec::new();
                while let Some(row) = rows.next()? {
                    calls.push(CallRow {
                        call: CallId::from(row.get::<_, String>(0)?.as_str()),
                        lead: row.get(1)?,
                        direction: from_word("direction", row.get(2)?)?,
                        disposition: from_word("disposition", row.get(3)?)?,
                        is_over: row.get(4)?,
                        score: row.get(5)?,
                        created_at: row.get::<_, At>(6)?.0,
                        last_contact_at: row.get::<_, At>(7)?.0,
                        outcome: from_word("ledger outcome", row.get(8)?)?,
                    });
                }
                let next = (calls.len() > limit).then(|| {
                    calls.truncate(limit);
                    calls.last().map(|last| (last.created_at, last.call.clone()))
                });
                Ok(CallPage { calls, next: next.flatten() })
            })
            .await
    }

    /// Deliveries that name no call, newest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn list_unattributed(
        &self,
        workspace: &str,
        limit: usize,
    ) -> Result<Vec<UnattributedDelivery>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- list_unattributed\nSELECT seq, message_type, received_at FROM unattributed WHERE workspace = ?1 ORDER BY seq DESC LIMIT ?2",
                )?;
                let rows = statement.query_map(params![workspace, rows_max(limit)], |row| {
                    Ok(UnattributedDelivery {
                        seq: EntrySeq(row.get::<_, i64>(0)?.cast_unsigned()),
                        message_type: row.get(1)?,
                        received_at: row.get::<_, At>(2)?.0,
                    })
                })?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .await
    }
}

fn save_fold(transaction: &Transaction<'_>, fold: &Fold) -> Result<SavedFold> {
    let mut saved = SavedFold::default();
    let mut left = BTreeSet::new();
    for call in &fold.calls {
        left.extend(lead_left(transaction, &fold.workspace, call)?);
        save_call(transaction, &fold.workspace, call)?;
        opt_outs::save(transaction, &fold.workspace, call, fold.now)?;
    }
    for delivery in &fold.unattributed {
        transaction
            .prepare_cached("-- save_unattributed\nINSERT OR IGNORE INTO unattributed (workspace, seq, message_type, received_at) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![fold.workspace, delivery.seq.0.cast_signed(), delivery.message_type, At(delivery.received_at)])?;
    }
    for call in &fold.calls {
        let Some(lead) = &call.lead else { continue };
        let summaries = summaries_of(transaction, &fold.workspace, lead, Some(call))?;
        let Some(desired) = derive(&summaries, &fold.rubric, &fold.mappings) else {
            continue;
        };
        saved.note(leads::save_desired(
            transaction,
            fold,
            lead,
            &desired,
            call.heard_at,
        )?);
        saved.note(leads::save_activity(transaction, fold, call)?);
    }
    for lead in left {
        let summaries = summaries_of(transaction, &fold.workspace, &lead, None)?;
        match derive(&summaries, &fold.rubric, &fold.mappings) {
            Some(desired) => {
                saved.note(leads::save_desired(
                    transaction,
                    fold,
                    &lead,
                    &desired,
                    fold.now,
                )?);
            }
            // None of its calls is left: it is none of ours, and is written to no more.
            None => leads::forget(transaction, &fold.workspace, &lead)?,
        }
    }
    transaction
        .prepare_cached("-- save_fold_cursor\nINSERT INTO facts (name, value) VALUES ('fold_cursor', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value")?
        .execute(params![fold.cursor.0.to_string()])?;
    Ok(saved)
}

/// The lead a call belonged to until this fold, if it was another one.
fn lead_left(
    transaction: &Transaction<'_>,
    workspace: &str,
    call: &FoldedCall,
) -> Result<Option<String>> {
    let before: Option<Option<String>> = transaction
        .prepare_cached(
            "-- lead_of_call\nSELECT lead FROM calls WHERE workspace = ?1 AND call = ?2",
        )?
        .query_row(params![workspace, call.summary.call.as_str()], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(before
        .flatten()
        .filter(|before| call.lead.as_ref() != Some(before)))
}

fn save_call(transaction: &Transaction<'_>, workspace: &str, call: &FoldedCall) -> Result<()> {
    transaction
        .prepare_cached(
            "-- save_call\nINSERT INTO calls (workspace, call, lead, phone, direction, disposition, is_over, score, created_at, last_contact_at, arrived_at, summary, state, seq, ledger, seen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (workspace, call) DO UPDATE SET
                lead = excluded.lead, phone = excluded.phone, direction = excluded.direction,
                disposition = excluded.disposition, is_over = excluded.is_over, score = excluded.score,
                created_at = excluded.created_at, last_contact_at = excluded.last_contact_at,
                arrived_at = excluded.arrived_at, summary = excluded.summary,
                ledger = excluded.ledger, seen = excluded.seen,
                state = CASE WHEN length(excluded.state) = 0 THEN state ELSE excluded.state END,
                seq = CASE WHEN length(excluded.state) = 0 THEN seq ELSE excluded.seq END",
        )?
        .execute(params![
            workspace,
            call.summary.call.as_str(),
            call.lead,
            call.phone,
            call.direction.map(|direction| word(&direction)),
            call.summary.disposition.map(|disposition| word(&disposition)),
            call.summary.is_over,
            call.score,
            At(call.summary.created_at),
            At(call.summary.last_contact_at),
            At(call.arrived_at),
            to_json(&call.summary),
            call.snapshot.as_deref().unwrap_or_default(),
            call.seq.0.cast_signed(),
            call.ledger.outcome.name(),
            reads::seen(&call.ledger),
        ])?;
    Ok(())
}

/// Every call of the lead; one at hand needs no reading back.
fn summaries_of(
    transaction: &Transaction<'_>,
    workspace: &str,
    lead: &str,
    at_hand: Option<&FoldedCall>,
) -> Result<Vec<CallSummary>> {
    // Left to itself, SQLite takes the primary key for the better index, as every row has the same
    // workspace, and reads all calls there are.
    let mut statement = transaction.prepare_cached(
        "-- summaries_of_lead\nSELECT summary FROM calls INDEXED BY calls_by_lead WHERE workspace = ?1 AND lead = ?2 AND call <> ?3",
    )?;
    let known = at_hand.map_or("", |call| call.summary.call.as_str());
    let mut rows = statement.query(params![workspace, lead, known])?;
    let mut summaries: Vec<_> = at_hand.iter().map(|call| call.summary.clone()).collect();
    while let Some(row) = rows.next()? {
        summaries.push(from_json("call summary", &row.get::<_, String>(0)?)?);
    }
    Ok(summaries)
}
