//! Looking at leads: when, and what was found.

use midcall_domain::{
    leads::{Fields, Part, Urgency, next_look_ms},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{
    super::{At, from_json, from_json_opt, moment, rows_max, to_json},
    pacing::rank,
};
use crate::{DueLook, Look, Reading, Result, Store};

/// In shadow mode a lead is read again no sooner than this, however fast its call goes on.
const SHADOW_APART_MS: i64 = 60_000;

/// A lead was written after its call: it is looked at in a while, and a few times more. A repair of
/// what was looked at starts nothing anew: automation that undoes every write is not fought for ever.
pub(super) fn schedule(
    transaction: &Transaction<'_>,
    workspace: &str,
    lead: &str,
    now: Timestamp,
) -> Result<()> {
    let look_at = next_look_ms(0).map(|wait_ms| At(now.plus_ms(wait_ms)));
    transaction
        .prepare_cached(
            "-- schedule_look\nINSERT INTO readings (workspace, lead, look_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (workspace, lead) DO UPDATE SET look_at = excluded.look_at, looks = 0
             WHERE found IS NULL OR generation <> (SELECT l.generation FROM leads l WHERE l.workspace = ?1 AND l.lead = ?2)",
        )?
        .execute(params![workspace, lead, look_at])?;
    Ok(())
}

impl Store {
    /// Leads that are in sync as far as is known, and are to be looked at.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn due_looks(
        &self,
        workspace: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<DueLook>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- due_looks\nSELECT l.lead, coalesce(l.target, l.lead), l.generation, l.observed, r.looks, l.desired, (SELECT w.written FROM lead_writes w WHERE w.workspace = l.workspace AND w.lead = l.lead)
                     FROM readings r INDEXED BY readings_due JOIN leads l ON l.workspace = r.workspace AND l.lead = r.lead
                     WHERE r.workspace = ?1 AND r.look_at <= ?2 AND l.due_at IS NULL AND l.leased_by IS NULL
                     ORDER BY r.look_at LIMIT ?3",
                )?;
                looks(statement.query(params![workspace, At(now), rows_max(limit)])?)
            })
            .await
    }

    /// Leads that would be written if anything were, and have changed since they were last read.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn shadow_looks(
        &self,
        workspace: &str,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<DueLook>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- shadow_looks\nSELECT l.lead, coalesce(l.target, l.lead), l.generation, NULL, coalesce(r.looks, 0), l.desired, NULL
                     FROM leads l LEFT JOIN readings r ON r.workspace = l.workspace AND r.lead = l.lead
                     WHERE l.workspace = ?1 AND l.due_at <= ?2 AND (r.generation IS NULL OR r.generation < l.generation)
                       AND coalesce(r.found_at, 0) <= ?3
                     ORDER BY l.due_at LIMIT ?4",
                )?;
                let read_before = now.plus_ms(-SHADOW_APART_MS);
                looks(statement.query(params![workspace, At(now), At(read_before), rows_max(limit)])?)
            })
            .await
    }

    /// Writes down what was found. Where a lead has drifted, and nobody has written to it since the
    /// look was decided upon, it becomes due again.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn record_looks(
        &self,
        workspace: &str,
        looks: Vec<Look>,
        now: Timestamp,
    ) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                for look in &looks {
                    record(transaction, &workspace, look, now)?;
                }
                Ok(())
            })
            .await
    }

    /// What a lead was last found to say.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn load_reading(&self, workspace: &str, lead: &str) -> Result<Option<Reading>> {
        let (workspace, lead) = (workspace.to_owned(), lead.to_owned());
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- load_reading\nSELECT found, found_at, drift FROM readings WHERE workspace = ?1 AND lead = ?2 AND found IS NOT NULL",
                )?;
                let mut rows = statement.query(params![workspace, lead])?;
                rows.next()?.map(reading).transpose()
            })
            .await
    }
}

fn record(
    transaction: &Transaction<'_>,
    workspace: &str,
    look: &Look,
    now: Timestamp,
) -> Result<()> {
    let is_untouched: Option<bool> = transaction
        .prepare_cached("-- is_untouched\nSELECT leased_by IS NULL AND due_at IS NULL AND generation = ?3 FROM leads WHERE workspace = ?1 AND lead = ?2")?
        .query_row(params![workspace, look.lead, look.generation], |row| row.get(0))
        .optional()?;
    // What was written while the lead was being read is no drift.
    let drift = look.drift.as_ref().filter(|_| is_untouched == Some(true));
    transaction
        .prepare_cached(
            "-- record_look\nINSERT INTO readings (workspace, lead, found, found_at, generation, look_at, looks, drift) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (workspace, lead) DO UPDATE SET
                found = coalesce(excluded.found, found), found_at = excluded.found_at, generation = excluded.generation,
                look_at = excluded.look_at, looks = excluded.looks, drift = coalesce(excluded.drift, drift)",
        )?
        .execute(params![
            workspace,
            look.lead,
            look.found.as_ref().map(to_json),
            At(now),
            look.generation,
            look.look_at.map(At),
            look.looks,
            drift.map(to_json),
        ])?;
    if drift.is_none() {
        return Ok(());
    }
    // It is read again right before it is written, so that each field's policy is applied to what
    // is there then. The transcript was not read: what was written of it stands.
    let observed: Option<String> = transaction
        .prepare_cached(
            "-- load_observed\nSELECT observed FROM leads WHERE workspace = ?1 AND lead = ?2",
        )?
        .query_row(params![workspace, look.lead], |row| row.get(0))?;
    let observed: Option<Fields> = from_json_opt("observed lead", observed.as_deref())?;
    let mut observed = observed.unwrap_or_default();
    observed.retain(|field, _| field.part() == Part::Transcript);
    transaction
        .prepare_cached("-- note_drift\nUPDATE leads SET observed = ?3, read_at = NULL, due_at = ?4, urgency = max(urgency, ?5) WHERE workspace = ?1 AND lead = ?2")?
        .execute(params![workspace, look.lead, to_json(&observed), At(now), rank(Urgency::Routine)])?;
    Ok(())
}

fn looks(mut rows: rusqlite::Rows<'_>) -> Result<Vec<DueLook>> {
    let mut looks = Vec::new();
    while let Some(row) = rows.next()? {
        looks.push(DueLook {
            lead: row.get(0)?,
            target: row.get(1)?,
            generation: row.get(2)?,
            observed: from_json_opt("observed lead", row.get::<_, Option<String>>(3)?.as_deref())?,
            looks: row.get(4)?,
            desired: from_json("desired lead", &row.get::<_, String>(5)?)?,
            written: from_json_opt("written lead", row.get::<_, Option<String>>(6)?.as_deref())?
                .unwrap_or_default(),
        });
    }
    Ok(looks)
}

fn reading(row: &Row<'_>) -> Result<Reading> {
    Ok(Reading {
        found: from_json("lead as found", &row.get::<_, String>(0)?)?,
        found_at: moment(row.get(1)?).unwrap_or_default(),
        drift: from_json_opt("drift", row.get::<_, Option<String>>(2)?.as_deref())?,
    })
}
