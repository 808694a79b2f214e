//! Lookups: opened by the fold, leased, closed, and opened again by a person.

use midcall_domain::{calls::CallId, time::Timestamp};
use rusqlite::{OptionalExtension, Row, params};

use super::{At, from_json, rows_max, to_json};
use crate::{
    Blocked, BlockedCall, Lookup, LookupOutcome, LookupStanding, NewAttachment, NewLookup, Result,
    Store,
};

impl Store {
    /// Opens lookups, one a call. One that is open already and urgent now is due earlier, unless it
    /// failed before: then it waits for its turn.
    ///
    /// # Errors
    ///
    /// When the database fails; then none of them is opened.
    pub async fn open_lookups(
        &self,
        workspace: &str,
        lookups: Vec<NewLookup>,
        now: Timestamp,
    ) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let mut open = transaction.prepare_cached(
                    "-- open_lookup\nINSERT INTO lookups (workspace, call, number, state, created_at, due_at) VALUES (?1, ?2, ?3, 'open', ?4, ?5)
                     ON CONFLICT (workspace, call) DO UPDATE SET due_at = min(due_at, excluded.due_at)
                     WHERE ?6 AND state = 'open' AND attempts = 0 AND leased_until <= ?4",
                )?;
                for lookup in &lookups {
                    open.execute(params![
                        workspace,
                        lookup.call.as_str(),
                        lookup.number,
                        At(now),
                        At(lookup.due_at),
                        lookup.is_urgent,
                    ])?;
                }
                Ok(())
            })
            .await
    }

    /// When the next lookup is due, if any is.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn next_lookup_at(&self, workspace: &str) -> Result<Option<Timestamp>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let due: Option<At> = transaction
                    .prepare_cached("-- next_lookup_at\nSELECT min(max(due_at, leased_until)) FROM lookups WHERE workspace = ?1 AND state = 'open'")?
                    .query_row(params![workspace], |row| row.get(0))?;
                Ok(super::moment(due))
            })
            .await
    }

    /// Takes the lookups that have been due for longest, so that nobody else carries them out.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_lookups(
        &self,
        workspace: &str,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Lookup>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let leased: Vec<Lookup> = transaction
                    .prepare_cached(
                        "-- lease_due_lookups\nSELECT call, number, created_at, looks, attempts FROM lookups
                         WHERE workspace = ?1 AND state = 'open' AND due_at <= ?2 AND leased_until <= ?2
                         ORDER BY due_at, call LIMIT ?3",
                    )?
                    .query_map(params![workspace, At(now), rows_max(limit)], lookup)?
                    .collect::<rusqlite::Result<_>>()?;
                let mut lease = transaction.prepare_cached("-- lease_lookup\nUPDATE lookups SET leased_until = ?3 WHERE workspace = ?1 AND call = ?2")?;
                for lookup in &leased {
                    lease.execute(params![workspace, lookup.call.as_str(), At(until)])?;
                }
                Ok(leased)
            })
            .await
    }

    /// Writes down what became of a leased lookup.
    ///
    /// # Errors
    ///
    /// When the database fails; then it is carried out again once its lease ends.
    pub async fn close_lookup(
        &self,
        workspace: &str,
        call: &CallId,
        outcome: LookupOutcome,
    ) -> Result<()> {
        let (workspace, call) = (workspace.to_owned(), call.clone());
        self.database
            .write(move |transaction| {
                let (state, due_at, blocked) = match &outcome {
                    LookupOutcome::Found => ("found", None, None),
                    LookupOutcome::Nobody => ("nobody", None, None),
                    LookupOutcome::Blocked(why) => ("blocked", None, Some(to_json(why))),
                    LookupOutcome::Again(at)
                    | LookupOutcome::Retry(at)
                    | LookupOutcome::Postponed(at) => ("open", Some(At(*at)), None),
                };
                let is_failure = matches!(outcome, LookupOutcome::Retry(_));
                let is_postponed = matches!(outcome, LookupOutcome::Postponed(_));
                let is_look = matches!(outcome, LookupOutcome::Again(_));
                transaction
                    .prepare_cached(
                        "-- close_lookup\nUPDATE lookups SET state = ?3, due_at = coalesce(?4, due_at), blocked = ?5,
                            looks = looks + ?6,
                            attempts = CASE WHEN ?7 THEN attempts + 1 WHEN ?8 THEN attempts ELSE 0 END,
                            leased_until = 0
                         WHERE workspace = ?1 AND call = ?2",
                    )?
                    .execute(params![workspace, call.as_str(), state, due_at, blocked, is_look, is_failure, is_postponed])?;
                Ok(())
            })
            .await
    }

    /// How far looking up a call has come; `None` when it never had to be.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn load_lookup(
        &self,
        workspace: &str,
        call: &CallId,
    ) -> Result<Option<LookupStanding>> {
        let (workspace, call) = (workspace.to_owned(), call.clone());
        self.database
            .read(move |transaction| {
                let row: Option<(String, At, Option<String>)> = transaction
                    .prepare_cached("-- load_lookup\nSELECT state, due_at, blocked FROM lookups WHERE workspace = ?1 AND call = ?2")?
                    .query_row(params![workspace, call.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                    .optional()?;
                row.map(|(state, due_at, blocked)| {
                    Ok(match (state.as_str(), blocked) {
                        (_, Some(blocked)) => LookupStanding::Blocked(from_json("blocked", &blocked)?),
                        ("open", None) => LookupStanding::Open(due_at.0),
                        ("found", None) => LookupStanding::Found,
                        _ => LookupStanding::Nobody,
                    })
                })
                .transpose()
            })
            .await
    }

    /// Calls that wait for a person to say whose they are, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn list_blocked_calls(
        &self,
        workspace: &str,
        limit: usize,
    ) -> Result<Vec<BlockedCall>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- list_blocked_calls\nSELECT call, blocked FROM lookups WHERE workspace = ?1 AND state = 'blocked' ORDER BY created_at, call LIMIT ?2",
                )?;
                let mut rows = statement.query(params![workspace, rows_max(limit)])?;
                let mut blocked = Vec::new();
                while let Some(row) = rows.next()? {
                    let why: Blocked = from_json("blocked", &row.get::<_, String>(1)?)?;
                    let call = CallId::from(row.get::<_, String>(0)?.as_str());
                    blocked.push(BlockedCall { call, why });
                }
                Ok(blocked)
            })
            .await
    }

    /// Looks up again what waits for a person, and what was given up: one call, or all that wait.
    /// Salesforce is asked anew. Returns how many.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn retry_lookups(
        &self,
        workspace: &str,
        call: Option<&CallId>,
        now: Timestamp,
    ) -> Result<usize> {
        let (workspace, call) = (workspace.to_owned(), call.cloned());
        self.database
            .write(move |transaction| {
                const CHOSEN: &str = "workspace = ?1 AND CASE WHEN ?2 IS NULL THEN state = 'blocked' ELSE call = ?2 AND state <> 'found' END";
                let call = call.as_ref().map(CallId::as_str);
                transaction
                    .prepare_cached(&format!("-- ask_number_anew\nDELETE FROM asked_numbers WHERE workspace = ?1 AND number IN (SELECT number FROM lookups WHERE {CHOSEN})"))?
                    .execute(params![workspace, call])?;
                Ok(transaction
                    .prepare_cached(&format!("-- retry_lookups\nUPDATE lookups SET state = 'open', blocked = NULL, attempts = 0, looks = 0, created_at = ?3, due_at = ?3 WHERE {CHOSEN}"))?
                    .execute(params![workspace, call, At(now)])?)
            })
            .await
    }

    /// Looks up again the calls from a number that nobody was known by, as somebody is.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn reopen_lookups(
        &self,
        workspace: &str,
        number: &str,
        now: Timestamp,
    ) -> Result<usize> {
        let (workspace, number) = (workspace.to_owned(), number.to_owned());
        self.database
            .write(move |transaction| {
                Ok(transaction
                    .prepare_cached(
                        "-- reopen_lookups\nUPDATE lookups SET state = 'open', blocked = NULL, attempts = 0, due_at = min(due_at, ?3)
                         WHERE workspace = ?1 AND number = ?2 AND state IN ('open', 'nobody')",
                    )?
                    .execute(params![workspace, number, At(now)])?)
            })
            .await
    }

    /// Keeps a person's word on whose call it is until it is in the journal.
    ///
    /// # Errors
    ///
    /// When the database fails; then nothing is kept.
    pub async fn open_attachment(&self, workspace: &str, attachment: NewAttachment) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write_durably(move |transaction| {
                let NewAttachment { call, lead, who, at } = &attachment;
                transaction
                    .prepare_cached("-- open_attachment\nINSERT OR IGNORE INTO attachments (workspace, call, lead, who, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![workspace, call.as_str(), lead, who, At(*at)])?;
                Ok(())
            })
            .await
    }

    /// What persons said that is not in the journal yet, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn open_attachments(&self, workspace: &str) -> Result<Vec<NewAttachment>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- open_attachments\nSELECT call, lead, who, at FROM attachments WHERE workspace = ?1 ORDER BY at LIMIT 100",
                )?;
                let rows = statement.query_map(params![workspace], |row| {
                    Ok(NewAttachment {
                        call: CallId::from(row.get::<_, String>(0)?.as_str()),
                        lead: row.get(1)?,
                        who: row.get(2)?,
                        at: row.get::<_, At>(3)?.0,
                    })
                })?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .await
    }

    /// Takes note that a person's word is in the journal: its call is looked up no more.
    ///
    /// # Errors
    ///
    /// When the database fails; then it is journaled once more, which changes nothing.
    pub async fn close_attachment(
        &self,
        workspace: &str,
        attachment: &NewAttachment,
    ) -> Result<()> {
        let (workspace, attachment) = (workspace.to_owned(), attachment.clone());
        self.database
            .write(move |transaction| {
                let NewAttachment { call, lead, at, .. } = &attachment;
                transaction
                    .prepare_cached("-- close_attachment\nDELETE FROM attachments WHERE workspace = ?1 AND call = ?2 AND lead = ?3 AND at = ?4")?
                    .execute(params![workspace, call.as_str(), lead, At(*at)])?;
                transaction
                    .prepare_cached("-- end_lookup\nUPDATE lookups SET state = 'found', blocked = NULL WHERE workspace = ?1 AND call = ?2")?
                    .execute(params![workspace, call.as_str()])?;
                Ok(())
            })
            .await
    }
}

fn lookup(row: &Row<'_>) -> rusqlite::Result<Lookup> {
    Ok(Lookup {
        call: CallId::from(row.get::<_, String>(0)?.as_str()),
        number: row.get(1)?,
        created_at: row.get::<_, At>(2)?.0,
        looks: row.get(3)?,
        attempts: row.get(4)?,
    })
}
